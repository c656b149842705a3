#include "client/call.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "client/http_error.hpp"
#include "transport/thrown_error.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace {

using std::chrono::milliseconds;

[[noreturn]] void refuse(const ClientState& state, const ApiRequest& request,
                         const std::string& text, const char* why) {
  ErrorDetails details;
  details.kind = ErrorKind::invalid_argument;
  details.outcome = Outcome::not_sent;
  details.operation = request.operation;
  details.message = in_quotes(redact(text, state.api_token)) + why + ": nothing was sent";
  throw error_without_secrets(state, std::move(details));
}

// How long its URL is at most: a byte becomes three.
std::size_t max_url_size(const ClientState& state, const ApiRequest& request) {
  std::size_t size = state.endpoint.url.size();
  for (const std::string& segment : request.path) size += 1 + 3 * segment.size();
  for (const auto& [name, value] : request.query) size += 2 + 3 * (name.size() + value.size());
  return size;
}

std::string url_of(const ClientState& state, const ApiRequest& request) {
  std::string url;
  url.reserve(max_url_size(state, request));
  url = state.endpoint.url;
  for (const std::string& segment : request.path) {
    if (segment.empty() || segment == "." || segment == "..") {
      refuse(state, request, segment, " cannot be part of a URL's path");
    }
    if (!is_utf8(segment)) refuse(state, request, segment, " is not UTF-8");
    url += '/';
    append_percent_encoded(url, segment);
  }
  char separator = '?';
  for (const auto& [name, value] : request.query) {
    if (!is_utf8(name) || !is_utf8(value)) {
      refuse(state, request, std::string(name).append("=").append(value), " is not UTF-8");
    }
    url += separator;
    append_percent_encoded(url, name);
    url += '=';
    append_percent_encoded(url, value);
    separator = '&';
  }
  return url;
}

HttpRequest http_request(const ClientState& state, const ApiRequest& request) {
  HttpRequest http;
  http.method = request.method;
  http.url = url_of(state, request);
  http.headers.reserve(state.headers.size() + 1);
  http.headers = state.headers;
  http.body = request.body;
  if (!http.body.empty()) http.headers.push_back({"Content-Type", "application/json"});
  http.authentication_header = authentication_header;
  http.authentication = state.api_token;
  http.max_response_size = (std::min)(request.max_response_size, state.options.max_response_size);
  return http;
}

// Allow-lists: a deny-list would let the next secret through. Those of a request are set by this
// library alone, so that nothing the caller adds is among them.
constexpr std::array<std::string_view, 3> loggable_of_request = {"Content-Type", "User-Agent",
                                                                 organization_header};
constexpr std::array<std::string_view, 6> loggable_of_response = {
    "Content-Encoding", "Content-Length", "Content-Type", "Date", "Retry-After", "x-trace-id"};

constexpr std::size_t max_detail = 500;

template <class Names>
HttpHeaders select(const HttpHeaders& headers, const Names& allowed, const Secret& api_token) {
  constexpr std::size_t max_value = 200;
  HttpHeaders out;
  for (const HttpHeader& header : headers) {
    if (std::any_of(allowed.begin(), allowed.end(), [&header](std::string_view name) {
          return equals_ignoring_case(name, header.name);
        })) {
      out.push_back({header.name, excerpt(header.value, api_token, max_value)});
    }
  }
  return out;
}

}  // namespace

std::optional<ErrorDetails> end_of(const Deadline& deadline, Deadline::Clock::time_point now) {
  ErrorDetails details;
  details.outcome = Outcome::not_sent;
  if (deadline.cancelled()) {
    details.kind = ErrorKind::cancelled;
    details.message = "cancelled";
  } else if (deadline.expired(now)) {
    details.kind = ErrorKind::timeout;
    details.message = "no time is left";
    details.retryable = true;
  } else {
    return std::nullopt;
  }
  return details;
}

Call::Call(const ClientState& state, const ApiRequest& request, const Deadline& deadline)
    : state_(state),
      timing_(state.options.timing),
      request_(request),
      deadline_(deadline),
      http_(http_request(state, request)) {}

void Call::start(Deadline::Clock::time_point now) {
  if (std::optional<ErrorDetails> end = end_of(deadline_, now)) throw given_up(*std::move(end));
  ++attempt_.number;
  begin_ = now;
  // A create or an update is not cut short, for that would leave its outcome unknown; nor is the
  // last attempt.
  const RetryPolicy& policy = state_.options.retry;
  attempt_deadline_ =
      request_.is_idempotent() && attempt_.number < policy.max_attempts
          ? deadline_.no_later_than(Deadline::after(policy.attempt_timeout, begin_).expires_at())
          : deadline_;
  log(LogRecord::Event::request, http_.headers);
}

