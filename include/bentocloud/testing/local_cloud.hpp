#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <bentocloud/credentials.hpp>
#include <bentocloud/export.hpp>
#include <bentocloud/testing/fake_cloud.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace fakes {

/// Options of a `LocalCloud`.
struct LocalCloudOptions {
  /// The port to listen on; 0: any free one.
  int port = 0;
  /// The delay before each response: stands for the round trip of a network. The destructor does
  /// not wait for it.
  std::chrono::milliseconds latency{0};
  /// Options of the cloud that is served.
  FakeCloudOptions cloud;
};

/// A `FakeCloud` behind real HTTP, on this machine's loopback interface only. Serves from
/// construction to destruction, with threads of its own. The destructor closes all connections at
/// once.
///
/// \snippet reference.cpp local_cloud
///
/// Thread safety: all members may be called from any thread.
class BENTOCLOUD_EXPORT LocalCloud {
 public:
  /// Listens from now on.
  /// \throws Error with kind `configuration` when the port is taken or out of range.
  explicit LocalCloud(LocalCloudOptions options = {});
  LocalCloud(const LocalCloud&) = delete;
  LocalCloud& operator=(const LocalCloud&) = delete;
  ~LocalCloud();

  /// Where it listens: `http://127.0.0.1:PORT`.
  [[nodiscard]] std::string endpoint() const;
  /// This endpoint, and the API token that opens it.
  [[nodiscard]] Credentials credentials() const;
  /// The cloud that is served.
  [[nodiscard]] FakeCloud& cloud() noexcept;

 private:
  struct Server;
  std::unique_ptr<Server> server_;
};

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
