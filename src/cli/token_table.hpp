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

/// A result of a command in its format, for standard output.
[[nodiscard]] std::string to_text(const bentocloud::ApiToken& token, Format format);
[[nodiscard]] std::string to_text(const std::vector<bentocloud::ApiToken>& tokens, Format format);

}  // namespace cli
