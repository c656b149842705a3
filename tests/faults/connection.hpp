#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

#include "sockets.hpp"

namespace faults {

/// A TCP connection, perhaps with TLS on it. Whatever it waits for, it stops waiting when the
/// descriptor `stop` becomes readable.
class Connection {
 public:
  Connection(FileDescriptor socket, int stop);

  /// A connection to a port of 127.0.0.1, with the same `stop`; none when that is refused.
  [[nodiscard]] std::optional<Connection> open(int port) const;

  /// Waits until the peer has sent something, and leaves it where it is: below TLS.
  [[nodiscard]] bool wait_for_bytes() const;
  /// Makes it the server's side of TLS.
  [[nodiscard]] bool start_tls(SSL_CTX& context);
  /// Whether the client has resumed a session of TLS.
  [[nodiscard]] bool is_resumed() const { return SSL_session_reused(ssl_.get()) == 1; }

  /// Waits until there is something to read. False when the connection has ended, or is to stop.
  [[nodiscard]] bool wait_for_input();
  /// What there is, once there is something; empty at the end.
  [[nodiscard]] std::string read_some();
  /// This many bytes; fewer when the connection ends before.
  [[nodiscard]] std::string read_exactly(std::size_t size);
  /// All up to `end`, and that too; without it when the connection ends before, or when it does
  /// not come within `most` bytes.
  [[nodiscard]] std::string read_until(std::string_view end, std::size_t most);

  /// False when the peer is known to be gone.
  bool write(std::string_view bytes);

  /// Waits. False when the peer closed its side meanwhile.
  [[nodiscard]] bool pause(std::chrono::milliseconds duration) const;
  /// Waits until the peer closes its side, and reads nothing.
  void stall() const;

  /// Ends as TCP should: all that was written arrives, then the end. What the peer still sends is
  /// dropped until it closes too; without that, the kernel would turn the end into a reset.
  void close();
  /// Ends with a TCP reset (RST).
  void reset();

  /// Passes on what either of two connections sends to the other, until one ends.
  static void relay(Connection& left, Connection& right);

 private:
  using Clock = std::chrono::steady_clock;
  enum class Wake { ready, stopped, timeout };

  [[nodiscard]] Wake wait(short events, std::optional<Clock::time_point> until = {}) const;
  [[nodiscard]] bool ready(short events) const { return wait(events) == Wake::ready; }
  template <class Operation>
  bool finish_tls(Operation operation);
  [[nodiscard]] std::size_t receive(char* data, std::size_t size);

  struct FreeSsl {
    // The session is no worse for how the connection has ended; OpenSSL would forget it.
    void operator()(SSL* ssl) const noexcept {
      SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
      SSL_free(ssl);
    }
  };

  FileDescriptor socket_;
  int stop_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  std::string input_;  // received, and not yet read
};

}  // namespace faults
