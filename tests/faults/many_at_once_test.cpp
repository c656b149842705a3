#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "connection.hpp"
#include "fault_server.hpp"
#include "own_sockets.hpp"
#include "route.hpp"
#include "support/sample.hpp"

namespace faults {
namespace {

using bentocloud::ErrorKind;
using bentocloud::Outcome;
using std::chrono::milliseconds;
using std::chrono::seconds;
namespace api_token = bentocloud::api_token;

// Responds to no request before all of its round trip are here: so many in the first, so many in
// the second, and so on. A client that sends fewer at once gets no response.
class RoundTrips {
 public:
  explicit RoundTrips(std::vector<int> sizes) : ends_(std::move(sizes)) {
    std::partial_sum(ends_.begin(), ends_.end(), ends_.begin());
  }

  [[nodiscard]] Action wait() {
    return {"wait", [this](Connection&, const Request&) {
              std::unique_lock lock(mutex_);
              const int number = ++arrived_;
              const auto end = std::lower_bound(ends_.begin(), ends_.end(), number);
              most_waiting_ = std::max(most_waiting_, ++waiting_);
              changed_.notify_all();
              const bool is_whole = end != ends_.end() && changed_.wait_for(lock, seconds(20), [&] {
                return arrived_ >= *end;
              });
              --waiting_;
              return is_whole;
            }};
  }

  [[nodiscard]] int arrived() {
    const std::lock_guard lock(mutex_);
    return arrived_;
  }
  [[nodiscard]] int most_waiting() {
    const std::lock_guard lock(mutex_);
    return most_waiting_;
  }

 private:
  std::vector<int> ends_;  // how many have come by the end of each
  std::mutex mutex_;
  std::condition_variable changed_;
  int arrived_ = 0;
  int waiting_ = 0;
  int most_waiting_ = 0;
};

std::uint64_t number_after(const std::string& target, const std::string& key) {
  return std::stoull(target.substr(target.find(key) + key.size()));
}

std::string uid_of(const Request& request) {
  return request.target.substr(request.target.rfind('/') + 1);
}

// The page of a list of `total` tokens that is asked for.
std::string page_of(const Request& request, std::uint64_t total) {
  const std::uint64_t start = std::min(number_after(request.target, "start="), total);
  const std::uint64_t end = std::min(start + number_after(request.target, "count="), total);
  std::string items;
  for (std::uint64_t i = start; i < end; ++i) {
    items += std::string(items.empty() ? "" : ",") + R"({"uid":")" + std::to_string(i) +
             R"(","name":"n","created_at":"2026-11-01T02:03:04Z"})";
  }
  return R"({"total":)" + std::to_string(total) + R"(,"items":[)" + items + "]}";
}

std::vector<std::string> numbered(int count) {
  std::vector<std::string> uids;
  for (int i = 0; i < count; ++i) uids.push_back(std::to_string(i));
  return uids;
}

class ManyAtOnce : public ::testing::TestWithParam<Way> {
 protected:
  // Over HTTP/2 requests share one.
  static void expect_one_connection(const Route& route) {
    if (GetParam() == Way::http2) {
      EXPECT_EQ(sockets_to(route.first_port()).size(), 1U);
    }
  }
};

TEST_P(ManyAtOnce, AListOf5000TokensTakesThreeRoundTrips) {
  // The first page tells how many there are; each of the others overlaps the one before it by 6.
  RoundTrips trips({1, 32, 21});
  const Route route(GetParam(), [&](const Request& request) {
    return trips.wait().then(respond(200, page_of(request, 5000)));
  });
  const bentocloud::CloudClient client = route.client();
  const std::vector<bentocloud::ApiToken> tokens = api_token::list(client);
  ASSERT_EQ(tokens.size(), 5000U);
  for (std::size_t i = 0; i < tokens.size(); ++i) ASSERT_EQ(tokens[i].uid, std::to_string(i));
  EXPECT_EQ(trips.arrived(), 54);
  expect_one_connection(route);
}

TEST_P(ManyAtOnce, GetAllHasAsManyOnTheWayAsItIsTold) {
  RoundTrips trips({16, 16, 16, 2});
  const Route route(GetParam(), [&](const Request& request) {
    return trips.wait().then(respond(200, sample::token_json(uid_of(request), "n")));
  });
  const bentocloud::CloudClient client = route.client();
  const auto outcomes = api_token::get_many(client, numbered(50));
  ASSERT_EQ(outcomes.size(), 50U);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    EXPECT_EQ(outcomes[i].value().value().uid, std::to_string(i));
  }
  EXPECT_EQ(trips.most_waiting(), 16);
  expect_one_connection(route);
}

