#include <atomic>
#include <chrono>
#include <cmath>
#include <future>
#include <memory>
#include <optional>
#include <ratio>
#include <thread>
#include <utility>
#include <vector>
#if __has_include(<stop_token>)
#include <stop_token>
#endif

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
  const Deadline deadline = Deadline::after(seconds(5), begin);
  EXPECT_EQ(deadline.remaining(begin), seconds(5));
  EXPECT_EQ(deadline.remaining(begin + seconds(2)), seconds(3));
  EXPECT_FALSE(deadline.expired(begin + seconds(5) - Clock::duration(1)));
  EXPECT_TRUE(deadline.expired(begin + seconds(5)));
  EXPECT_EQ(deadline.remaining(begin + seconds(9)), Clock::duration::zero());
}

TEST(Deadline, DoesNotOverflow) {
  for (const milliseconds huge : {(milliseconds::max)(), milliseconds(hours(24 * 366 * 300))}) {
    EXPECT_EQ(Deadline::after(huge, begin).expires_at(), (Clock::time_point::max)());
  }
  EXPECT_EQ(Deadline::after((milliseconds::min)(), begin).expires_at(), begin);
  EXPECT_EQ(Deadline::after(seconds(0), begin).expires_at(), begin);
  EXPECT_EQ(Deadline::after(seconds(-1), begin).expires_at(), begin);
  EXPECT_TRUE(Deadline::after(seconds(-1), begin).expired(begin));
}

TEST(Deadline, TakesDurationsOfAnyKind) {
  using std::chrono::duration;
  using std::chrono::microseconds;
  const auto after = [](auto duration) { return Deadline::after(duration, begin).expires_at(); };
  const Clock::time_point never = (Clock::time_point::max)();
  EXPECT_EQ(after(microseconds(1500)), begin + microseconds(1500));
  EXPECT_EQ(after(duration<double>(0.25)), begin + milliseconds(250));
  EXPECT_EQ(after(duration<int, std::ratio<1, 3>>(1)), begin + std::chrono::nanoseconds(333333334));
  EXPECT_EQ(after((hours::max)()), never);
  EXPECT_EQ(after((hours::min)()), begin);
  EXPECT_EQ(after((duration<long long, std::ratio<7, 3>>::max)()), never);
  EXPECT_EQ(after(duration<double>(1e300)), never);
  EXPECT_EQ(after(duration<double>(-1e300)), begin);
  EXPECT_EQ(after(duration<double>(std::nan(""))), begin);
  EXPECT_EQ(detail::ceil_saturating<milliseconds>(microseconds(1500)), milliseconds(2));
  EXPECT_EQ(detail::ceil_saturating<milliseconds>(microseconds(-1500)), milliseconds(-1));
}

