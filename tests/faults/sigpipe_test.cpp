#include <atomic>
#include <chrono>
#include <csignal>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "fault_server.hpp"
#include "own_sockets.hpp"
#include "route.hpp"
#include "support/sample.hpp"

namespace faults {
namespace {

using bentocloud::CloudClient;
namespace api_token = bentocloud::api_token;

std::atomic<int> signals{0};

// A program that does not ignore SIGPIPE, and does not end by it either.
class Sigpipe : public ::testing::TestWithParam<Way> {
 protected:
  void SetUp() override {
    signals = 0;
    struct sigaction action {};
    action.sa_handler = [](int) { ++signals; };
    ASSERT_EQ(::sigaction(SIGPIPE, &action, &before_), 0);
  }
  void TearDown() override {
    EXPECT_EQ(signals, 0);
    ::sigaction(SIGPIPE, &before_, nullptr);
  }

  static bool is_blocked() {
    sigset_t blocked;
    return ::pthread_sigmask(SIG_BLOCK, nullptr, &blocked) != 0 ||
           sigismember(&blocked, SIGPIPE) == 1;
  }

 private:
  struct sigaction before_ {};
};

TEST_P(Sigpipe, IsNotRaisedWhenTheServerReadsNoMoreOfABody) {
  const Route route(
      GetParam(), in_order({respond(200, sample::token_json("t1", "ci"))}),
      [](const Request& first_bytes) { return first_bytes.number > 1 ? reset() : Action(); });
  const CloudClient client = route.client();
  api_token::UpdateOptions changes;
  changes.description = std::string(std::size_t{8} << 20, 'x');
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(api_token::get(client, "t1"));
    const bentocloud::Error error = sample::error_of([&] {
      api_token::update(client, "t1", changes);
      return 0;
    });
    EXPECT_EQ(error.kind(), bentocloud::ErrorKind::transport) << error.what();
  }
}

TEST_P(Sigpipe, IsNotRaisedByIdleConnectionsThatWereReset) {
  const Route route(GetParam(), [](const Request&) {
    return respond(200, sample::token_json("t1", "ci")).then(reset());
  });
  for (int i = 0; i < 5; ++i) {
    const CloudClient client = route.client();
    for (int j = 0; j < 2; ++j) {
      for (const auto& result : api_token::get_many(client, std::vector<std::string>(4, "t1"))) {
        EXPECT_TRUE(result.value()) << result.error().what();
      }
      EXPECT_TRUE(all_readable(sockets_to(route.first_port())));
    }
  }
}

// Programs that are started by a callback would inherit what is blocked.
TEST_P(Sigpipe, IsBlockedForLibcurlAlone) {
  const Route route(GetParam(), in_order({respond(200, "{}")}));
  const CloudClient client = route.client();
  int results = 0;
  client.send_all({{"poke", "GET", {"things"}}}, 1, [&](std::size_t, const auto&) {
    EXPECT_FALSE(is_blocked());
    return ++results > 0;
  });
  EXPECT_EQ(results, 1);
  EXPECT_FALSE(is_blocked());
}

TEST_P(Sigpipe, ThatTheCallerHasPendingStays) {
  const Route route(GetParam(), [](const Request&) { return respond(200, "{}").then(reset()); });
  const CloudClient client = route.client();
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  ASSERT_EQ(::pthread_sigmask(SIG_BLOCK, &all, &before), 0);
  for (const bool raised : {false, true}) {
    if (raised) ::raise(SIGPIPE);
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(client.send({"poke", "GET", {"things"}}).http.status, 200);
      EXPECT_TRUE(all_readable(sockets_to(route.first_port())));
    }
    sigset_t pending;
    ASSERT_EQ(::sigpending(&pending), 0);
    EXPECT_EQ(sigismember(&pending, SIGPIPE), raised ? 1 : 0);
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(signals.exchange(0), 1);
}

INSTANTIATE_TEST_SUITE_P(Faults, Sigpipe, ::testing::Values(Way::plain, Way::tls),
                         [](const auto& way) { return to_string(way.param); });

}  // namespace
}  // namespace faults
