#include "transport/curl/system.hpp"

#ifndef _WIN32
#include <netinet/in.h>
#include <signal.h>
#include <unistd.h>
#endif

#include <array>
#include <cerrno>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace curl::system {

curl_socket_t open_socket(const curl_sockaddr& address) noexcept {
#ifdef SOCK_CLOEXEC
  const int type = address.socktype | SOCK_CLOEXEC;
#else
  const int type = address.socktype;
#endif
  return ::socket(address.family, type, address.protocol);
}

void close_socket(curl_socket_t socket) noexcept {
#ifdef _WIN32
  ::closesocket(socket);
#else
  ::close(socket);
#endif
}

bool can_open_socket() noexcept {
  const curl_socket_t socket = ::socket(AF_INET, SOCK_STREAM, 0);
  if (socket == CURL_SOCKET_BAD) return false;
  close_socket(socket);
  return true;
}

int local_port(curl_socket_t socket) noexcept {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_INET) {
    return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  }
  if (address.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  }
  return 0;
}

bool is_readable(curl_socket_t socket) noexcept {
  char byte = 0;
  if (::recv(socket, &byte, 1, MSG_PEEK) >= 0) return true;
#ifdef _WIN32
  return ::WSAGetLastError() != WSAEWOULDBLOCK;
#else
  return errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR;
#endif
}

#ifdef _WIN32
void detach_socket(curl_socket_t /*socket*/) noexcept {}

long process_id() noexcept { return 0; }
#else
void detach_socket(curl_socket_t socket) noexcept {
  // The end of a pipe that can only be read: whatever is written to it fails, without a signal.
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return;
  ::dup2(ends[0], socket);
  ::close(ends[0]);
  ::close(ends[1]);
}

long process_id() noexcept { return ::getpid(); }
#endif

#if defined(_WIN32) || defined(__APPLE__)  // where libcurl's sockets raise no signal
WithoutSigpipe::WithoutSigpipe(bool /*is_needed*/) noexcept : is_active_(false) {}

WithoutSigpipe::~WithoutSigpipe() = default;
#else
namespace {

sigset_t only_sigpipe() noexcept {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  return signals;
}

bool is_sigpipe_pending() noexcept {
  sigset_t pending;
  return ::sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1;
}

}  // namespace

// One that is pending already is the caller's, and blocked.
WithoutSigpipe::WithoutSigpipe(bool is_needed) noexcept
    : is_active_(is_needed && !is_sigpipe_pending()) {
  if (!is_active_) return;
  const sigset_t signals = only_sigpipe();
  is_active_ = ::pthread_sigmask(SIG_BLOCK, &signals, &mask_before_) == 0;
}

WithoutSigpipe::~WithoutSigpipe() {
  if (!is_active_) return;
  const sigset_t signals = only_sigpipe();
  const timespec at_once{};
  ::sigtimedwait(&signals, nullptr, &at_once);
  ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
}
#endif

}  // namespace curl::system
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
