#include <ctime>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

using std::chrono::milliseconds;

std::vector<ApiRequest> requests(int count) {
  std::vector<ApiRequest> requests;
  for (int i = 0; i < count; ++i) {
    requests.push_back({"poke", "GET", {"things", std::to_string(i)}});
  }
  return requests;
}

// What became of each request: `HTTP 200 after 1`, or the error's kind.
using Results = std::map<std::size_t, std::string>;

std::string text_of(const ApiResult& result) {
  if (result.error) return std::string(to_string(result.error->kind()));
  const ApiResponse& response = result.response;
  return "HTTP " + std::to_string(response.http.status) + " after " +
         std::to_string(response.attempts);
}

Results send_all(const CloudClient& client, const std::vector<ApiRequest>& requests) {
  Results results;
  client.send_all(requests, 4, [&](std::size_t index, const ApiResult& result) {
    EXPECT_TRUE(results.emplace(index, text_of(result)).second) << index << " came twice";
    return true;
  });
  return results;
}

std::vector<std::string> paths(const sample::Cloud& cloud) {
  std::vector<std::string> paths;
  for (const HttpRequest& request : cloud.transport->requests()) {
    paths.push_back(request.url.substr(request.url.rfind('/') + 1));
  }
  return paths;
}

ErrorDetails cut_wire() {
  ErrorDetails details;
  details.outcome = Outcome::unknown;
  details.retryable = true;
  details.message = "the wire is cut";
  return details;
}

TEST(SendAll, TellsTheResultOfEach) {
  const sample::Cloud cloud;
  cloud.transport->respond(200);
  cloud.transport->respond(404);
  cloud.transport->fail({});
  EXPECT_EQ(send_all(cloud.client(), requests(3)),
            (Results{{0, "HTTP 200 after 1"}, {1, "HTTP 404 after 1"}, {2, "transport"}}));
  EXPECT_TRUE(send_all(cloud.client(), {}).empty());
}

TEST(SendAll, EachHasItsOwnAttemptsAndOthersGoOnMeanwhile) {
  const sample::Cloud cloud;
  cloud.transport->fail(cut_wire());
  cloud.transport->respond(200);
  cloud.transport->respond(503);
  for (int i = 0; i < 3; ++i) cloud.transport->respond(200);
  EXPECT_EQ(send_all(cloud.client(), requests(4)), (Results{{0, "HTTP 200 after 2"},
                                                            {1, "HTTP 200 after 1"},
                                                            {2, "HTTP 200 after 2"},
                                                            {3, "HTTP 200 after 1"}}));
  EXPECT_EQ(paths(cloud), (std::vector<std::string>{"0", "1", "2", "3", "0", "2"}));
  // The second's delay passes while the first is slept for.
  EXPECT_EQ(cloud.clock->sleeps, std::vector<milliseconds>{milliseconds(125)});
}

TEST(SendAll, WhenOneIsToSlowDownAllWait) {
  for (const int status : {429, 503}) {
    const sample::Cloud cloud;
    cloud.transport->respond(200);
    cloud.transport->respond(status, {{"Retry-After", "7"}});
    for (int i = 0; i < 3; ++i) cloud.transport->respond(200);
    EXPECT_EQ(send_all(cloud.client(), requests(4)).size(), 4U);
    // What had to wait is the first to go on.
    EXPECT_EQ(paths(cloud), (std::vector<std::string>{"0", "1", "1", "2", "3"}));
    EXPECT_EQ(cloud.clock->sleeps, std::vector<milliseconds>{milliseconds(7000)});
  }
}

TEST(SendAll, A429WithoutATimeSlowsAllDownToo) {
  const sample::Cloud cloud;
  cloud.transport->respond(429);
  for (int i = 0; i < 2; ++i) cloud.transport->respond(200);
  EXPECT_EQ(send_all(cloud.client(), requests(2)).size(), 2U);
  EXPECT_EQ(paths(cloud), (std::vector<std::string>{"0", "0", "1"}));
}