TEST_P(ManyAtOnce, RemoveAllHasAsManyOnTheWayAsItIsTold) {
  RoundTrips trips({5, 5, 5, 5});
  const Route route(GetParam(),
                    [&](const Request&) { return trips.wait().then(respond(200, "{}")); });
  for (const auto& outcome : api_token::remove_many(route.client(), numbered(20), {5})) {
    EXPECT_TRUE(outcome) << outcome.error().what();
  }
  EXPECT_EQ(trips.most_waiting(), 5);
  EXPECT_EQ(route.seen("DELETE"), 20);
}

TEST_P(ManyAtOnce, OneThatHangsDoesNotHoldUpTheOthers) {
  const Route route(GetParam(), [](const Request& request) {
    return uid_of(request) == "3" ? stall() : respond(200, "{}");
  });
  bentocloud::ClientOptions options;
  options.retry.max_attempts = 2;
  options.retry.attempt_timeout = milliseconds(400);
  const auto outcomes = api_token::remove_many(
      route.client(options).with_timeout(milliseconds(2000)), numbered(40), {4});
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    EXPECT_EQ(outcomes[i].has_value(), i != 3) << i;
  }
  EXPECT_EQ(outcomes[3].error().kind(), ErrorKind::timeout);
  EXPECT_EQ(outcomes[3].error().outcome(), Outcome::unknown);
  EXPECT_EQ(outcomes[3].error().attempts(), 2);
}

// The others wait for the first, whose connection they might share, but not for long.
TEST(ManyOverTls, AFirstConnectionThatHangsDoesNotHoldUpTheOthers) {
  std::atomic<int> requests{0};
  const Route route(
      Way::tls,
      [&](const Request& request) {
        ++requests;
        return respond(200, sample::token_json(uid_of(request), "n"));
      },
      [&](const Request& first_bytes) {
        if (first_bytes.connection > 1 || first_bytes.number > 1) return Action();
        return Action("hang", [&](Connection& client, const Request&) {
          while (requests < 7) {
            if (!client.pause(milliseconds(1))) return false;
          }
          client.reset();
          return false;
        });
      });
  bentocloud::ClientOptions options;
  options.curl.connect_timeout = seconds(60);
  options.retry.attempt_timeout = seconds(60);
  for (const auto& outcome :
       api_token::get_many(route.client(options).with_timeout(seconds(20)), numbered(8), {8})) {
    EXPECT_TRUE(outcome.value()) << outcome.error().what();
  }
}

TEST(ManyOverTls, AFirstConnectionThatFailsDoesNotHoldUpTheOthers) {
  const Route route(
      Way::tls,
      [](const Request& request) { return respond(200, sample::token_json(uid_of(request), "n")); },
      [](const Request& first_bytes) {
        return first_bytes.connection <= 3 && first_bytes.number == 1 ? reset() : Action();
      });
  for (const auto& outcome : api_token::get_many(route.client(), numbered(16))) {
    EXPECT_TRUE(outcome.value()) << outcome.error().what();
  }
}

TEST_P(ManyAtOnce, ACancellationEndsThemAll) {
  const Route route(GetParam(), [](const Request&) { return stall(); });
  bentocloud::Cancellation cancellation;
  // Cancelled when all that may be are on the way.
  std::thread canceller([&] {
    EXPECT_TRUE(
        route.server().wait_until([](const Counts& counts) { return counts.requests == 4; }));
    cancellation.cancel();
  });
  const auto outcomes =
      api_token::remove_many(route.client().with_cancellation(cancellation), numbered(10), {4});
  canceller.join();
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const bentocloud::Error& error = outcomes[i].error();
    EXPECT_EQ(error.kind(), ErrorKind::cancelled) << error.what();
    EXPECT_EQ(error.outcome(), i < 4 ? Outcome::unknown : Outcome::not_sent) << error.what();
  }
}

TEST_P(ManyAtOnce, ACancellationEndsAList) {
  const Route route(GetParam(), [](const Request& request) {
    return number_after(request.target, "start=") == 0 ? respond(200, page_of(request, 5000))
                                                       : stall();
  });
  bentocloud::Cancellation cancellation;
  std::thread canceller([&] {
    EXPECT_TRUE(
        route.server().wait_until([](const Counts& counts) { return counts.requests == 33; }));
    cancellation.cancel();
  });
  const bentocloud::Error error = sample::error_of(
      [&] { return api_token::list(route.client().with_cancellation(cancellation)); });
  canceller.join();
  EXPECT_EQ(error.kind(), ErrorKind::cancelled) << error.what();
}

TEST_P(ManyAtOnce, AListIsUnderOneDeadline) {
  const Route route(GetParam(), [](const Request& request) {
    return number_after(request.target, "start=") == 0 ? respond(200, page_of(request, 5000))
                                                       : stall();
  });
  const auto begin = std::chrono::steady_clock::now();
  const bentocloud::Error error = sample::error_of(
      [&] { return api_token::list(route.client().with_timeout(milliseconds(400))); });
  EXPECT_EQ(error.kind(), ErrorKind::timeout);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(10));
}

