#pragma once

#include <utility>
#include <vector>

namespace faults {

/// Owns a file descriptor.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int descriptor) noexcept : descriptor_(descriptor) {}
  FileDescriptor(FileDescriptor&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~FileDescriptor() { close(); }

  [[nodiscard]] int get() const noexcept { return descriptor_; }
  void close() noexcept;

 private:
  int descriptor_ = -1;
};

/// A listening socket on a port of 127.0.0.1 that the kernel chooses. Non-blocking.
/// \throws std::system_error, as all functions here do.
[[nodiscard]] FileDescriptor listen_on_loopback(int backlog);

/// A socket that keeps a port of 127.0.0.1 from being given to others, and does not listen: a
/// program that sets SO_REUSEADDR, as servers do, can listen on it meanwhile.
[[nodiscard]] FileDescriptor reserve_port();

/// Whether a server listens on a port of 127.0.0.1.
[[nodiscard]] bool is_listening(int port);

/// The port that a socket is bound to.
[[nodiscard]] int port_of(const FileDescriptor& socket);

/// Starts to connect to a port of 127.0.0.1, and does not wait for it. Non-blocking; a refusal
/// shows when the socket is used.
[[nodiscard]] FileDescriptor connect_to_loopback(int port);

/// A port that lets nobody in: whoever connects to it waits, because the queue of connections to
/// be accepted is full.
class FullBacklog {
 public:
  FullBacklog();

  [[nodiscard]] int port() const { return port_of(listener_); }

 private:
  FileDescriptor listener_;
  std::vector<FileDescriptor> waiting_;
};

}  // namespace faults
