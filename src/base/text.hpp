#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <bentocloud/export.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

class Secret;

/// What hints tell those to run who are not logged in.
inline constexpr const char* login_command = "\"bentocloud cloud login\"";

/// Without the white space at both ends.
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;

/// Whether two names differ at most in the case of their ASCII letters.
[[nodiscard]] bool equals_ignoring_case(std::string_view left, std::string_view right) noexcept;

/// `text` in double quotes, made safe and short enough to print: what `printable` does.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// The first `max_size` bytes or so of `text`, fit for one line of a message or a log: control
/// characters and what is not UTF-8 come as `\xNN`, and an ellipsis says that more was there.
[[nodiscard]] std::string printable(std::string_view text, std::size_t max_size);

/// Whether `text` is UTF-8.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// `text` with `[redacted]` for every occurrence of `secret`, also of its percent-encoded form.
/// One of fewer than 8 characters is not looked for: it would be found within words.
[[nodiscard]] std::string redact(std::string text, const Secret& secret);

/// `text` for a message or a log: redacted first and then cut, so that no part of `secret` is left.
[[nodiscard]] std::string excerpt(std::string text, const Secret& secret, std::size_t max_size);

/// Everything but RFC 3986's unreserved characters as `%NN`.
[[nodiscard]] std::string percent_encode(std::string_view text);
/// The same, at the end of `out`.
void append_percent_encoded(std::string& out, std::string_view text);

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
