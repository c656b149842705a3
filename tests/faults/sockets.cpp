#include "sockets.hpp"

#include <cerrno>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace faults {
namespace {

int checked(int result, const char* function) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), function);
  return result;
}

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<in_port_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

FileDescriptor new_socket() {
  // Closed on exec: a child process must not keep a connection open that we close.
  return FileDescriptor(
      checked(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket"));
}

bool accept_queue_is_full(const FileDescriptor& listener) {
  tcp_info info{};
  socklen_t size = sizeof info;
  checked(::getsockopt(listener.get(), IPPROTO_TCP, TCP_INFO, &info, &size), "getsockopt");
  return info.tcpi_unacked > info.tcpi_sacked;  // of a listener: the queue's length and its limit
}

}  // namespace

void FileDescriptor::close() noexcept {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

FileDescriptor listen_on_loopback(int backlog) {
  FileDescriptor listener = new_socket();
  const sockaddr_in address = loopback(0);
  checked(::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address),
          "bind");
  checked(::listen(listener.get(), backlog), "listen");
  return listener;
}

FileDescriptor reserve_port() {
  FileDescriptor socket = new_socket();
  const int on = 1;
  checked(::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "setsockopt");
  const sockaddr_in address = loopback(0);
  checked(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address),
          "bind");
  return socket;
}

bool is_listening(int port) {
  const FileDescriptor socket = connect_to_loopback(port);
  pollfd connected{socket.get(), POLLOUT, 0};
  return ::poll(&connected, 1, 1000) == 1 && (connected.revents & (POLLERR | POLLHUP)) == 0;
}

int port_of(const FileDescriptor& socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  checked(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
  return ntohs(address.sin_port);
}

FileDescriptor connect_to_loopback(int port) {
  FileDescriptor socket = new_socket();
  const sockaddr_in address = loopback(port);
  static_cast<void>(
      ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address));
  return socket;
}

FullBacklog::FullBacklog() : listener_(listen_on_loopback(0)) {
  while (!accept_queue_is_full(listener_)) {
    waiting_.push_back(connect_to_loopback(port()));
    pollfd connected{waiting_.back().get(), POLLOUT, 0};
    ::poll(&connected, 1, 100);
  }
}

}  // namespace faults
