#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <bentocloud/api_token.hpp>

#include "command.hpp"
#include "document.hpp"
#include "session.hpp"

/// Options that several commands have.
namespace cli {

/// Takes `table`, `json`, `yaml` and what else this command can write.
void add_output_option(Command& command, Format& format, std::vector<Format> others = {});
void add_description_option(Command& command, std::optional<std::string>& description);
/// `check_scopes` says what is odd about them.
void add_scope_option(Command& command, std::vector<bentocloud::Scope>& scopes);
void add_expires_option(Command& command, std::optional<bentocloud::api_token::Expiry>& expired_at);
/// A name of a context, for which the contexts of the file are proposed.
[[nodiscard]] Values context_values();
/// Takes `500ms`, `5s`, `2m` and seconds. \throws UsageError that names the option.
[[nodiscard]] std::chrono::milliseconds parse_duration(const std::string& option,
                                                       const std::string& text);
void add_token_file_option(Command& command, std::optional<std::string>& path);

/// Warns of those that BentoCloud is not known to have.
void check_scopes(const Session& session, const std::vector<bentocloud::Scope>& scopes);

}  // namespace cli
