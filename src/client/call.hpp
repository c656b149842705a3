#pragma once

#include <chrono>
#include <optional>

#include <bentocloud/cloud_client.hpp>

#include "client/client_state.hpp"
#include "client/retry.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// Why nothing is begun at `now`: cancelled, or no time is left. Nothing when something may be.
[[nodiscard]] std::optional<ErrorDetails> end_of(const Deadline& deadline,
                                                 Deadline::Clock::time_point now);

/// One request to BentoCloud in flight, retried until no further retry is due: which attempt is
/// next, and what is to be said of it. Puts nothing on the wire and does not sleep:
///
///   start, then responded or failed; and once more after `delay`, until there is a result.
class Call {
 public:
  /// \throws Error with kind `invalid_argument` when the path cannot be one.
  Call(const ClientState& state, const ApiRequest& request, const Deadline& deadline);

  /// Begins an attempt at `now`. \throws Error when no time is left for it.
  void start(Deadline::Clock::time_point now);

  /// What the attempt is to send, and by when.
  [[nodiscard]] const HttpRequest& request() const noexcept { return http_; }
  [[nodiscard]] const Deadline& attempt_deadline() const noexcept { return attempt_deadline_; }

  void responded(HttpResponse&& http);
  void failed(const Error& error);

  /// The error of a call that is not to have another attempt, for the reason in `details`.
  [[nodiscard]] Error given_up(ErrorDetails details) const;

  /// Nothing when another attempt is to follow, after `delay`.
  [[nodiscard]] std::optional<ApiResult>& result() noexcept { return result_; }
  [[nodiscard]] std::chrono::milliseconds delay() const noexcept { return delay_; }
  /// Whether the server asked not for this request alone to be slower.
  [[nodiscard]] bool is_throttled() const noexcept;

 private:
  [[nodiscard]] RetryDecision decide();
  [[nodiscard]] Error with_call_context(ErrorDetails details, const std::string& note) const;
  void log(LogRecord::Event event, const HttpHeaders& headers = {}, int status = 0,
           const std::string& detail = {}) const noexcept;
  [[nodiscard]] LogRecord record(LogRecord::Event event, const HttpHeaders& headers, int status,
                                 const std::string& detail) const;

  const ClientState& state_;
  const Timing& timing_;
  const ApiRequest& request_;
  const Deadline& deadline_;
  const HttpRequest http_;
  Attempt attempt_{false, 0};  // the last one
  Deadline attempt_deadline_;
  Deadline::Clock::time_point begin_;
  std::chrono::milliseconds delay_{0};
  bool possibly_applied_ = false;  // by an attempt before the last
  std::optional<ApiResult> result_;
};

/// What `CloudClient::send` does.
[[nodiscard]] ApiResponse perform(const ClientState& state, const ApiRequest& request,
                                  const Deadline& deadline);

/// What `CloudClient::send_all` does.
void perform_all(const ClientState& state, const std::vector<ApiRequest>& requests,
                 const Deadline& deadline, std::size_t concurrency, const OnResult& on_result);

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
