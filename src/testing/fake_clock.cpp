#include <mutex>

#include <bentocloud/testing/fake_clock.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace fakes {

struct FakeClock::State {
  std::mutex mutex;
  Timestamp now;
  // Begins with the real one, so that deadlines which were made with that make sense.
  Deadline::Clock::time_point steady_now = Deadline::Clock::now();
  std::vector<std::chrono::milliseconds> sleeps;

  void advance(Timestamp::duration duration) {
    now += duration;
    steady_now += duration;
  }
};

FakeClock::FakeClock(Timestamp start) : state_(std::make_shared<State>()) { state_->now = start; }

Timestamp FakeClock::operator()() const {
  const std::lock_guard lock(state_->mutex);
  return state_->now;
}

Deadline::Clock::time_point FakeClock::steady_now() const {
  const std::lock_guard lock(state_->mutex);
  return state_->steady_now;
}

void FakeClock::advance_by(Timestamp::duration duration) {
  const std::lock_guard lock(state_->mutex);
  state_->advance(duration);
}

Timing FakeClock::timing() const {
  Timing timing;
  timing.now = [clock = *this] { return clock.steady_now(); };
  timing.utc_now = *this;
  timing.random = [] { return 0.5; };
  timing.sleep = [state = state_](std::chrono::milliseconds duration, const Deadline& deadline) {
    const std::lock_guard lock(state->mutex);
    state->sleeps.push_back(duration);
    if (!deadline.cancelled()) state->advance(duration);
  };
  return timing;
}

std::vector<std::chrono::milliseconds> FakeClock::sleeps() const {
  const std::lock_guard lock(state_->mutex);
  return state_->sleeps;
}

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
