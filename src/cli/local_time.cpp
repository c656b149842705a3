#include "local_time.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <ctime>
#include <optional>

#include "failure.hpp"
#include "text.hpp"

namespace cli {
namespace {

using bentocloud::parse_timestamp;
using bentocloud::Timestamp;
using std::chrono::hours;
using std::chrono::seconds;

[[noreturn]] void refuse(const std::string& text, const std::string& reason) {
  throw UsageError("--expires \"" + printable(text) + "\" " + reason +
                   "; what works: 30d, 1w, 24h, 2026-12-31, 2026-12-31T18:00:00+01:00");
}

std::time_t to_time_t(Timestamp time) {
  return static_cast<std::time_t>(std::chrono::floor<seconds>(time).time_since_epoch().count());
}

std::string format(Timestamp time, const char* pattern) {
  const std::time_t point = to_time_t(time);
  std::tm local{};
  ::localtime_r(&point, &local);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), pattern, &local)};
}

bool is_same_clock(const std::tm& left, const std::tm& right) {
  return left.tm_year == right.tm_year && left.tm_yday == right.tm_yday &&
         left.tm_hour == right.tm_hour && left.tm_min == right.tm_min &&
         left.tm_sec == right.tm_sec;
}

// The moment at which a clock in the local time zone shows what `utc` shows in UTC.
Timestamp from_local(Timestamp utc, const std::string& text) {
  const std::time_t shown = to_time_t(utc);
  std::tm wanted{};
  ::gmtime_r(&shown, &wanted);
  std::optional<std::time_t> found;
  for (const int is_summer : {0, 1}) {
    std::tm candidate = wanted;
    candidate.tm_isdst = is_summer;
    const std::time_t point = std::mktime(&candidate);
    std::tm local{};
    if (::localtime_r(&point, &local) == nullptr || !is_same_clock(local, wanted)) continue;
    if (found && *found != point) refuse(text, "comes twice here, as the clocks go back");
    found = point;
  }
  if (!found) refuse(text, "does not exist here, as the clocks go forward");
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
  if (error != std::errc() || count > (last - now) / unit) refuse(text, "is beyond the year 9999");
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

std::string local_time_to_the_second(Timestamp time) {
  return format(time, "%Y-%m-%d %H:%M:%S %Z");
}

Timestamp parse_expiry(const std::string& text, Timestamp now) {
  const Timestamp time = parse(text, now);
  if (time <= now) refuse(text, "is not in the future");
  return time;
}

}  // namespace cli
