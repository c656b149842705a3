#pragma once

#include <bentocloud/cloud_client.hpp>

#include "client_state.hpp"

namespace bentocloud {

/// Sends until there is an answer that no retry could better. What `CloudClient::send` does.
[[nodiscard]] ApiResponse perform(const ClientState& state, const ApiRequest& request,
                                  const Deadline& deadline);

}  // namespace bentocloud
