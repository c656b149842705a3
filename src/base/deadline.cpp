#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <bentocloud/deadline.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

struct Cancellation::Callback {
  std::function<void()> run;
};

struct Cancellation::State {
  void cancel() noexcept;

  std::atomic<bool> cancelled{false};
  std::mutex mutex;
  std::condition_variable changed;  // `cancelled` or `running`
  std::vector<std::shared_ptr<Callback>> callbacks;
  std::thread::id canceller;
  const Callback* running = nullptr;  // in the canceller's thread
  std::vector<Registration> sources;  // what cancels it besides
};

void Cancellation::State::cancel() noexcept {
  // Under the lock, so that it cannot fall between a sleeper's look and its sleep.
  std::unique_lock lock(mutex);
  if (cancelled.exchange(true)) return;
  canceller = std::this_thread::get_id();
  changed.notify_all();
  while (!callbacks.empty()) {
    const std::shared_ptr<Callback> callback = std::move(callbacks.back());
    callbacks.pop_back();
    running = callback.get();
    lock.unlock();
    callback->run();
    callback->run = nullptr;  // before anybody who waits for its end goes on
    lock.lock();
    running = nullptr;
    changed.notify_all();
  }
}

Cancellation::Registration::Registration(std::shared_ptr<State> state,
                                         std::shared_ptr<Callback> callback) noexcept
    : state_(std::move(state)), callback_(std::move(callback)) {}

Cancellation::Registration::Registration(Registration&& other) noexcept = default;

Cancellation::Registration& Cancellation::Registration::operator=(Registration&& other) noexcept {
  if (this != &other) {
    reset();
    state_ = std::move(other.state_);
    callback_ = std::move(other.callback_);
  }
  return *this;
}

Cancellation::Registration::~Registration() { reset(); }

void Cancellation::Registration::reset() noexcept {
  if (!state_) return;
  std::unique_lock lock(state_->mutex);
  auto& callbacks = state_->callbacks;
  const auto found = std::find(callbacks.begin(), callbacks.end(), callback_);
  if (found != callbacks.end()) {
    callbacks.erase(found);
  } else if (state_->canceller != std::this_thread::get_id()) {
    // A callback may destroy its own registration, and does not wait for itself.
    state_->changed.wait(lock, [this] { return state_->running != callback_.get(); });
  }
  lock.unlock();
  callback_.reset();
  state_.reset();
}

Cancellation::Cancellation() : state_(std::make_shared<State>()) {}

Cancellation Cancellation::any_of(const Cancellation& first, const Cancellation& second) {
  if (first.state_ == second.state_) return first;
  Cancellation either;
  for (const Cancellation& source : {first, second}) {
    either.state_->sources.push_back(source.on_cancel([weak = std::weak_ptr<State>(either.state_)] {
      if (const std::shared_ptr<State> state = weak.lock()) state->cancel();
    }));
  }
  return either;
}

void Cancellation::cancel() noexcept {
  const std::shared_ptr<State> state = state_;  // a callback may destroy this object
  state->cancel();
}

bool Cancellation::cancelled() const noexcept { return state_->cancelled; }

Cancellation::Registration Cancellation::on_cancel(std::function<void()> callback) const {
  auto registered = std::make_shared<Callback>(Callback{std::move(callback)});
  {
    const std::lock_guard lock(state_->mutex);
    if (!state_->cancelled) {
      state_->callbacks.push_back(registered);
      return {state_, std::move(registered)};
    }
  }
  registered->run();
  return {};
}

bool Cancellation::sleep_for(std::chrono::milliseconds duration) const {
  std::unique_lock lock(state_->mutex);
  return !state_->changed.wait_until(lock, Deadline::after(duration).expires_at(),
                                     [this] { return state_->cancelled.load(); });
}

Deadline Deadline::after_ticks(Clock::duration duration, Clock::time_point now) noexcept {
  constexpr Clock::time_point never = (Clock::time_point::max)();
  if (duration <= Clock::duration::zero()) return Deadline(now);
  // What is left of a clock that starts below zero does not fit a duration.
  const Clock::duration room = never - (std::max)(now, Clock::time_point());
  return Deadline(duration < room ? now + duration : never);
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
