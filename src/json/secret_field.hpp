#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <bentocloud/secret.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace json {

/// Moves the string that is the value of `key` in the outermost object out of `text`, where it is
/// overwritten: a parser would leave copies of it behind in buffers that cannot be wiped.
///
/// Nothing when there is no such string, or when it has escape sequences: `text` is then as it was.
/// Nothing either when it is cut off, but what there is of it is overwritten. `text` need not be
/// valid JSON.
[[nodiscard]] std::optional<Secret> take_secret(std::string& text, std::string_view key);

/// Whether `value` may stand in a JSON string as it is: what `take_secret` took was not parsed.
[[nodiscard]] bool is_json_text(std::string_view value) noexcept;

}  // namespace json
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
