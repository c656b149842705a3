#include <atomic>
#include <condition_variable>
#include <mutex>

#include <bentocloud/deadline.hpp>

namespace bentocloud {

struct Cancellation::State {
  std::atomic<bool> cancelled{false};
  std::mutex mutex;
  std::condition_variable changed;
};

Cancellation::Cancellation() : state_(std::make_shared<State>()) {}

void Cancellation::cancel() noexcept {
  {
    // Under the lock, so that it cannot fall between a sleeper's look and its sleep.
    const std::lock_guard lock(state_->mutex);
    state_->cancelled = true;
  }
  state_->changed.notify_all();
}

bool Cancellation::cancelled() const noexcept { return state_->cancelled; }

bool Cancellation::sleep_for(std::chrono::milliseconds duration) const {
  std::unique_lock lock(state_->mutex);
  return !state_->changed.wait_until(lock, Deadline::after(duration),
                                     [this] { return state_->cancelled.load(); });
}

Deadline::Clock::time_point Deadline::after(std::chrono::milliseconds duration,
                                            Clock::time_point now) noexcept {
  using std::chrono::milliseconds;
  constexpr Clock::time_point never = (Clock::time_point::max)();
  if (duration <= milliseconds::zero()) return now;
  // Compared in the coarser unit, which has room for both.
  return duration < std::chrono::duration_cast<milliseconds>(never - now) ? now + duration : never;
}

}  // namespace bentocloud
