#include <chrono>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include <bentocloud/deadline.hpp>

namespace bentocloud {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = Deadline::Clock;

const Clock::time_point begin{hours(1)};

TEST(Deadline, NeverIsFarAway) {
  const Deadline deadline;
  EXPECT_FALSE(deadline.expired());
  EXPECT_FALSE(deadline.expired(begin + hours(1'000'000)));
  EXPECT_FALSE(deadline.cancelled());
}

TEST(Deadline, CountsDownToZero) {
  const Deadline deadline(Deadline::after(seconds(5), begin));
  EXPECT_EQ(deadline.remaining(begin), seconds(5));
  EXPECT_EQ(deadline.remaining(begin + seconds(2)), seconds(3));
  EXPECT_FALSE(deadline.expired(begin + seconds(5) - Clock::duration(1)));
  EXPECT_TRUE(deadline.expired(begin + seconds(5)));
  EXPECT_EQ(deadline.remaining(begin + seconds(9)), Clock::duration::zero());
}

TEST(Deadline, DoesNotOverflow) {
  for (const milliseconds huge : {(milliseconds::max)(), milliseconds(hours(24 * 366 * 300))}) {
    EXPECT_EQ(Deadline::after(huge, begin), (Clock::time_point::max)());
  }
  EXPECT_EQ(Deadline::after((milliseconds::min)(), begin), begin);
  EXPECT_EQ(Deadline::after(seconds(0), begin), begin);
  EXPECT_EQ(Deadline::after(seconds(-1), begin), begin);
  EXPECT_TRUE(Deadline(Deadline::after(seconds(-1), begin)).expired(begin));
}

TEST(Deadline, TheEarlierOfTwoCounts) {
  Cancellation stop;
  const Deadline deadline(begin + seconds(5), stop);
  EXPECT_EQ(deadline.no_later_than(begin + seconds(1)).expires_at(), begin + seconds(1));
  EXPECT_EQ(deadline.no_later_than(begin + seconds(9)).expires_at(), begin + seconds(5));
  stop.cancel();
  EXPECT_TRUE(deadline.no_later_than(begin + seconds(1)).cancelled());
}

TEST(Cancellation, CopiesShareOneState) {
  Cancellation stop;
  const Cancellation copy = stop;
  EXPECT_FALSE(copy.cancelled());
  stop.cancel();
  stop.cancel();
  EXPECT_TRUE(copy.cancelled());
  EXPECT_FALSE(Cancellation().cancelled());
}

TEST(Cancellation, CanBeUsedAfterItWasMovedFrom) {
  Cancellation stop;
  const Cancellation other = std::move(stop);
  stop.cancel();
  EXPECT_TRUE(other.cancelled());
}

TEST(Cancellation, SleepsToTheEndWhenNobodyCancels) {
  const Clock::time_point start = Clock::now();
  EXPECT_TRUE(Cancellation().sleep_for(milliseconds(20)));
  EXPECT_GE(Clock::now() - start, milliseconds(20));
}

TEST(Cancellation, WakesASleeper) {
  Cancellation stop;
  std::thread canceller([&stop] { stop.cancel(); });
  const Clock::time_point start = Clock::now();
  EXPECT_FALSE(stop.sleep_for(seconds(30)));
  EXPECT_LT(Clock::now() - start, seconds(10));
  canceller.join();
}

TEST(Cancellation, IsNotSleptThrough) {
  Cancellation stop;
  stop.cancel();
  EXPECT_FALSE(stop.sleep_for(seconds(30)));
  EXPECT_FALSE(stop.sleep_for((milliseconds::max)()));
}

}  // namespace
}  // namespace bentocloud
