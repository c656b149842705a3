#pragma once

#include <string>
#include <vector>

#include <bentocloud/api_token.hpp>

#include "table.hpp"

namespace cli {

/// A line for each token. What expires within a week is marked `(soon)`.
[[nodiscard]] std::string token_table(const std::vector<bentocloud::ApiToken>& tokens,
                                      const TableStyle& style);

/// A line for each thing to know about one token.
[[nodiscard]] std::string token_details(const bentocloud::ApiToken& token, const TableStyle& style);

}  // namespace cli
