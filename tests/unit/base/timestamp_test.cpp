#include <chrono>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include <bentocloud/error.hpp>
#include <bentocloud/timestamp.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

struct Case {
  const char* text;
  const char* canonical;
};

class GoodTimestamp : public ::testing::TestWithParam<Case> {};

TEST_P(GoodTimestamp, IsRead) {
  const std::optional<Timestamp> time = parse_timestamp(GetParam().text);
  ASSERT_TRUE(time) << GetParam().text;
  EXPECT_EQ(format_timestamp(*time), GetParam().canonical);
  EXPECT_EQ(parse_timestamp(format_timestamp(*time)), time);
}

INSTANTIATE_TEST_SUITE_P(
    Forms, GoodTimestamp,
    ::testing::Values(Case{"2026-12-23T22:11:00Z", "2026-12-23T22:11:00.000000Z"},
                      Case{"2026-12-23t22:11:00z", "2026-12-23T22:11:00.000000Z"},
                      Case{"2026-12-23 22:11:00Z", "2026-12-23T22:11:00.000000Z"},
                      Case{"2026-12-23T22:11:00", "2026-12-23T22:11:00.000000Z"},
                      Case{"2026-12-23 22:11:00.000000", "2026-12-23T22:11:00.000000Z"},
                      Case{"2026-12-23T22:11:00+00:00", "2026-12-23T22:11:00.000000Z"},
                      Case{"2026-12-23T22:11:00-00:00", "2026-12-23T22:11:00.000000Z"},
                      Case{"2026-12-23T22:11:00+01:30", "2026-12-23T20:41:00.000000Z"},
                      Case{"2026-12-23T22:11:00-08:00", "2026-12-24T06:11:00.000000Z"},
                      Case{"2026-12-31T23:59:59-23:59", "2027-01-01T23:58:59.000000Z"},
                      Case{"2026-12-23T22:11:00.1Z", "2026-12-23T22:11:00.100000Z"},
                      Case{"2026-12-23T22:11:00.123456Z", "2026-12-23T22:11:00.123456Z"},
                      Case{"2026-12-23T22:11:00.1234567Z", "2026-12-23T22:11:00.123456Z"},
                      Case{"2026-12-23T22:11:00.999999999Z", "2026-12-23T22:11:00.999999Z"},
                      Case{"2026-12-23T22:11:00.000001+00:00", "2026-12-23T22:11:00.000001Z"},
                      Case{"0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000Z"},
                      Case{"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"},
                      Case{"1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500000Z"},
                      Case{"2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000Z"},
                      Case{"2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000000Z"},
                      Case{"2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z"}));

class BadTimestamp : public ::testing::TestWithParam<const char*> {};

TEST_P(BadTimestamp, IsRefused) { EXPECT_FALSE(parse_timestamp(GetParam())) << GetParam(); }

INSTANTIATE_TEST_SUITE_P(
    Forms, BadTimestamp,
    ::testing::Values("", " ", "soon", "2026", "2026-12-23", "22:11:00", "2026-12-23T22:11",
                      "2026-12-23T22:11Z", "2026-12-23T22:11:00.Z",
                      "2026-12-23T22:11:00.1234567890Z", "2026-12-23T22:11:00ZZ",
                      "2026-12-23T22:11:00Z ", " 2026-12-23T22:11:00Z", "2026-12-23T22:11:00+1:00",
                      "2026-12-23T22:11:00+0100", "2026-12-23T22:11:00+24:00",
                      "2026-12-23T22:11:00+01:60", "2026-12-23T22:11:00 01:00",
                      "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z",
                      "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z",
                      "2026-12-23T24:00:00Z", "2026-12-23T22:60:00Z", "2026-12-23T22:11:61Z",
                      "26-12-23T22:11:00Z", "+2026-12-23T22:11:00Z", "12026-12-23T22:11:00Z",
                      "2026-12-23X22:11:00Z", "2026/12/23T22:11:00Z", "２０２６-12-23T22:11:00Z",
                      "2026-12-23T22:11:0-Z", "-026-12-23T22:11:00Z", "9999-12-31T23:59:59-01:00",
                      "0000-01-01T00:00:00+01:00"));

TEST(Timestamp, ANulByteIsRefused) {
  using std::string_literals::operator""s;
  EXPECT_FALSE(parse_timestamp("2026-12-23T22:11:00Z\0"s));
  EXPECT_FALSE(parse_timestamp("2026-12-23T22:11:00\0"s));
}

TEST(Timestamp, WhatRfc3339CannotWriteIsRefused) {
  const Timestamp first = *parse_timestamp("0000-01-01T00:00:00Z");
  const Timestamp last = *parse_timestamp("9999-12-31T23:59:59.999999Z");
  EXPECT_EQ(format_timestamp(first), "0000-01-01T00:00:00.000000Z");
  const std::chrono::microseconds step(1);
  for (const Timestamp time : {first - step, last + step, (Timestamp::min)(), (Timestamp::max)()}) {
    EXPECT_EQ(sample::error_of([&] { return format_timestamp(time); }).kind(),
              ErrorKind::invalid_argument);
  }
}

TEST(Timestamp, NowIsTheSystemsTime) {
  const auto before = std::chrono::system_clock::now() - std::chrono::milliseconds(1);
  const Timestamp time = now();
  EXPECT_GE(time, before);
  EXPECT_LE(time, std::chrono::system_clock::now());
}

}  // namespace
}  // namespace bentocloud
