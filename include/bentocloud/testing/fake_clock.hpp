#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include <bentocloud/deadline.hpp>
#include <bentocloud/export.hpp>
#include <bentocloud/retry.hpp>
#include <bentocloud/timestamp.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace fakes {

/// A clock that stands still until it is advanced, for tests that do not wait. One clock is given
/// to the fake cloud and to the client, and drives the expiry of tokens, deadlines, back-off and
/// `Retry-After` at once:
///
/// \snippet reference.cpp fake_clock
///
/// Copies are the same clock.
///
/// Thread safety: all members may be called from any thread.
class BENTOCLOUD_EXPORT FakeClock {
 public:
  /// A clock that stands at `start`.
  explicit FakeClock(Timestamp start = bentocloud::now());

  /// What time it is. A clock can be called, so that `FakeCloudOptions::now` can be one.
  [[nodiscard]] Timestamp operator()() const;
  /// The same time as deadlines count it: `Deadline::after(10s, clock.steady_now())`.
  [[nodiscard]] Deadline::Clock::time_point steady_now() const;

  /// Lets `duration` pass, of any kind, rounded up to microseconds. It must not be negative.
  template <class Rep, class Period>
  void advance(std::chrono::duration<Rep, Period> duration) {
    advance_by(detail::ceil_saturating<Timestamp::duration>(duration));
  }

  /// This clock, for `ClientOptions::timing`. A sleep is over at once: it advances the clock,
  /// unless the call was cancelled. The random numbers are all 0.5, so that each delay is half of
  /// the longest that `RetryPolicy` allows.
  [[nodiscard]] Timing timing() const;

  /// How long each sleep was, the first one first.
  [[nodiscard]] std::vector<std::chrono::milliseconds> sleeps() const;

 private:
  void advance_by(Timestamp::duration duration);

  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
