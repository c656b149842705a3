#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <bentocloud/deadline.hpp>
#include <bentocloud/error.hpp>
#include <bentocloud/export.hpp>
#include <bentocloud/secret.hpp>

namespace bentocloud {

/// One header of a request or a response.
struct HttpHeader {
  std::string name;   ///< case-insensitive
  std::string value;  ///< what follows the colon

  /// \{
  /// Compares every member.
  friend BENTOCLOUD_EXPORT bool operator==(const HttpHeader& left, const HttpHeader& right);
  friend bool operator!=(const HttpHeader& left, const HttpHeader& right) {
    return !(left == right);
  }
  /// \}
  /// As on the wire: `name: value`.
  friend BENTOCLOUD_EXPORT std::ostream& operator<<(std::ostream& out, const HttpHeader& header);
};

/// In the order in which they are, or were, on the wire.
using HttpHeaders = std::vector<HttpHeader>;

/// The value of the first header called `name`, case-insensitive; null when there is none. It lives
/// as long as `headers`.
///
/// \snippet reference.cpp parse_retry_after
[[nodiscard]] BENTOCLOUD_EXPORT const std::string* find_header(const HttpHeaders& headers,
                                                               std::string_view name) noexcept;

/// What a transport has to send.
struct HttpRequest {
  std::string method;                 ///< `GET`, `POST`, `PATCH` or `DELETE`
  std::string url;                    ///< absolute; holds no secret
  HttpHeaders headers;                ///< hold no secret of this library's
  std::string body;                   ///< JSON, or empty
  std::string authentication_header;  ///< the name of the header that carries `authentication`
  Secret authentication;              ///< apart from `headers`, so that nothing prints it by chance
  /// A response with a larger body, decompressed, is an error of kind `decode`.
  std::size_t max_response_size = (std::numeric_limits<std::size_t>::max)();

  /// \{
  /// Compares every member.
  friend BENTOCLOUD_EXPORT bool operator==(const HttpRequest& left, const HttpRequest& right);
  friend bool operator!=(const HttpRequest& left, const HttpRequest& right) {
    return !(left == right);
  }
  /// \}
  /// Without the authentication, and only with the size of the body.
  friend BENTOCLOUD_EXPORT std::ostream& operator<<(std::ostream& out, const HttpRequest& request);
};

/// A complete response.
struct HttpResponse {
  int status = 0;       ///< such as 200
  HttpHeaders headers;  ///< those of the response itself, not of a proxy before it
  std::string body;     ///< decompressed

  /// \{
  /// Compares every member.
  friend BENTOCLOUD_EXPORT bool operator==(const HttpResponse& left, const HttpResponse& right);
  friend bool operator!=(const HttpResponse& left, const HttpResponse& right) {
    return !(left == right);
  }
  /// \}
  /// Only with the size of the body, in which a token's value may be.
  friend BENTOCLOUD_EXPORT std::ostream& operator<<(std::ostream& out,
                                                    const HttpResponse& response);
};

/// A request of a batch, with the callbacks for its result: exactly one of `on_response` and
/// `on_failure` is called, once, in the thread of `Transport::send_all`.
class BENTOCLOUD_EXPORT Exchange {
 public:
  Exchange() = default;
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  virtual ~Exchange();

  /// Valid until the result is there, as is the deadline.
  [[nodiscard]] virtual const HttpRequest& request() const noexcept = 0;
  /// Of this request alone.
  [[nodiscard]] virtual const Deadline& deadline() const noexcept = 0;

  /// What `Transport::send` would return.
  virtual void on_response(HttpResponse response) = 0;
  /// What it would throw.
  virtual void on_failure(const Error& error) = 0;
};

/// Puts one HTTP request on the wire and waits for the response. Derive from it to bring your own
/// HTTP stack, from `ForwardingTransport` to decorate another transport, or use
/// `bentocloud::fakes` to have none.
///
/// Thread safety: `send` is called from many threads at once.
class BENTOCLOUD_EXPORT Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport();

  /// Returns the response, whatever its status: an HTTP error is a response.
  ///
  /// An implementation must not follow redirects, must put a request other than `GET` on the wire
  /// at most once, and must return by the deadline, or within 100 ms of a cancellation.
  ///
  /// \throws Error with kind `transport`, `timeout`, `cancelled` or `decode` (a response too large)
  /// only when there is no complete response. Its `outcome` is `not_sent` when the server certainly
  /// did not get the whole request, and otherwise `unknown`; its `retryable` says whether another
  /// attempt may do better. Any other exception counts as an `Error` with kind `transport` and
  /// outcome `unknown` that is not retryable.
  virtual HttpResponse send(const HttpRequest& request, const Deadline& deadline) = 0;

  /// There is nothing to start before `time`, nor before one of the requests in flight has its
  /// result.
  struct WaitUntil {
    Deadline::Clock::time_point time;  ///< when to ask for the next step again
  };
  /// There is nothing more to start.
  struct Done {};
  /// What to do next: start this exchange, which is not null; wait; or nothing more.
  using Step = std::variant<Exchange*, WaitUntil, Done>;
  /// Gives the next step of a batch. To be called in the thread of `send_all`.
  using Next = std::function<Step()>;

  /// Sends the requests that `next` gives, with at most `concurrency` of them in flight at once.
  ///
  /// Call `next` whenever one more request may be started; after `WaitUntil` not before that time
  /// or the next result, whichever comes first. Return as soon as nothing is in flight and `next`
  /// gives no exchange: after `WaitUntil` too, for then the client itself waits, and calls again.
  ///
  /// An exchange lives until it has its result. An exception that comes out of `next` or an
  /// exchange ends the batch: abort what is in flight, and let the exception pass. Requests without
  /// a result when this function returns or throws count as failed with outcome `unknown`.
  ///
  /// This default sends one request after the other. A transport of your own needs no threads of
  /// its own either: what it promises for each request is what `send` promises.
  virtual void send_all(const Next& next, std::size_t concurrency);
};

/// Passes all requests to another transport, with the concurrency of that one. Derive from it to
/// decorate a transport; a derived class that overrides only `send` sees no request of a batch.
///
/// \snippet reference.cpp transport
///
/// Thread safety: that of the other transport.
class BENTOCLOUD_EXPORT ForwardingTransport : public Transport {
 public:
  /// `inner` must not be null.
  explicit ForwardingTransport(std::shared_ptr<Transport> inner);

  HttpResponse send(const HttpRequest& request, const Deadline& deadline) override;
  void send_all(const Next& next, std::size_t concurrency) override;

 private:
  std::shared_ptr<Transport> inner_;
};

}  // namespace bentocloud
