#include "transport/curl/sockets.hpp"

#include <algorithm>

#include "transport/curl/system.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace curl {

Sockets::Sockets(const std::atomic<unsigned>& failures)
    : failures_(failures), process_(system::process_id()) {}

CURLcode Sockets::serve(CURL* easy) noexcept {
  CURLcode result = curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &on_open);
  if (result == CURLE_OK) result = curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
  if (result == CURLE_OK) result = curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &on_close);
  if (result == CURLE_OK) result = curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
  return result;
}

void Sockets::mark_http1(int local_port) noexcept {
  if (Socket* const socket = find(local_port)) socket->is_http1 = true;
}

bool Sockets::is_stale(int local_port) noexcept {
  const Socket* const socket = find(local_port);
  return socket != nullptr && socket->is_http1 &&
         (socket->failures != failures_ || system::is_readable(socket->handle));
}

bool Sockets::is_inherited() const noexcept { return process_ != system::process_id(); }

void Sockets::detach() noexcept {
  for (const Socket& socket : sockets_) system::detach_socket(socket.handle);
}

Sockets::Socket* Sockets::find(int local_port) noexcept {
  if (local_port <= 0) return nullptr;
  for (Socket& socket : sockets_) {
    if (socket.local_port == 0) socket.local_port = system::local_port(socket.handle);
    if (socket.local_port == local_port) return &socket;
  }
  return nullptr;
}

curl_socket_t Sockets::on_open(void* self, curlsocktype /*purpose*/,
                               curl_sockaddr* address) noexcept try {
  auto& sockets = *static_cast<Sockets*>(self);
  sockets.sockets_.reserve(sockets.sockets_.size() + 1);
  const curl_socket_t handle = system::open_socket(*address);
  if (handle != CURL_SOCKET_BAD) sockets.sockets_.push_back({handle, sockets.failures_});
  return handle;
} catch (...) {
  return CURL_SOCKET_BAD;
}

int Sockets::on_close(void* self, curl_socket_t handle) noexcept {
  auto& sockets = static_cast<Sockets*>(self)->sockets_;
  sockets.erase(std::remove_if(sockets.begin(), sockets.end(),
                               [handle](const Socket& socket) { return socket.handle == handle; }),
                sockets.end());
  system::close_socket(handle);
  return 0;
}

}  // namespace curl
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
