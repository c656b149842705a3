#pragma once

#include <future>
#include <mutex>
#include <set>

#include <httplib.h>

namespace bentocloud::testing {

/// cpp-httplib's server, made fit for tests: any number of connections is served at once, each by a
/// thread of its own, for as many requests as the client likes, and `stop_now` ends them all at
/// once instead of waiting until they have been idle for some seconds.
class HttpServer : public httplib::Server {
 public:
  /// Has `handler` answer whatever is asked for, by every method that httplib knows.
  explicit HttpServer(const Handler& handler);

  /// Takes a port of the loopback interface; 0: any that is free. Returns it, or -1 when it cannot
  /// be had.
  [[nodiscard]] int bind(int port);

  /// Ends `listen_after_bind`, which another thread has called or is about to call, and all
  /// connections. To be called once.
  void stop_now();

 private:
  // Called in the connection's thread.
  bool process_and_close_socket(socket_t socket) override;

  std::promise<void> running_;
  std::mutex mutex_;
  std::set<socket_t> sockets_;
  bool is_stopping_ = false;
};

}  // namespace bentocloud::testing
