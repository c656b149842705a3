#include <memory>
#include <thread>
#include <utility>

#include <bentocloud/error.hpp>
#include <bentocloud/testing/local_cloud.hpp>

#include "testing/http_server.hpp"

namespace bentocloud::testing {
namespace {

HttpRequest from_httplib(const httplib::Request& request) {
  HttpRequest out;
  out.method = request.method;
  out.url = request.target;
  out.body = request.body;
  for (const auto& [name, value] : request.headers) out.headers.push_back({name, value});
  return out;
}

void to_httplib(const HttpResponse& response, httplib::Response& out) {
  out.status = response.status;
  const std::string* type = find_header(response.headers, "Content-Type");
  out.set_content(response.body, type != nullptr ? *type : "application/json");
}

}  // namespace

struct LocalCloud::Server {
  explicit Server(LocalCloudOptions options)
      : latency(options.latency), cloud(std::move(options.cloud)) {
    const int port = http.bind(options.port);
    if (port < 0) {
      ErrorFacts facts;
      facts.kind = ErrorKind::configuration;
      facts.outcome = Outcome::not_sent;
      facts.message = "port " + std::to_string(options.port) + " cannot be listened on";
      throw Error(std::move(facts));
    }
    endpoint = "http://127.0.0.1:" + std::to_string(port);
    listener = std::thread([this] { http.listen_after_bind(); });
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() {
    stopping.cancel();
    http.stop_now();
    listener.join();
  }

  void answer(const httplib::Request& request, httplib::Response& response) {
    stopping.sleep_for(latency);
    to_httplib(cloud.send(from_httplib(request), Deadline()), response);
  }

  std::chrono::milliseconds latency;
  Cancellation stopping;
  FakeCloud cloud;
  HttpServer http{[this](const auto& request, auto& response) { answer(request, response); }};
  std::string endpoint;
  std::thread listener;
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

}  // namespace bentocloud::testing
