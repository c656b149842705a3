#include <functional>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "support/sample.hpp"

// Transports that do not keep their promises, and what a client makes of them.

namespace bentocloud {
namespace {

// One that takes what it gets and returns with `results` of them, and one that never asks.
class Forgetful final : public Transport {
 public:
  explicit Forgetful(std::size_t results) : results_(results) {}

  HttpResponse send(const HttpRequest&, const Deadline&) override { return {200, {}, {}}; }
  void send_all(const Next& next, std::size_t concurrency) override {
    const std::vector<Exchange*> all = sample::take_all(next, concurrency);
    for (std::size_t i = 0; i < all.size() && i < results_; ++i) all[i]->on_response({200, {}, {}});
  }

 private:
  std::size_t results_;
};

class Deaf final : public Transport {
 public:
  HttpResponse send(const HttpRequest&, const Deadline&) override { return {200, {}, {}}; }
  void send_all(const Next&, std::size_t) override {}
};

TEST(BrokenTransport, ARequestThatATransportForgetsIsAnErrorOfUnknownOutcome) {
  const CloudClient client({Secret("key"), "https://cloud.example.com"},
                           sample::with(std::make_shared<Forgetful>(1)));
  const auto outcomes = api_token::remove_many(client, {"t1", "t2", "t3"});
  EXPECT_TRUE(outcomes[0]);
  for (const std::size_t i : {1U, 2U}) {
    const Error& error = outcomes[i].error();
    EXPECT_EQ(error.kind(), ErrorKind::transport);
    EXPECT_EQ(error.outcome(), Outcome::unknown);
    EXPECT_EQ(error.operation(), "remove API token \"t" + std::to_string(i + 1) + '"');
    EXPECT_EQ(error.attempts(), 1);
  }
}

TEST(BrokenTransport, WhatATransportNeverAsksForWasNotSent) {
  const CloudClient client({Secret("key"), "https://cloud.example.com"},
                           sample::with(std::make_shared<Deaf>()));
  for (const auto& outcome : api_token::remove_many(client, {"t1", "t2"})) {
    EXPECT_EQ(outcome.error().kind(), ErrorKind::transport);
    EXPECT_EQ(outcome.error().outcome(), Outcome::not_sent);
    EXPECT_EQ(outcome.error().attempts(), 0);
  }
}

TEST(BrokenTransport, WhatWaitedForATransportThatAsksNoMoreKeepsItsOutcome) {
  sample::FakeClock clock;
  class Once final : public Transport {
   public:
    HttpResponse send(const HttpRequest&, const Deadline&) override { return {200, {}, {}}; }
    void send_all(const Next& next, std::size_t) override {
      if (!std::exchange(is_over_, true)) sample::take(next)->on_response({503, {}, {}});
    }

   private:
    bool is_over_ = false;
  };
  ClientOptions options;
  options.timing = clock.timing();
  const CloudClient client({Secret("key"), "https://cloud.example.com"},
                           sample::with(std::make_shared<Once>(), options));
  const auto outcomes = api_token::remove_many(client, {"t1", "t2"});
  EXPECT_EQ(outcomes[0].error().outcome(), Outcome::unknown);
  EXPECT_EQ(outcomes[0].error().attempts(), 1);
  EXPECT_EQ(outcomes[1].error().outcome(), Outcome::not_sent);
}

TEST(BrokenTransport, WhatSendThrowsIsTheResultOfThatRequest) {
  const sample::Cloud cloud;
  cloud.transport->respond(200, sample::token_json("t1", "one"));
  cloud.transport->handle([](const HttpRequest&, const Deadline&) -> HttpResponse {
    throw std::runtime_error("no route for " + sample::api_key);
  });
  cloud.transport->respond(200, sample::token_json("t3", "three"));
  const auto outcomes = api_token::get_many(cloud.client(), {"t1", "t2", "t3"});
  EXPECT_TRUE(outcomes[0].value());
  EXPECT_EQ(outcomes[1].error().kind(), ErrorKind::transport);
  EXPECT_EQ(outcomes[1].error().outcome(), Outcome::unknown);
  EXPECT_EQ(outcomes[1].error().message(), "no route for [redacted]");
  EXPECT_TRUE(outcomes[2].value());
}

// Takes two requests, or as many as there are, has a response for the first, and breaks down.
class Breaking final : public Transport {
 public:
  HttpResponse send(const HttpRequest&, const Deadline&) override { return {200, {}, {}}; }
  void send_all(const Next& next, std::size_t) override {
    const std::vector<Exchange*> two = sample::take_all(next, 2);
    two.front()->on_response({200, {}, {}});
    throw std::runtime_error("no more of " + sample::api_key);
  }
};

TEST(BrokenTransport, WhenATransportBreaksDownNoResultIsMissing) {
  const CloudClient client({Secret(sample::api_key), "https://cloud.example.com"},
                           sample::with(std::make_shared<Breaking>()));
  const auto outcomes = api_token::remove_many(client, {"t1", "t2", "t3"});
  EXPECT_TRUE(outcomes[0]);
  EXPECT_EQ(outcomes[1].error().outcome(), Outcome::unknown);
  EXPECT_EQ(outcomes[2].error().outcome(), Outcome::not_sent);
  for (const std::size_t i : {1U, 2U}) {
    EXPECT_EQ(outcomes[i].error().kind(), ErrorKind::transport);
    EXPECT_EQ(outcomes[i].error().message(), "no more of [redacted]");
  }
}

TEST(BrokenTransport, WhatItsCallerThrowsIsNotTheTransports) {
  // One that lets nothing out, and one that throws something else instead.
  class Wrapping final : public Transport {
   public:
    explicit Wrapping(bool throws) : throws_(throws) {}
    HttpResponse send(const HttpRequest&, const Deadline&) override { return {200, {}, {}}; }
    void send_all(const Next& next, std::size_t concurrency) override {
      try {
        Transport::send_all(next, concurrency);
      } catch (...) {
        if (throws_) throw std::logic_error("something went wrong");
      }
    }

   private:
    bool throws_;
  };
  const std::vector<ApiRequest> requests(9, {"poke", "GET", {"things"}});
  for (const bool throws : {false, true}) {
    const CloudClient client({Secret("key"), "https://cloud.example.com"},
                             sample::with(std::make_shared<Wrapping>(throws)));
    const auto give_up = [](std::size_t, const ApiResult&) -> bool {
      throw std::runtime_error("enough");
    };
    EXPECT_THROW(client.send_all(requests, 4, give_up), std::runtime_error);
  }
}

}  // namespace
}  // namespace bentocloud
