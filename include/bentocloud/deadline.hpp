#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include <bentocloud/export.hpp>

namespace bentocloud {

/// Ends calls from another thread. Copies share one state; once cancelled, it stays so.
///
/// \code
/// bentocloud::Cancellation stop;
/// std::thread worker([&] { api_token::list(client.with_cancellation(stop)); });
/// stop.cancel();  // the call ends within 100 ms with kind() == ErrorKind::cancelled
/// \endcode
///
/// Thread safety: all members may be called from any thread, but not from a signal handler.
class BENTOCLOUD_EXPORT Cancellation {
 public:
  Cancellation();
  // Copied even where it could be moved, so that none is ever without its state.
  Cancellation(const Cancellation&) = default;
  Cancellation& operator=(const Cancellation&) = default;

  /// Wakes back-off sleeps at once and ends transfers within 100 ms.
  void cancel() noexcept;
  [[nodiscard]] bool cancelled() const noexcept;

  /// Sleeps for `duration`, or until cancelled. Returns whether it slept to the end.
  bool sleep_for(std::chrono::milliseconds duration) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// When a call must be over, and what can end it before: what a `Transport` has to obey.
///
/// Thread safety: a value; `const` members may be called from any thread.
class BENTOCLOUD_EXPORT Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  /// Never expires.
  Deadline() = default;
  explicit Deadline(Clock::time_point expires_at) : expires_at_(expires_at) {}
  Deadline(Clock::time_point expires_at, std::optional<Cancellation> cancellation)
      : expires_at_(expires_at), cancellation_(std::move(cancellation)) {}

  /// `duration` from `now`; never, when that is beyond what the clock can count, and `now` when it
  /// is negative.
  [[nodiscard]] static Clock::time_point after(std::chrono::milliseconds duration,
                                               Clock::time_point now = Clock::now()) noexcept;

  [[nodiscard]] Clock::time_point expires_at() const noexcept { return expires_at_; }
  /// Not negative.
  [[nodiscard]] Clock::duration remaining(Clock::time_point now = Clock::now()) const noexcept {
    return now < expires_at_ ? expires_at_ - now : Clock::duration::zero();
  }
  [[nodiscard]] bool expired(Clock::time_point now = Clock::now()) const noexcept {
    return now >= expires_at_;
  }

  [[nodiscard]] const std::optional<Cancellation>& cancellation() const noexcept {
    return cancellation_;
  }
  [[nodiscard]] bool cancelled() const noexcept {
    return cancellation_ && cancellation_->cancelled();
  }

  /// This deadline, or `limit` when that comes first.
  [[nodiscard]] Deadline no_later_than(Clock::time_point limit) const {
    return {limit < expires_at_ ? limit : expires_at_, cancellation_};
  }

 private:
  Clock::time_point expires_at_ = (Clock::time_point::max)();
  std::optional<Cancellation> cancellation_;
};

}  // namespace bentocloud
