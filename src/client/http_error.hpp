#pragma once

#include <bentocloud/cloud_client.hpp>

#include "client/client_state.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// Whether a server that responds with `status` has acted on the request.
[[nodiscard]] Outcome outcome_of(int status) noexcept;

/// Whether the response says that there is no token as named by `request`: not every 404 does, for
/// the endpoint or the organization may be wrong.
[[nodiscard]] bool is_not_found(const ApiRequest& request, const HttpResponse& response);

/// Whether the response says that the client's API token is not good: what makes
/// `Error::unauthorized()`.
[[nodiscard]] bool is_unauthorized(const ApiRequest& request, const HttpResponse& response);

/// What to say when a response is not one of BentoCloud's API.
[[nodiscard]] std::string foreign_hint(const std::string& endpoint);

/// What was tried, fit to be shown: `ApiRequest::operation` has names and uids as the caller gave
/// them.
[[nodiscard]] std::string shown_operation(const std::string& operation, const Identity& identity);

/// These details as an error, with `[redacted]` for the client's API token wherever it stands: a
/// server may have repeated it, or the caller taken it for a uid. All errors of a client are made
/// so.
[[nodiscard]] Error error_without_secrets(const ClientState& state, ErrorDetails details);

/// What `CloudClient::make_error` returns.
[[nodiscard]] Error http_error(const ClientState& state, const ApiRequest& request,
                               const ApiResponse& response);

/// Adds a sentence to others.
void append_hint(std::string& hints, std::string_view hint);

/// The server's id of the request, as it came; may be empty.
[[nodiscard]] std::string trace_id_of(const HttpResponse& response);

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
