#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include <bentocloud/cloud_client.hpp>

#include "client/client_state.hpp"
#include "client/retry.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// Why nothing is begun at `now`: cancelled, or no time is left. Nothing when something may be.
[[nodiscard]] std::optional<ErrorDetails> end_of(const Deadline& deadline,
                                                 Deadline::Clock::time_point now);

/// What the calls of one `send` or `send_all` have in common.
struct CallContext {
  const ClientState& state;
  const HttpHeaders& headers;  ///< of every request
  const Deadline deadline;
  bool may_ask_provider = true;  ///< once
};

/// One request to BentoCloud in flight, retried until no further retry is due: which attempt is
/// next, and what is to be said of it. Puts nothing on the wire and does not sleep, but may ask for
/// other credentials:
///
///   start, then responded or failed; and once more after `delay`, until there is a result.
class Call {
 public:
  /// \throws Error with kind `invalid_argument` when the path cannot be one.
  Call(CallContext& context, const ApiRequest& request);
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  ~Call();

  /// Begins an attempt at `now`. \throws Error when no time is left for it.
  void start(Deadline::Clock::time_point now);

  /// What the attempt is to send, and by when.
  [[nodiscard]] const HttpRequest& request() const noexcept { return http_; }
  [[nodiscard]] const Deadline& attempt_deadline() const noexcept { return attempt_deadline_; }

  void responded(HttpResponse&& http);
  void failed(const Error& error);

  /// The error of a call that is not to have another attempt, for the reason in `details`.
  [[nodiscard]] Error given_up(ErrorDetails details);

  /// Nothing when another attempt is to follow, after `delay`.
  [[nodiscard]] std::optional<ApiResult>& result() noexcept { return result_; }
  [[nodiscard]] std::chrono::milliseconds delay() const noexcept { return delay_; }
  /// Whether the server asked not for this request alone to be slower.
  [[nodiscard]] bool is_throttled() const noexcept;

 private:
  [[nodiscard]] RetryDecision decide();
  [[nodiscard]] bool renew_credentials(const HttpResponse& refusal);
  [[nodiscard]] Error with_call_context(ErrorDetails details, const std::string& note) const;
  [[nodiscard]] Outcome outcome_of_all(Outcome last) const noexcept;

  template <class Fill>
  void log(LogRecord::Event event, const Fill& fill) const noexcept;
  void log_retry(const std::string& detail) const noexcept;
  void log_summary(std::optional<ErrorKind> error, Outcome outcome, int status) noexcept;

  CallContext& context_;
  const ClientState& state_;
  const Timing& timing_;
  const ApiRequest& request_;
  const Deadline& deadline_;
  const std::uint64_t id_;
  std::shared_ptr<const Identity> identity_;  // of the last attempt
  HttpRequest http_;
  Attempt attempt_{false, 0};  // the last one
  Deadline attempt_deadline_;
  Deadline::Clock::time_point begin_;  // of the last attempt
  Deadline::Clock::time_point first_begin_;
  std::chrono::milliseconds delay_{0};
  bool possibly_applied_ = false;  // by an attempt before the last
  bool is_renewed_ = false;        // the credentials were, or could have been
  bool is_summed_up_ = false;
  std::uint64_t bytes_received_ = 0;
  std::optional<bool> new_connection_;  // that of the last response
  std::optional<ApiResult> result_;
};

/// Tells the log of a call that ends before it has begun.
void log_not_begun(const ClientState& state, const ApiRequest& request, ErrorKind why) noexcept;

/// What `CloudClient::send` does.
[[nodiscard]] ApiResponse perform(CallContext context, const ApiRequest& request);

/// What `CloudClient::send_all` does.
void perform_all(CallContext context, const std::vector<ApiRequest>& requests,
                 std::size_t concurrency, const OnResult& on_result);

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
