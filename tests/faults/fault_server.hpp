#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <openssl/ssl.h>

#include "action.hpp"
#include "certificates.hpp"
#include "sockets.hpp"

namespace faults {

/// Decides what is done about a request. Called by one thread at a time, so it may keep a count or
/// a random generator of its own.
using Script = std::function<Action(const Request&)>;

/// The first action for the first request, and so on; the last one for all that follow.
[[nodiscard]] Script in_order(std::vector<Action> actions);

struct TlsOptions {
  Certificate certificate;
  int max_version = 0;  ///< of OpenSSL's numbers, such as `TLS1_1_VERSION`; 0: the newest
  std::string client_authority = {};  ///< PEM: clients must have a certificate of it
};

struct FaultServerOptions {
  std::optional<TlsOptions> tls;
  /// Called when the first bytes of a request have arrived, but none has been read. Of the request
  /// it knows `connection` and `number` only. With TLS, the first of a connection is the
  /// handshake: `stall()` then never completes it. After an action that leaves the connection
  /// usable, the request is read as usual.
  Script before_reading;
  /// Off: `requests()` stays empty, so that memory does not grow with what is served.
  bool keeps_requests = true;
};

/// What the server has seen so far. A client may know before the server does that a handshake, a
/// partial request or a connection is over: `FaultServer::wait_until()` does not mind.
struct Counts {
  int connections = 0;
  int open_connections = 0;
  int requests = 0;           ///< read whole
  int partial_requests = 0;   ///< begun, but malformed, or ended by the client or `before_reading`
  int failed_handshakes = 0;  ///< of TLS
  int full_handshakes = 0;    ///< of TLS, which resume no session
};

/// An HTTP/1.1 server on a free port of 127.0.0.1 that misbehaves as its script says, and counts
/// what it saw. Connections are kept alive unless the client or an action wants otherwise; bodies
/// must come with a `Content-Length`. Its destructor ends all connections at once.
///
/// \code
/// FaultServer server([](const Request& request) {
///   return request.method == "POST" ? reset() : respond(200, "{}");
/// });
/// … server.endpoint() …
/// EXPECT_EQ(server.counts().requests, 1);
/// \endcode
///
/// Thread safety: all members may be called from any thread.
class FaultServer {
 public:
  explicit FaultServer(Script script, FaultServerOptions options = {});
  FaultServer(const FaultServer&) = delete;
  FaultServer& operator=(const FaultServer&) = delete;
  ~FaultServer();

  [[nodiscard]] int port() const { return port_of(listener_); }
  /// `http://127.0.0.1:PORT`, or `https` with TLS.
  [[nodiscard]] std::string endpoint() const;

  /// The whole requests in the order of their script's calls. A request is here, and counted,
  /// before anything is done about it.
  [[nodiscard]] std::vector<Request> requests() const;
  [[nodiscard]] Counts counts() const;

  /// Waits until `condition` holds. Returns whether it does by `timeout`.
  [[nodiscard]] bool wait_until(const std::function<bool(const Counts&)>& condition,
                                std::chrono::milliseconds timeout = std::chrono::seconds(10)) const;

 private:
  void accept_connections();
  void serve(FileDescriptor socket, int connection);
  [[nodiscard]] bool begin_request(Connection& client, const Request& request);
  [[nodiscard]] bool respond_to(Connection& client, Request request);
  [[nodiscard]] Action decide(Request request);
  void count(int Counts::*counter, int change = 1);

  Script script_;
  FaultServerOptions options_;
  std::shared_ptr<SSL_CTX> tls_;
  FileDescriptor listener_;
  FileDescriptor stop_;  // readable once everything is to end
  std::mutex script_mutex_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  Counts counts_;
  std::vector<Request> requests_;
  std::thread acceptor_;  // the last member: it uses the others
};

}  // namespace faults
