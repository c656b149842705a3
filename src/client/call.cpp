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
  details.message = in_quotes(redact(text, *state.credentials.get())) + why + ": nothing was sent";
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

HttpRequest http_request(const CallContext& context, const ApiRequest& request) {
  const ClientState& state = context.state;
  HttpRequest http;
  http.method = request.method;
  http.url = url_of(state, request);
  http.headers.reserve(context.headers.size() + 1);
  http.headers = context.headers;
  http.body = request.body;
  if (!http.body.empty()) http.headers.push_back({"Content-Type", "application/json"});
  http.authentication_header = authentication_header;
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
HttpHeaders select(const HttpHeaders& headers, const Names& allowed, const Identity& identity) {
  constexpr std::size_t max_value = 200;
  HttpHeaders out;
  for (const HttpHeader& header : headers) {
    if (std::any_of(allowed.begin(), allowed.end(), [&header](std::string_view name) {
          return equals_ignoring_case(name, header.name);
        })) {
      out.push_back({header.name, excerpt(header.value, identity, max_value)});
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

Call::Call(CallContext& context, const ApiRequest& request)
    : context_(context),
      state_(context.state),
      timing_(state_.options.timing),
      request_(request),
      deadline_(context.deadline),
      id_(++state_.calls),
      identity_(state_.credentials.get()),
      http_(http_request(context, request)) {}

// One that has begun and has no result is given up.
Call::~Call() {
  if (attempt_.number > 0) log_summary(ErrorKind::cancelled, outcome_of_all(Outcome::unknown), 0);
}

void Call::start(Deadline::Clock::time_point now) {
  if (std::optional<ErrorDetails> end = end_of(deadline_, now)) throw given_up(*std::move(end));
  if (++attempt_.number == 1) {
    first_begin_ = now;
  } else {
    identity_ = state_.credentials.get();
  }
  if (!request_.is_anonymous) http_.authentication = identity_->api_token;
  begin_ = now;
  // A create or an update is not cut short, for that would leave its outcome unknown; nor is the
  // last attempt.
  const RetryPolicy& policy = state_.options.retry;
  attempt_deadline_ =
      request_.is_idempotent() && attempt_.number < policy.max_attempts
          ? deadline_.no_later_than(Deadline::after(policy.attempt_timeout, begin_).expires_at())
          : deadline_;
  log(LogRecord::Event::request, [this](LogRecord& record) {
    record.headers = select(http_.headers, loggable_of_request, *identity_);
  });
}

Error Call::given_up(ErrorDetails details) {
  if (attempt_.number > 0) details.outcome = attempt_.outcome;
  Error error = with_call_context(std::move(details), {});
  log_summary(error.kind(), error.outcome(), error.status());
  return error;
}

void Call::responded(HttpResponse&& http) {
  bytes_received_ += http.body.size();
  new_connection_ = http.new_connection;
  log(LogRecord::Event::response, [this, &http](LogRecord& record) {
    record.headers = select(http.headers, loggable_of_response, *identity_);
    record.status = http.status;
    record.new_connection = http.new_connection;
  });
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
  } else if (renew_credentials(http)) {
    return;
  }
  const bool is_success = http.status >= 200 && http.status < 300;
  log_summary(is_success ? std::nullopt : std::optional(ErrorKind::http),
              outcome_of_all(attempt_.outcome), http.status);
  result_ = ApiResult{{std::move(http), attempt_.number, possibly_applied_, std::move(note)}, {}};
}

void Call::failed(const Error& error) {
  log(LogRecord::Event::failure, [this, &error](LogRecord& record) {
    record.detail = excerpt(error.message(), *identity_, max_detail);
  });
  new_connection_.reset();
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
  const Error result = with_call_context(std::move(details), decision.reason);
  log_summary(result.kind(), result.outcome(), result.status());
  result_ = ApiResult{{}, result};
}

// Whether that decides what comes next: another attempt, or the end. At most once, for a server
// that refuses the new token too would be asked for ever.
bool Call::renew_credentials(const HttpResponse& refusal) {
  if (is_renewed_ || request_.is_anonymous || !state_.credentials.can_change() ||
      !is_unauthorized(request_, refusal)) {
    return false;
  }
  is_renewed_ = true;
  std::optional<ErrorDetails> end;
  try {
    const bool may_ask = std::exchange(context_.may_ask_provider, false);
    const auto renewed = state_.credentials.renew(identity_, may_ask, deadline_, timing_);
    if (renewed->api_token != identity_->api_token) {
      delay_ = milliseconds::zero();
      log_retry("with the API token from " + renewed->source);
      return true;
    }
    if (renewed != identity_ && renewed->failure) end = renewed->failure->details();
  } catch (const Error& error) {
    end = error.details();
  }
  if (!end) return false;
  end->status = refusal.status;
  end->trace_id = trace_id_of(refusal);
  result_ = ApiResult{{}, given_up(*std::move(end))};
  return true;
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
    log_retry({});
  }
  return decision;
}

Error Call::with_call_context(ErrorDetails details, const std::string& note) const {
  details.operation = request_.operation;
  details.attempts = attempt_.number;
  append_hint(details.hint, note);
  if (request_.method != "POST") details.partial_body = {};  // of interest to a create alone
  details.outcome = outcome_of_all(details.outcome);
  return error_without_secrets(state_, std::move(details));
}

// Of all attempts, when that is the outcome of the last one.
Outcome Call::outcome_of_all(Outcome last) const noexcept {
  return possibly_applied_ && last != Outcome::applied ? Outcome::unknown : last;
}

// Never throws: a log that fails must not lose a response.
template <class Fill>
void Call::log(LogRecord::Event event, const Fill& fill) const noexcept {
  if (!state_.options.log) return;
  try {
    LogRecord record;
    record.event = event;
    record.call = id_;
    record.operation = shown_operation(request_.operation, *identity_);
    record.method = http_.method;
    record.url = redact(http_.url, *identity_);
    record.attempt = attempt_.number;
    record.elapsed = std::chrono::duration_cast<milliseconds>(timing_.now() - begin_);
    fill(record);
    state_.options.log(record);
  } catch (...) {  // NOLINT(bugprone-empty-catch)
  }
}

void Call::log_retry(const std::string& detail) const noexcept {
  log(LogRecord::Event::retry, [this, &detail](LogRecord& record) {
    record.elapsed = delay_;
    record.detail = excerpt(detail, *identity_, max_detail);
  });
}

void Call::log_summary(std::optional<ErrorKind> error, Outcome outcome, int status) noexcept {
  if (std::exchange(is_summed_up_, true)) return;
  log(LogRecord::Event::summary, [&](LogRecord& record) {
    const auto begin = attempt_.number > 0 ? first_begin_ : timing_.now();
    record.elapsed = std::chrono::duration_cast<milliseconds>(timing_.now() - begin);
    record.error = error;
    record.outcome = outcome;
    record.status = status;
    record.bytes_sent = static_cast<std::uint64_t>(attempt_.number) * http_.body.size();
    record.bytes_received = bytes_received_;
    record.new_connection = new_connection_;
  });
}

void log_not_begun(const ClientState& state, const ApiRequest& request, ErrorKind why) noexcept {
  if (!state.options.log) return;
  try {
    const auto identity = state.credentials.get();
    LogRecord record;
    record.event = LogRecord::Event::summary;
    record.call = ++state.calls;
    record.operation = shown_operation(request.operation, *identity);
    record.method = request.method;
    record.url = redact(url_of(state, request), *identity);
    record.attempt = 0;
    record.outcome = Outcome::not_sent;
    record.error = why;
    state.options.log(record);
  } catch (...) {  // NOLINT(bugprone-empty-catch)
  }
}

ApiResponse perform(CallContext context, const ApiRequest& request) {
  const ClientState& state = context.state;
  Call call(context, request);
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
    state.options.timing.sleep(call.delay(), context.deadline);
  }
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
