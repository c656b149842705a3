#include <chrono>
#include <cstdint>
#include <string_view>

#include "client/retry.hpp"
#include "require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto now = *bentocloud::parse_timestamp("2026-11-24T00:00:00Z");
  bentocloud::Attempt attempt;
  attempt.kind = bentocloud::ErrorKind::http;
  attempt.status = 429;
  attempt.time_left = std::chrono::hours(1);
  attempt.retry_after = bentocloud::parse_retry_after(text, now);
  require(!attempt.retry_after || attempt.retry_after->count() >= 0, "not negative");

  const bentocloud::RetryPolicy policy;
  const auto decision = bentocloud::decide_retry(policy, attempt, 0.5);
  require(decision.retry, "there is time enough for whatever it says");
  require(decision.delay.count() >= 0 && decision.delay <= policy.max_retry_after, "bounded");
  return 0;
}
