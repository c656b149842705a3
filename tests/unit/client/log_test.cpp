#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

TEST(LogRecord, IsOneLine) {
  LogRecord record;
  record.call = 7;
  record.operation = "get API token \"t1\"";
  record.method = "GET";
  record.url = "https://cloud.example.com/api/v1/api_tokens/t1";
  record.headers = {{"User-Agent", "bentocloud-cpp/1"}};
  EXPECT_EQ(to_string(record),
            "call 7, get API token \"t1\", attempt 1: GET "
            "https://cloud.example.com/api/v1/api_tokens/t1, "
            "User-Agent: bentocloud-cpp/1");

  record.attempt = 2;
  record.event = LogRecord::Event::response;
  record.status = 503;
  record.elapsed = std::chrono::milliseconds(12);
  record.headers = {{"Retry-After", "1"}, {"x-trace-id", "4bf92f"}};
  EXPECT_EQ(to_string(record),
            "call 7, get API token \"t1\", attempt 2: HTTP 503 after 12 ms, Retry-After: 1, "
            "x-trace-id: 4bf92f");

  record.headers.clear();
  record.event = LogRecord::Event::failure;
  record.detail = "connection refused";
  EXPECT_EQ(to_string(record),
            "call 7, get API token \"t1\", attempt 2: connection refused after 12 ms");

  record.detail.clear();
  record.event = LogRecord::Event::retry;
  EXPECT_EQ(to_string(record), "call 7, get API token \"t1\", attempt 2: next attempt in 12 ms");
  record.detail = "with the API token from the vault";
  EXPECT_EQ(
      to_string(record),
      "call 7, get API token \"t1\", attempt 2: next attempt in 12 ms with the API token from "
      "the vault");

  record.event = LogRecord::Event::summary;
  record.status = 200;
  record.outcome = Outcome::applied;
  record.bytes_received = 940;
  record.new_connection = true;
  EXPECT_EQ(to_string(record),
            "call 7, get API token \"t1\", done after 12 ms: HTTP 200, applied, attempts: 2, bytes "
            "sent: 0, received: 940, new connection");

  record.error = ErrorKind::timeout;
  record.status = 0;
  record.outcome = Outcome::unknown;
  record.new_connection.reset();
  EXPECT_EQ(
      to_string(record),
      "call 7, get API token \"t1\", failed after 12 ms: timeout, unknown, attempts: 2, bytes "
      "sent: 0, received: 940");
}

using Event = LogRecord::Event;

// A client with a log that is kept.
struct Followed {
  sample::Cloud cloud;
  std::shared_ptr<std::vector<LogRecord>> records = std::make_shared<std::vector<LogRecord>>();

  [[nodiscard]] CloudClient client(ClientOptions options = {}) const {
    options.log = [kept = records](const LogRecord& record) { kept->push_back(record); };
    return cloud.client(std::move(options));
  }

  // Of each call, its records in their order.
  [[nodiscard]] std::map<std::uint64_t, std::vector<LogRecord>> by_call() const {
    std::map<std::uint64_t, std::vector<LogRecord>> calls;
    for (const LogRecord& record : *records) calls[record.call].push_back(record);
    return calls;
  }

  // The one summary of the one call.
  [[nodiscard]] LogRecord summary() const {
    const auto is_summary = [](const LogRecord& record) { return record.event == Event::summary; };
    EXPECT_EQ(std::count_if(records->begin(), records->end(), is_summary), 1);
    EXPECT_EQ(records->back().event, Event::summary);
    return records->back();
  }
};

std::vector<std::string> uids(int count) {
  std::vector<std::string> all;
  for (int i = 0; i < count; ++i) all.push_back('t' + std::to_string(i));
  return all;
}

TEST(Calls, AreToldApartByTheirIds) {
  const Followed followed;
  for (int i = 0; i < 6; ++i) {
    followed.cloud.transport->respond(i == 1 ? 503 : 200, sample::token_json("t1", "n"));
  }
  const CloudClient client = followed.client();
  const CloudClient copy = client.with_timeout(std::chrono::seconds(5));
  EXPECT_TRUE(api_token::get(client, "t1"));
  const auto results = api_token::get_many(copy, uids(4));
  for (const auto& result : results) EXPECT_TRUE(result);

  const auto calls = followed.by_call();
  EXPECT_EQ(calls.size(), 5U);
  EXPECT_EQ(calls.begin()->first, 1U);
  for (const auto& [id, records] : calls) {
    for (const LogRecord& record : records) EXPECT_EQ(record.operation, records[0].operation);
    EXPECT_EQ(records[0].event, Event::request);
    EXPECT_EQ(records.back().event, Event::summary);
    EXPECT_EQ(records.size(), records.back().attempt == 2 ? 6U : 3U);
  }
}