TEST_P(ManyAtOnce, LargeResponsesThatComeTogetherAreNotLeftLying) {
  const std::string padding(20'000, 'x');
  const Route route(GetParam(), [&](const Request& request) {
    return respond(200, sample::token_json(uid_of(request), padding));
  });
  bentocloud::ClientOptions options;
  options.retry.attempt_timeout = seconds(3);
  options.log = [](const bentocloud::LogRecord& record) {
    EXPECT_NE(record.event, bentocloud::LogRecord::Event::failure) << to_string(record);
  };
  const bentocloud::CloudClient client = route.client(options);
  for (int round = 0; round < 60; ++round) {
    for (const auto& outcome : api_token::get_many(client, numbered(16))) {
      ASSERT_TRUE(outcome.value()) << outcome.error().what();
    }
  }
}

// Whatever the caller does with a result, the requests that earlier ones made room for are sent.
// (Over HTTP/2, requests are begun one after the other.)
TEST(ManyOverHttp1, AResultMakesRoomForTheNextRequestAtOnce) {
  constexpr int at_once = 16;
  constexpr int count = 400;
  for (const Way way : {Way::plain, Way::tls}) {
    const Route route(way, [](const Request&) { return respond(200, "{}"); });
    bentocloud::ClientOptions options;
    options.curl.max_idle_connections = at_once;
    const bentocloud::CloudClient client = route.client(options);
    const std::vector<bentocloud::ApiRequest> requests(count, {"poke", "GET", {"things"}});
    client.send_all(requests, at_once, [](std::size_t, const auto&) { return true; });
    int results = 0;
    client.send_all(requests, at_once, [&](std::size_t, const bentocloud::ApiResult& result) {
      EXPECT_FALSE(result.error);
      const int sent = count + std::min(count, at_once + results++);
      return route.server().wait_until(
          [sent](const Counts& counts) { return counts.requests >= sent; });
    });
    EXPECT_EQ(results, count) << to_string(way);
  }
}

// The total promises more pages than there are: one of them that hangs holds up nothing.
TEST_P(ManyAtOnce, AListDoesNotWaitForPagesBehindItsEnd) {
  const Route route(GetParam(), [](const Request& request) {
    if (number_after(request.target, "start=") > 1000) return stall();
    return respond(200,
                   page_of(request, number_after(request.target, "start=") == 0 ? 2000 : 1000));
  });
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(api_token::list(route.client()).size(), 1000U);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(10));
}

INSTANTIATE_TEST_SUITE_P(Faults, ManyAtOnce, ::testing::Values(Way::plain, Way::tls, Way::http2),
                         [](const auto& way) { return to_string(way.param); });

// A server that removes tokens, in spite of everything, and knows which are left.
class Remover {
 public:
  explicit Remover(int tokens) {
    for (int i = 0; i < tokens; ++i) left_.insert(std::to_string(i));
  }

  // Called by one thread at a time.
  Action operator()(const Request& request) {
    switch (random(10)) {
      case 0:
        return reset();
      case 1:
        return respond(429, "", {{"Retry-After", "0"}});
      case 2:
        return respond(503);
      case 3:
        return respond(403, R"({"message":"not yours"})");
      default:
        return remove(uid_of(request));
    }
  }

  [[nodiscard]] bool has(const std::string& uid) const { return left_.count(uid) > 0; }

 private:
  Action remove(const std::string& uid) {
    const Action success =
        left_.erase(uid) > 0 ? respond(200, "{}") : respond(404, R"({"error":"record not found"})");
    switch (random(4)) {
      case 0:
        return close();
      case 1:
        return send("HTTP/1.1 ").then(reset());
      case 2:
        return respond(502);
      default:
        return success;
    }
  }

  int random(int below) { return static_cast<int>(engine_() % static_cast<unsigned>(below)); }

  std::mt19937 engine_{20261124};
  std::set<std::string> left_;
};

TEST(RandomRemovals, EachOutcomeIsTrue) {
  Remover remover(1000);
  const Route route(Way::plain, [&](const Request& request) { return remover(request); });
  int removed = 0;
  std::map<Outcome, int> failed;
  const std::vector<std::string> uids = numbered(1000);
  const auto outcomes = api_token::remove_many(route.client(), uids);
  for (std::size_t i = 0; i < uids.size(); ++i) {
    const bentocloud::Result<void>& outcome = outcomes[i];
    if (outcome) {
      EXPECT_FALSE(remover.has(uids[i]));
      ++removed;
    } else {
      ++failed[outcome.error().outcome()];
      if (!remover.has(uids[i])) {
        EXPECT_EQ(outcome.error().outcome(), Outcome::unknown) << outcome.error().what();
      }
    }
  }
  // The run is worth something only when it met everything.
  EXPECT_GT(removed, 100);
  EXPECT_GT(failed[Outcome::rejected], 10);
  EXPECT_GT(failed[Outcome::unknown], 10);
}

}  // namespace
}  // namespace faults
