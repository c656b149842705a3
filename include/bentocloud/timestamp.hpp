#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <bentocloud/export.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// A moment in UTC, in microseconds: the finest step that covers every year which a server can
/// send (nanoseconds end in 2262).
using Timestamp = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;

/// The system clock's time.
///
/// \snippet reference.cpp timestamp
[[nodiscard]] BENTOCLOUD_EXPORT Timestamp now() noexcept;

/// Reads RFC 3339: `2026-12-23T22:11:00.5+01:00`. `T` may be a space, `Z` and `T` may be in lower
/// case, digits of the fraction after the sixth are dropped, and a missing zone means UTC.
/// Nothing when `text` is anything else, or names a day that no calendar has.
///
/// \snippet reference.cpp parse_timestamp
[[nodiscard]] BENTOCLOUD_EXPORT std::optional<Timestamp> parse_timestamp(
    std::string_view text) noexcept;

/// Writes RFC 3339 in UTC with six fraction digits: `2026-12-23T22:11:00.000000Z`, which is what
/// BentoCloud's dashboard sends and Go's `time.Time` reads.
///
/// \snippet reference.cpp timestamp
///
/// \throws Error with kind `invalid_argument` outside the years 0000 to 9999, which is all that
/// RFC 3339 can write.
[[nodiscard]] BENTOCLOUD_EXPORT std::string format_timestamp(Timestamp time);

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
