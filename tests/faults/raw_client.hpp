#pragma once

#include <array>
#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "sockets.hpp"

namespace faults {

/// A client that sees each byte, and how a connection ends. What takes more than 10 s throws.
class RawClient {
 public:
  enum class End { none, closed, reset };

  explicit RawClient(int port) : socket_(connect_to_loopback(port)) {
    const timeval patience{10, 0};
    ::fcntl(socket_.get(), F_SETFL, 0);  // from here on blocking
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    pollfd connected{socket_.get(), POLLOUT, 0};
    ::poll(&connected, 1, 10'000);
  }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0) throw std::runtime_error("the server takes no more bytes");
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  /// So many bytes; fewer when the connection ends before.
  std::string read(std::size_t size) {
    std::string bytes(size, '\0');
    std::size_t length = 0;
    while (length < size && end_ == End::none) {
      const ssize_t received = ::recv(socket_.get(), bytes.data() + length, size - length, 0);
      if (received > 0) length += static_cast<std::size_t>(received);
      if (received == 0) end_ = End::closed;
      if (received < 0 && errno == ECONNRESET) end_ = End::reset;
      if (received < 0 && errno != ECONNRESET) throw std::runtime_error("the server is silent");
    }
    bytes.resize(length);
    return bytes;
  }

  /// All bytes until the connection ends.
  std::string read_all() {
    std::string bytes;
    while (end_ == End::none) bytes += read(std::size_t{1} << 16);
    return bytes;
  }

  /// How the connection ended, as far as it was read.
  [[nodiscard]] End end() const noexcept { return end_; }

  /// Whether neither a byte nor the end comes for so long.
  [[nodiscard]] bool hears_nothing_for(std::chrono::milliseconds duration) const {
    pollfd input{socket_.get(), POLLIN, 0};
    return ::poll(&input, 1, static_cast<int>(duration.count())) == 0;
  }

 private:
  FileDescriptor socket_;
  End end_ = End::none;
};

}  // namespace faults
