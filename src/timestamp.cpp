#include <array>
#include <cctype>
#include <cstdint>
#include <locale>
#include <sstream>

#include <date/date.h>

#include <bentocloud/error.hpp>
#include <bentocloud/timestamp.hpp>

namespace bentocloud {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// 0000-01-01T00:00:00Z and 9999-12-31T23:59:59.999999Z: all that RFC 3339 can write.
constexpr Timestamp first_time = date::sys_days{date::year{0} / 1 / 1};
constexpr Timestamp last_time = date::sys_days{date::year{10000} / 1 / 1} - microseconds(1);

// Reads from the front of a text; after the first misfit everything fails.
class Scanner {
 public:
  explicit Scanner(std::string_view text) noexcept : rest_(text) {}

  [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
  [[nodiscard]] bool failed() const noexcept { return failed_; }

  bool skip(char character) noexcept {
    if (rest_.empty() || rest_.front() != character) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(char character) noexcept {
    if (!skip(character)) failed_ = true;
  }

  // Exactly `digits` digits, whose value is at most `max`.
  int number(std::size_t digits, int max) noexcept {
    if (rest_.size() < digits) {
      failed_ = true;
      return 0;
    }
    int value = 0;
    for (const char character : rest_.substr(0, digits)) {
      failed_ = failed_ || !is_digit(character);
      value = value * 10 + (character - '0');
    }
    rest_.remove_prefix(digits);
    failed_ = failed_ || value > max;
    return value;
  }

  // The digits after a decimal point, one to nine.
  microseconds fraction() noexcept {
    std::int64_t value = 0;
    int count = 0;
    for (; !rest_.empty() && is_digit(rest_.front()); ++count) {
      if (count < 6) value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    if (count == 0 || count > 9) failed_ = true;
    for (; count < 6; ++count) value *= 10;
    return microseconds(value);
  }

 private:
  static bool is_digit(char character) noexcept { return character >= '0' && character <= '9'; }

  std::string_view rest_;
  bool failed_ = false;
};

// How far the zone at the end is ahead of UTC. A missing one means UTC.
minutes scan_zone(Scanner& scanner) noexcept {
  if (scanner.at_end() || scanner.skip('Z') || scanner.skip('z')) return minutes(0);
  const bool behind = scanner.skip('-');
  if (!behind) scanner.expect('+');
  const hours whole(scanner.number(2, 23));
  scanner.expect(':');
  const minutes offset = whole + minutes(scanner.number(2, 59));
  return behind ? -offset : offset;
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
  Scanner scanner(text);
  const date::year year(scanner.number(4, 9999));
  scanner.expect('-');
  const date::month month(static_cast<unsigned>(scanner.number(2, 12)));
  scanner.expect('-');
  const date::day day(static_cast<unsigned>(scanner.number(2, 31)));
  if (!scanner.skip('T') && !scanner.skip('t')) scanner.expect(' ');
  const hours hour(scanner.number(2, 23));
  scanner.expect(':');
  const minutes minute(scanner.number(2, 59));
  scanner.expect(':');
  const seconds second(scanner.number(2, 60));  // 60: a leap second, the same as the next minute
  const microseconds fraction = scanner.skip('.') ? scanner.fraction() : microseconds::zero();
  const minutes zone = scan_zone(scanner);

  const date::year_month_day date{year, month, day};
  if (scanner.failed() || !scanner.at_end() || !date.ok()) return std::nullopt;
  const Timestamp time = date::sys_days{date} + hour + minute + second + fraction - zone;
  // A zone can move it out of the years that can be written.
  const bool has_four_digits = time >= first_time && time <= last_time;
  return has_four_digits ? std::optional(time) : std::nullopt;
}

std::optional<Timestamp> parse_http_date(std::string_view text) {
  // IMF-fixdate, RFC 850, asctime
  for (const char* format :
       {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"}) {
    std::istringstream stream{std::string(text)};
    stream.imbue(std::locale::classic());
    date::sys_seconds time;
    stream >> date::parse(format, time);
    if (!stream.fail() && stream.peek() == std::istringstream::traits_type::eof()) return time;
  }
  return std::nullopt;
}

std::string format_timestamp(Timestamp time) {
  if (time < first_time || time > last_time) {
    ErrorFacts facts;
    facts.kind = ErrorKind::invalid_argument;
    facts.message = "a time outside the years 0000 to 9999 cannot be written as RFC 3339";
    throw Error(std::move(facts));
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

}  // namespace bentocloud
