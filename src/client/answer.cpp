#include "client/answer.hpp"

#include "client/http_error.hpp"

namespace bentocloud {

Error decode_error(const CloudClient& client, const ApiRequest& request,
                   const ApiResponse& response, const json::Mismatch& mismatch) {
  ErrorFacts facts;
  facts.kind = ErrorKind::decode;
  facts.outcome = outcome_of(response.http.status);
  facts.message = "invalid response: " + mismatch.text();
  facts.operation = request.operation;
  facts.trace_id = trace_id_of(response.http);
  facts.status = response.http.status;
  facts.attempts = response.attempts;
  return client.error_of(std::move(facts));
}

}  // namespace bentocloud
