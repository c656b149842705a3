#include "command_line.hpp"

#include <cmath>
#include <cstdlib>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>

#include <bentocloud/version.hpp>

#include "failure.hpp"
#include "local_time.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {
namespace {

constexpr const char* exit_codes =
    "Exit codes:\n"
    "  0  success\n"
    "  1  failure\n"
    "  2  invalid command line\n"
    "  3  there is no API token with the given uid\n"
    "  4  not logged in\n"
    "  130  interrupted by Ctrl-C (SIGTERM: 143, SIGHUP: 129)";

Format parse_format(const std::string& text) {
  if (text == "table") return Format::table;
  if (text == "json") return Format::json;
  if (text == "yaml") return Format::yaml;
  throw UsageError("--output \"" + text + "\" must be table, json or yaml");
}

std::chrono::milliseconds parse_timeout(const std::string& text) {
  constexpr double longest = 24 * 60 * 60;
  char* end = nullptr;
  const double seconds = std::strtod(text.c_str(), &end);
  if (*end != '\0' || !(seconds >= 0.001 && seconds <= longest)) {
    throw UsageError("--timeout \"" + text +
                     "\" is not a number of seconds between 0.001 and 86400");
  }
  return std::chrono::milliseconds(std::llround(seconds * 1000));
}

// So that the lines of the help end before column 80.
std::string wrapped(const char* help) {
  std::string text;
  for (const std::string& line : fold(help, 50)) text += (text.empty() ? "" : "\n") + line;
  return text;
}

// CLI11 gives a meaning to brackets, braces, quotes and empty values, another one with each
// version. So it gets to see only the characters that options are made of; the others are put
// behind a mark, as bytes that are not ASCII, and the mark alone is an empty value.
constexpr char mark = '\x01';
constexpr unsigned high_bit = 0x80;

std::string masked(const std::string& argument) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-=";
  std::string out;
  for (const char character : argument) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte >= high_bit || letters.find(character) != std::string_view::npos) {
      out += character;
    } else {
      out += {mark, static_cast<char>(byte ^ high_bit)};
    }
  }
  const bool is_option = argument.compare(0, 2, "--") == 0;
  const bool has_empty_value =
      argument.empty() || (is_option && argument.find('=') == argument.size() - 1);
  return has_empty_value ? out + mark : out;
}

std::string unmasked(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != mark) {
      out += text[i];
    } else if (++i < text.size()) {
      out += static_cast<char>(static_cast<unsigned char>(text[i]) ^ high_bit);
    }
  }
  return out;
}

CLI::Option* add_many(CLI::App& app, const char* name, std::vector<std::string>& values,
                      const char* help) {
  return app.add_option_function<std::vector<std::string>>(
      name,
      [&values](const std::vector<std::string>& texts) {
        for (const std::string& text : texts) values.push_back(unmasked(text));
      },
      wrapped(help));
}

}  // namespace

void Command::argument(const char* name, std::string& value, const char* help) {
  app_->add_option_function<std::string>(
          name, [&value](const std::string& text) { value = unmasked(text); }, wrapped(help))
      ->required()
      ->type_name("");
}

void Command::arguments(const char* name, std::vector<std::string>& values, const char* help) {
  add_many(*app_, name, values, help)->required()->type_name("");
}

void Command::option(const char* names, std::optional<std::string>& value, const char* help) {
  option(
      names, [&value](const std::string& text) { value = text; }, help);
}

void Command::option(const char* names, const Parse& parse, const char* help) {
  app_->add_option_function<std::string>(
          names, [parse](const std::string& text) { parse(unmasked(text)); }, wrapped(help))
      ->type_name("TEXT")
      ->take_last();
}

void Command::flag(const char* names, bool& value, const char* help) {
  app_->add_flag_callback(
      names, [&value] { value = true; }, wrapped(help));
}

void Command::output_option(Format& format) {
  option(
      "-o,--output", [&format](const std::string& text) { format = parse_format(text); },
      "Output format: table (the default), json or yaml");
}

void Command::description_option(std::optional<std::string>& description) {
  option("-d,--description", description, "A description of the token");
}

