#include <memory>
#include <utility>

#include <bentocloud/deadline.hpp>
#include <bentocloud/testing/local_cloud.hpp>

#include "testing/http_server.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace fakes {

struct LocalCloud::Server {
  explicit Server(LocalCloudOptions options)
      : latency(options.latency),
        cloud(std::move(options.cloud)),
        http(options.port, [this](const HttpRequest& request) { return respond(request); }),
        endpoint("http://127.0.0.1:" + std::to_string(http.port())) {}
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() { stopping.cancel(); }

  HttpResponse respond(const HttpRequest& request) {
    stopping.sleep_for(latency);
    return cloud.send(request, Deadline());
  }

  std::chrono::milliseconds latency;
  Cancellation stopping;
  FakeCloud cloud;
  HttpServer http;
  std::string endpoint;
};

LocalCloud::LocalCloud(LocalCloudOptions options)
    : server_(std::make_unique<Server>(std::move(options))) {}

LocalCloud::~LocalCloud() = default;

std::string LocalCloud::endpoint() const { return server_->endpoint; }

Credentials LocalCloud::credentials() const {
  Credentials credentials = server_->cloud.credentials();
  credentials.endpoint = server_->endpoint;
  credentials.source = "the local cloud";
  return credentials;
}

FakeCloud& LocalCloud::cloud() noexcept { return server_->cloud; }

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
