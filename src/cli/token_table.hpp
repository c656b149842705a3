#pragma once

#include <string>
#include <vector>

#include <bentocloud/api_token.hpp>

#include "document.hpp"
#include "table.hpp"

namespace cli {

/// A line for each token. What expires within a week is marked `(soon)`.
[[nodiscard]] std::string token_table(const std::vector<bentocloud::ApiToken>& tokens,
                                      const TableStyle& style);

/// What a command answers, in its format, for standard output.
[[nodiscard]] std::string answer(const bentocloud::ApiToken& token, Format format);
[[nodiscard]] std::string answer(const std::vector<bentocloud::ApiToken>& tokens, Format format);

}  // namespace cli
