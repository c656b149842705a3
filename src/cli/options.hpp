#pragma once

#include <optional>
#include <string>
#include <vector>

#include <bentocloud/api_token.hpp>

#include "command.hpp"
#include "document.hpp"

/// Options that several commands have.
namespace cli {

void add_output_option(Command& command, Format& format);
void add_description_option(Command& command, std::optional<std::string>& description);
void add_scope_option(Command& command, std::vector<bentocloud::Scope>& scopes);
void add_expires_option(Command& command, std::optional<bentocloud::api_token::Expiry>& expired_at);
void add_token_file_option(Command& command, std::optional<std::string>& path);

}  // namespace cli
