#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <bentocloud/api_token.hpp>

#include "json/reader.hpp"
#include "services/organization_codec.hpp"
#include "services/user_codec.hpp"

/// API tokens as JSON, both ways.
namespace bentocloud::json {

/// The list object.
struct ApiTokenPage {
  std::uint64_t total = 0;  ///< of all pages, as far as the server knows
  std::vector<ApiToken> items;
};

template <>
const Schema& schema_of<ApiToken>();
template <>
const Schema& schema_of<ApiTokenPage>();

/// Why the body of a 200 response to the removal of a token does not say that it was removed:
/// neither empty nor a JSON object, or an object with another uid.
[[nodiscard]] std::optional<Mismatch> mismatch_of_removed(std::string_view body,
                                                          std::string_view uid);

/// The create object. \throws Error with kind `invalid_argument`, as does the next: not UTF-8, or
/// a time that cannot be written.
[[nodiscard]] std::string create_body(std::string_view name,
                                      const api_token::CreateOptions& options);

/// The update object.
[[nodiscard]] std::string update_body(const api_token::UpdateOptions& options);

}  // namespace bentocloud::json
