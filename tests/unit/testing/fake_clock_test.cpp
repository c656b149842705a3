#include <chrono>
#include <memory>
#include <optional>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/fake_clock.hpp>
#include <bentocloud/testing/fake_cloud.hpp>

#include "support/sample.hpp"

namespace bentocloud::fakes {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

const Timestamp noon = *parse_timestamp("2026-11-24T12:00:00Z");

// A cloud and a client with one clock.
class FakeClockTest : public ::testing::Test {
 protected:
  FakeClockTest() {
    FakeCloudOptions cloud_options;
    cloud_options.now = clock_;
    cloud_ = std::make_shared<FakeCloud>(cloud_options);
    ClientOptions options;
    options.transport = cloud_;
    options.timing = clock_.timing();
    client_.emplace(cloud_->credentials(), options);
  }

  FakeClock clock_{noon};
  std::shared_ptr<FakeCloud> cloud_;
  std::optional<CloudClient> client_;
};

TEST_F(FakeClockTest, StandsStillUntilItIsAdvanced) {
  EXPECT_EQ(clock_(), noon);
  const auto steady = clock_.steady_now();
  const FakeClock copy = clock_;
  clock_.advance(1500us);
  clock_.advance(0.5s);
  EXPECT_EQ(copy(), noon + 501500us);
  EXPECT_EQ(copy.steady_now(), steady + 501500us);
  EXPECT_TRUE(clock_.sleeps().empty());
}

TEST_F(FakeClockTest, DrivesTheExpiryOfTokens) {
  api_token::CreateOptions options;
  options.expired_at = clock_() + 1h;
  const ApiToken token = api_token::create(*client_, "ci", options);
  EXPECT_EQ(token.created_at, noon);
  clock_.advance(59min);
  EXPECT_FALSE(api_token::get(*client_, token.uid).value().is_expired);
  clock_.advance(1min);
  EXPECT_TRUE(api_token::get(*client_, token.uid).value().is_expired);
}

TEST_F(FakeClockTest, DrivesBackOffAndDeadlines) {
  cloud_->fail_next(4, 503);
  EXPECT_EQ(sample::error_of([&] { return api_token::list(*client_); }).attempts(), 4);
  EXPECT_EQ(clock_.sleeps(), (std::vector<milliseconds>{125ms, 250ms, 500ms}));
  EXPECT_EQ(clock_(), noon + 875ms);

  // There is no time for the second sleep.
  cloud_->fail_next(4, 503);
  const CloudClient quick = client_->with_timeout(300ms);
  EXPECT_EQ(sample::error_of([&] { return api_token::list(quick); }).attempts(), 2);
}

TEST_F(FakeClockTest, DrivesDeadlinesThatAreMadeWithIt) {
  const CloudClient limited = client_->with_deadline(Deadline::after(10s, clock_.steady_now()));
  EXPECT_TRUE(api_token::list(limited).empty());
  clock_.advance(10s);
  EXPECT_EQ(sample::error_of([&] { return api_token::list(limited); }).kind(), ErrorKind::timeout);
}

TEST_F(FakeClockTest, ReadsRetryAfterAsSecondsAndAsADate) {
  for (const char* value : {"7", "Tue, 24 Nov 2026 12:00:14 GMT"}) {
    cloud_->fail_next(1, 429, {{"Retry-After", value}});
    EXPECT_TRUE(api_token::list(*client_).empty());
  }
  EXPECT_EQ(clock_.sleeps(), (std::vector<milliseconds>{7s, 7s}));
  EXPECT_EQ(clock_(), noon + 14s);
}

TEST_F(FakeClockTest, ASleepThatIsCancelledTakesNoTime) {
  Cancellation stop;
  stop.cancel();
  clock_.timing().sleep(1h, Deadline(Deadline::Clock::time_point(), stop));
  EXPECT_EQ(clock_(), noon);
}

TEST_F(FakeClockTest, DrivesTheLifetimeOfASuccessor) {
  api_token::CreateOptions options;
  options.expired_at = clock_() + 24h;
  const ApiToken token = api_token::create(*client_, "ci", options);
  clock_.advance(12h);
  EXPECT_EQ(api_token::rotate(*client_, token.uid, {}, [](const ApiToken&) {}).expired_at,
            noon + 36h);
}

TEST(FakeClock, StandsAtTheRealTimeUnlessToldOtherwise) {
  const Timestamp before = now();
  const FakeClock clock;
  EXPECT_GE(clock(), before);
  EXPECT_LE(clock(), now());
}

}  // namespace
}  // namespace bentocloud::fakes
