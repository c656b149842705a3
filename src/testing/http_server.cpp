#include "testing/http_server.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstring>
#include <thread>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bentocloud::testing {
namespace {

// httplib's own pool has a fixed number of threads, and each is taken by a connection for as long
// as that is kept alive: more connections than threads would wait for ever.
class ThreadPerConnection final : public httplib::TaskQueue {
 public:
  void enqueue(std::function<void()> task) override {
    const std::lock_guard lock(mutex_);
    ++running_;
    std::thread([this, task = std::move(task)] {
      task();
      const std::lock_guard done_lock(mutex_);
      --running_;
      done_.notify_all();
    }).detach();
  }

  void shutdown() override {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return running_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable done_;
  int running_ = 0;
};

class SocketStream final : public httplib::Stream {
 public:
  explicit SocketStream(socket_t socket) : socket_(socket) {}

  // Waits for the first byte of a request. False when there will be none.
  bool wait_for_request() { return begin_ < end_ || fill() > 0; }

  [[nodiscard]] bool is_readable() const override { return true; }
  [[nodiscard]] bool is_writable() const override { return true; }

  ssize_t read(char* bytes, size_t size) override {
    if (begin_ == end_) {
      const ssize_t got = fill();
      if (got <= 0) return got;
    }
    const std::size_t count = (std::min)(size, end_ - begin_);
    std::memcpy(bytes, buffer_.data() + begin_, count);
    begin_ += count;
    return static_cast<ssize_t>(count);
  }

  ssize_t write(const char* bytes, size_t size) override {
    return ::send(socket_, bytes, size, MSG_NOSIGNAL);
  }

  void get_remote_ip_and_port(std::string& ip, int& port) const override { loopback(ip, port); }
  void get_local_ip_and_port(std::string& ip, int& port) const override { loopback(ip, port); }
  [[nodiscard]] socket_t socket() const override { return socket_; }

 private:
  ssize_t fill() {
    const ssize_t got = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
    begin_ = 0;
    end_ = got > 0 ? static_cast<std::size_t>(got) : 0;
    return got;
  }

  // There are no others, and nobody asks for the port.
  static void loopback(std::string& ip, int& port) {
    ip = "127.0.0.1";
    port = 0;
  }

  socket_t socket_;
  std::array<char, 16384> buffer_{};
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

// httplib would read the body of such a request until the client closes the connection.
void announce_missing_body(httplib::Request& request) {
  if (!request.has_header("Content-Length") && !request.has_header("Transfer-Encoding")) {
    request.headers.emplace("Content-Length", "0");
  }
}

}  // namespace

HttpServer::HttpServer() {
  new_task_queue = [] { return new ThreadPerConnection; };
  set_tcp_nodelay(true);
  // Without httplib's SO_REUSEPORT, which would let two servers share a port.
  set_socket_options([](socket_t socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
}

void HttpServer::stop_now() {
  stop();
  const std::lock_guard lock(mutex_);
  is_stopping_ = true;
  for (const socket_t socket : sockets_) ::shutdown(socket, SHUT_RDWR);
}

bool HttpServer::process_and_close_socket(socket_t socket) {
  {
    const std::lock_guard lock(mutex_);
    if (is_stopping_) ::shutdown(socket, SHUT_RDWR);
    sockets_.insert(socket);
  }
  SocketStream stream(socket);
  bool is_closed = false;
  while (!is_closed && stream.wait_for_request()) {
    if (!process_request(stream, false, is_closed, &announce_missing_body)) break;
  }
  const std::lock_guard lock(mutex_);
  sockets_.erase(socket);
  ::shutdown(socket, SHUT_RDWR);
  return ::close(socket) == 0;
}

}  // namespace bentocloud::testing
