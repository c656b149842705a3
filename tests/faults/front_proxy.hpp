#pragma once

#include <string>

#include <sys/types.h>

#include "certificates.hpp"

namespace faults {

/// nghttpx (Debian's package nghttp2-proxy) on a free port of 127.0.0.1, in front of a server of
/// HTTP/1.1: clients speak TLS to it, and HTTP/2 if they can.
///
/// The process dies with this object, or with the thread that made it.
class FrontProxy {
 public:
  /// \throws std::system_error when nghttpx cannot be run.
  FrontProxy(int backend_port, const Certificate& certificate);
  FrontProxy(const FrontProxy&) = delete;
  FrontProxy& operator=(const FrontProxy&) = delete;
  ~FrontProxy();

  /// From now on it is silent: its connections stay open.
  void stop() const noexcept;

  [[nodiscard]] int port() const noexcept { return port_; }
  [[nodiscard]] std::string endpoint() const {
    return "https://127.0.0.1:" + std::to_string(port_);
  }

 private:
  TemporaryFile certificate_;
  TemporaryFile key_;
  int port_ = 0;
  pid_t process_ = -1;
};

}  // namespace faults
