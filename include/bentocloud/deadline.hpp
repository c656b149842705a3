#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <ratio>
#include <type_traits>
#include <utility>

#include <bentocloud/export.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

namespace detail {

/// `duration` in units of `To`, rounded up; the nearest that `To` can hold when it is beyond, and
/// zero when it is not a number.
template <class To, class Rep, class Period>
[[nodiscard]] constexpr To ceil_saturating(std::chrono::duration<Rep, Period> duration) noexcept {
  using Real = std::chrono::duration<long double, typename To::period>;
  using Factor = std::ratio_divide<Period, typename To::period>;
  const Real real(duration);
  if (!(real < Real((To::max)()))) return real > Real::zero() ? (To::max)() : To::zero();
  if (real <= Real((To::min)())) return (To::min)();
  if constexpr (std::is_floating_point_v<Rep> || Factor::num == 1 || Factor::den == 1) {
    return std::chrono::ceil<To>(duration);
  } else {
    return std::chrono::ceil<To>(real);  // multiplied by such a factor, an integer may overflow
  }
}

}  // namespace detail

/// Cancels calls from another thread. Copies share one state; once cancelled, it stays so.
///
/// \snippet reference.cpp cancellation
///
/// Three lines make one of C++20's `std::stop_token`:
///
/// \snippet reference.cpp stop_token
///
/// Thread safety: all members may be called from any thread, but not from a signal handler.
class BENTOCLOUD_EXPORT Cancellation {
  struct State;
  struct Callback;

 public:
  /// A callback that `on_cancel` has registered, until this object is destroyed. Like
  /// `std::stop_callback`, but it can be moved.
  ///
  /// Thread safety: different objects may be used from different threads.
  class BENTOCLOUD_EXPORT Registration {
   public:
    Registration() = default;                                ///< registers nothing
    Registration(Registration&& other) noexcept;             ///< `other` then registers nothing
    Registration& operator=(Registration&& other) noexcept;  ///< unregisters what it had before
    /// Unregisters. When another thread is running the callback, waits for its end; so after it
    /// what the callback uses can go.
    ~Registration();

   private:
    friend class Cancellation;
    Registration(std::shared_ptr<State> state, std::shared_ptr<Callback> callback) noexcept;
    void reset() noexcept;

    std::shared_ptr<State> state_;
    std::shared_ptr<Callback> callback_;
  };

  /// Not cancelled yet.
  Cancellation();
  /// Shares the state of the other. Copied even where it could be moved, so that none is ever
  /// without its state.
  Cancellation(const Cancellation&) = default;
  Cancellation& operator=(const Cancellation&) = default;  ///< shares the state of the other

  /// One that is cancelled as soon as one of the two is, or when it is itself.
  [[nodiscard]] static Cancellation any_of(const Cancellation& first, const Cancellation& second);

  /// Wakes back-off sleeps at once and ends transfers within 100 ms. Then, the first time, runs the
  /// callbacks; one that throws ends the program.
  void cancel() noexcept;
  [[nodiscard]] bool cancelled() const noexcept;  ///< whether cancellation was requested

  /// Has `callback` called once when it is cancelled, in the thread that cancels; at once, in this
  /// thread, when it has been already. A `Transport` of your own ends with it what it waits for:
  ///
  /// \snippet reference.cpp on_cancel
  [[nodiscard]] Registration on_cancel(std::function<void()> callback) const;

  /// Sleeps for `duration`, or until cancelled. Returns whether it slept to the end.
  bool sleep_for(std::chrono::milliseconds duration) const;

 private:
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
  using Clock = std::chrono::steady_clock;  ///< not affected by changes of the time of day

  /// Never expires.
  Deadline() = default;
  /// Expires at that time; nothing ends it before.
  explicit Deadline(Clock::time_point expires_at) : expires_at_(expires_at) {}
  /// Expires at that time, or ends when `cancellation` is cancelled.
  Deadline(Clock::time_point expires_at, std::optional<Cancellation> cancellation)
      : expires_at_(expires_at), cancellation_(std::move(cancellation)) {}

  /// Expires `duration`, of any kind, after `now`; never, when that is beyond what the clock can
  /// count, and at `now` when it is negative.
  template <class Rep, class Period>
  [[nodiscard]] static Deadline after(std::chrono::duration<Rep, Period> duration,
                                      Clock::time_point now = Clock::now()) noexcept {
    return after_ticks(detail::ceil_saturating<Clock::duration>(duration), now);
  }

  /// When it expires; far in the future when it never does.
  [[nodiscard]] Clock::time_point expires_at() const noexcept { return expires_at_; }
  /// The time that is left; not negative.
  [[nodiscard]] Clock::duration remaining(Clock::time_point now = Clock::now()) const noexcept {
    return now < expires_at_ ? expires_at_ - now : Clock::duration::zero();
  }
  /// Whether no time is left; a cancellation does not count.
  [[nodiscard]] bool expired(Clock::time_point now = Clock::now()) const noexcept {
    return now >= expires_at_;
  }

  /// The cancellation that can end it before; may be none.
  [[nodiscard]] const std::optional<Cancellation>& cancellation() const noexcept {
    return cancellation_;
  }
  /// Whether cancellation was requested.
  [[nodiscard]] bool cancelled() const noexcept {
    return cancellation_ && cancellation_->cancelled();
  }

  /// Has `callback` called on a cancellation, as `Cancellation::on_cancel` does; does nothing when
  /// there is none.
  [[nodiscard]] Cancellation::Registration on_cancel(std::function<void()> callback) const {
    return cancellation_ ? cancellation_->on_cancel(std::move(callback))
                         : Cancellation::Registration();
  }

  /// This deadline, or `limit` when that comes first.
  [[nodiscard]] Deadline no_later_than(Clock::time_point limit) const {
    return {limit < expires_at_ ? limit : expires_at_, cancellation_};
  }

 private:
  static Deadline after_ticks(Clock::duration duration, Clock::time_point now) noexcept;

  Clock::time_point expires_at_ = (Clock::time_point::max)();
  std::optional<Cancellation> cancellation_;
};

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
