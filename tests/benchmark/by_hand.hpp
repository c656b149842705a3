#pragma once

#include <string>
#include <vector>

#include <bentocloud/api_token.hpp>

/// The decoder that people write who have nlohmann/json and date: a document of the whole body,
/// then one field after the other, and a stream for each time.
namespace bench::by_hand {

[[nodiscard]] bentocloud::ApiToken token(const std::string& body);
[[nodiscard]] std::vector<bentocloud::ApiToken> page(const std::string& body);

}  // namespace bench::by_hand
