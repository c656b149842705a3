#include "call.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "http_error.hpp"
#include "text.hpp"

namespace bentocloud {
namespace {

using std::chrono::milliseconds;

std::string url_of(const ClientState& state, const ApiRequest& request) {
  std::string url = state.endpoint.url;
  for (const std::string& segment : request.path) {
    if (segment.empty() || segment == "." || segment == "..") {
      ErrorFacts facts;
      facts.kind = ErrorKind::invalid_argument;
      facts.operation = request.operation;
      facts.message = in_quotes(segment) + " cannot be part of a URL's path: nothing was sent";
      throw error_without_secrets(state, std::move(facts));
    }
    url += '/';
    url += percent_encode(segment);
  }
  char separator = '?';
  for (const auto& [name, value] : request.query) {
    url += separator;
    url += percent_encode(name) + '=' + percent_encode(value);
    separator = '&';
  }
  return url;
}

HttpRequest http_request(const ClientState& state, const ApiRequest& request) {
  HttpRequest http;
  http.method = request.method;
  http.url = url_of(state, request);
  http.headers = state.headers;
  http.body = request.body;
  if (!http.body.empty()) http.headers.push_back({"Content-Type", "application/json"});
  http.authentication_header = authentication_header;
  http.authentication = state.api_token;
  return http;
}

// Allow-lists: a deny-list would let the next secret through. Those of a request are set by this
// library alone, so that nothing the caller adds is among them.
constexpr std::array<std::string_view, 3> loggable_of_request = {"Content-Type", "User-Agent",
                                                                 organization_header};
constexpr std::array<std::string_view, 6> loggable_of_response = {
    "Content-Encoding", "Content-Length", "Content-Type", "Date", "Retry-After", "x-trace-id"};

constexpr std::size_t longest_detail = 500;

template <class Names>
HttpHeaders select(const HttpHeaders& headers, const Names& allowed, const Secret& api_token) {
  constexpr std::size_t longest_value = 200;
  HttpHeaders out;
  for (const HttpHeader& header : headers) {
    if (std::any_of(allowed.begin(), allowed.end(), [&header](std::string_view name) {
          return equals_ignoring_case(name, header.name);
        })) {
      out.push_back({header.name, printable(redact(header.value, api_token), longest_value)});
    }
  }
  return out;
}

class Call {
 public:
  Call(const ClientState& state, const ApiRequest& request, const Deadline& deadline)
      : state_(state),
        timing_(state.options.timing),
        request_(request),
        deadline_(deadline),
        http_(http_request(state, request)) {}

  ApiResponse run() {
    for (;;) {
      require_time();
      ++attempt_.number;
      begin_ = timing_.now();
      log(LogRecord::Event::request, http_.headers);
      if (std::optional<ApiResponse> response = try_once()) return *std::move(response);
      timing_.sleep(delay_, deadline_);
    }
  }

 private:
  // Nothing when another attempt is to follow.
  std::optional<ApiResponse> try_once() {
    try {
      return judge(state_.transport->send(http_, attempt_deadline()));
    } catch (const Error& error) {
      judge(error);
      return std::nullopt;
    }
  }

  // A create is not cut short, for that would leave its outcome unknown; nor is the last attempt.
  [[nodiscard]] Deadline attempt_deadline() const {
    const RetryPolicy& policy = state_.options.retry;
    if (!request_.idempotent || attempt_.number >= policy.max_attempts) return deadline_;
    return deadline_.no_later_than(Deadline::after(policy.attempt_timeout, begin_));
  }

  std::optional<ApiResponse> judge(HttpResponse&& http) {
    log(LogRecord::Event::response, http.headers, http.status);
    if (!is_transient(http.status)) return answer(std::move(http), {});
    attempt_.kind = ErrorKind::http;
    attempt_.status = http.status;
    attempt_.outcome = outcome_of(http.status);
    attempt_.retry_after.reset();
    if (const std::string* value = find_header(http.headers, "Retry-After")) {
      attempt_.retry_after = parse_retry_after(*value, timing_.utc_now());
    }
    const RetryDecision decision = decide();
    if (decision.retry) return std::nullopt;
    return answer(std::move(http), decision.reason);
  }

