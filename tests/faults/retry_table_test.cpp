#include <chrono>
#include <functional>
#include <future>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/local_cloud.hpp>

#include "fault_server.hpp"
#include "route.hpp"
#include "support/sample.hpp"

namespace faults {
namespace {

using bentocloud::CloudClient;
using bentocloud::Outcome;
namespace api_token = bentocloud::api_token;

const std::string token = sample::created_json("t1", "ci");

struct Operation {
  const char* name;
  std::function<void(const CloudClient&)> call;
  Action success;
  bool changes;  // what was acted on must not be done again: a create, and an update
};

const std::vector<Operation>& operations() {
  static const std::vector<Operation> operations = {
      {"list", [](const CloudClient& client) { static_cast<void>(api_token::list(client)); },
       respond(200, R"({"total":0,"items":[]})"), false},
      {"get", [](const CloudClient& client) { static_cast<void>(api_token::get(client, "t1")); },
       respond(200, token), false},
      {"update",
       [](const CloudClient& client) {
         api_token::UpdateOptions options;
         options.description = "new";
         api_token::update(client, "t1", options);
       },
       respond(200, token), true},
      {"remove", [](const CloudClient& client) { api_token::remove(client, "t1"); },
       respond(200, token), false},
      {"create",
       [](const CloudClient& client) { static_cast<void>(api_token::create(client, "ci")); },
       respond(200, token), true},
  };
  return operations;
}

// What goes wrong with the first attempt; the second would succeed.
struct Trouble {
  const char* name;
  Action action;
  bool is_retried;  // of what is idempotent
  bool change_is_retried;
  Outcome change_outcome;  // when it is not
};

const std::vector<Trouble>& troubles() {
  static const std::string success = response(200, token);
  const auto status = [](int code) { return respond(code, R"({"error":"no"})"); };
  static const std::vector<Trouble> troubles = {
      {"closed", close(), true, false, Outcome::unknown},
      {"reset", reset(), true, false, Outcome::unknown},
      {"closed_in_header", send("HTTP/1.1 20").then(close()), true, false, Outcome::unknown},
      {"closed_after_status", send("HTTP/1.1 200 OK\r\nA: b\r\n").then(close()), true, false,
       Outcome::applied},
      {"closed_in_body", send(cut_in_body(success)).then(close()), true, false, Outcome::applied},
      {"reset_in_body", send(cut_in_body(success)).then(reset()), true, false, Outcome::applied},
      {"stalled", stall(), true, false, Outcome::unknown},
      {"not_http", send("SSH-2.0\r\n").then(close()), false, false, Outcome::unknown},
      {"wrong_chunks",
       send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n").then(close()), true,
       false, Outcome::applied},
      {"status_301", status(301), false, false, Outcome::rejected},
      {"status_400", status(400), false, false, Outcome::rejected},
      {"status_401", status(401), false, false, Outcome::rejected},
      {"status_403", status(403), false, false, Outcome::rejected},
      {"status_408", status(408), true, false, Outcome::unknown},
      {"status_409", status(409), false, false, Outcome::rejected},
      {"status_429", status(429), true, true, Outcome::rejected},
      {"status_500", status(500), true, false, Outcome::unknown},
      {"status_501", status(501), false, false, Outcome::unknown},
      {"status_502", status(502), true, false, Outcome::unknown},
      {"status_503", status(503), true, false, Outcome::unknown},
      {"status_504", status(504), true, false, Outcome::unknown},
  };
  return troubles;
}

class RetryTable : public ::testing::TestWithParam<std::tuple<std::size_t, std::size_t>> {};

TEST_P(RetryTable, IsAsPromised) {
  const Operation& operation = operations().at(std::get<0>(GetParam()));
  const Trouble& trouble = troubles().at(std::get<1>(GetParam()));
  const Route route(Way::plain, in_order({trouble.action, operation.success}));
  bentocloud::ClientOptions options;
  options.retry.max_attempts = 2;
  options.retry.attempt_timeout = std::chrono::milliseconds(200);
  options.timeout = std::chrono::milliseconds(
      trouble.action.name() == stall().name() && operation.changes ? 200 : 20'000);
  const CloudClient client = route.client(options);

  const bool is_retried = operation.changes ? trouble.change_is_retried : trouble.is_retried;
  if (is_retried) {
    EXPECT_NO_THROW(operation.call(client));
  } else {
    const bentocloud::Error error = sample::error_of([&] { return operation.call(client), 0; });
    EXPECT_EQ(error.attempts(), 1);
    if (operation.changes) {
      EXPECT_EQ(error.outcome(), trouble.change_outcome) << error.what();
    }
  }
  EXPECT_EQ(route.server().counts().requests, is_retried ? 2 : 1);
}

std::string name_of(const ::testing::TestParamInfo<RetryTable::ParamType>& parameter) {
  return std::string(operations().at(std::get<0>(parameter.param)).name) + "_" +
         troubles().at(std::get<1>(parameter.param)).name;
}

INSTANTIATE_TEST_SUITE_P(Faults, RetryTable,
                         ::testing::Combine(::testing::Range(std::size_t{0}, operations().size()),
                                            ::testing::Range(std::size_t{0}, troubles().size())),
                         name_of);

// Nobody listens: nothing was sent, so that even a create or an update is tried again.
TEST(RetryRefused, EveryOperationIsTriedAgain) {
  for (const Operation& operation : operations()) {
    bentocloud::ClientOptions options;
    options.retry.max_attempts = 3;
    options.retry.initial_delay = std::chrono::milliseconds(1);
    const CloudClient client({bentocloud::Secret("key"), "http://127.0.0.1:1"}, options);
    const bentocloud::Error error = sample::error_of([&] { return operation.call(client), 0; });
    EXPECT_EQ(error.attempts(), 3) << operation.name;
    EXPECT_EQ(error.outcome(), Outcome::not_sent) << operation.name;
  }
}

int port_of(const bentocloud::fakes::LocalCloud& cloud) {
  return std::stoi(cloud.endpoint().substr(cloud.endpoint().rfind(':') + 1));
}

// The first PATCH is held up on its way, and arrives even when the client has given it up. An
// update that has succeeded must have no attempt left behind that could undo the next one.
TEST(RetryUpdate, WhatIsLateUndoesNothing) {
  bentocloud::fakes::LocalCloud cloud;
  std::promise<void> delivered;
  bool is_first = true;
  const Action pass_on = forward(port_of(cloud));
  const Action late("late", [&](Connection& client, const Request& request) {
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    const bool is_usable = pass_on.run(client, request);
    delivered.set_value();
    return is_usable;
  });
  const FaultServer relay([&](const Request& request) {
    return request.method == "PATCH" && std::exchange(is_first, false) ? late : pass_on;
  });
  bentocloud::ClientOptions options;
  options.retry.attempt_timeout = std::chrono::milliseconds(100);
  options.retry.initial_delay = std::chrono::milliseconds(1);
  const CloudClient client({cloud.credentials().api_token, relay.endpoint()}, options);

  const std::string uid = api_token::create(client, "ci").uid;
  api_token::UpdateOptions wide;
  wide.description = "wide";
  api_token::UpdateOptions narrow;
  narrow.description = "narrow";
  api_token::update(client, uid, wide);
  api_token::update(client, uid, narrow);
  ASSERT_EQ(delivered.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  EXPECT_EQ(api_token::get(client, uid).value().description, "narrow");
}

// Both forms of Retry-After, and what nobody can mean: the time from the first response to the
// second request.
TEST(RetryAfter, IsObeyedWithinReason) {
  const auto wait_of = [](const std::string& value) {
    const Route route(Way::plain,
                      in_order({respond(503, "", {{"Retry-After", value}}), respond(200, token)}));
    std::chrono::milliseconds delay{-1};
    bentocloud::ClientOptions options;
    options.retry.max_retry_after = std::chrono::milliseconds(2000);
    options.timing.utc_now = [] { return *bentocloud::parse_timestamp("2026-11-24T00:00:00Z"); };
    options.timing.sleep = [&delay](std::chrono::milliseconds duration,
                                    const bentocloud::Deadline&) { delay = duration; };
    EXPECT_TRUE(api_token::get(route.client(options), "t1")) << value;
    return delay;
  };
  using std::chrono::milliseconds;
  EXPECT_EQ(wait_of("1"), milliseconds(1000));
  EXPECT_EQ(wait_of("Tue, 24 Nov 2026 00:00:01 GMT"), milliseconds(1000));
  EXPECT_EQ(wait_of("99999999999999999999999"), milliseconds(2000));
  EXPECT_EQ(wait_of("Fri, 31 Dec 9999 23:59:59 GMT"), milliseconds(2000));
  for (const char* value : {"0", "-1", "-99999999999999999999", "1.5", "soon", "", "1;2",
                            "Tue, 24 Nov 2020 00:00:00 GMT", "Tue, 99 Nov 2026 00:00:00 GMT"}) {
    EXPECT_LE(wait_of(value), milliseconds(5)) << value;
  }
}

}  // namespace
}  // namespace faults
