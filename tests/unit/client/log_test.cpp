#include <gtest/gtest.h>

#include <bentocloud/log.hpp>

namespace bentocloud {
namespace {

TEST(LogRecord, IsOneLine) {
  LogRecord record;
  record.operation = "get API token \"t1\"";
  record.method = "GET";
  record.url = "https://cloud.example.com/api/v1/api_tokens/t1";
  record.headers = {{"User-Agent", "bentocloud-cpp/1"}};
  EXPECT_EQ(to_string(record),
            "get API token \"t1\", attempt 1: GET https://cloud.example.com/api/v1/api_tokens/t1, "
            "User-Agent: bentocloud-cpp/1");

  record.attempt = 2;
  record.event = LogRecord::Event::response;
  record.status = 503;
  record.elapsed = std::chrono::milliseconds(12);
  record.headers = {{"Retry-After", "1"}, {"x-trace-id", "4bf92f"}};
  EXPECT_EQ(to_string(record),
            "get API token \"t1\", attempt 2: HTTP 503 after 12 ms, Retry-After: 1, "
            "x-trace-id: 4bf92f");

  record.headers.clear();
  record.event = LogRecord::Event::failure;
  record.detail = "connection refused";
  EXPECT_EQ(to_string(record), "get API token \"t1\", attempt 2: connection refused after 12 ms");

  record.event = LogRecord::Event::retry;
  EXPECT_EQ(to_string(record), "get API token \"t1\", attempt 2: next attempt in 12 ms");
}

}  // namespace
}  // namespace bentocloud