TEST(Deadline, OfAClockBelowZeroDoesNotOverflow) {
  const Clock::time_point early{-hours(1)};
  EXPECT_EQ(Deadline::after((milliseconds::max)(), early).expires_at(), (Clock::time_point::max)());
  EXPECT_EQ(Deadline::after(seconds(1), early).expires_at(), early + seconds(1));
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

TEST(Cancellation, CallsBackOnceInTheCancellingThread) {
  Cancellation stop;
  std::vector<std::thread::id> callers;
  const auto registration =
      stop.on_cancel([&callers] { callers.push_back(std::this_thread::get_id()); });
  EXPECT_TRUE(callers.empty());
  std::thread canceller([stop]() mutable { stop.cancel(); });
  const std::thread::id id = canceller.get_id();
  canceller.join();
  stop.cancel();
  EXPECT_EQ(callers, std::vector<std::thread::id>{id});
}

TEST(Cancellation, CallsBackAtOnceWhenItIsCancelledAlready) {
  Cancellation stop;
  stop.cancel();
  int calls = 0;
  const auto registration = stop.on_cancel([&calls] { ++calls; });
  EXPECT_EQ(calls, 1);
  stop.cancel();
  EXPECT_EQ(calls, 1);
}

TEST(Cancellation, DoesNotCallBackWhatIsUnregistered) {
  Cancellation stop;
  int calls = 0;
  const auto count = [&calls] { ++calls; };
  { const auto gone = stop.on_cancel(count); }
  auto moved = stop.on_cancel(count);
  const auto kept = std::move(moved);
  auto replaced = stop.on_cancel([&calls] { calls += 100; });
  replaced = stop.on_cancel(count);
  stop.cancel();
  EXPECT_EQ(calls, 2);
}

TEST(Cancellation, UnregisteringWaitsForACallbackThatRuns) {
  Cancellation stop;
  std::promise<void> begun;
  std::promise<void> may_end;
  std::atomic<bool> has_ended{false};
  std::optional<Cancellation::Registration> registration = stop.on_cancel([&] {
    begun.set_value();
    may_end.get_future().wait();
    has_ended = true;
  });
  std::thread canceller([stop]() mutable { stop.cancel(); });
  begun.get_future().wait();
  std::thread releaser([&may_end] { may_end.set_value(); });
  registration.reset();
  EXPECT_TRUE(has_ended);
  canceller.join();
  releaser.join();
}

TEST(Cancellation, ACallbackMayDestroyItsRegistrationAndTheCancellation) {
  auto stop = std::make_unique<Cancellation>();
  std::optional<Cancellation::Registration> registration;
  int calls = 0;
  registration = stop->on_cancel([&] {
    registration.reset();
    stop.reset();
    ++calls;
  });
  Cancellation(*stop).cancel();
  EXPECT_EQ(calls, 1);
  EXPECT_FALSE(stop);
}

TEST(Cancellation, AnyOfTwoEndsBoth) {
  for (const int which : {0, 1, 2}) {
    Cancellation first;
    Cancellation second;
    Cancellation either = Cancellation::any_of(first, second);
    int calls = 0;
    const auto registration = either.on_cancel([&calls] { ++calls; });
    (which == 0 ? first : which == 1 ? second : either).cancel();
    EXPECT_TRUE(either.cancelled()) << which;
    EXPECT_FALSE(either.sleep_for(seconds(30)));
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(first.cancelled(), which == 0);
    EXPECT_EQ(second.cancelled(), which == 1);
  }
  Cancellation stop;
  stop.cancel();
  EXPECT_TRUE(Cancellation::any_of(Cancellation(), stop).cancelled());
}

// For ThreadSanitizer: registering, unregistering, combining and cancelling, all at once.
TEST(Cancellation, ManyThreadsMayUseOne) {
  for (int round = 0; round < 50; ++round) {
    Cancellation stop;
    std::atomic<int> calls{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&stop, &calls] {
        for (int j = 0; j < 20; ++j) {
          int own = 0;
          const Cancellation either = Cancellation::any_of(stop, Cancellation());
          const auto registration = either.on_cancel([&own, &calls] {
            ++own;
            ++calls;
          });
        }
      });
    }
    threads.emplace_back([&stop] { stop.cancel(); });
    for (std::thread& thread : threads) thread.join();
    EXPECT_TRUE(stop.cancelled());
  }
}

#ifdef __cpp_lib_jthread
TEST(Cancellation, CanBeMadeOfAStopToken) {
  std::stop_source source;
  Cancellation stop;
  const std::stop_callback forward(source.get_token(), [&stop] { stop.cancel(); });
  source.request_stop();
  EXPECT_TRUE(stop.cancelled());
}
#endif

TEST(Cancellation, LetsGoOfWhatACallbackHoldsAsSoonAsItHasRun) {
  Cancellation stop;
  auto held = std::make_shared<int>();
  const std::weak_ptr<int> seen = held;
  const auto registration = stop.on_cancel([held] {});
  held.reset();
  EXPECT_FALSE(seen.expired());
  stop.cancel();
  EXPECT_TRUE(seen.expired());
}

}  // namespace
}  // namespace bentocloud
