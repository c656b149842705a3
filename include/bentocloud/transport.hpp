#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <bentocloud/deadline.hpp>
#include <bentocloud/export.hpp>
#include <bentocloud/secret.hpp>

namespace bentocloud {

struct HttpHeader {
  std::string name;
  std::string value;
};

using HttpHeaders = std::vector<HttpHeader>;

/// The value of the first header called `name`, in whatever case; null when there is none.
[[nodiscard]] BENTOCLOUD_EXPORT const std::string* find_header(const HttpHeaders& headers,
                                                               std::string_view name) noexcept;

struct HttpRequest {
  std::string method;                 ///< `GET`, `POST`, `PATCH` or `DELETE`
  std::string url;                    ///< absolute; holds no secret
  HttpHeaders headers;                ///< hold no secret of this library's
  std::string body;                   ///< JSON, or empty
  std::string authentication_header;  ///< the name of the header that carries `authentication`
  Secret authentication;              ///< apart from `headers`, so that nothing prints it by chance
};

struct HttpResponse {
  int status = 0;
  HttpHeaders headers;
  std::string body;  ///< decompressed
};

/// Puts one HTTP request on the wire and waits for the answer. Derive from it to bring your own
/// HTTP stack, or use `bentocloud::testing` to have none.
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
  /// attempt may do better.
  virtual HttpResponse send(const HttpRequest& request, const Deadline& deadline) = 0;
};

}  // namespace bentocloud
