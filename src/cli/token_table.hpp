#pragma once

#include <optional>
#include <string>
#include <vector>

#include <bentocloud/api_token.hpp>

#include "command.hpp"
#include "document.hpp"
#include "table.hpp"

namespace cli {

/// How a table of tokens looks.
struct TokenTableOptions {
  std::vector<std::string> columns = {};  ///< none: those that fit best
  bool has_headers = true;
};

/// The options for it, `--columns` and `--no-headers`.
void add_table_options(Command& command, TokenTableOptions& options);

/// A line for each token. What expires within a week is marked `(soon)`.
[[nodiscard]] std::string token_table(const std::vector<bentocloud::ApiToken>& tokens,
                                      const TableStyle& style,
                                      const TokenTableOptions& options = {});

/// `api, read_cluster`
[[nodiscard]] std::string scope_list(const std::vector<bentocloud::Scope>& scopes);

/// A result of a command in its format, for standard output.
[[nodiscard]] std::string to_text(const bentocloud::ApiToken& token, Format format);
[[nodiscard]] std::string to_text(const std::vector<bentocloud::ApiToken>& tokens, Format format,
                                  const TokenTableOptions& options = {});

}  // namespace cli
