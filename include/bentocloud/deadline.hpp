#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include <bentocloud/export.hpp>

namespace bentocloud {

/// Ends calls from another thread. Copies share one state; once cancelled, it stays so.
///
/// \snippet reference.cpp cancellation
///
/// Thread safety: all members may be called from any thread, but not from a signal handler.
class BENTOCLOUD_EXPORT Cancellation {
 public:
  /// Not cancelled yet.
  Cancellation();
  /// Copied even where it could be moved, so that none is ever without its state.
  Cancellation(const Cancellation&) = default;
  Cancellation& operator=(const Cancellation&) = default;  ///< shares the state of the other

  /// Wakes back-off sleeps at once and ends transfers within 100 ms.
  void cancel() noexcept;
  [[nodiscard]] bool cancelled() const noexcept;  ///< whether it was, by any copy

  /// Sleeps for `duration`, or until cancelled. Returns whether it slept to the end.
  bool sleep_for(std::chrono::milliseconds duration) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// When a call must be over, and what can end it before: what a `Transport` has to obey. With old
/// versions of libcurl, a server that floods with frames of HTTP/2 can delay both, see
/// `make_curl_transport`.
///
/// \snippet reference.cpp deadline
///
/// Thread safety: a value; `const` members may be called from any thread.
class BENTOCLOUD_EXPORT Deadline {
 public:
  using Clock = std::chrono::steady_clock;  ///< runs on whatever is done to the time of day

  /// Never expires.
  Deadline() = default;
  /// At that time, and not before.
  explicit Deadline(Clock::time_point expires_at) : expires_at_(expires_at) {}
  /// At that time, or when `cancellation` is used.
  Deadline(Clock::time_point expires_at, std::optional<Cancellation> cancellation)
      : expires_at_(expires_at), cancellation_(std::move(cancellation)) {}

  /// `duration` from `now`; never, when that is beyond what the clock can count, and `now` when it
  /// is negative.
  [[nodiscard]] static Clock::time_point after(std::chrono::milliseconds duration,
                                               Clock::time_point now = Clock::now()) noexcept;

  /// Far in the future when it never does.
  [[nodiscard]] Clock::time_point expires_at() const noexcept { return expires_at_; }
  /// The time that is left; not negative.
  [[nodiscard]] Clock::duration remaining(Clock::time_point now = Clock::now()) const noexcept {
    return now < expires_at_ ? expires_at_ - now : Clock::duration::zero();
  }
  /// Whether no time is left; a cancellation does not count.
  [[nodiscard]] bool expired(Clock::time_point now = Clock::now()) const noexcept {
    return now >= expires_at_;
  }

  /// What can end it before; may be none.
  [[nodiscard]] const std::optional<Cancellation>& cancellation() const noexcept {
    return cancellation_;
  }
  /// Whether that was used.
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
