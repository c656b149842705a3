#include "client/answer.hpp"

#include "client/error_body.hpp"
#include "client/http_error.hpp"

namespace bentocloud {

Outcome outcome_of_body(std::string_view body) {
  return json::is_object(body) ? Outcome::applied : Outcome::unknown;
}

Error decode_error(const CloudClient& client, const ApiRequest& request,
                   const ApiResponse& response, const json::Mismatch& mismatch, Outcome outcome) {
  ErrorFacts facts;
  facts.kind = ErrorKind::decode;
  facts.outcome = outcome;
  facts.message = "invalid response: " + mismatch.text();
  facts.operation = request.operation;
  if (outcome == Outcome::unknown) facts.hint = foreign_hint(client.endpoint());
  facts.trace_id = trace_id_of(response.http);
  facts.status = response.http.status;
  facts.attempts = response.attempts;
  return client.error_of(std::move(facts));
}

}  // namespace bentocloud