  [[nodiscard]] ApiResponse answer(HttpResponse&& http, std::string note) const {
    return {std::move(http), attempt_.number, maybe_acted_, std::move(note)};
  }

  void judge(const Error& error) {
    log(LogRecord::Event::failure, {}, 0, error.message());
    attempt_.kind = error.kind();
    attempt_.status = error.status();
    attempt_.outcome = error.outcome();
    if (attempt_.outcome == Outcome::unknown && error.status() != 0) {
      attempt_.outcome = outcome_of(error.status());  // the answer broke off, but had begun
    }
    attempt_.retryable = error.retryable();
    attempt_.retry_after.reset();
    const RetryDecision decision = decide();
    if (decision.retry) return;
    ErrorFacts facts = error.facts();
    facts.outcome = attempt_.outcome;
    throw_as_ours(std::move(facts), decision.reason);
  }

  RetryDecision decide() {
    attempt_.idempotent = request_.idempotent;
    attempt_.time_left =
        std::chrono::duration_cast<milliseconds>(deadline_.remaining(timing_.now()));
    RetryDecision decision = decide_retry(state_.options.retry, attempt_, timing_.random());
    if (decision.retry) {
      const bool acted =
          attempt_.outcome == Outcome::unknown || attempt_.outcome == Outcome::applied;
      maybe_acted_ = maybe_acted_ || acted;
      delay_ = decision.delay;
      log(LogRecord::Event::retry);
    }
    return decision;
  }

  // Before each attempt: whether there is still somebody who waits for the answer.
  void require_time() const {
    ErrorFacts facts;
    if (deadline_.cancelled()) {
      facts.kind = ErrorKind::cancelled;
      facts.message = "cancelled";
    } else if (deadline_.expired(timing_.now())) {
      facts.kind = ErrorKind::timeout;
      facts.message = "no time is left";
      facts.retryable = true;
    } else {
      return;
    }
    if (attempt_.number > 0) facts.outcome = attempt_.outcome;
    throw_as_ours(std::move(facts), {});
  }

  [[noreturn]] void throw_as_ours(ErrorFacts facts, const std::string& note) const {
    facts.operation = request_.operation;
    facts.attempts = attempt_.number;
    append_hint(facts.hint, note);
    if (request_.idempotent) facts.partial_body = {};  // of interest to a create alone
    if (maybe_acted_ && facts.outcome != Outcome::applied) facts.outcome = Outcome::unknown;
    throw error_without_secrets(state_, std::move(facts));
  }

  // Never throws: a log that fails must not lose an answer.
  void log(LogRecord::Event event, const HttpHeaders& headers = {}, int status = 0,
           const std::string& detail = {}) const noexcept {
    if (!state_.options.log) return;
    try {
      state_.options.log(record(event, headers, status, detail));
    } catch (...) {  // NOLINT(bugprone-empty-catch)
    }
  }

  [[nodiscard]] LogRecord record(LogRecord::Event event, const HttpHeaders& headers, int status,
                                 const std::string& detail) const {
    const Secret& api_token = state_.api_token;
    LogRecord record;
    record.event = event;
    record.operation = redact(request_.operation, api_token);
    record.method = http_.method;
    // Taken for a uid, the API token is in there encoded.
    record.url = redact(redact(http_.url, api_token), Secret(percent_encode(api_token.reveal())));
    record.attempt = attempt_.number;
    record.status = status;
    record.elapsed = event == LogRecord::Event::retry
                         ? delay_
                         : std::chrono::duration_cast<milliseconds>(timing_.now() - begin_);
    record.headers = event == LogRecord::Event::request
                         ? select(headers, loggable_of_request, api_token)
                         : select(headers, loggable_of_response, api_token);
    record.detail = printable(redact(detail, api_token), longest_detail);
    return record;
  }

  const ClientState& state_;
  const Timing& timing_;
  const ApiRequest& request_;
  const Deadline& deadline_;
  const HttpRequest http_;
  Attempt attempt_{true, 0};  // the last one
  Deadline::Clock::time_point begin_;
  milliseconds delay_{0};
  bool maybe_acted_ = false;  // by an attempt before the last
};

}  // namespace

ApiResponse perform(const ClientState& state, const ApiRequest& request, const Deadline& deadline) {
  return Call(state, request, deadline).run();
}

}  // namespace bentocloud
