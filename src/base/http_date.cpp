#include "base/http_date.hpp"

#include <locale>
#include <sstream>
#include <string>

#include <date/date.h>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

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

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