Error Call::given_up(ErrorDetails details) const {
  if (attempt_.number > 0) details.outcome = attempt_.outcome;
  return with_call_context(std::move(details), {});
}

void Call::responded(HttpResponse&& http) {
  log(LogRecord::Event::response, http.headers, http.status);
  std::string note;
  attempt_.kind = ErrorKind::http;
  attempt_.status = http.status;
  attempt_.outcome = outcome_of(http.status);
  attempt_.retry_after.reset();
  if (is_transient(http.status)) {
    if (const std::string* value = find_header(http.headers, "Retry-After")) {
      attempt_.retry_after = parse_retry_after(*value, timing_.utc_now());
    }
    RetryDecision decision = decide();
    if (decision.retry) return;
    note = std::move(decision.reason);
  }
  result_ = ApiResult{{std::move(http), attempt_.number, possibly_applied_, std::move(note)}, {}};
}

void Call::failed(const Error& error) {
  log(LogRecord::Event::failure, {}, 0, error.message());
  attempt_.kind = error.kind();
  attempt_.status = error.status();
  attempt_.outcome = error.outcome();
  if (attempt_.outcome == Outcome::unknown && error.status() != 0) {
    attempt_.outcome = outcome_of(error.status());  // the response broke off, but had begun
  }
  attempt_.retryable = error.retryable();
  attempt_.retry_after.reset();
  const RetryDecision decision = decide();
  if (decision.retry) return;
  ErrorDetails details = error.details();
  details.outcome = attempt_.outcome;
  result_ = ApiResult{{}, with_call_context(std::move(details), decision.reason)};
}

bool Call::is_throttled() const noexcept {
  return attempt_.kind == ErrorKind::http && (attempt_.status == 429 || attempt_.retry_after);
}

RetryDecision Call::decide() {
  attempt_.idempotent = request_.is_idempotent();
  attempt_.time_left = std::chrono::duration_cast<milliseconds>(deadline_.remaining(timing_.now()));
  RetryDecision decision = decide_retry(state_.options.retry, attempt_, timing_.random());
  delay_ = decision.retry ? decision.delay
                          : (std::min)(attempt_.retry_after.value_or(milliseconds::zero()),
                                       state_.options.retry.max_retry_after);
  if (decision.retry) {
    const bool acted = attempt_.outcome == Outcome::unknown || attempt_.outcome == Outcome::applied;
    possibly_applied_ = possibly_applied_ || acted;
    log(LogRecord::Event::retry);
  }
  return decision;
}

Error Call::with_call_context(ErrorDetails details, const std::string& note) const {
  details.operation = request_.operation;
  details.attempts = attempt_.number;
  append_hint(details.hint, note);
  if (request_.method != "POST") details.partial_body = {};  // of interest to a create alone
  if (possibly_applied_ && details.outcome != Outcome::applied) details.outcome = Outcome::unknown;
  return error_without_secrets(state_, std::move(details));
}

// Never throws: a log that fails must not lose a response.
void Call::log(LogRecord::Event event, const HttpHeaders& headers, int status,
               const std::string& detail) const noexcept {
  if (!state_.options.log) return;
  try {
    state_.options.log(record(event, headers, status, detail));
  } catch (...) {  // NOLINT(bugprone-empty-catch)
  }
}

LogRecord Call::record(LogRecord::Event event, const HttpHeaders& headers, int status,
                       const std::string& detail) const {
  const Secret& api_token = state_.api_token;
  LogRecord record;
  record.event = event;
  record.operation = shown_operation(request_.operation, api_token);
  record.method = http_.method;
  record.url = redact(http_.url, api_token);
  record.attempt = attempt_.number;
  record.status = status;
  record.elapsed = event == LogRecord::Event::retry
                       ? delay_
                       : std::chrono::duration_cast<milliseconds>(timing_.now() - begin_);
  record.headers = event == LogRecord::Event::request
                       ? select(headers, loggable_of_request, api_token)
                       : select(headers, loggable_of_response, api_token);
  record.detail = excerpt(detail, api_token, max_detail);
  return record;
}

ApiResponse perform(const ClientState& state, const ApiRequest& request, const Deadline& deadline) {
  Call call(state, request, deadline);
  for (;;) {
    call.start(state.options.timing.now());
    std::optional<HttpResponse> response;
    try {
      response = state.transport->send(call.request(), call.attempt_deadline());
    } catch (...) {
      call.failed(thrown_error());
    }
    if (response) call.responded(*std::move(response));
    if (std::optional<ApiResult>& result = call.result()) {
      if (result->error) throw Error(*result->error);
      return std::move(result->response);
    }
    state.options.timing.sleep(call.delay(), deadline);
  }
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
