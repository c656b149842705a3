#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include <bentocloud/bentocloud.hpp>

#include "fault_server.hpp"

namespace bench {

/// A BentoCloud on a loopback port whose responses cost next to nothing to make, so that it is the
/// client that is measured: it has so many tokens, and neither parses nor checks anything.
class CannedCloud {
 public:
  /// Each request gets its response after `latency`, all of them at once.
  explicit CannedCloud(std::size_t tokens, std::chrono::milliseconds latency = {},
                       bool has_tls = false);

  [[nodiscard]] std::string endpoint() const { return server_.endpoint(); }
  /// Of the authority that a client of it has to trust.
  [[nodiscard]] const std::string& ca_file() const { return trusted_.path(); }
  [[nodiscard]] faults::Counts counts() const { return server_.counts(); }
  [[nodiscard]] int port() const { return server_.port(); }
  [[nodiscard]] bentocloud::CloudClient client() const;
  [[nodiscard]] int requests() const { return server_.counts().requests; }

 private:
  faults::CertificateAuthority authority_;
  faults::TemporaryFile trusted_{authority_.certificate()};
  faults::FaultServer server_;
};

}  // namespace bench
