#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <bentocloud/error.hpp>
#include <bentocloud/retry.hpp>
#include <bentocloud/timestamp.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

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

/// Pure function: whether to retry, and after what delay. `random` is at least 0 and less than 1.
///
/// A request that is not idempotent is tried again only when it certainly was not acted on: it was
/// not sent, or the server responded with 429.
[[nodiscard]] RetryDecision decide_retry(const RetryPolicy& policy, const Attempt& attempt,
                                         double random);

/// Reads a `Retry-After` header: seconds, or a date of HTTP, which is taken relative to `now`. A
/// time in the past is zero; nothing when it is neither.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view text,
                                                                         Timestamp now);

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