TEST(SendAll, ResponsesThatAreNotRetriedSlowAllDownToo) {
  const sample::Cloud cloud;
  cloud.transport->respond(429, {{"Retry-After", "7"}});
  cloud.transport->respond(200);
  ClientOptions options;
  options.retry.max_attempts = 1;
  EXPECT_EQ(send_all(cloud.client(options), requests(2)),
            (Results{{0, "HTTP 429 after 1"}, {1, "HTTP 200 after 1"}}));
  EXPECT_EQ(cloud.clock->sleeps, std::vector<milliseconds>{milliseconds(7000)});
}

TEST(SendAll, APauseLongerThanThereIsTimeEndsItAtOnce) {
  const sample::Cloud cloud;
  cloud.transport->respond(429, {{"Retry-After", "60"}});
  const CloudClient client = cloud.client().with_timeout(milliseconds(59'000));
  EXPECT_EQ(send_all(client, requests(3)),
            (Results{{0, "HTTP 429 after 1"}, {1, "timeout"}, {2, "timeout"}}));
  EXPECT_TRUE(cloud.clock->sleeps.empty());
  EXPECT_EQ(cloud.transport->requests().size(), 1U);
}

using TimePoint = Deadline::Clock::time_point;

// Nothing when there is something to start, or nothing more.
std::optional<TimePoint> wait_end(const Transport::Step& step) {
  const auto* const wait = std::get_if<Transport::WaitUntil>(&step);
  return wait != nullptr ? std::optional(wait->time) : std::nullopt;
}

// Has two requests on the way and does with them what a test wants; then goes on one by one.
class TwoAtOnce final : public Transport {
 public:
  using Play = std::function<void(const Next& next, Exchange& first, Exchange& second)>;

  explicit TwoAtOnce(Play play) : play_(std::move(play)) {}

  HttpResponse send(const HttpRequest&, const Deadline&) override { return {200, {}, {}}; }
  void send_all(const Next& next, std::size_t concurrency) override {
    if (play_) {
      Exchange* const first = sample::take(next);
      Exchange* const second = sample::take(next);
      std::exchange(play_, nullptr)(next, *first, *second);
    }
    Transport::send_all(next, concurrency);
  }

 private:
  Play play_;
};

Results play(sample::FakeClock& clock, int count, TwoAtOnce::Play play) {
  ClientOptions options;
  options.timing = clock.timing();
  const CloudClient client({Secret("key"), "https://cloud.example.com"},
                           sample::with(std::make_shared<TwoAtOnce>(std::move(play)), options));
  return send_all(client, requests(count));
}

TEST(SendAll, NothingIsBegunInAPauseAlsoWhenOthersAreOnTheWay) {
  sample::FakeClock clock;
  const Results results =
      play(clock, 3, [&clock](const auto& next, Exchange& first, Exchange& second) {
        first.on_response({429, {{"Retry-After", "7"}}, {}});
        const TimePoint pause_end = clock.timing().now() + std::chrono::seconds(7);
        EXPECT_EQ(wait_end(next()), pause_end);
        second.on_response({200, {}, {}});
        EXPECT_EQ(wait_end(next()), pause_end);
      });
  EXPECT_EQ(results.size(), 3U);
  EXPECT_EQ(clock.sleeps, std::vector<milliseconds>{milliseconds(7000)});
}

TEST(SendAll, TellsWhetherThereIsMoreToCome) {
  sample::FakeClock clock;
  const Results results = play(clock, 2, [](const auto& next, Exchange& first, Exchange& second) {
    // Either may have to be sent once more.
    EXPECT_EQ(wait_end(next()), (TimePoint::max)());
    first.on_response({200, {}, {}});
    EXPECT_EQ(wait_end(next()), (TimePoint::max)());
    second.on_response({200, {}, {}});
    EXPECT_TRUE(std::holds_alternative<Transport::Done>(next()));
  });
  EXPECT_EQ(results, (Results{{0, "HTTP 200 after 1"}, {1, "HTTP 200 after 1"}}));
}

TEST(SendAll, ARetryDoesNotWaitForTheOthers) {
  sample::FakeClock clock;
  const Results results =
      play(clock, 2, [&clock](const auto& next, Exchange& first, Exchange& second) {
        first.on_response({503, {}, {}});
        EXPECT_EQ(wait_end(next()), clock.timing().now() + milliseconds(125));
        clock.advance(std::chrono::seconds(1));
        Exchange* const again = sample::take(next);
        EXPECT_NE(again, nullptr);
        if (again != nullptr) again->on_response({200, {}, {}});
        second.on_response({200, {}, {}});
      });
  EXPECT_EQ(results, (Results{{0, "HTTP 200 after 2"}, {1, "HTTP 200 after 1"}}));
  EXPECT_TRUE(clock.sleeps.empty());
}

// A server that takes eight requests a second, and a transport that has 16 on the way at once.
class Limited final : public Transport {
 public:
  explicit Limited(sample::FakeClock& clock) : clock_(clock) {}

  HttpResponse send(const HttpRequest&, const Deadline&) override { return respond(); }
  void send_all(const Next& next, std::size_t concurrency) override {
    for (;;) {
      const std::vector<Exchange*> all = sample::take_all(next, concurrency);
      if (all.empty()) return;
      clock_.advance(milliseconds(20));
      for (Exchange* exchange : all) exchange->on_response(respond());
    }
  }
  int sent = 0;

 private:
  HttpResponse respond() {
    ++sent;
    const auto second =
        std::chrono::duration_cast<std::chrono::seconds>(clock_.timing().now().time_since_epoch());
    if (second != second_) used_ = 0;
    second_ = second;
    return {++used_ > 8 ? 429 : 200, {}, {}};
  }

  sample::FakeClock& clock_;
  std::chrono::seconds second_{0};
  int used_ = 0;
};

TEST(SendAll, AServerThatTakesEightASecondGetsThemAllInTheEnd) {
  sample::FakeClock clock;
  const auto limited = std::make_shared<Limited>(clock);
  ClientOptions options;
  options.timing = clock.timing();
  const CloudClient client({Secret("key"), "https://cloud.example.com"},
                           sample::with(limited, options));
  int failed = 0;
  client.send_all(requests(80), 16, [&](std::size_t, const ApiResult& result) {
    failed += text_of(result).rfind("HTTP 200", 0) == 0 ? 0 : 1;
    return true;
  });
  EXPECT_EQ(failed, 0);
  EXPECT_LT(limited->sent, 250);
}

TEST(SendAll, AttemptsEnd) {
  const sample::Cloud cloud;
  for (int i = 0; i < 8; ++i) cloud.transport->respond(429);
  EXPECT_EQ(send_all(cloud.client(), requests(2)),
            (Results{{0, "HTTP 429 after 4"}, {1, "HTTP 429 after 4"}}));
}

TEST(SendAll, ARequestThatCannotBeIsAResultOfItsOwn) {
  const sample::Cloud cloud;
  cloud.transport->respond(200);
  cloud.transport->respond(200);
  std::vector<ApiRequest> three = requests(3);
  three[1].path.back() = "..";
  EXPECT_EQ(send_all(cloud.client(), three),
            (Results{{0, "HTTP 200 after 1"}, {1, "invalid_argument"}, {2, "HTTP 200 after 1"}}));
}

TEST(SendAll, WhenTimeIsUpWhatIsLeftWasNotSent) {
  const sample::Cloud cloud;
  cloud.transport->handle([&cloud](const HttpRequest&, const Deadline&) {
    cloud.clock->advance(std::chrono::minutes(2));
    return HttpResponse{200, {}, {}};
  });
  const CloudClient client = cloud.client();
  std::vector<Outcome> outcomes;
  client.send_all(requests(3), 4, [&](std::size_t, const ApiResult& result) {
    if (const std::optional<Error>& error = result.error) {
      EXPECT_EQ(error->kind(), ErrorKind::timeout);
      EXPECT_EQ(error->operation(), "poke");
      outcomes.push_back(error->outcome());
    }
    return true;
  });
  EXPECT_EQ(outcomes, (std::vector<Outcome>{Outcome::not_sent, Outcome::not_sent}));
}

TEST(SendAll, AfterACancellationWhatIsLeftWasNotSent) {
  const sample::Cloud cloud;
  Cancellation cancellation;
  cloud.transport->handle([&](const HttpRequest&, const Deadline&) {
    cancellation.cancel();
    return HttpResponse{503, {}, {}};
  });
  const CloudClient client = cloud.client().with_cancellation(cancellation);
  EXPECT_EQ(send_all(client, requests(3)),
            (Results{{0, "cancelled"}, {1, "cancelled"}, {2, "cancelled"}}));
  EXPECT_EQ(cloud.transport->requests().size(), 1U);
}

TEST(SendAll, GoesOnNoFurtherThanItsCallerLikes) {
  const sample::Cloud cloud;
  cloud.transport->respond(503);
  cloud.transport->respond(200);
  const CloudClient client = cloud.client();
  int results = 0;
  client.send_all(requests(9), 4, [&](std::size_t index, const ApiResult&) {
    EXPECT_EQ(index, 1U);
    ++results;
    return false;
  });
  EXPECT_EQ(results, 1);
  EXPECT_EQ(cloud.transport->requests().size(), 2U);
}

TEST(SendAll, WhatItsCallerThrowsEndsIt) {
  const sample::Cloud cloud;
  cloud.transport->respond(200);
  const CloudClient client = cloud.client();
  const auto give_up = [](std::size_t, const ApiResult&) -> bool {
    throw std::runtime_error("enough");
  };
  EXPECT_THROW(client.send_all(requests(9), 4, give_up), std::runtime_error);
  EXPECT_EQ(cloud.transport->requests().size(), 1U);
}

// A `Retry-After` of thousands of years, and a client that would obey it.
TEST(SendAll, APauseLongerThanTimeItselfEndsItAtOnce) {
  const sample::Cloud cloud;
  cloud.transport->respond(429, {{"Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"}});
  ClientOptions options;
  options.retry.max_retry_after = (milliseconds::max)();
  EXPECT_EQ(send_all(cloud.client(options), requests(3)),
            (Results{{0, "HTTP 429 after 1"}, {1, "timeout"}, {2, "timeout"}}));
  EXPECT_EQ(cloud.transport->requests().size(), 1U);
}

TEST(SendAll, DelaysWithoutALimitDoNotOverflow) {
  const sample::Cloud cloud;
  cloud.transport->respond(503);
  cloud.transport->respond(200);
  ClientOptions options;
  options.retry.initial_delay = options.retry.max_delay = (milliseconds::max)();
  EXPECT_EQ(send_all(cloud.client(options).with_timeout((milliseconds::max)()), requests(2)),
            (Results{{0, "HTTP 503 after 1"}, {1, "HTTP 200 after 1"}}));
}

// After the halving that follows a 429, there are soon as many on the way as before.
TEST(SendAll, GrowsAgainAfterItWasSlowedDown) {
  class Collector final : public Transport {
   public:
    HttpResponse send(const HttpRequest&, const Deadline&) override { return {200, {}, {}}; }
    void send_all(const Next& next, std::size_t concurrency) override {
      const std::vector<Exchange*> all = sample::take_all(next, concurrency);
      sizes.push_back(all.size());
      const int status = sizes.size() == 1 ? 429 : 200;
      for (Exchange* exchange : all) exchange->on_response({status, {}, {}});
    }
    std::vector<std::size_t> sizes;
  };
  const sample::Cloud cloud;
  const auto collector = std::make_shared<Collector>();
  ClientOptions options;
  options.timing = cloud.clock->timing();
  const CloudClient client({Secret("key"), "https://cloud.example.com"},
                           sample::with(collector, options));
  EXPECT_EQ(send_all(client, requests(10)).size(), 10U);
  EXPECT_EQ(collector->sizes, (std::vector<std::size_t>{4, 2, 4, 4}));
}

// The errors of requests that were not begun are one, so that ending them costs next to nothing.
TEST(SendAll, ACancellationWithManyLeftIsQuick) {
  const sample::Cloud cloud;
  Cancellation cancellation;
  std::clock_t begin = 0;
  cloud.transport->handle([&](const HttpRequest&, const Deadline&) {
    cancellation.cancel();
    begin = std::clock();
    return HttpResponse{200, {}, {}};
  });
  const std::vector<std::string> uids(100'000, "a-uid-as-long-as-a-real-one");
  const auto outcomes =
      api_token::remove_many(cloud.client().with_cancellation(cancellation), uids);
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  constexpr double most = 2;
#else
  constexpr double most = 0.2;
#endif
  EXPECT_LT(seconds, most) << "of the processor's time";
  EXPECT_TRUE(outcomes.front());
  EXPECT_EQ(outcomes.back().error().kind(), ErrorKind::cancelled);
  EXPECT_EQ(outcomes.back().error().outcome(), Outcome::not_sent);
  EXPECT_EQ(&outcomes.back().error().details(), &outcomes[1].error().details());
}

TEST(SendAll, NoneAtOnceIsRefused) {
  const sample::Cloud cloud;
  const CloudClient client = cloud.client();
  const Error error = sample::error_of([&] {
    client.send_all(requests(1), 0, [](std::size_t, const ApiResult&) { return true; });
    return 0;
  });
  EXPECT_EQ(error.kind(), ErrorKind::invalid_argument);
}

TEST(SendAll, AtOnceIsUpToTheTransport) {
  // One that takes all that it gets before it responds to the first.
  class Collector final : public Transport {
   public:
    HttpResponse send(const HttpRequest&, const Deadline&) override { return {200, {}, {}}; }
    void send_all(const Next& next, std::size_t concurrency) override {
      const std::vector<Exchange*> all = sample::take_all(next, concurrency);
      sizes.push_back(all.size());
      for (Exchange* exchange : all) exchange->on_response({200, {}, {}});
    }
    std::vector<std::size_t> sizes;
  };
  const auto collector = std::make_shared<Collector>();
  const CloudClient client({Secret("key"), "https://cloud.example.com"}, sample::with(collector));
  EXPECT_EQ(send_all(client, requests(10)).size(), 10U);
  EXPECT_EQ(collector->sizes, (std::vector<std::size_t>{4, 4, 2}));
}

// Its `send_all` fails with what looks like a response.
class FailingAtOnce final : public Transport {
 public:
  HttpResponse send(const HttpRequest&, const Deadline&) override { throw Error(details()); }
  void send_all(const Next&, std::size_t) override { throw Error(details()); }

 private:
  static ErrorDetails details() {
    ErrorDetails details;
    details.outcome = Outcome::unknown;
    details.message = "no memory";
    details.partial_body = Secret("of another request");
    return details;
  }
};

TEST(SendAll, WhatWasNotBegunHasNoBodyOfAnother) {
  ApiRequest create{"create", "POST", {"things"}};
  const CloudClient client({Secret(sample::api_key), "https://cloud.example.com", "the test"},
                           sample::with(std::make_shared<FailingAtOnce>()));
  int count = 0;
  client.send_all({create, create}, 2, [&](std::size_t, const ApiResult& result) {
    EXPECT_EQ(result.error.value().outcome(), Outcome::not_sent);
    EXPECT_TRUE(result.error.value().details().partial_body.empty());
    ++count;
    return true;
  });
  EXPECT_EQ(count, 2);
}

// Counts how often it is asked to send.
class Counting final : public Transport {
 public:
  explicit Counting(std::shared_ptr<Transport> transport) : transport_(std::move(transport)) {}
  HttpResponse send(const HttpRequest& request, const Deadline& deadline) override {
    return transport_->send(request, deadline);
  }
  void send_all(const Next& next, std::size_t concurrency) override {
    if (++rounds > 10) throw std::runtime_error("asked again and again");
    transport_->send_all(next, concurrency);
  }
  int rounds = 0;

 private:
  std::shared_ptr<Transport> transport_;
};

TEST(SendAll, APauseOfAllIsSleptThroughAtOnce) {
  const sample::Cloud cloud;
  cloud.transport->respond(500);  // again after 125 ms
  cloud.transport->respond(429, {{"Retry-After", "5"}});
  cloud.transport->respond(200);
  cloud.transport->respond(200);
  ClientOptions options;
  options.timing = cloud.clock->timing();
  const auto counting = std::make_shared<Counting>(cloud.transport);
  const CloudClient client({Secret(sample::api_key), "https://cloud.example.com", "the test"},
                           sample::with(counting, std::move(options)));
  EXPECT_EQ(send_all(client, requests(2)),
            (Results{{0, "HTTP 200 after 2"}, {1, "HTTP 200 after 2"}}));
  EXPECT_EQ(counting->rounds, 2);
  EXPECT_EQ(cloud.clock->sleeps, std::vector<milliseconds>{milliseconds(5000)});
}

}  // namespace
}  // namespace bentocloud
