#include "asio_pool.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include <bentocloud/testing/local_cloud.hpp>

#include "fault_server.hpp"
#include "support/sample.hpp"

namespace faults {
namespace {

namespace asio = boost::asio;
namespace api_token = bentocloud::api_token;
using bentocloud::ApiToken;
using bentocloud::Cancellation;
using bentocloud::CloudClient;
using bentocloud::Error;
using bentocloud::ErrorKind;
using bentocloud::Outcome;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds soon{1000};  // roomy, for a busy machine

// What a server's coroutines run in.
class Loop {
 public:
  Loop() : thread_([this] { context_.run(); }) {}
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop() {
    context_.stop();
    thread_.join();
  }

  template <class Value>
  std::future<Value> spawn(asio::awaitable<Value> coroutine) {
    return asio::co_spawn(context_, std::move(coroutine), asio::use_future);
  }

 private:
  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
  std::thread thread_;
};

std::optional<ApiToken> get_t1(const CloudClient& client) { return api_token::get(client, "t1"); }

// A pool of one thread, over a server that never responds.
struct Hanging {
  FaultServer server{in_order({stall()})};
  Loop loop;
  std::optional<example::CallPool> pool{std::in_place, 1U};
  CloudClient client{{bentocloud::Secret("key"), server.endpoint()}};

  std::future<std::optional<ApiToken>> get(const CloudClient& with) {
    return loop.spawn(pool->run(with, &get_t1));
  }
  // Once it is on its way.
  std::future<std::optional<ApiToken>> get_in_flight(const CloudClient& with) {
    auto result = get(with);
    EXPECT_TRUE(server.wait_until([](const Counts& counts) { return counts.requests > 0; }));
    return result;
  }
};

TEST(CallPool, AwaitsAnyCall) {
  bentocloud::fakes::LocalCloud cloud;
  Loop loop;
  example::CallPool pool(2);
  const CloudClient client(cloud.credentials());
  const auto round = [&]() -> asio::awaitable<std::string> {
    const auto create = [](const CloudClient& with) { return api_token::create(with, "ci"); };
    const ApiToken token = co_await pool.run(client, create);
    const auto list = [](const CloudClient& with) { return api_token::list(with); };
    EXPECT_EQ((co_await pool.run(client, list)).size(), 1U);
    const auto remove = [uid = token.uid](const CloudClient& with) {
      api_token::remove(with, uid);
      return true;
    };
    EXPECT_TRUE(co_await pool.run(client, remove));
    try {
      co_await pool.run(client, remove);
    } catch (const Error& error) {
      EXPECT_TRUE(error.not_found());
      co_return token.name;
    }
    co_return "no error";
  };
  EXPECT_EQ(loop.spawn(round()).get(), "ci");
}

TEST(CallPool, TheDeadlineRunsFromTheSubmission) {
  Hanging hanging;
  auto first = hanging.get_in_flight(hanging.client);
  const Clock::time_point start = Clock::now();
  auto queued = hanging.get(hanging.client.with_timeout(milliseconds(100)));
  const Error error = sample::error_of([&] { return queued.get(); });
  EXPECT_EQ(error.kind(), ErrorKind::timeout) << error.what();
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_GE(Clock::now() - start, milliseconds(100));
  EXPECT_LT(Clock::now() - start, soon);
  hanging.pool.reset();
  EXPECT_THROW(first.get(), Error);
  EXPECT_EQ(hanging.server.counts().requests, 1);
}

TEST(CallPool, ACallThatIsCancelledInTheQueueEndsAtOnce) {
  Hanging hanging;
  auto first = hanging.get_in_flight(hanging.client);
  Cancellation stop;
  auto queued = hanging.get(hanging.client.with_cancellation(stop));
  EXPECT_EQ(queued.wait_for(milliseconds(20)), std::future_status::timeout);
  const Clock::time_point start = Clock::now();
  stop.cancel();
  const Error error = sample::error_of([&] { return queued.get(); });
  EXPECT_LT(Clock::now() - start, soon);
  EXPECT_EQ(error.kind(), ErrorKind::cancelled) << error.what();
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_EQ(first.wait_for(milliseconds(0)), std::future_status::timeout);
  EXPECT_EQ(hanging.server.counts().requests, 1);
}

// How long that takes.
Clock::duration delay_of_stop_token() {
  Hanging hanging;
  std::stop_source source;
  Cancellation stop;
  const std::stop_callback forward(source.get_token(), [&stop] { stop.cancel(); });
  auto call = hanging.get_in_flight(hanging.client.with_cancellation(stop));
  const Clock::time_point start = Clock::now();
  source.request_stop();
  const Error error = sample::error_of([&] { return call.get(); });
  const Clock::duration delay = Clock::now() - start;
  EXPECT_EQ(error.kind(), ErrorKind::cancelled) << error.what();
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  return delay;
}

// Of several tries the quickest: what is promised is not that the machine is never busy.
TEST(CallPool, ACallInFlightIsCancelledByAStopToken) {
  Clock::duration best = Clock::duration::max();
  for (int i = 0; i < 3; ++i) best = (std::min)(best, delay_of_stop_token());
  EXPECT_LT(best, milliseconds(100));
}

TEST(CallPool, ItsEndDoesNotWaitForTimeouts) {
  Hanging hanging;
  auto first = hanging.get_in_flight(hanging.client);
  auto queued = hanging.get(hanging.client);
  EXPECT_EQ(queued.wait_for(milliseconds(20)), std::future_status::timeout);
  const Clock::time_point start = Clock::now();
  hanging.pool.reset();
  EXPECT_LT(Clock::now() - start, soon);
  EXPECT_EQ(sample::error_of([&] { return first.get(); }).kind(), ErrorKind::cancelled);
  EXPECT_EQ(sample::error_of([&] { return queued.get(); }).outcome(), Outcome::not_sent);
}

// Of what ends a queued call and the worker that begins it, one is first.
TEST(CallPool, ManyCallsThatAreCancelledWhenever) {
  bentocloud::fakes::LocalCloud cloud;
  Loop loop;
  example::CallPool pool(4);
  const CloudClient client(cloud.credentials());
  for (int round = 0; round < 50; ++round) {
    Cancellation stop;
    std::vector<std::future<std::optional<ApiToken>>> calls;
    for (int i = 0; i < 8; ++i) {
      calls.push_back(loop.spawn(pool.run(client.with_cancellation(stop), &get_t1)));
    }
    stop.cancel();
    for (auto& call : calls) {
      try {
        EXPECT_FALSE(call.get());
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::cancelled) << error.what();
      }
    }
  }
}

}  // namespace
}  // namespace faults
