#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <bentocloud/credentials.hpp>
#include <bentocloud/export.hpp>
#include <bentocloud/testing/fake_cloud.hpp>

namespace bentocloud::testing {

/// What a local cloud can be told.
struct LocalCloudOptions {
  /// 0: any free port.
  int port = 0;
  /// How long each request waits before it is answered: stands for the round trip of a network. The
  /// destructor does not wait for it.
  std::chrono::milliseconds latency{0};
  /// What is behind the HTTP.
  FakeCloudOptions cloud;
};

/// A `FakeCloud` behind real HTTP, on this machine's loopback interface only. Serves from
/// construction to destruction, with threads of its own. The HTTP library beneath ignores SIGPIPE
/// in the whole process from then on.
///
/// \snippet reference.cpp local_cloud
///
/// Thread safety: all members may be called from any thread.
class BENTOCLOUD_EXPORT LocalCloud {
 public:
  /// \throws Error with kind `configuration` when the port is taken, or is none.
  explicit LocalCloud(LocalCloudOptions options = {});
  LocalCloud(const LocalCloud&) = delete;
  LocalCloud& operator=(const LocalCloud&) = delete;
  ~LocalCloud();

  /// `http://127.0.0.1:PORT`
  [[nodiscard]] std::string endpoint() const;
  /// This endpoint, and the API token that opens it.
  [[nodiscard]] Credentials credentials() const;
  /// What is behind the HTTP: shows the tokens that there are.
  [[nodiscard]] FakeCloud& cloud() noexcept;

 private:
  struct Server;
  std::unique_ptr<Server> server_;
};

}  // namespace bentocloud::testing
