#include "client/http_error.hpp"

#include "base/text.hpp"
#include "client/error_body.hpp"

namespace bentocloud {
namespace {

constexpr std::size_t longest_message = 500;
constexpr std::size_t longest_trace_id = 100;
constexpr const char* trace_id_header = "x-trace-id";

std::string message_of(const ApiRequest& request, const HttpResponse& response,
                       const Secret& api_token) {
  // The body of a success says nothing about an error.
  if (outcome_of(response.status) == Outcome::applied) {
    return "a status that this call should not have";
  }
  // Nor is that of a create quoted as it is: somewhere in it may be a new token's value.
  const std::string body = request.method != "POST" ? response.body : std::string();
  const std::string message = redact(json::error_message(response.body).value_or(body), api_token);
  const std::string_view text = trim(message);
  return text.empty() ? "the server does not say why" : printable(text, longest_message);
}

std::string hint_of(const ApiRequest& request, const HttpResponse& response,
                    std::string_view credentials_source) {
  const int status = response.status;
  if (status == 401 || status == 403) {
    return "the API token came from " + std::string(credentials_source) +
           "; to log in, run \"bentoml cloud login\" or set BENTO_CLOUD_API_KEY";
  }
  if (status >= 300 && status < 400) {
    const std::string* location = find_header(response.headers, "Location");
    return "redirects are not followed, so that the API token stays with the endpoint" +
           (location == nullptr || request.method == "POST"
                ? ""
                : ": correct that if it has moved to " + in_quotes(*location));
  }
  if (status >= 500) {
    const bool has_trace_id = find_header(response.headers, trace_id_header) != nullptr;
    return std::string("if this stays so, ") + (has_trace_id ? "tell the trace id to" : "ask") +
           " the support, https://bentoml.com/support";
  }
  return {};
}

}  // namespace

Outcome outcome_of(int status) noexcept {
  if (status >= 200 && status < 300) return Outcome::applied;
  // 303 points to the result of what was done; 408 and 5xx may come from something in between that
  // gave up on a server which did not.
  const bool can_be_either = status < 200 || status == 303 || status == 408 || status >= 500;
  return can_be_either ? Outcome::unknown : Outcome::rejected;
}

bool is_not_found(const HttpResponse& response) {
  return response.status == 404 ||
         (response.status == 400 && response.body.find("record not found") != std::string::npos);
}

void append_hint(std::string& hints, std::string_view hint) {
  if (hint.empty()) return;
  if (!hints.empty()) hints += "; ";
  hints += hint;
}

std::string trace_id_of(const HttpResponse& response) {
  const std::string* id = find_header(response.headers, trace_id_header);
  return id == nullptr ? std::string() : *id;
}

Error error_without_secrets(const ClientState& state, ErrorFacts facts) {
  for (std::string* text : {&facts.operation, &facts.message, &facts.hint, &facts.trace_id}) {
    *text = redact(std::move(*text), state.api_token);
  }
  // Cut only now, so that no part of the token is left.
  facts.trace_id = printable(facts.trace_id, longest_trace_id);
  return Error(std::move(facts));
}

Error http_error(const ClientState& state, const ApiRequest& request, const ApiResponse& response) {
  const HttpResponse& http = response.http;
  ErrorFacts facts;
  facts.kind = ErrorKind::http;
  facts.outcome = outcome_of(http.status);
  if (response.maybe_acted_before && facts.outcome == Outcome::rejected) {
    facts.outcome = Outcome::unknown;
  }
  facts.message = message_of(request, http, state.api_token);
  facts.operation = request.operation;
  facts.hint = hint_of(request, http, state.source);
  append_hint(facts.hint, response.retry_note);
  facts.trace_id = trace_id_of(http);
  facts.status = http.status;
  facts.attempts = response.attempts;
  facts.retryable = is_transient(http.status);
  facts.not_found = is_not_found(http);
  return error_without_secrets(state, std::move(facts));
}

}  // namespace bentocloud
