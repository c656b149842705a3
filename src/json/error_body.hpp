#pragma once

#include <string>
#include <string_view>

namespace bentocloud::json {

/// What the body of an HTTP error says: its `error`, else its `message`, when that is a string and
/// not empty; else the body itself. Never fails, whatever the body is.
[[nodiscard]] std::string error_message(std::string_view body);

}  // namespace bentocloud::json
