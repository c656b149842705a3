#include "options.hpp"

#include "failure.hpp"
#include "local_time.hpp"

namespace cli {
namespace {

Format parse_format(const std::string& text) {
  if (text == "table") return Format::table;
  if (text == "json") return Format::json;
  if (text == "yaml") return Format::yaml;
  throw UsageError("--output \"" + text + "\" must be table, json or yaml");
}

}  // namespace

void add_output_option(Command& command, Format& format) {
  command.option("-o, --output FORMAT",
                 [&format](const std::string& text) { format = parse_format(text); },
                 "Output format: table (the default), json or yaml",
                 {Values::Kind::words, {"table", "json", "yaml"}});
}

void add_description_option(Command& command, std::optional<std::string>& description) {
  command.option("-d, --description TEXT", description, "A description of the token");
}

void add_scope_option(Command& command, std::vector<bentocloud::Scope>& scopes) {
  command.option(
      "-s, --scope SCOPE", [&scopes](const std::string& text) { scopes.emplace_back(text); },
      "A scope of the token, once for each scope: api, read_organization, write_organization, "
      "read_cluster, write_cluster",
      {Values::Kind::words,
       {"api", "read_organization", "write_organization", "read_cluster", "write_cluster"}});
}

void add_expires_option(Command& command,
                        std::optional<bentocloud::api_token::Expiry>& expired_at) {
  command.option(
      "--expires WHEN",
      [&expired_at](const std::string& text) {
        expired_at = parse_expiry(text, bentocloud::now());
      },
      "When the token expires: 24h, 30d, 1w, or a time such as 2026-12-31, 2026-12-31T18:00:00 "
      "(both in local time) and 2026-12-31T18:00:00+01:00",
      {Values::Kind::words, {"24h", "7d", "30d", "90d", "1w"}});
}

void add_token_file_option(Command& command, std::optional<std::string>& path) {
  command.option("--token-file PATH", path,
                 "Write the token's value to this new file, which only its owner can read, instead "
                 "of standard output",
                 {Values::Kind::file});
}

}  // namespace cli
