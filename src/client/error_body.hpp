#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <bentocloud/secret.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace json {

/// What can be read of the body of an HTTP error.
struct ErrorBody {
  bool has_error = false;       ///< it is a JSON object whose `error` is a text or an object
  bool is_object = false;       ///< it is a JSON object
  std::string message;          ///< its `error`, `message` or `detail`, as text or nested, if any
  std::optional<Secret> token;  ///< its `token`
};

/// Never fails, whatever the body is.
[[nodiscard]] ErrorBody read_error_body(std::string_view body);

/// Whether `text` is a JSON object, of any content.
[[nodiscard]] bool is_object(std::string_view text);

/// `text`, of whatever kind, with `[redacted]` for the value of each `token` member of an object
/// that stands in it, however nested or escaped. Rather too much is hidden than too little.
[[nodiscard]] std::string without_token_members(std::string_view text);

}  // namespace json
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
