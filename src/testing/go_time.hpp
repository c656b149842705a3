#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <bentocloud/timestamp.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace fakes {

/// A time, or what Go says of a text that is none.
struct GoTime {
  std::optional<Timestamp> time;
  std::string error;
};

/// Reads RFC 3339 as a `time.Time` of Go does: `T` and `Z` are capitals and required, there is no
/// leap second, an hour may have one digit, and a comma may stand before a fraction.
[[nodiscard]] GoTime parse_go_time(std::string_view text);

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
