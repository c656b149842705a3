#pragma once

#include <cstddef>
#include <iosfwd>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <bentocloud/export.hpp>
#include <bentocloud/secret.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// One header of a request or a response.
struct HttpHeader {
  std::string name{};   ///< such as `Retry-After`; case-insensitive
  std::string value{};  ///< what follows the colon

  /// \{
  /// Compares every member.
  friend BENTOCLOUD_EXPORT bool operator==(const HttpHeader& left, const HttpHeader& right);
  friend bool operator!=(const HttpHeader& left, const HttpHeader& right) {
    return !(left == right);
  }
  /// \}
  /// Prints it as it is on the wire: `name: value`.
  friend BENTOCLOUD_EXPORT std::ostream& operator<<(std::ostream& out, const HttpHeader& header);
};

/// The headers of a request or a response, in the order in which they are, or were, on the wire.
using HttpHeaders = std::vector<HttpHeader>;

/// The value of the first header called `name`, case-insensitive; null when there is none. It lives
/// as long as `headers`.
///
/// \snippet reference.cpp find_header
[[nodiscard]] BENTOCLOUD_EXPORT const std::string* find_header(const HttpHeaders& headers,
                                                               std::string_view name) noexcept;

/// A request, as a `Transport` has to send it.
struct HttpRequest {
  std::string method{};                 ///< `GET`, `POST`, `PATCH` or `DELETE`
  std::string url{};                    ///< absolute; holds no secret
  HttpHeaders headers{};                ///< hold no secret of this library's
  std::string body{};                   ///< JSON, or empty
  std::string authentication_header{};  ///< the name of the header that carries `authentication`
  Secret authentication{};              ///< its value; not in `headers`, so that nothing prints it
  /// A response with a larger body, decompressed, is an error of kind `decode`.
  std::size_t max_response_size = (std::numeric_limits<std::size_t>::max)();

  /// \{
  /// Compares every member.
  friend BENTOCLOUD_EXPORT bool operator==(const HttpRequest& left, const HttpRequest& right);
  friend bool operator!=(const HttpRequest& left, const HttpRequest& right) {
    return !(left == right);
  }
  /// \}
  /// Prints it without the authentication, and of the body only the size.
  friend BENTOCLOUD_EXPORT std::ostream& operator<<(std::ostream& out, const HttpRequest& request);
};

/// A complete response, of any status.
struct HttpResponse {
  int status = 0;         ///< the HTTP status, such as 200
  HttpHeaders headers{};  ///< those of the response itself, not of a proxy before it
  std::string body{};     ///< decompressed
  /// Whether a connection was made for it; none when the transport does not know.
  std::optional<bool> new_connection{};

  /// \{
  /// Compares every member.
  friend BENTOCLOUD_EXPORT bool operator==(const HttpResponse& left, const HttpResponse& right);
  friend bool operator!=(const HttpResponse& left, const HttpResponse& right) {
    return !(left == right);
  }
  /// \}
  /// Prints it with only the size of the body, in which a token's value may be.
  friend BENTOCLOUD_EXPORT std::ostream& operator<<(std::ostream& out,
                                                    const HttpResponse& response);
};

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
