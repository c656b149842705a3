#pragma once

#include <optional>
#include <string_view>

#include <bentocloud/timestamp.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// Reads a date of HTTP in any of its three forms: `Wed, 23 Dec 2026 22:11:00 GMT` and the two
/// obsolete ones. Nothing when `text` is anything else.
[[nodiscard]] std::optional<Timestamp> parse_http_date(std::string_view text);

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
