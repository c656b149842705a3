#include "client/response.hpp"

#include "client/error_body.hpp"
#include "client/http_error.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

Outcome outcome_of_body(std::string_view body) {
  return json::is_object(body) ? Outcome::applied : Outcome::unknown;
}

Error decode_error(const CloudClient& client, const ApiRequest& request,
                   const ApiResponse& response, const json::Mismatch& mismatch, Outcome outcome) {
  ErrorDetails details;
  details.kind = ErrorKind::decode;
  details.outcome = outcome;
  details.message = "invalid response: " + mismatch.text();
  details.operation = request.operation;
  if (outcome == Outcome::unknown) details.hint = foreign_hint(client.endpoint());
  details.trace_id = trace_id_of(response.http);
  details.status = response.http.status;
  details.attempts = response.attempts;
  return client.make_error(std::move(details));
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
