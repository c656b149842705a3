#include <chrono>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "fault_server.hpp"
#include "route.hpp"
#include "support/sample.hpp"

namespace faults {
namespace {

using bentocloud::Error;
using bentocloud::Outcome;
namespace api_token = bentocloud::api_token;

const std::string page = R"({"total":0,"items":[]})";
const std::string created = sample::created_json("t1", "ci");

struct Fault {
  const char* name;
  Action action;  // after the request was read
};

const std::vector<Fault>& faults() {
  static const std::string success = response(200, created);
  static const std::vector<Fault> faults = {
      {"close", close()},
      {"reset", reset()},
      {"close_mid_header", send(cut_in_head(success)).then(close())},
      {"garbage", send("\x01\x02garbage\r\n\r\n").then(close())},
      {"interim_then_close", send("HTTP/1.1 103 \r\n\r\n").then(close())},
      {"stall", stall()},
      {"status_500", respond(500)},
      {"status_503", respond(503, "", {{"Retry-After", "0"}})},
  };
  return faults;
}

constexpr std::size_t close_mid_header = 2;  // of `faults()`

Error failed_create(const bentocloud::CloudClient& client, bool is_large,
                    std::chrono::milliseconds timeout = std::chrono::seconds(20)) {
  api_token::CreateOptions options;
  if (is_large) options.description.assign(700'000, 'x');
  return sample::error_of(
      [&] { return api_token::create(client.with_timeout(timeout), "ci", options); });
}

// A create of a small or a large body, on each way, after a list has left a connection to reuse.
class AtMostOnce : public ::testing::TestWithParam<std::tuple<Way, bool, std::size_t>> {};

TEST_P(AtMostOnce, ACreateIsOnTheWireOnce) {
  const auto& [way, is_large, index] = GetParam();
  const Action fault = faults().at(index).action;
  const bool is_stall = fault.name() == stall().name();
  const Route route(way, [&](const Request& request) {
    return request.method == "GET" ? respond(200, page) : fault;
  });
  const bentocloud::CloudClient client = route.client();
  EXPECT_TRUE(api_token::list(client).empty());

  const Error error =
      failed_create(client, is_large, std::chrono::milliseconds(is_stall ? 400 : 20'000));
  // Of a response that breaks off, the status may have come; a front or a proxy makes a 502 of it.
  const bool has_status = index == close_mid_header && error.status() == 200;
  EXPECT_EQ(error.outcome(), has_status ? Outcome::applied : Outcome::unknown) << error.what();
  EXPECT_EQ(error.attempts(), 1);
  EXPECT_EQ(route.seen("POST"), 1) << error.what();

  // The client goes on as if nothing had been.
  EXPECT_TRUE(api_token::list(client).empty());
}

std::string name_of(const ::testing::TestParamInfo<AtMostOnce::ParamType>& info) {
  const auto& [way, is_large, index] = info.param;
  return to_string(way) + (is_large ? "_large_" : "_small_") + faults().at(index).name;
}

INSTANTIATE_TEST_SUITE_P(Faults, AtMostOnce,
                         ::testing::Combine(::testing::ValuesIn(all_ways), ::testing::Bool(),
                                            ::testing::Range(std::size_t{0}, faults().size())),
                         name_of);

// The server goes when the request has begun to arrive.
TEST(AtMostOnceUnread, ACreateIsOnTheWireOnce) {
  for (const Action& fault : {close(), reset()}) {
    for (const bool is_large : {false, true}) {
      const Route route(Way::plain, in_order({respond(200, created)}),
                        [&](const Request&) { return fault; });
      const Error error = failed_create(route.client(), is_large);
      EXPECT_EQ(error.outcome(), Outcome::unknown) << error.what();
      EXPECT_EQ(error.attempts(), 1);
      EXPECT_EQ(route.server().counts().connections, 1);
      EXPECT_EQ(route.server().counts().requests, 0);
    }
  }
}

// It takes a connection of its own, so that one which has died in the meantime is no trouble.
TEST(AtMostOnceFresh, ACreateDoesNotReuseAConnection) {
  for (const Way way : all_ways) {
    const Route route(way, [](const Request& request) {
      return request.method == "GET" ? respond(200, page) : respond(200, created);
    });
    const bentocloud::CloudClient client = route.client();
    EXPECT_TRUE(api_token::list(client).empty());
    EXPECT_EQ(api_token::create(client, "ci").uid, "t1") << to_string(way);
    // nghttpx has its own idea of how many connections to its backend it wants.
    if (way != Way::http2) {
      EXPECT_EQ(route.server().counts().connections, 2) << to_string(way);
    }
  }
}

// libcurl would wait for a permission to send a large body, and send the request again on a 417.
TEST(AtMostOnceFresh, ALargeCreateDoesNotAskFirst) {
  const Route route(Way::plain, in_order({respond(200, created)}));
  api_token::CreateOptions options;
  options.description.assign(2'000'000, 'x');
  EXPECT_EQ(api_token::create(route.client(), "ci", options).uid, "t1");
  const Request request = route.server().requests().at(0);
  EXPECT_EQ(bentocloud::find_header(request.headers, "Expect"), nullptr);
  EXPECT_GT(request.body.size(), options.description.size());
}

// Of the others too, libcurl repeats none behind our back: a repetition is an attempt, which the
// caller is told of.
TEST(AtMostOnceOthers, ARemoveThatWasActedOnSucceeds) {
  const Route route(Way::plain, in_order({respond(200, page), close(),
                                          respond(404, R"({"error":"record not found"})")}));
  int attempts = 0;
  bentocloud::ClientOptions options;
  options.log = [&attempts](const bentocloud::LogRecord& record) { attempts = record.attempt; };
  const bentocloud::CloudClient client = route.client(options);
  EXPECT_TRUE(api_token::list(client).empty());
  EXPECT_NO_THROW(api_token::remove(client, "t1"));
  EXPECT_EQ(route.seen("DELETE"), 2);
  EXPECT_EQ(attempts, 2);
}

}  // namespace
}  // namespace faults