TEST(Calls, EndWithOneRecordThatSumsThemUp) {
  const Followed followed;
  followed.cloud.transport->respond(503, {{"Retry-After", "2"}}, "busy");
  followed.cloud.transport->handle([&](const HttpRequest&, const Deadline&) {
    followed.cloud.clock->advance(std::chrono::milliseconds(30));
    HttpResponse response{200, {}, sample::token_json("t1", "n")};
    response.new_connection = false;
    return response;
  });
  ASSERT_TRUE(api_token::get(followed.client(), "t1"));
  const LogRecord summary = followed.summary();
  EXPECT_EQ(summary.operation, "get API token \"t1\"");
  EXPECT_EQ(summary.method, "GET");
  EXPECT_EQ(summary.status, 200);
  EXPECT_EQ(summary.attempt, 2);
  EXPECT_EQ(summary.elapsed, std::chrono::milliseconds(2030));  // with the sleep
  EXPECT_EQ(summary.error, std::nullopt);
  EXPECT_EQ(summary.outcome, Outcome::applied);
  EXPECT_EQ(summary.bytes_sent, 0U);
  EXPECT_EQ(summary.bytes_received, 4 + sample::token_json("t1", "n").size());
  EXPECT_EQ(summary.new_connection, false);
}

TEST(Calls, CountTheBytesOfEachAttempt) {
  const Followed followed;
  followed.cloud.transport->respond(429, "no");
  followed.cloud.transport->respond(200, sample::created_json("t1", "n"));
  static_cast<void>(api_token::create(followed.client(), "n"));
  const std::size_t body = followed.cloud.transport->requests().at(0).body.size();
  EXPECT_GT(body, 0U);
  EXPECT_EQ(followed.summary().bytes_sent, 2 * body);
  EXPECT_EQ(followed.summary().bytes_received, 2 + sample::created_json("t1", "n").size());
  EXPECT_EQ(followed.summary().new_connection, std::nullopt);  // the fake has none
}

TEST(Calls, ThatFailSayHow) {
  ErrorDetails lost;
  lost.message = "reset";
  ErrorDetails late;
  late.kind = ErrorKind::timeout;
  late.outcome = Outcome::not_sent;
  struct Case {
    std::optional<ErrorDetails> failure;
    int status;
    ErrorKind kind;
    Outcome outcome;
  };
  for (const Case& each : {Case{lost, 0, ErrorKind::transport, Outcome::unknown},
                           Case{late, 0, ErrorKind::timeout, Outcome::not_sent},
                           Case{{}, 400, ErrorKind::http, Outcome::rejected},
                           Case{{}, 501, ErrorKind::http, Outcome::unknown}}) {
    const Followed followed;
    if (each.failure) {
      followed.cloud.transport->fail(*each.failure);
    } else {
      followed.cloud.transport->respond(each.status);
    }
    const Error error = sample::error_of([&] { return api_token::create(followed.client(), "n"); });
    const LogRecord summary = followed.summary();
    EXPECT_EQ(summary.error, each.kind);
    EXPECT_EQ(summary.outcome, each.outcome);
    EXPECT_EQ(summary.status, each.status);
    EXPECT_EQ(summary.attempt, 1);
    EXPECT_EQ(error.kind(), each.kind);
    EXPECT_EQ(error.outcome(), each.outcome);
  }
}

TEST(Calls, ThatAreNotBegunHaveASummaryToo) {
  const Followed followed;
  Cancellation stop;
  stop.cancel();
  const CloudClient client = followed.client().with_cancellation(stop);
  EXPECT_THROW(static_cast<void>(api_token::get(client, "t1")), Error);
  EXPECT_EQ(followed.summary().attempt, 0);
  EXPECT_EQ(followed.summary().error, ErrorKind::cancelled);
  EXPECT_EQ(followed.summary().outcome, Outcome::not_sent);
  EXPECT_EQ(followed.summary().elapsed, std::chrono::milliseconds(0));

  followed.records->clear();
  for (const auto& result : api_token::get_many(client, uids(3))) EXPECT_FALSE(result);
  const auto calls = followed.by_call();
  EXPECT_EQ(calls.size(), 3U);
  for (const auto& [id, records] : calls) {
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(records[0].event, Event::summary);
    EXPECT_EQ(records[0].attempt, 0);
    EXPECT_EQ(records[0].outcome, Outcome::not_sent);
  }
}

