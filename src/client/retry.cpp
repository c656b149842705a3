#include "client/retry.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <random>
#include <thread>

#include "base/http_date.hpp"
#include "base/text.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace {

using std::chrono::milliseconds;

// Whether the attempt failed in a way that another one may not.
bool may_pass(const Attempt& attempt) noexcept {
  return attempt.kind == ErrorKind::http ? is_transient(attempt.status) : attempt.retryable;
}

bool is_safe(const Attempt& attempt) noexcept {
  return attempt.idempotent || attempt.outcome == Outcome::not_sent || attempt.status == 429;
}

milliseconds backoff(const RetryPolicy& policy, int attempt_number, double random) {
  // No further than makes sense: nothing times infinity is no number.
  const double growth = std::exp2((std::min)(attempt_number - 1, 60));
  const double ceiling = (std::min)(static_cast<double>(policy.max_delay.count()),
                                    static_cast<double>(policy.initial_delay.count()) * growth);
  return milliseconds(static_cast<milliseconds::rep>(ceiling * random));
}

RetryDecision no(std::string reason) { return {false, milliseconds::zero(), std::move(reason)}; }

}  // namespace

bool is_transient(int status) noexcept {
  return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 ||
         status == 504;
}

RetryDecision decide_retry(const RetryPolicy& policy, const Attempt& attempt, double random) {
  if (!may_pass(attempt)) return no("");
  if (!is_safe(attempt)) {
    return no(attempt.outcome == Outcome::unknown
                  ? "not retried: the server may already have processed the request"
                  : "");
  }
  if (attempt.number >= policy.max_attempts) {
    return no(policy.max_attempts > 1 ? "retries exhausted" : "");
  }
  milliseconds delay = backoff(policy, attempt.number, random);
  if (attempt.retry_after) {
    delay = (std::max)(delay, (std::min)(*attempt.retry_after, policy.max_retry_after));
  }
  if (delay >= attempt.time_left) return no("no time is left for another attempt");
  return {true, delay, {}};
}

std::optional<milliseconds> parse_retry_after(std::string_view text, Timestamp now) {
  text = trim(text);
  if (!text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos) {
    // A number too large for the type is as good as the largest that is sensible.
    constexpr auto year = std::int64_t{366} * 24 * 3600;
    std::int64_t seconds = year;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return std::chrono::seconds((std::min)(seconds, year));
  }
  const std::optional<Timestamp> date = parse_http_date(text);
  if (!date) return std::nullopt;
  return (std::max)(std::chrono::duration_cast<milliseconds>(*date - now), milliseconds::zero());
}

Timing::Timing()
    : now{&Deadline::Clock::now}, utc_now{&bentocloud::now}, sleep{&sleep_for}, random{&uniform} {}
Timing::Timing(const Timing& other) = default;
Timing& Timing::operator=(const Timing& other) = default;
Timing::~Timing() = default;

void Timing::sleep_for(milliseconds duration, const Deadline& deadline) {
  if (const std::optional<Cancellation>& cancellation = deadline.cancellation()) {
    cancellation->sleep_for(duration);
  } else {
    std::this_thread::sleep_for(duration);
  }
}

double Timing::uniform() {
  thread_local std::minstd_rand engine{std::random_device{}()};
  return std::generate_canonical<double, 32>(engine);
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
