#include "base/text.hpp"

#include <string>

#include <gtest/gtest.h>

#include <bentocloud/secret.hpp>

namespace bentocloud {
namespace {

using std::string_literals::operator""s;

TEST(Trim, TakesWhiteSpaceOffBothEnds) {
  EXPECT_EQ(trim(" \t\r\n\v\fa b \n"), "a b");
  EXPECT_EQ(trim("a"), "a");
  EXPECT_EQ(trim(" \n "), "");
  EXPECT_EQ(trim(""), "");
}

TEST(EqualsIgnoringCase, LooksAtAsciiAlone) {
  EXPECT_TRUE(equals_ignoring_case("X-Trace-Id", "x-tRACE-iD"));
  EXPECT_TRUE(equals_ignoring_case("", ""));
  EXPECT_FALSE(equals_ignoring_case("a", "ab"));
  EXPECT_FALSE(equals_ignoring_case("ab", "a"));
  EXPECT_FALSE(equals_ignoring_case("Ä", "ä"));
  EXPECT_FALSE(equals_ignoring_case("@", "`"));  // 0x20 apart, but no letters
}

TEST(Printable, LeavesTextAlone) {
  for (const char* text : {"", "plain text", "ü €  😀", "\xF4\x8F\xBF\xBF", "\xC2\xA0"}) {
    EXPECT_EQ(printable(text, 100), text);
  }
}

TEST(Printable, EscapesWhatCouldDisturb) {
  EXPECT_EQ(printable("a\nb\r\t\x1B[31m\x7F", 100), "a\\x0Ab\\x0D\\x09\\x1B[31m\\x7F");
  EXPECT_EQ(printable("a\0b"s, 100), "a\\x00b");
  EXPECT_EQ(printable("\xC2\x85", 100), "\\xC2\\x85");  // a C1 control
}

TEST(Printable, EscapesWhatBreaksALineOrTurnsItAround) {
  for (const char* text :
       {"\u2028", "\u2029",                                // separators of lines and paragraphs
        "\u202A", "\u202B", "\u202C", "\u202D", "\u202E",  // embeddings and overrides
        "\u2066", "\u2067", "\u2068", "\u2069"}) {         // isolates
    EXPECT_EQ(printable(text, 100).substr(0, 7), "\\xE2\\x8") << text;
  }
}

TEST(Printable, EscapesWhatIsNotUtf8) {
  EXPECT_EQ(printable("\xFF", 100), "\\xFF");
  EXPECT_EQ(printable("\x80", 100), "\\x80");                             // no lead
  EXPECT_EQ(printable("\xC3", 100), "\\xC3");                             // cut off
  EXPECT_EQ(printable("\xC3(", 100), "\\xC3(");                           // no continuation
  EXPECT_EQ(printable("\xC0\xAF", 100), "\\xC0\\xAF");                    // overlong
  EXPECT_EQ(printable("\xE0\x80\xAF", 100), "\\xE0\\x80\\xAF");           // overlong
  EXPECT_EQ(printable("\xE0\x83\xA9", 100), "\\xE0\\x83\\xA9");           // overlong, of é
  EXPECT_EQ(printable("\xF0\x82\x82\xAC", 100), "\\xF0\\x82\\x82\\xAC");  // overlong, of €
  EXPECT_EQ(printable("\xF0\x80\x80\xAF", 100), "\\xF0\\x80\\x80\\xAF");  // overlong
  EXPECT_EQ(printable("\xED\xA0\x80", 100), "\\xED\\xA0\\x80");           // a surrogate
  EXPECT_EQ(printable("\xF4\x90\x80\x80", 100), "\\xF4\\x90\\x80\\x80");  // beyond Unicode
}

TEST(Printable, IsShort) {
  EXPECT_EQ(printable("abcdef", 6), "abcdef");
  EXPECT_EQ(printable("abcdefg", 6), "abcdef…");
  EXPECT_EQ(printable("ääää", 3), "ää…");  // never half a character
  EXPECT_LE(printable(std::string(1000, '\n'), 100).size(), 110u);
}

TEST(InQuotes, QuotesAndShortens) {
  EXPECT_EQ(in_quotes("ci"), "\"ci\"");
  EXPECT_LT(in_quotes(std::string(1000, 'x')).size(), 130u);
}

TEST(Redact, HidesEveryOccurrence) {
  const Secret secret("the key!");
  EXPECT_EQ(redact("the key! and the key!", secret), "[redacted] and [redacted]");
  EXPECT_EQ(redact("the key!the key!", secret), "[redacted][redacted]");
  EXPECT_EQ(redact("the key", secret), "the key");
  EXPECT_EQ(redact("text", Secret()), "text");
  EXPECT_EQ(redact("a[redacted]b", Secret("redacted")), "a[[redacted]]b");
}

TEST(Redact, HidesWhatIsPercentEncodedToo) {
  EXPECT_EQ(redact("?a=the%20key%21&b", Secret("the key!")), "?a=[redacted]&b");
}

TEST(Redact, DoesNotLookForWhatIsTooShort) {
  EXPECT_EQ(redact("seven77", Secret("seven77")), "seven77");
  EXPECT_EQ(redact("eight888", Secret("eight888")), "[redacted]");
}

TEST(Excerpt, RedactsBeforeItCuts) {
  EXPECT_EQ(excerpt("abc eight888", Secret("eight888"), 8), "abc [red…");
  EXPECT_EQ(excerpt("a\nb", Secret("eight888"), 8), "a\\x0Ab");
}

TEST(IsUtf8, TakesAnyCharacterInItsShortestForm) {
  for (const char* text : {"", "plain", "\n", "ü€😀", "\xC2\x85", "\u202E", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  EXPECT_TRUE(is_utf8("a\0b"s));
  for (const char* text : {"\xFF", "a\x80", "\xC3", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                           "\xF8\x90\x80\x80"}) {
    EXPECT_FALSE(is_utf8(text)) << text;
  }
}

TEST(Redact, TakesATimeThatGrowsWithTheTextAlone) {
  std::string text;
  for (int i = 0; i < 1'000'000; ++i) text += "the key!";
  EXPECT_EQ(redact(text, Secret("the key!")).size(), 10'000'000u);
}

TEST(PercentEncode, LeavesTheUnreservedAlone) {
  EXPECT_EQ(percent_encode("azAZ09-._~"), "azAZ09-._~");
  EXPECT_EQ(percent_encode("/?#[]@!$&'()*+,;=%"),
            "%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%25");
  EXPECT_EQ(percent_encode("a b\n\0ü"s), "a%20b%0A%00%C3%BC");
}

}  // namespace
}  // namespace bentocloud
