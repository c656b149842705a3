#pragma once

#include <atomic>
#include <cstddef>
#include <vector>

#include <curl/curl.h>

#include <bentocloud/export.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace curl {

/// The sockets of a session's connections, as libcurl opens and closes them: what can be seen of a
/// connection before a request is sent over it.
///
/// Used by the thread of its session alone.
class Sockets {
 public:
  /// `failures` counts those of all sessions, and must outlive this.
  explicit Sockets(const std::atomic<unsigned>& failures);
  Sockets(const Sockets&) = delete;
  Sockets& operator=(const Sockets&) = delete;

  /// Makes `easy` open and close its sockets here. All of its connections must end before this.
  CURLcode serve(CURL* easy) noexcept;

  /// How many there are.
  [[nodiscard]] std::size_t count() const noexcept { return sockets_.size(); }

  /// A response of HTTP/1 has come over the connection with that local port.
  void mark_http1(int local_port) noexcept;

  /// Whether the connection with that local port has served HTTP/1 and is not to be used again: it
  /// has something to read although nothing was asked, so it is at its end or holds a response to
  /// nobody's request; or something has failed since it was opened.
  [[nodiscard]] bool is_stale(int local_port) noexcept;

  /// Whether this process was forked from the one that made this.
  [[nodiscard]] bool is_inherited() const noexcept;
  /// From now on, what libcurl writes goes nowhere: the connections are another process's.
  void detach() noexcept;

 private:
  struct Socket {
    curl_socket_t handle;
    unsigned failures;   // how many there were when it was opened
    int local_port = 0;  // 0: not known yet
    bool is_http1 = false;
  };

  Socket* find(int local_port) noexcept;

  static curl_socket_t on_open(void* self, curlsocktype purpose, curl_sockaddr* address) noexcept;
  static int on_close(void* self, curl_socket_t handle) noexcept;

  const std::atomic<unsigned>& failures_;
  const long process_;
  std::vector<Socket> sockets_;
};

}  // namespace curl
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
