#include "connection.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>

namespace faults {
namespace {

// No less than a record of TLS: then nothing is left inside OpenSSL, where poll() cannot see it.
constexpr std::size_t chunk_size = 16384;

bool try_again() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

int poll_timeout(std::optional<std::chrono::steady_clock::time_point> until) {
  if (!until) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(*until - std::chrono::steady_clock::now());
  return static_cast<int>(std::max<std::chrono::milliseconds::rep>(left.count(), 0));
}

}  // namespace

Connection::Connection(FileDescriptor socket, int stop) : socket_(std::move(socket)), stop_(stop) {
  const int on = 1;  // each write is a packet of its own: a drip must not be gathered
  ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

std::optional<Connection> Connection::open(int port) const {
  Connection connection(connect_to_loopback(port), stop_);
  sockaddr_in peer{};
  socklen_t size = sizeof peer;
  if (!connection.ready(POLLOUT) ||
      ::getpeername(connection.socket_.get(), reinterpret_cast<sockaddr*>(&peer), &size) != 0)
    return std::nullopt;
  return connection;
}

Connection::Wake Connection::wait(short events, std::optional<Clock::time_point> until) const {
  std::array<pollfd, 2> sources = {{{socket_.get(), events, 0}, {stop_, POLLIN, 0}}};
  for (;;) {
    const int count = ::poll(sources.data(), sources.size(), poll_timeout(until));
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) return Wake::timeout;
    return sources[1].revents == 0 ? Wake::ready : Wake::stopped;
  }
}

bool Connection::wait_for_bytes() const {
  char first = 0;
  return ready(POLLIN) && ::recv(socket_.get(), &first, 1, MSG_PEEK) == 1;
}

bool Connection::start_tls(SSL_CTX& context) {
  ssl_.reset(SSL_new(&context));
  return SSL_set_fd(ssl_.get(), socket_.get()) == 1 &&
         finish_tls([this] { return SSL_accept(ssl_.get()); });
}

template <class Operation>
bool Connection::finish_tls(Operation operation) {
  for (;;) {
    ERR_clear_error();
    const int result = operation();
    if (result > 0) return true;
    switch (SSL_get_error(ssl_.get(), result)) {
      case SSL_ERROR_WANT_READ:
        if (!ready(POLLIN)) return false;
        break;
      case SSL_ERROR_WANT_WRITE:
        if (!ready(POLLOUT)) return false;
        break;
      default:
        return false;
    }
  }
}

std::size_t Connection::receive(char* data, std::size_t size) {
  if (ssl_) {
    std::size_t received = 0;
    finish_tls([&] { return SSL_read_ex(ssl_.get(), data, size, &received); });
    return received;
  }
  while (ready(POLLIN)) {
    const ssize_t received = ::recv(socket_.get(), data, size, 0);
    if (received >= 0) return static_cast<std::size_t>(received);
    if (!try_again()) break;
  }
  return 0;
}

bool Connection::wait_for_input() {
  if (input_.empty()) input_ = read_some();
  return !input_.empty();
}

std::string Connection::read_some() {
  if (!input_.empty()) return std::exchange(input_, {});
  std::string bytes(chunk_size, '\0');
  bytes.resize(receive(bytes.data(), bytes.size()));
  return bytes;
}

std::string Connection::read_exactly(std::size_t size) {
  std::string bytes;
  while (bytes.size() < size && wait_for_input()) {
    const std::size_t taken = std::min(size - bytes.size(), input_.size());
    bytes.append(input_, 0, taken);
    input_.erase(0, taken);
  }
  return bytes;
}

std::string Connection::read_until(std::string_view end, std::size_t most) {
  std::string bytes;
  std::size_t found = std::string::npos;
  while (found == std::string::npos && bytes.size() < most && wait_for_input()) {
    const std::size_t from = bytes.size() < end.size() ? 0 : bytes.size() - end.size();
    bytes += read_some();
    found = bytes.find(end, from);
  }
  if (found != std::string::npos) {
    input_ = bytes.substr(found + end.size());
    bytes.resize(found + end.size());
  }
  return bytes;
}

bool Connection::write(std::string_view bytes) {
  if (ssl_) {
    std::size_t written = 0;
    return bytes.empty() || finish_tls([&] {
             return SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &written);
           });
  }
  while (!bytes.empty()) {
    if (!ready(POLLOUT)) return false;
    const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && !try_again()) return false;
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Connection::pause(std::chrono::milliseconds duration) const {
  return wait(POLLRDHUP, Clock::now() + duration) == Wake::timeout;
}

void Connection::stall() const { static_cast<void>(wait(POLLRDHUP)); }

void Connection::close() {
  if (ssl_) SSL_shutdown(ssl_.get());
  ssl_.reset();
  ::shutdown(socket_.get(), SHUT_WR);
  std::array<char, chunk_size> dropped;
  while (receive(dropped.data(), dropped.size()) > 0) continue;
  socket_.close();
}

void Connection::reset() {
  const linger at_once{1, 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  socket_.close();
}

void Connection::relay(Connection& left, Connection& right) {
  for (;;) {
    std::array<pollfd, 3> sources = {{{left.socket_.get(), POLLIN, 0},
                                      {right.socket_.get(), POLLIN, 0},
                                      {left.stop_, POLLIN, 0}}};
    if (::poll(sources.data(), sources.size(), -1) < 0 && errno != EINTR) return;
    if (sources[2].revents != 0) return;
    if (sources[0].revents != 0) {
      const std::string bytes = left.read_some();
      if (bytes.empty() || !right.write(bytes)) return;
    }
    if (sources[1].revents != 0) {
      const std::string bytes = right.read_some();
      if (bytes.empty() || !left.write(bytes)) return;
    }
  }
}

}  // namespace faults
