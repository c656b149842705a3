#include "testing/http_server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <thread>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace bentocloud::testing {
namespace {

constexpr const char* loopback = "127.0.0.1";
constexpr const char* any_path = "/";

// A signal that the program handles may end a system call early, with nothing done.
template <class Call>
ssize_t uninterrupted(Call call) {
  ssize_t result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

// httplib's own pool has a fixed number of threads, and each is taken by a connection for as long
// as that is kept alive: more connections than threads would wait for ever.
class ThreadPerConnection final : public httplib::TaskQueue {
 public:
  void enqueue(std::function<void()> task) override {
    const std::lock_guard lock(mutex_);
    std::thread([this, task = std::move(task)] {
      task();
      const std::lock_guard done_lock(mutex_);
      --running_;
      done_.notify_all();
    }).detach();
    ++running_;  // before the thread can be done, for that takes the lock
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

  // Sends the client the end, and waits for the client's. To close at once, with bytes of the
  // client's unread, would make the kernel take back an answer that is still on its way.
  void linger() {
    ::shutdown(socket_, SHUT_WR);
    while (fill() > 0) {
    }
  }

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
    return uninterrupted([&] { return ::send(socket_, bytes, size, MSG_NOSIGNAL); });
  }

  void get_remote_ip_and_port(std::string& ip, int& port) const override { address(ip, port); }
  void get_local_ip_and_port(std::string& ip, int& port) const override { address(ip, port); }
  [[nodiscard]] socket_t socket() const override { return socket_; }

 private:
  ssize_t fill() {
    const ssize_t got =
        uninterrupted([this] { return ::recv(socket_, buffer_.data(), buffer_.size(), 0); });
    begin_ = 0;
    end_ = got > 0 ? static_cast<std::size_t>(got) : 0;
    return got;
  }

  // There are no others, and nobody asks for the port.
  static void address(std::string& ip, int& port) {
    ip = loopback;
    port = 0;
  }

  socket_t socket_;
  std::array<char, 16384> buffer_{};
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

void prepare(httplib::Request& request) {
  // httplib would match the decoded path with a regular expression; the handler has the target.
  request.path = any_path;
  // httplib would read the body of such a request until the client closes the connection.
  if (!request.has_header("Content-Length") && !request.has_header("Transfer-Encoding")) {
    request.headers.emplace("Content-Length", "0");
  }
}

}  // namespace

HttpServer::HttpServer(const Handler& handler) {
  Get(any_path, handler).Post(any_path, handler).Put(any_path, handler);
  Patch(any_path, handler).Delete(any_path, handler).Options(any_path, handler);
  // What has no body is httplib's own refusal of a request that it may not have read to its end.
  set_error_handler([](const httplib::Request&, httplib::Response& response) {
    if (response.body.empty()) response.set_header("Connection", "close");
  });
  // Made when the server begins to run.
  new_task_queue = [this] {
    running_.set_value();
    return new ThreadPerConnection;
  };
  set_tcp_nodelay(true);
  set_keep_alive_max_count(1'000'000);  // clients are told so; nobody counts
  // Without httplib's SO_REUSEPORT, which would let two servers share a port.
  set_socket_options([](socket_t socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
}

int HttpServer::bind(int port) {
  if (port < 0 || port > 65535) return -1;  // the resolver would drop the upper bits
  if (port == 0) {
    port = bind_to_any_port(loopback);
  } else if (!bind_to_port(loopback, port)) {
    return -1;
  }
  // httplib's queue has room for five. A client that comes when it is full waits for a second.
  if (port > 0) ::listen(svr_sock_, SOMAXCONN);
  return port;
}

void HttpServer::stop_now() {
  running_.get_future().wait();  // httplib would not stop before
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
  bool is_understood = true;
  while (!is_closed && is_understood && stream.wait_for_request()) {
    is_understood = false;
    const auto when_understood = [&is_understood](httplib::Request& request) {
      is_understood = true;
      prepare(request);
    };
    if (!process_request(stream, false, is_closed, when_understood)) break;
  }
  // What is left of a request that was not understood would be taken for the next.
  if (!is_understood) stream.linger();
  const std::lock_guard lock(mutex_);
  sockets_.erase(socket);
  ::shutdown(socket, SHUT_RDWR);
  return ::close(socket) == 0;
}

}  // namespace bentocloud::testing
