#include "options.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <string_view>

#include "context_access.hpp"
#include "failure.hpp"
#include "local_time.hpp"
#include "suggestion.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {
namespace {

constexpr std::array<std::string_view, 5> known_scopes = {
    bentocloud::scope::api, bentocloud::scope::read_organization,
    bentocloud::scope::write_organization, bentocloud::scope::read_cluster,
    bentocloud::scope::write_cluster};

const char* name_of(Format format) {
  switch (format) {
    case Format::table:
      return "table";
    case Format::json:
      return "json";
    case Format::yaml:
      return "yaml";
    case Format::name:
      return "name";
    case Format::value:
      return "value";
  }
  return "";
}

// `table, json or yaml`
std::string enumeration(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  }
  return text;
}

Format parse_format(const std::string& text, const std::vector<Format>& formats,
                    const std::string& names) {
  const auto found = std::find_if(formats.begin(), formats.end(),
                                  [&text](Format format) { return name_of(format) == text; });
  if (found == formats.end()) throw UsageError("--output \"" + text + "\" must be " + names);
  return *found;
}

bentocloud::Scope parse_scope(const std::string& text) {
  if (text.find_first_not_of(' ') == std::string::npos) {
    throw UsageError("--scope \"" + text + "\" is empty");
  }
  if (text.find(',') != std::string::npos) {
    throw UsageError("--scope \"" + text +
                     "\" is a list; give each scope on its own: -s api -s read_cluster");
  }
  return text;
}

}  // namespace

void add_output_option(Command& command, Format& format, std::vector<Format> others) {
  std::vector<Format> formats = {Format::table, Format::json, Format::yaml};
  formats.insert(formats.end(), others.begin(), others.end());
  std::vector<std::string> names;
  names.reserve(formats.size());
  for (const Format each : formats) names.emplace_back(name_of(each));
  const std::string listed = enumeration(names);
  command.option("-o, --output FORMAT",
                 [&format, formats, listed](const std::string& text) {
                   format = parse_format(text, formats, listed);
                 },
                 "Output format: " + listed + "; table by default", {names});
}

void add_description_option(Command& command, std::optional<std::string>& description) {
  command.option("-d, --description TEXT", description, "A description of the token");
}

void add_scope_option(Command& command, std::vector<bentocloud::Scope>& scopes) {
  command
      .option(
          "-s, --scope SCOPE",
          [&scopes](const std::string& text) { scopes.push_back(parse_scope(text)); },
          "A scope of the token, once for each scope: api, read_organization, write_organization, "
          "read_cluster, write_cluster",
          {{known_scopes.begin(), known_scopes.end()}})
      .is_many = true;
}

void add_expires_option(Command& command,
                        std::optional<bentocloud::api_token::Expiry>& expired_at) {
  command.option(
      "--expires WHEN",
      [&expired_at](const std::string& text) {
        expired_at = parse_future("--expires", text, bentocloud::now());
      },
      "When the token expires: 24h, 30d, 1w, or a time such as 2026-12-31, 2026-12-31T18:00:00 "
      "(both in local time) and 2026-12-31T18:00:00+01:00",
      {{"24h", "7d", "30d", "90d", "1w"}});
}

void add_token_file_option(Command& command, std::optional<std::string>& path) {
  command.option("--token-file PATH", path,
                 "Write the token's value to this new file, which only its owner can read, instead "
                 "of standard output",
                 {{}, true});
}

Values context_values() { return {{}, false, &context_proposals}; }

std::chrono::milliseconds parse_duration(const std::string& option, const std::string& text) {
  constexpr double longest = 24 * 60 * 60;
  const std::map<std::string_view, double> units = {
      {"", 1}, {"ms", 0.001}, {"s", 1}, {"m", 60}, {"h", 60 * 60}};
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  const auto unit = units.find(end);
  const double seconds = unit == units.end() || end == text.c_str() ? 0 : number * unit->second;
  if (!(seconds >= 0.001 && seconds <= longest)) {
    throw UsageError(option + " \"" + text +
                     "\" is not a time from 1ms to 24h; examples: 5, 2.5s, 500ms, 1m");
  }
  return std::chrono::milliseconds(std::llround(seconds * 1000));
}

void check_scopes(const Session& session, const std::vector<bentocloud::Scope>& scopes) {
  if (session.quiet) return;
  for (const bentocloud::Scope& scope : scopes) {
    const auto known = std::find(known_scopes.begin(), known_scopes.end(), scope.name());
    if (known != known_scopes.end()) continue;
    complain("warning: BentoCloud is not known to have a scope " + shell_word(scope.name()) +
             suggestion(scope.name(), {known_scopes.begin(), known_scopes.end()}));
  }
}

}  // namespace cli
