#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <bentocloud/deadline.hpp>
#include <bentocloud/error.hpp>
#include <bentocloud/export.hpp>
#include <bentocloud/secret.hpp>

namespace bentocloud {

/// One header of a request or an answer.
struct HttpHeader {
  std::string name;   ///< in whatever case
  std::string value;  ///< what follows the colon
};

/// In the order in which they are, or were, on the wire.
using HttpHeaders = std::vector<HttpHeader>;

/// The value of the first header called `name`, in whatever case; null when there is none. It lives
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
};

/// A complete answer.
struct HttpResponse {
  int status = 0;       ///< such as 200
  HttpHeaders headers;  ///< those of the answer itself, not of a proxy before it
  std::string body;     ///< decompressed
};

/// One of several requests, and where its result goes: exactly one of `answered` and `failed` is
/// called, once, in the thread of `Transport::send_all`.
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
  virtual void answered(HttpResponse response) = 0;
  /// What it would throw.
  virtual void failed(const Error& error) = 0;
};

/// Puts one HTTP request on the wire and waits for the answer. Derive from it to bring your own
/// HTTP stack, or use `bentocloud::fakes` to have none.
///
/// \snippet reference.cpp transport
///
/// Thread safety: `send` is called from many threads at once.
class BENTOCLOUD_EXPORT Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport();

  /// Returns the answer, whatever its status: an HTTP error is an answer.
  ///
  /// An implementation must not follow redirects, must put a request other than `GET` on the wire
  /// at most once, and must return by the deadline, or within 100 ms of a cancellation.
  ///
  /// \throws Error with kind `transport`, `timeout`, `cancelled` or `decode` (an answer too large)
  /// only when there is no complete answer. Its `outcome` is `not_sent` when the server certainly
  /// did not get the whole request, and otherwise `unknown`; its `retryable` says whether another
  /// attempt may do better. Any other exception counts as an `Error` with kind `transport` and
  /// outcome `unknown` that is not retryable.
  virtual HttpResponse send(const HttpRequest& request, const Deadline& deadline) = 0;

  /// Sends what `next` gives, with at most `concurrency` requests under way at once, and returns
  /// when all of them have their results and `next` gives null.
  ///
  /// `next` is asked whenever there is room; after a null again when a result has come, and some
  /// 20 ms later, for it may have waited for a time. An exchange lives until it has its result.
  /// What `next` or an exchange throws ends the call, and what is under way is given up. Requests
  /// without a result when it returns, or throws something else, count as failed with outcome
  /// `unknown`.
  ///
  /// This default sends one after the other. One of your own needs no threads of its own either:
  /// what it promises for each request is what `send` promises.
  virtual void send_all(const std::function<Exchange*()>& next, std::size_t concurrency);
};

}  // namespace bentocloud
