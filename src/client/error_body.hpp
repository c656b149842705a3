#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bentocloud::json {

/// What the body of an HTTP error says: its `error`, else its `message`, when that is a string and
/// not empty. Never fails, whatever the body is.
[[nodiscard]] std::optional<std::string> error_message(std::string_view body);

}  // namespace bentocloud::json
