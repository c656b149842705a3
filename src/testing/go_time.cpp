#include "testing/go_time.hpp"

#include <algorithm>
#include <cstddef>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace fakes {
namespace {

constexpr std::string_view layout = "2006-01-02T15:04:05Z07:00";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string quote(std::string_view text) { return '"' + std::string(text) + '"'; }

// Takes a time from its beginning, piece by piece, and writes what `parse_timestamp` reads.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), rest_(text) {}

  GoTime read() {
    if (is_date() && is_time_of_day() && is_zone()) {
      if (!rest_.empty()) {
        error_ = ": extra text: " + quote(rest_);
      } else if (const auto time = parse_timestamp(normal_)) {
        return {time, {}};
      } else {
        error_ = ": day out of range";
      }
    }
    return {std::nullopt, "parsing time " + quote(text_) + error_};
  }

 private:
  bool is_date() {
    return number("2006", 4, 4) && literal("-") && number("01", 2, 2, 1, 12, "month") &&
           literal("-") && number("02", 2, 2, 1, 31, "day") && literal("T");
  }

  bool is_time_of_day() {
    if (!number("15", 1, 2, 0, 23, "hour") || !literal(":") ||
        !number("04", 2, 2, 0, 59, "minute") || !literal(":") ||
        !number("05", 2, 2, 0, 59, "second")) {
      return false;
    }
    if (rest_.size() < 2 || (rest_[0] != '.' && rest_[0] != ',') || !is_digit(rest_[1]))
      return true;
    rest_.remove_prefix(1);
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_digit);
    const auto size = static_cast<std::size_t>(end - rest_.begin());
    normal_ += '.';
    normal_ += rest_.substr(0, (std::min)(size, std::size_t{9}));
    rest_.remove_prefix(size);
    return true;
  }

  bool is_zone() {
    if (!rest_.empty() && rest_[0] == 'Z') return literal("Z");
    const std::string_view zone = rest_.substr(0, 6);
    const bool is_offset = zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') &&
                           is_digit(zone[1]) && is_digit(zone[2]) && zone[3] == ':' &&
                           is_digit(zone[4]) && is_digit(zone[5]);
    if (!is_offset) return fail("Z07:00");
    if (zone.substr(1, 2) > "23" || zone[4] > '5') return fail_range("time zone offset");
    normal_ += zone;
    rest_.remove_prefix(zone.size());
    return true;
  }

  bool literal(std::string_view expected) {
    if (rest_.substr(0, expected.size()) != expected) return fail(expected);
    normal_ += expected;
    rest_.remove_prefix(expected.size());
    return true;
  }

  // `element` is what the layout has in its place.
  bool number(std::string_view element, std::size_t min_size, std::size_t max_size, int min = 0,
              int max = 9999, std::string_view name = "year") {
    std::size_t size = 0;
    int value = 0;
    while (size < max_size && size < rest_.size() && is_digit(rest_[size])) {
      value = value * 10 + (rest_[size++] - '0');
    }
    if (size < min_size) return fail(element);
    if (value < min || value > max) return fail_range(name);
    normal_.append(max_size - size, '0');
    normal_ += rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
  }

  bool fail(std::string_view element) {
    error_ = " as " + quote(layout) + ": cannot parse " + quote(rest_) + " as " + quote(element);
    return false;
  }

  bool fail_range(std::string_view name) {
    error_ = ": " + std::string(name) + " out of range";
    return false;
  }

  std::string_view text_;
  std::string_view rest_;
  std::string normal_;
  std::string error_;
};

}  // namespace

GoTime parse_go_time(std::string_view text) { return Reader(text).read(); }

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
