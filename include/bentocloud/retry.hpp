#pragma once

#include <chrono>
#include <functional>

#include <bentocloud/deadline.hpp>
#include <bentocloud/export.hpp>
#include <bentocloud/timestamp.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

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
  /// The wall clock, `bentocloud::now`: to read a `Retry-After` that is a date,
  /// and for the lifetime and the name of a rotated token's successor.
  std::function<Timestamp()> utc_now;
  /// Sleeps for a back-off, but returns at once when the deadline's cancellation is used:
  /// `sleep_for`.
  std::function<void(std::chrono::milliseconds, const Deadline&)> sleep;
  /// The random number of a delay's jitter, at least 0 and less than 1: `uniform`. Called from many
  /// threads at once.
  std::function<double()> random;

  /// What `sleep` does unless it is replaced.
  static void sleep_for(std::chrono::milliseconds duration, const Deadline& deadline);
  /// What `random` gives unless it is replaced: any number of its range, as likely as any other.
  static double uniform();
};

/// Whether a status may go away by itself: 408, 429, 500, 502, 503 and 504.
[[nodiscard]] BENTOCLOUD_EXPORT bool is_transient(int status) noexcept;

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
