#include "local_time.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <optional>

#include "failure.hpp"
#include "system.hpp"
#include "text.hpp"

namespace cli {
namespace {

using bentocloud::parse_timestamp;
using bentocloud::Timestamp;
using std::chrono::hours;
using std::chrono::seconds;

[[noreturn]] void refuse(const std::string& text, const std::string& reason) {
  throw UsageError('"' + printable(text) + "\" " + reason +
                   "; examples: 30d, 1w, 24h, 2026-12-31, 2026-12-31T18:00:00+01:00");
}

std::string trimmed(const std::string& text) {
  constexpr const char* white_space = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(white_space);
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(white_space) + 1 - begin);
}

std::int64_t to_seconds(Timestamp time) {
  return std::chrono::floor<seconds>(time).time_since_epoch().count();
}

std::string format(Timestamp time, const char* pattern) {
  const std::optional<std::tm> clock = to_local_clock(to_seconds(time));
  if (!clock) return bentocloud::format_timestamp(time);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), pattern, &*clock)};
}

bool is_same_clock(const std::tm& left, const std::tm& right) {
  return left.tm_year == right.tm_year && left.tm_mon == right.tm_mon &&
         left.tm_mday == right.tm_mday && left.tm_hour == right.tm_hour &&
         left.tm_min == right.tm_min && left.tm_sec == right.tm_sec;
}

// What a clock in UTC shows.
std::tm utc_clock(Timestamp time) {
  std::tm clock{};
  std::sscanf(bentocloud::format_timestamp(time).c_str(), "%d-%d-%dT%d:%d:%d", &clock.tm_year,
              &clock.tm_mon, &clock.tm_mday, &clock.tm_hour, &clock.tm_min, &clock.tm_sec);
  clock.tm_year -= 1900;
  clock.tm_mon -= 1;
  return clock;
}

// The moment at which a clock in the local time zone shows what `utc` shows in UTC.
Timestamp from_local(Timestamp utc, const std::string& text) {
  std::tm wanted = utc_clock(utc);
  std::optional<std::int64_t> found;
  for (const int is_summer : {0, 1}) {
    wanted.tm_isdst = is_summer;
    const std::optional<std::int64_t> point = from_local_clock(wanted);
    const std::optional<std::tm> shown = point ? to_local_clock(*point) : std::nullopt;
    if (!shown || !is_same_clock(*shown, wanted)) continue;
    if (found && *found != *point)
      refuse(text, "is ambiguous in the local time zone: the clocks go back");
    found = point;
  }
  if (!found) refuse(text, "does not exist in the local time zone: the clocks go forward");
  return Timestamp(seconds(*found)) + (utc - std::chrono::floor<seconds>(utc));
}

// The unit of a duration; nothing when `text` is none.
std::optional<hours> unit_of(const std::string& text) {
  if (text.size() < 2 || text.find_first_not_of("0123456789") != text.size() - 1) {
    return std::nullopt;
  }
  switch (text.back() | 0x20) {
    case 'h':
      return hours(1);
    case 'd':
      return hours(24);
    case 'w':
      return hours(24 * 7);
    default:
      return std::nullopt;
  }
}

Timestamp after(const std::string& text, hours unit, Timestamp now) {
  static const Timestamp last = *parse_timestamp("9999-12-31T23:59:59.999999Z");
  std::int64_t count = 0;
  const auto error = std::from_chars(text.data(), text.data() + text.size(), count).ec;
  if (error != std::errc() || count > (last - now) / unit) refuse(text, "is after the year 9999");
  return now + count * unit;
}

Timestamp parse(const std::string& text, Timestamp now) {
  if (const auto unit = unit_of(text)) return after(text, *unit, now);
  if (const auto midnight = parse_timestamp(text + "T00:00:00Z"))
    return from_local(*midnight, text);
  // What can be read with a Z at its end has no zone of its own.
  if (const auto time = parse_timestamp(text + "Z")) return from_local(*time, text);
  if (const auto time = parse_timestamp(text)) return *time;
  refuse(text, "is neither a duration nor a time");
}

}  // namespace

std::string local_time(Timestamp time) { return format(time, "%Y-%m-%d %H:%M %Z"); }

std::string local_minute(Timestamp time) { return format(time, "%Y-%m-%d %H:%M"); }

std::string local_date(Timestamp time) { return format(time, "%Y-%m-%d"); }

std::string local_zone(Timestamp time) { return format(time, "%Z"); }

std::string local_time_to_the_second(Timestamp time) {
  return format(time, "%Y-%m-%d %H:%M:%S %Z");
}

Timestamp parse_future(const std::string& option, const std::string& text, Timestamp now) {
  try {
    const Timestamp time = parse(trimmed(text), now);
    if (time <= now) refuse(text, "is not in the future");
    return time;
  } catch (const UsageError& error) {
    throw UsageError(option + ' ' + error.what());
  }
}

}  // namespace cli
