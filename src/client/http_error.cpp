#include "client/http_error.hpp"

#include "base/text.hpp"
#include "base/wipe.hpp"
#include "client/error_body.hpp"
#include "client/retry.hpp"
#include "json/secret_field.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace {

constexpr std::size_t max_operation = 200;
constexpr std::size_t max_message = 500;
constexpr std::size_t max_trace_id = 100;
constexpr const char* trace_id_header = "x-trace-id";
constexpr const char* no_message = "no error message in the response";

bool contains_ignoring_case(std::string_view text, std::string_view word) noexcept {
  for (; text.size() >= word.size(); text.remove_prefix(1)) {
    if (equals_ignoring_case(text.substr(0, word.size()), word)) return true;
  }
  return false;
}

// The response may hold the value of a token that was created, wherever it stands.
bool may_hold_secret(const ApiRequest& request) noexcept { return request.method == "POST"; }

// A new token's value is taken out first, for the parser would leave copies of it behind.
json::ErrorBody read_body(const ApiRequest& request, const HttpResponse& response) {
  if (!may_hold_secret(request)) return json::read_error_body(response.body);
  std::string text = response.body;
  const WipeAtExit wipe_text(text);
  std::optional<Secret> token = json::take_secret(text, "token");
  json::ErrorBody body = json::read_error_body(text);
  if (token) body.token = std::move(token);
  return body;
}

bool is_redirect(int status) noexcept {
  return (status >= 301 && status <= 303) || status == 307 || status == 308;
}

bool lacks_scopes(const HttpResponse& response, const json::ErrorBody& body) noexcept {
  return response.status == 403 && contains_ignoring_case(body.message, "scope");
}

// Where the new token's value could be, only what the server says of the error is shown; all of it
// when nothing was created.
std::string message_of(const ApiRequest& request, const HttpResponse& response, Outcome outcome,
                       const json::ErrorBody& body, const Identity& identity) {
  // The body of a success says nothing about an error.
  if (response.status >= 200 && response.status < 300) return "unexpected status";
  std::string text = body.message;
  const WipeAtExit wipe_text(text);
  if (text.empty()) {
    if (trim(response.body).empty()) return no_message;
    if (may_hold_secret(request) && outcome != Outcome::rejected) {
      return "the response is not shown, since it may hold the new token";
    }
    text = response.body;
  }
  const std::string shown = may_hold_secret(request) ? redact(json::without_token_members(text),
                                                              body.token.value_or(Secret()))
                                                     : text;
  return excerpt(std::string(trim(shown)), identity, max_message);
}

std::string hint_of(const ClientState& state, const Identity& identity, const ApiRequest& request,
                    const HttpResponse& response, const json::ErrorBody& body) {
  const int status = response.status;
  if (lacks_scopes(response, body)) {
    return "the API token, which came from " + identity.source +
           ", lacks scopes that this call needs: use a token that has them";
  }
  if (status == 401 || status == 403) {
    return "the API token came from " + identity.source + "; to log in, run " + login_command +
           " or set BENTO_CLOUD_API_KEY";
  }
  if (status == 404 && !is_not_found(request, response)) {
    const std::string& organization = state.options.organization;
    return foreign_hint(state.endpoint.url) +
           (organization.empty() ? "" : ", or there is no organization " + in_quotes(organization));
  }
  if (is_redirect(status)) {
    const std::string* location = find_header(response.headers, "Location");
    return "redirects are not followed, so that the API token stays with the endpoint" +
           (location == nullptr || may_hold_secret(request)
                ? ""
                : ": correct that if it has moved to " + in_quotes(redact(*location, identity)));
  }
  if (status >= 500) {
    return std::string("if it persists, ") +
           (trace_id_of(response).empty() ? "ask" : "report the trace id to") +
           " support: https://bentoml.com/support";
  }
  return {};
}

std::optional<std::chrono::milliseconds> retry_after(const ClientState& state,
                                                     const HttpResponse& response) {
  const std::string* value = find_header(response.headers, "Retry-After");
  if (value == nullptr) return std::nullopt;
  return parse_retry_after(*value, state.options.timing.utc_now());
}

}  // namespace

Outcome outcome_of(int status) noexcept {
  if (status >= 200 && status < 300) return Outcome::applied;
  // 303 points to the result of what was done; 408 and 5xx may come from something in between that
  // gave up on a server which did not.
  const bool can_be_either = status < 200 || status == 303 || status == 408 || status >= 500;
  return can_be_either ? Outcome::unknown : Outcome::rejected;
}

bool is_not_found(const ApiRequest& request, const HttpResponse& response) {
  if (!request.names_token || (response.status != 400 && response.status != 404)) return false;
  const json::ErrorBody body = json::read_error_body(response.body);
  if (!body.is_object) return false;
  if (response.status == 400) return contains_ignoring_case(body.message, "record not found");
  return body.has_error ||
         (!body.message.empty() && !contains_ignoring_case(body.message, "route"));
}

bool is_unauthorized(const ApiRequest& request, const HttpResponse& response) {
  return response.status == 401 ||
         (response.status == 403 && !lacks_scopes(response, read_body(request, response)));
}

std::string foreign_hint(const std::string& endpoint) {
  return "the endpoint " + in_quotes(endpoint) + " is perhaps not that of a BentoCloud API";
}

void append_hint(std::string& hints, std::string_view hint) {
  if (hint.empty()) return;
  if (!hints.empty()) hints += "; ";
  hints += hint;
}

std::string trace_id_of(const HttpResponse& response) {
  const std::string* id = find_header(response.headers, trace_id_header);
  return id == nullptr ? std::string() : std::string(trim(*id));
}

std::string shown_operation(const std::string& operation, const Identity& identity) {
  return excerpt(operation, identity, max_operation);
}

Error error_without_secrets(const ClientState& state, ErrorDetails details) {
  const auto identity = state.credentials.get();
  details.operation = shown_operation(details.operation, *identity);
  details.message = redact(std::move(details.message), *identity);
  details.hint = redact(std::move(details.hint), *identity);
  details.trace_id = excerpt(std::move(details.trace_id), *identity, max_trace_id);
  return Error(std::move(details));
}

Error http_error(const ClientState& state, const ApiRequest& request, const ApiResponse& response) {
  const HttpResponse& http = response.http;
  const json::ErrorBody body = read_body(request, http);
  ErrorDetails details;
  details.kind = ErrorKind::http;
  details.outcome = outcome_of(http.status);
  // A success with a page in it is not one of BentoCloud's API.
  const bool is_foreign =
      details.outcome == Outcome::applied && !body.is_object && !trim(http.body).empty();
  if (is_foreign || (response.possibly_applied_before && details.outcome == Outcome::rejected)) {
    details.outcome = Outcome::unknown;
  }
  const auto identity = state.credentials.get();
  details.message = message_of(request, http, outcome_of(http.status), body, *identity);
  details.operation = request.operation;
  details.hint = is_foreign ? foreign_hint(state.endpoint.url)
                            : hint_of(state, *identity, request, http, body);
  append_hint(details.hint, response.retry_note);
  details.trace_id = trace_id_of(http);
  details.status = http.status;
  details.attempts = response.attempts;
  details.retryable = is_transient(http.status);
  details.not_found = is_not_found(request, http);
  details.lacks_scopes = lacks_scopes(http, body);
  details.retry_after = retry_after(state, http);
  return error_without_secrets(state, std::move(details));
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
