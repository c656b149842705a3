#include <gtest/gtest.h>

#include <bentocloud/transport.hpp>

namespace bentocloud {
namespace {

TEST(FindHeader, IgnoresCaseAndTakesTheFirst) {
  const HttpHeaders headers = {{"Retry-After", "1"}, {"retry-after", "2"}, {"X-Empty", ""}};
  EXPECT_EQ(*find_header(headers, "RETRY-AFTER"), "1");
  EXPECT_EQ(*find_header(headers, "x-empty"), "");
  EXPECT_EQ(find_header(headers, "Retry"), nullptr);
  EXPECT_EQ(find_header({}, "Retry-After"), nullptr);
}

}  // namespace
}  // namespace bentocloud
