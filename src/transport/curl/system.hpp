#pragma once

#include <csignal>

#include <curl/curl.h>

#include <bentocloud/export.hpp>

/// What is not portable, in one place.
namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace curl::system {

/// A socket that programs started by this process do not inherit; `CURL_SOCKET_BAD` when there is
/// none.
[[nodiscard]] curl_socket_t open_socket(const curl_sockaddr& address) noexcept;
void close_socket(curl_socket_t socket) noexcept;

/// Whether this process has a descriptor left.
[[nodiscard]] bool can_open_socket() noexcept;

/// The local port of an IPv4 or IPv6 socket; 0 when it has none yet.
[[nodiscard]] int local_port(curl_socket_t socket) noexcept;

/// Whether a socket that does not block has something to read, or is at its end.
[[nodiscard]] bool is_readable(curl_socket_t socket) noexcept;

/// Takes the connection from a socket and keeps the number, so that it can be closed as before.
void detach_socket(curl_socket_t socket) noexcept;

/// Keeps what libcurl writes meanwhile from ending the program by SIGPIPE: that is blocked in this
/// thread, and one that was raised is taken back. Does nothing when it is not needed, and on
/// Windows and macOS.
class WithoutSigpipe {
 public:
  explicit WithoutSigpipe(bool is_needed) noexcept;
  WithoutSigpipe(const WithoutSigpipe&) = delete;
  WithoutSigpipe& operator=(const WithoutSigpipe&) = delete;
  ~WithoutSigpipe();

 private:
  bool is_active_;
#ifndef _WIN32
  sigset_t mask_before_;
#endif
};

/// The number of this process; always the same where a process cannot be forked.
[[nodiscard]] long process_id() noexcept;

}  // namespace curl::system
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
