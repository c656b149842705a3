#pragma once

#include <functional>
#include <memory>

#include <bentocloud/transport.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace fakes {

/// An HTTP server on the loopback interface, for tests: serves any number of connections at once,
/// each for as many requests as the client likes, in threads of its own.
class HttpServer {
 public:
  /// Called for every complete request, whatever its method, in the thread of its connection. The
  /// request's `url` is the target as it was sent: a path with a query. When it throws, the
  /// connection is closed without a response.
  using Handler = std::function<HttpResponse(const HttpRequest&)>;

  /// Serves from now on. Port 0: any that is free.
  /// \throws Error with kind `configuration` when the port cannot be listened on.
  HttpServer(int port, Handler handler);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  /// Closes all connections, idle and half-sent ones too, and waits for the handlers that run.
  ~HttpServer();

  [[nodiscard]] int port() const;

 private:
  struct Daemon;
  std::unique_ptr<Daemon> daemon_;
};

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