// Responds to the first request of a batch alone.
class OneResponse : public ForwardingTransport {
 public:
  using ForwardingTransport::ForwardingTransport;
  void send_all(const Next& next, std::size_t concurrency) override {
    const std::vector<Exchange*> all = sample::take_all(next, concurrency);
    all.at(0)->on_response({200, {}, sample::token_json("t0", "n")});
  }
};

TEST(Calls, OfABatchThatIsStoppedAreCancelled) {
  const Followed followed;
  ClientOptions options;
  options.log = [kept = followed.records](const LogRecord& record) { kept->push_back(record); };
  const CloudClient client(
      {Secret(sample::api_key)},
      sample::with(std::make_shared<OneResponse>(followed.cloud.transport), options));
  ApiRequest request;
  request.operation = "get a thing";
  request.method = "GET";
  request.path = {"thing"};
  client.send_all({request, request}, 2, [](std::size_t, const ApiResult&) { return false; });
  const auto calls = followed.by_call();
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_EQ(calls.at(1).back().event, Event::summary);
  EXPECT_EQ(calls.at(1).back().error, std::nullopt);
  EXPECT_EQ(calls.at(2).back().event, Event::summary);
  EXPECT_EQ(calls.at(2).back().error, ErrorKind::cancelled);
  EXPECT_EQ(calls.at(2).back().outcome, Outcome::unknown);
}

TEST(WithHeaders, GivesAHandleWhoseCallsCarryThem) {
  const sample::Cloud cloud;
  for (int i = 0; i < 4; ++i) cloud.transport->respond(200, sample::token_json("t1", "n"));
  ClientOptions options;
  options.extra_headers = {{"X-Source", "ci"}};
  const CloudClient client = cloud.client(options);
  const CloudClient traced = client.with_headers({{"traceparent", "00-a"}});
  EXPECT_TRUE(api_token::get(traced, "t1"));
  EXPECT_TRUE(api_token::get(client, "t1"));
  // What was there before with this name is replaced.
  EXPECT_TRUE(api_token::get(traced.with_headers({{"TraceParent", "00-b"}, {"x", ""}}), "t1"));
  for (const auto& result : api_token::get_many(traced, {"t1"})) EXPECT_TRUE(result);

  const std::vector<HttpRequest> requests = cloud.transport->requests();
  EXPECT_EQ(*find_header(requests.at(0).headers, "traceparent"), "00-a");
  EXPECT_EQ(*find_header(requests.at(0).headers, "X-Source"), "ci");
  EXPECT_EQ(find_header(requests.at(1).headers, "traceparent"), nullptr);
  EXPECT_EQ(*find_header(requests.at(2).headers, "traceparent"), "00-b");
  EXPECT_EQ(requests.at(2).headers.size(), requests.at(0).headers.size() + 1);
  EXPECT_EQ(*find_header(requests.at(3).headers, "traceparent"), "00-a");
}

TEST(WithHeaders, RefusesReservedNamesAndWhatIsNoHeader) {
  const CloudClient client = sample::Cloud().client();
  for (const HttpHeader& header : std::vector<HttpHeader>{{"x-yatai-api-token", "a"},
                                                          {"X-Yatai-Organization", "a"},
                                                          {"Host", "a"},
                                                          {"user-agent", "a"},
                                                          {"Content-Length", "1"},
                                                          {"", "a"},
                                                          {"a b", "a"},
                                                          {"a", "b\r\nc: d"}}) {
    const Error error = sample::error_of([&] { return client.with_headers({header}); });
    EXPECT_EQ(error.kind(), ErrorKind::configuration) << header;
  }
}

TEST(WithHeaders, TheirValuesAreNotLogged) {
  const Followed followed;
  followed.cloud.transport->respond(200, sample::token_json("t1", "n"));
  const CloudClient client = followed.client().with_headers({{"Date", "sesame"}, {"x", "sesame"}});
  EXPECT_TRUE(api_token::get(client, "t1"));
  for (const LogRecord& record : *followed.records) {
    EXPECT_EQ(to_string(record).find("sesame"), std::string::npos);
  }
}

}  // namespace
}  // namespace bentocloud
