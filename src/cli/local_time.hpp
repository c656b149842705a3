#pragma once

#include <string>

#include <bentocloud/timestamp.hpp>

namespace cli {

/// `2026-12-23 23:11 CET`: in the time zone of this machine (`TZ`), with its name.
[[nodiscard]] std::string local_time(bentocloud::Timestamp time);

/// The same with seconds.
[[nodiscard]] std::string local_time_to_the_second(bentocloud::Timestamp time);

/// Reads what `--expires` takes: `30d`, `1w` and `24h` from `now`, `2026-12-31` (the beginning of
/// that day) and `2026-12-31T18:00:00` in local time, and RFC 3339 with a zone.
/// \throws UsageError when `text` is anything else, is not after `now`, is beyond the year 9999, or
/// is a local time that a change of the clocks leaves out or gives twice.
[[nodiscard]] bentocloud::Timestamp parse_expiry(const std::string& text,
                                                 bentocloud::Timestamp now);

}  // namespace cli
