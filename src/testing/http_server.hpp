#pragma once

#include <mutex>
#include <set>

#include <httplib.h>

namespace bentocloud::testing {

/// cpp-httplib's server, made fit for tests: any number of connections is served at once, each by a
/// thread of its own, for as many requests as the client likes, and `stop_now` ends them all at
/// once instead of waiting until they have been idle for some seconds.
class HttpServer : public httplib::Server {
 public:
  HttpServer();

  /// Ends `listen_after_bind`, and all connections.
  void stop_now();

 private:
  // Called in the connection's thread.
  bool process_and_close_socket(socket_t socket) override;

  std::mutex mutex_;
  std::set<socket_t> sockets_;
  bool is_stopping_ = false;
};

}  // namespace bentocloud::testing
