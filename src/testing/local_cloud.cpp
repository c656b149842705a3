#include <memory>
#include <thread>
#include <utility>

#include <bentocloud/error.hpp>
#include <bentocloud/testing/local_cloud.hpp>

#include "testing/http_server.hpp"

namespace bentocloud::testing {
namespace {

constexpr const char* loopback = "127.0.0.1";

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
    const httplib::Server::Handler answer = [this](const httplib::Request& request,
                                                   httplib::Response& response) {
      std::this_thread::sleep_for(latency);
      to_httplib(cloud.send(from_httplib(request), Deadline()), response);
    };
    http.Get(".*", answer).Post(".*", answer).Put(".*", answer);
    http.Patch(".*", answer).Delete(".*", answer).Options(".*", answer);
    const bool is_bound = options.port == 0 ? (port = http.bind_to_any_port(loopback)) > 0
                                            : http.bind_to_port(loopback, port = options.port);
    if (!is_bound) {
      ErrorFacts facts;
      facts.kind = ErrorKind::configuration;
      facts.message = "port " + std::to_string(options.port) + " cannot be listened on";
      throw Error(std::move(facts));
    }
    endpoint = std::string("http://") + loopback + ':' + std::to_string(port);
    listener = std::thread([this] { http.listen_after_bind(); });
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() {
    // It can be stopped only once it runs.
    while (!http.is_running()) std::this_thread::yield();
    http.stop_now();
    listener.join();
  }

  std::chrono::milliseconds latency;
  FakeCloud cloud;
  HttpServer http;
  int port = 0;
  std::string endpoint;
  std::thread listener;
};

LocalCloud::LocalCloud(LocalCloudOptions options)
    : server_(std::make_unique<Server>(std::move(options))) {}

LocalCloud::~LocalCloud() = default;

const std::string& LocalCloud::endpoint() const noexcept { return server_->endpoint; }

Credentials LocalCloud::credentials() const {
  Credentials credentials = server_->cloud.credentials();
  credentials.endpoint = server_->endpoint;
  credentials.source = "the local cloud";
  return credentials;
}

FakeCloud& LocalCloud::cloud() noexcept { return server_->cloud; }

}  // namespace bentocloud::testing
