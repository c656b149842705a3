#include <array>
#include <cctype>
#include <cstdint>

#include <date/date.h>

#include <bentocloud/error.hpp>
#include <bentocloud/timestamp.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// 0000-01-01T00:00:00Z and 9999-12-31T23:59:59.999999Z: all that RFC 3339 can write.
constexpr Timestamp first_time = date::sys_days{date::year{0} / 1 / 1};
constexpr Timestamp last_time = date::sys_days{date::year{10000} / 1 / 1} - microseconds(1);

constexpr int not_a_number = 100;  // more than any two digits make

bool is_digit(char character) noexcept { return character >= '0' && character <= '9'; }

// The number that two digits make: each number of a timestamp has two of them, or twice two.
int two_digits(const char* text) noexcept {
  const unsigned tens = static_cast<unsigned char>(text[0]) - unsigned{'0'};
  const unsigned ones = static_cast<unsigned char>(text[1]) - unsigned{'0'};
  return tens <= 9 && ones <= 9 ? static_cast<int>(tens * 10 + ones) : not_a_number;
}

// Takes the fraction from the front of `rest`: a point and one to nine digits.
std::optional<microseconds> take_fraction(std::string_view& rest) noexcept {
  if (rest.empty() || rest.front() != '.') return microseconds::zero();
  int value = 0;
  std::size_t digits = 0;
  for (rest.remove_prefix(1); digits < rest.size() && is_digit(rest[digits]); ++digits) {
    if (digits < 6) value = value * 10 + (rest[digits] - '0');
  }
  if (digits == 0 || digits > 9) return std::nullopt;
  rest.remove_prefix(digits);
  for (; digits < 6; ++digits) value *= 10;
  return microseconds(value);
}

// How far the zone `text` is ahead of UTC. A missing one means UTC.
std::optional<minutes> read_zone(std::string_view text) noexcept {
  if (text.empty() || text == "Z" || text == "z") return minutes::zero();
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const int hour = two_digits(&text[1]);
  const int minute = two_digits(&text[4]);
  if (hour > 23 || minute > 59) return std::nullopt;
  const minutes offset = hours(hour) + minutes(minute);
  return text[0] == '-' ? -offset : offset;
}

void append_padded(std::string& out, std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  out.append(width - (std::min)(width, digits.size()), '0');
  out += digits;
}

}  // namespace

Timestamp now() noexcept {
  return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
}

std::optional<Timestamp> parse_timestamp(std::string_view text) noexcept {
  constexpr std::size_t size = std::string_view("yyyy-mm-ddThh:mm:ss").size();
  if (text.size() < size) return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') return std::nullopt;
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;

  const int century = two_digits(&text[0]);
  const int year = two_digits(&text[2]);
  const int month = two_digits(&text[5]);
  const int day = two_digits(&text[8]);
  const int hour = two_digits(&text[11]);
  const int minute = two_digits(&text[14]);
  const int second = two_digits(&text[17]);  // 60: a leap second, the same as the next minute
  if (century > 99 || year > 99 || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const date::year_month_day date = date::year{century * 100 + year} / month / day;
  if (!date.ok()) return std::nullopt;

  std::string_view rest = text.substr(size);
  const std::optional<microseconds> fraction = take_fraction(rest);
  const std::optional<minutes> zone = read_zone(rest);
  if (!fraction || !zone) return std::nullopt;
  const Timestamp time =
      date::sys_days{date} + hours(hour) + minutes(minute) + seconds(second) + *fraction - *zone;
  // A zone can move it out of the years that can be written.
  const bool has_four_digits = time >= first_time && time <= last_time;
  return has_four_digits ? std::optional(time) : std::nullopt;
}

std::string format_timestamp(Timestamp time) {
  if (time < first_time || time > last_time) {
    throw Error(ErrorKind::invalid_argument,
                "a time outside the years 0000 to 9999 cannot be written as RFC 3339");
  }
  const auto day = date::floor<date::days>(time);
  const date::year_month_day date{day};
  const date::hh_mm_ss<microseconds> clock{time - day};

  std::string out;
  out.reserve(27);
  append_padded(out, static_cast<int>(date.year()), 4);
  append_padded(out += '-', static_cast<unsigned>(date.month()), 2);
  append_padded(out += '-', static_cast<unsigned>(date.day()), 2);
  append_padded(out += 'T', clock.hours().count(), 2);
  append_padded(out += ':', clock.minutes().count(), 2);
  append_padded(out += ':', clock.seconds().count(), 2);
  append_padded(out += '.', clock.subseconds().count(), 6);
  out += 'Z';
  return out;
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
