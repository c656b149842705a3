#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <bentocloud/transport.hpp>

namespace faults {

class Connection;

/// What the server read of a client.
struct Request {
  int connection = 0;  ///< which of the server's connections it came on, from 1
  int number = 0;      ///< which of that connection's requests it is, from 1
  std::string method;
  std::string target;
  bentocloud::HttpHeaders headers;
  std::string head;  ///< as it came: request line, headers and the empty line
  std::string body;
  std::string action;  ///< what the server then did, in words
};

/// What the server does to a client: some steps, one after the other. A plain value.
class Action {
 public:
  /// Returns whether the connection can still be used.
  using Step = std::function<bool(Connection&, const Request&)>;

  /// Does nothing.
  Action() = default;
  Action(std::string name, Step step) : name_(std::move(name)), steps_{std::move(step)} {}

  /// This one, and then `next`.
  [[nodiscard]] Action then(const Action& next) const;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  /// Returns whether the connection can still be used.
  bool run(Connection& client, const Request& request) const;

 private:
  std::string name_;
  std::vector<Step> steps_;
};

/// The bytes of a response. `Content-Length` is added where HTTP wants one, unless `headers` say
/// how long the body is: they may lie.
[[nodiscard]] std::string response(int status, std::string_view body = {},
                                   const bentocloud::HttpHeaders& headers = {});
/// The first half of the head of `response`.
[[nodiscard]] std::string cut_in_head(std::string_view response);
/// The head of `response` and the first half of its body.
[[nodiscard]] std::string cut_in_body(std::string_view response);

// Actions after which the connection can still be used.

[[nodiscard]] Action send(std::string bytes);
[[nodiscard]] Action respond(int status, std::string_view body = {},
                             const bentocloud::HttpHeaders& headers = {});
/// Sends one byte in each `interval`.
[[nodiscard]] Action drip(std::string bytes, std::chrono::milliseconds interval);
[[nodiscard]] Action pause(std::chrono::milliseconds duration);
/// Reads so many bytes of a request and forgets them.
[[nodiscard]] Action read_bytes(std::size_t count);

// Actions that end the connection.

/// Ends it with TCP's FIN, after all that was sent.
[[nodiscard]] Action close();
/// Ends it with TCP's RST.
[[nodiscard]] Action reset();
/// Does nothing more, not even read, until the client goes or the server is destroyed.
[[nodiscard]] Action stall();
/// Sends `bytes` again and again until the client goes or the server is destroyed.
[[nodiscard]] Action flood(std::string bytes);

// Actions that ask another server on this machine. It must send `Content-Length`. When it gives no
// whole response, the client gets a 502.

/// What becomes of the other server's response on its way to the client.
using Change = std::function<std::string(std::string_view response)>;

/// Passes the request on to `port`, and its response back to the client as `change` makes it:
/// `forward(port, &cut_in_body).then(reset())`.
[[nodiscard]] Action forward(int port, Change change = {});
/// Passes the request on to `port`, and nothing back.
[[nodiscard]] Action forward_silently(int port);
/// Does as an HTTP proxy does: `CONNECT` opens a tunnel, and a request for `http://HOST:PORT/…` is
/// passed on. Every host is this machine, whatever it is called.
[[nodiscard]] Action proxy();

}  // namespace faults
