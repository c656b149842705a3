#pragma once

#include <algorithm>
#include <vector>

#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>

namespace faults {

/// The descriptors of this process's connections to a port of this machine.
[[nodiscard]] inline std::vector<int> sockets_to(int port) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  std::vector<int> sockets;
  for (int file = 0; file < static_cast<int>(std::min<rlim_t>(limit.rlim_cur, 4096)); ++file) {
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    if (::getpeername(file, reinterpret_cast<sockaddr*>(&peer), &size) != 0) continue;
    if (peer.sin_family == AF_INET && ntohs(peer.sin_port) == port) sockets.push_back(file);
  }
  return sockets;
}

/// Their ports, by which they can be told from later ones.
[[nodiscard]] inline std::vector<int> local_ports(const std::vector<int>& sockets) {
  std::vector<int> ports;
  for (const int socket : sockets) {
    sockaddr_in local{};
    socklen_t size = sizeof local;
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&local), &size);
    ports.push_back(ntohs(local.sin_port));
  }
  return ports;
}

/// Waits until each of them has something to read, or is at its end. False after 10 s.
[[nodiscard]] inline bool all_readable(const std::vector<int>& sockets) {
  return std::all_of(sockets.begin(), sockets.end(), [](int socket) {
    pollfd input{socket, POLLIN, 0};
    return ::poll(&input, 1, 10'000) == 1;
  });
}

}  // namespace faults