void Command::scope_option(std::vector<bentocloud::Scope>& scopes) {
  app_->add_option_function<std::vector<std::string>>(
          "-s,--scope",
          [&scopes](const std::vector<std::string>& names) {
            scopes.clear();
            for (const std::string& name : names) scopes.emplace_back(unmasked(name));
          },
          wrapped("A scope of the token, once for each scope: api, read_organization, "
                  "write_organization, read_cluster, write_cluster"))
      ->type_name("TEXT")
      ->allow_extra_args(false);
}

void Command::expires_option(std::optional<bentocloud::api_token::Expiry>& expired_at) {
  option(
      "--expires",
      [&expired_at](const std::string& text) {
        expired_at = parse_expiry(text, bentocloud::now());
      },
      "When the token expires: 24h, 30d, 1w, or a time such as 2026-12-31, 2026-12-31T18:00:00 "
      "(both in "
      "local time) and 2026-12-31T18:00:00+01:00");
}

void Command::token_file_option(std::optional<std::string>& path) {
  option("--token-file", path,
         "Write the token's value to this new file, which only its owner can read, instead of "
         "standard "
         "output");
}

Program::Program(Session& session)
    : session_(session),
      app_(std::make_unique<CLI::App>("Manage the API tokens of BentoCloud", program_name)) {
  app_->require_subcommand(1);
  app_->set_version_flag("--version",
                         std::string(program_name) + ' ' + std::string(bentocloud::version),
                         "Show the version and exit");
  details_[app_.get()] = exit_codes;
}

Program::~Program() = default;

void Program::global_options(CLI::App& app) {
  app.option_defaults()->group("Global options");
  Command command(app);
  command.option("--context", session_.context, "The context of `bentoml cloud login` to use");
  command.option(
      "--timeout", [this](const std::string& text) { session_.timeout = parse_timeout(text); },
      "Timeout of a call to BentoCloud, in seconds; 60 by default");
  command.flag("-v,--verbose,--debug", session_.verbose,
               "Log each request on standard error, without secrets");
  command.flag("-q,--quiet", session_.quiet, "Show no progress");
  app.set_help_flag("-h,--help", "Show this help and exit");
  command.flag("--do-not-track", do_not_track_, "Accepted as bentoml does; nothing is tracked");
}

Command Program::subcommand(const char* name, const char* help, std::function<int()> action,
                            const char* details) {
  CLI::App* app = app_->add_subcommand(name, help);
  details_[app] = details;
  app->callback([this, action = std::move(action)] { session_.action = action; });
  return Command(*app);
}

bool Program::parse(const std::vector<std::string>& arguments) {
  session_.command_line = program_name;
  std::vector<std::string> reversed;  // as CLI11 wants them
  for (const std::string& argument : arguments) {
    session_.command_line += ' ' + shell_word(argument);
    reversed.insert(reversed.begin(), masked(argument));
  }
  const auto hint = [this] {
    std::string command = program_name;
    for (const CLI::App* named : app_->get_subcommands()) command += ' ' + named->get_name();
    return "\nSee " + command + " --help";
  };
  global_options(*app_);
  for (CLI::App* subcommand : app_->get_subcommands({})) global_options(*subcommand);
  try {
    app_->parse(std::move(reversed));
    return true;
  } catch (const CLI::CallForHelp&) {
    // After CLI11's own text, which newer versions break anew.
    const std::vector<CLI::App*> named = app_->get_subcommands();
    const std::string& details = details_[named.empty() ? app_.get() : named.front()];
    write_output(app_->help() + (details.empty() ? "" : '\n' + details + '\n'));
  } catch (const CLI::CallForVersion& version) {
    write_output(std::string(version.what()) + '\n');
  } catch (const CLI::ParseError& error) {
    const std::vector<std::string> rest = app_->remaining();
    const bool has_no_command = app_->get_subcommands().empty();
    const std::string reason = has_no_command && !rest.empty()
                                   ? "there is no command " + unmasked(rest.front())
                                   : unmasked(error.what());
    throw UsageError(printable(reason) + hint());
  } catch (const UsageError& error) {
    throw UsageError(printable(error.what()) + hint());
  }
  return false;
}

}  // namespace cli
