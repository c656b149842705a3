#pragma once

#include <string>

#include <sys/types.h>

#include "certificates.hpp"
#include "sockets.hpp"

namespace faults {

/// A program that stands in front of a server of HTTP/1.1. Clients speak TLS to it.
enum class Front {
  nghttpx,  ///< Debian's package nghttp2-proxy
  nginx,    ///< idle connections of clients end after 1 s
  haproxy,  ///< the same
};

[[nodiscard]] std::string to_string(Front front);
/// Whether the program is there.
[[nodiscard]] bool is_installed(Front front);

struct FrontOptions {
  Front front = Front::nghttpx;
  bool http2 = true;  ///< for clients that can; nghttpx always has it
};

/// One of those programs on a free port of 127.0.0.1.
///
/// The process dies with this object, or with the thread that made it.
class FrontProxy {
 public:
  /// Returns when clients can connect. \throws std::exception when the program cannot be run.
  FrontProxy(int backend_port, const Certificate& certificate, const FrontOptions& options = {});
  FrontProxy(const FrontProxy&) = delete;
  FrontProxy& operator=(const FrontProxy&) = delete;
  ~FrontProxy();

  /// From now on it is silent: its connections stay open. Of nghttpx alone.
  void stop() const noexcept;
  /// Takes its configuration over again, with new processes for new connections. Not of nghttpx.
  void reload() const noexcept;

  [[nodiscard]] int port() const { return port_of(reservation_); }
  [[nodiscard]] std::string endpoint() const {
    return "https://127.0.0.1:" + std::to_string(port());
  }

 private:
  /// A folder of its own, removed in the end.
  class Folder {
   public:
    Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder();

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    /// Returns the path of the new file.
    [[nodiscard]] std::string write(const std::string& name, const std::string& contents) const;

   private:
    std::string path_;
  };

  Folder folder_;
  FileDescriptor reservation_;
  Front front_;
  pid_t process_ = -1;
};

}  // namespace faults
