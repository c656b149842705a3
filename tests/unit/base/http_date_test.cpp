#include "base/http_date.hpp"

#include <locale>
#include <optional>

#include <gtest/gtest.h>

namespace bentocloud {
namespace {

TEST(HttpDate, IsReadInItsThreeForms) {
  const std::optional<Timestamp> expected = parse_timestamp("1994-11-06T08:49:37Z");
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), expected);
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"), expected);
  EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994"), expected);
}

TEST(HttpDate, RubbishIsRefused) {
  for (const char* text :
       {"", "soon", "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 GMT and more", "Sun, 99 Nov 1994 08:49:37 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT"}) {
    EXPECT_FALSE(parse_http_date(text)) << text;
  }
}

// Names of days and months that nobody can read.
class OddNames : public std::time_get<char> {
 protected:
  iter_type do_get(iter_type, iter_type end, std::ios_base&, std::ios_base::iostate& error,
                   std::tm*, char, char) const override {
    error = std::ios_base::failbit;
    return end;
  }
};

TEST(HttpDate, DoesNotDependOnTheLocale) {
  const std::locale before = std::locale::global(std::locale(std::locale(), new OddNames));
  EXPECT_TRUE(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"));
  std::locale::global(before);
}

}  // namespace
}  // namespace bentocloud
