#pragma once

#include <optional>
#include <string_view>

#include <bentocloud/cloud_client.hpp>

#include "json/reader.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// What a 200 response with this body tells: nothing, when it is a web page or anything else that
/// is not a JSON object, for BentoCloud's API cannot have given it.
[[nodiscard]] Outcome outcome_of_body(std::string_view body);

/// The error for a successful response whose body is not what it should be. When the outcome is
/// unknown, the endpoint is perhaps the wrong one, and the hint says so.
[[nodiscard]] Error decode_error(const CloudClient& client, const ApiRequest& request,
                                 const ApiResponse& response, const json::Mismatch& mismatch,
                                 Outcome outcome);

/// The value in a 200 response. \throws Error for any other, and for one that holds no such value.
template <class Value>
[[nodiscard]] Value decode(const CloudClient& client, const ApiRequest& request,
                           const ApiResponse& response) {
  if (response.http.status != 200) throw client.make_error(request, response);
  Value value;
  if (const std::optional<json::Mismatch> mismatch =
          json::read(response.http.body, value, json::AfterMismatch::stop)) {
    throw decode_error(client, request, response, *mismatch, outcome_of_body(response.http.body));
  }
  return value;
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
