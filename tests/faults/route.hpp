#pragma once

#include <cstdlib>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include <bentocloud/bentocloud.hpp>

#include "fault_server.hpp"
#include "front_proxy.hpp"

namespace faults {

/// How a client gets to the fault server.
enum class Way { plain, tls, http2, forward_proxy, connect_proxy };

inline constexpr Way all_ways[] = {Way::plain, Way::tls, Way::http2, Way::forward_proxy,
                                   Way::connect_proxy};

inline std::string to_string(Way way) {
  switch (way) {
    case Way::plain:
      return "plain";
    case Way::tls:
      return "tls";
    case Way::http2:
      return "http2";
    case Way::forward_proxy:
      return "forward_proxy";
    case Way::connect_proxy:
      return "connect_proxy";
  }
  return "?";
}

inline void PrintTo(Way way, std::ostream* stream) { *stream << to_string(way); }

inline const std::string route_key = "route-key-0123456789";

/// A fault server and everything between it and a client. Sets the proxy variables of this process,
/// which therefore has one route at a time.
class Route {
 public:
  Route(Way way, Script script, Script before_reading = {}) {
    const bool is_proxied = way == Way::forward_proxy || way == Way::connect_proxy;
    const bool has_tls = way == Way::tls || way == Way::connect_proxy;
    CertificateOptions names;
    if (is_proxied) names.names = "DNS:bento.example";
    FaultServerOptions options;
    options.before_reading = std::move(before_reading);
    if (has_tls) options.tls = TlsOptions{authority_.issue(names)};
    server_.emplace(std::move(script), std::move(options));
    endpoint_ = server_->endpoint();
    if (way == Way::http2) {
      front_.emplace(server_->port(), authority_.issue());
      endpoint_ = front_->endpoint();
    }
    if (is_proxied) {
      proxy_.emplace(in_order({proxy()}));
      setenv("http_proxy", proxy_->endpoint().c_str(), 1);
      setenv("HTTPS_PROXY", proxy_->endpoint().c_str(), 1);
      endpoint_ = (has_tls ? "https" : "http") + std::string("://bento.example:") +
                  std::to_string(server_->port());
    }
  }
  Route(const Route&) = delete;
  Route& operator=(const Route&) = delete;
  ~Route() {
    unsetenv("http_proxy");
    unsetenv("HTTPS_PROXY");
  }

  /// Backs off for no more than some milliseconds.
  [[nodiscard]] bentocloud::CloudClient client(bentocloud::ClientOptions options = {}) const {
    options.curl.ca_file = trusted_.path();
    options.allow_insecure_http = true;
    options.retry.initial_delay = std::chrono::milliseconds(1);
    options.retry.max_delay = std::chrono::milliseconds(5);
    return bentocloud::CloudClient({bentocloud::Secret(route_key), endpoint_}, std::move(options));
  }

  [[nodiscard]] const FaultServer& server() const { return *server_; }
  [[nodiscard]] const FaultServer& proxy_server() const { return *proxy_; }
  [[nodiscard]] const std::string& endpoint() const { return endpoint_; }
  [[nodiscard]] const std::string& ca_file() const { return trusted_.path(); }
  /// To what clients connect: the server, or a proxy before it.
  [[nodiscard]] int first_port() const {
    if (proxy_) return proxy_->port();
    return front_ ? front_->port() : server_->port();
  }

  /// How many requests with `method` the server saw whole.
  [[nodiscard]] int seen(const std::string& method) const {
    int count = 0;
    for (const Request& request : server_->requests()) count += request.method == method ? 1 : 0;
    return count;
  }

 private:
  CertificateAuthority authority_;
  TemporaryFile trusted_{authority_.certificate()};
  std::optional<FaultServer> server_;
  std::optional<FrontProxy> front_;
  std::optional<FaultServer> proxy_;
  std::string endpoint_;
};

}  // namespace faults
