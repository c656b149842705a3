#pragma once

#include <optional>

#include <bentocloud/cloud_client.hpp>

#include "json/reader.hpp"

namespace bentocloud {

/// The error that a successful answer amounts to when its body is not what it should be.
[[nodiscard]] Error decode_error(const CloudClient& client, const ApiRequest& request,
                                 const ApiResponse& response, const json::Mismatch& mismatch);

/// The value in a 200 answer. \throws Error for any other, and for one that holds no such value.
template <class Value>
[[nodiscard]] Value decode(const CloudClient& client, const ApiRequest& request,
                           const ApiResponse& response) {
  if (response.http.status != 200) throw client.error_of(request, response);
  Value value;
  if (const std::optional<json::Mismatch> mismatch =
          json::read(response.http.body, value, json::AfterMismatch::stop)) {
    throw decode_error(client, request, response, *mismatch);
  }
  return value;
}

}  // namespace bentocloud
