#pragma once

#include <string>

#include <bentocloud/timestamp.hpp>

namespace cli {

/// \{
/// In the time zone of this machine (`TZ`): `2026-12-23 23:11 CET`, `2026-12-23 23:11:05 CET`,
/// `2026-12-23 23:11`, `2026-12-23` and `CET`.
[[nodiscard]] std::string local_time(bentocloud::Timestamp time);
[[nodiscard]] std::string local_time_to_the_second(bentocloud::Timestamp time);
[[nodiscard]] std::string local_minute(bentocloud::Timestamp time);
[[nodiscard]] std::string local_date(bentocloud::Timestamp time);
[[nodiscard]] std::string local_zone(bentocloud::Timestamp time);
/// \}

/// Reads a time to come, for the option of this name: `30d`, `1w` and `24h` from `now`,
/// `2026-12-31` (the beginning of that day) and `2026-12-31T18:00:00` in local time, and RFC 3339
/// with a zone. White space around it does not count. \throws UsageError when `text` is anything
/// else, is not after `now`, is beyond the year 9999, or is a local time that a change of the
/// clocks leaves out or gives twice.
[[nodiscard]] bentocloud::Timestamp parse_future(const std::string& option, const std::string& text,
                                                 bentocloud::Timestamp now);

}  // namespace cli
