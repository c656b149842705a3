#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <bentocloud/deadline.hpp>
#include <bentocloud/error.hpp>
#include <bentocloud/export.hpp>
#include <bentocloud/timestamp.hpp>

namespace bentocloud {

/// When and how failed attempts are retried. The delays grow exponentially with full jitter:
/// before attempt n + 1 the client sleeps a random time between zero and
/// `min(max_delay, initial_delay * 2^(n - 1))`.
struct RetryPolicy {
  /// All attempts, the first included; 1 means no retry.
  int max_attempts = 4;
  std::chrono::milliseconds initial_delay{250};  ///< the longest sleep before the second attempt
  std::chrono::milliseconds max_delay{8000};     ///< the longest sleep before any attempt
  /// The most that a server's `Retry-After` is obeyed for; it is a lower bound of the delay.
  std::chrono::milliseconds max_retry_after{60000};
  /// How long one attempt may take while another one is left. Never applies to a create or an
  /// update, nor to the last attempt: those have all the time that the call has.
  std::chrono::milliseconds attempt_timeout{15000};
};

/// Clocks, sleep and random numbers; replaced in tests of back-off.
struct BENTOCLOUD_EXPORT Timing {
  /// \{
  /// Defaults to the real clocks. Defined out of line to keep compile times down.
  Timing();
  Timing(const Timing& other);
  Timing& operator=(const Timing& other);
  ~Timing();
  /// \}

  /// What deadlines are measured with: `Deadline::Clock::now`, unless it is replaced.
  std::function<Deadline::Clock::time_point()> now;
  /// The wall clock, `bentocloud::now`: only to read a `Retry-After` that is a date.
  std::function<Timestamp()> utc_now;
  /// Sleeps, but returns at once when the deadline's cancellation is used: `sleep_for`.
  std::function<void(std::chrono::milliseconds, const Deadline&)> sleep;
  /// At least 0, less than 1: `uniform`. Called from many threads at once.
  std::function<double()> random;

  /// The real thing for `sleep`.
  static void sleep_for(std::chrono::milliseconds duration, const Deadline& deadline);
  /// The real thing for `random`.
  static double uniform();
};

/// What one failed attempt looked like.
struct Attempt {
  /// Whether the request may be acted on twice without harm: everything but a create and an update.
  bool idempotent = false;
  int number = 1;                         ///< 1 for the first
  ErrorKind kind = ErrorKind::transport;  ///< `http` when there was a response
  int status = 0;                         ///< of that response
  Outcome outcome = Outcome::unknown;     ///< what is known to have become of the request
  bool retryable = false;                 ///< `Error::retryable()` of the transport's error
  std::optional<std::chrono::milliseconds> retry_after = {};  ///< what the server asks to wait
  std::chrono::milliseconds time_left{};                      ///< until the deadline
};

/// What to do after an attempt that failed.
struct RetryDecision {
  bool retry = false;                 ///< whether to try again
  std::chrono::milliseconds delay{};  ///< to sleep before the next attempt
  std::string reason;                 ///< why not, when not
};

/// Whether a status may go away by itself: 408, 429, 500, 502, 503 and 504.
[[nodiscard]] BENTOCLOUD_EXPORT bool is_transient(int status) noexcept;

/// Pure function: whether to retry, and after what delay. `random` is at least 0 and less than 1.
///
/// A request that is not idempotent is tried again only when it certainly was not acted on: it was
/// not sent, or the server responded with 429.
///
/// \snippet reference.cpp decide_retry
[[nodiscard]] BENTOCLOUD_EXPORT RetryDecision decide_retry(const RetryPolicy& policy,
                                                           const Attempt& attempt, double random);

/// Reads a `Retry-After` header: seconds, or a date of HTTP, which is taken relative to `now`. A
/// time in the past is zero; nothing when it is neither.
///
/// \snippet reference.cpp parse_retry_after
[[nodiscard]] BENTOCLOUD_EXPORT std::optional<std::chrono::milliseconds> parse_retry_after(
    std::string_view text, Timestamp now);

}  // namespace bentocloud
