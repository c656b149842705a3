#include "command_line.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
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
    "  0  done\n"
    "  1  failed\n"
    "  2  the command line makes no sense\n"
    "  3  there is no such API token\n"
    "  4  not logged in\n"
    "  130  interrupted (Ctrl-C)";

Format parse_format(const std::string& text) {
  if (text == "table") return Format::table;
  if (text == "json") return Format::json;
  if (text == "yaml") return Format::yaml;
  throw UsageError("--output \"" + text + "\" is none of table, json, yaml");
}

std::chrono::milliseconds parse_timeout(const std::string& text) {
  constexpr double longest = 24 * 60 * 60;
  char* end = nullptr;
  const double seconds = std::strtod(text.c_str(), &end);
  if (*end != '\0' || !(seconds >= 0.001 && seconds <= longest)) {
    throw UsageError("--timeout \"" + text + "\" is not a number of seconds, 0.001 to 86400");
  }
  return std::chrono::milliseconds(std::llround(seconds * 1000));
}

// So that the lines of the help end before column 80.
std::string wrapped(const char* help) {
  std::string text;
  for (const std::string& line : fold(help, 50)) text += (text.empty() ? "" : "\n") + line;
  return text;
}

// CLI11 takes the argument after `--description=` for its value, so there an empty one is put.
std::vector<std::string> with_empty_values(int argc, char** argv) {
  std::vector<std::string> arguments;
  bool is_option = true;
  for (int i = 1; i < argc; ++i) {
    const std::string& argument = arguments.emplace_back(argv[i]);
    if (argument == "--") is_option = false;
    const bool has_empty_value = is_option && argument.size() > 3 &&
                                 argument.compare(0, 2, "--") == 0 &&
                                 argument.find('=') == argument.size() - 1;
    if (has_empty_value) arguments.emplace_back();
  }
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
  return arguments;
}

// CLI11 takes an argument `[a,b]`, where there may be many, for the two a and b. Nobody means that.
void refuse_lists(const CLI::App& command, const std::vector<std::string>& arguments) {
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional()) continue;
    for (const std::string& value : option->results()) {
      if (std::find(arguments.begin(), arguments.end(), value) == arguments.end()) {
        throw UsageError("no " + option->get_name() + " is written in [brackets]");
      }
    }
  }
}

}  // namespace

void Command::argument(const char* name, std::string& value, const char* help) {
  app_->add_option(name, value, wrapped(help))->required()->type_name("");
}

void Command::arguments(const char* name, std::vector<std::string>& values, const char* help) {
  app_->add_option(name, values, wrapped(help))->required()->type_name("");
}

void Command::option(const char* names, std::optional<std::string>& value, const char* help) {
  option(
      names, [&value](const std::string& text) { value = text; }, help);
}

void Command::option(const char* names, std::vector<std::string>& values, const char* help) {
  app_->add_option(names, values, wrapped(help))->type_name("TEXT")->allow_extra_args(false);
}

void Command::option(const char* names, const Parse& parse, const char* help) {
  app_->add_option_function<std::string>(names, parse, wrapped(help))
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
      "How to write the answer: table (the default), json or yaml");
}

void Command::description_option(std::optional<std::string>& description) {
  option("-d,--description", description, "What the token is for");
}

void Command::scope_option(std::vector<std::string>& scopes) {
  option("-s,--scope", scopes,
         "What the token is allowed to do, once for each scope: api, read_organization, "
         "write_organization, read_cluster, write_cluster");
}

void Command::expires_option(std::optional<bentocloud::api_token::Expiry>& expired_at) {
  option(
      "--expires",
      [&expired_at](const std::string& text) {
        expired_at = parse_expiry(text, bentocloud::now());
      },
      "When it ends: 24h, 30d, 1w, or a time such as 2026-12-31, 2026-12-31T18:00:00 (both in "
      "local time) and 2026-12-31T18:00:00+01:00");
}

void Command::token_file_option(std::optional<std::string>& path) {
  option("--token-file", path,
         "A new file for the token's value, for its owner only; the value is then written nowhere "
         "else");
}

Program::Program(Session& session)
    : session_(session),
      app_(std::make_unique<CLI::App>("The API tokens of BentoCloud", program_name)) {
  app_->require_subcommand(1);
  app_->set_version_flag("--version",
                         std::string(program_name) + ' ' + std::string(bentocloud::version));
  app_->footer(exit_codes);
}

Program::~Program() = default;

void Program::global_options(CLI::App& app) {
  app.option_defaults()->group("Global options");
  Command command(app);
  command.option("--context", session_.context, "The context of `bentoml cloud login` to use");
  command.option(
      "--timeout", [this](const std::string& text) { session_.timeout = parse_timeout(text); },
      "Seconds that a call to BentoCloud may take, 60 by default");
  command.flag("-v,--verbose,--debug", session_.verbose,
               "Log each request on standard error, without secrets");
  command.flag("-q,--quiet", session_.quiet, "No progress on standard error");
  app.set_help_flag("-h,--help", "Show this and exit");
  command.flag("--do-not-track", do_not_track_, "Does nothing, as nothing is tracked");
}

Command Program::subcommand(const char* name, const char* help, std::function<int()> action,
                            const char* details) {
  CLI::App* app = app_->add_subcommand(name, help);
  app->footer(details);
  app->callback([this, action = std::move(action)] { session_.action = action; });
  return Command(*app);
}

bool Program::parse(int argc, char** argv) {
  const auto hint = [this] {
    std::string command = program_name;
    for (const CLI::App* named : app_->get_subcommands()) command += ' ' + named->get_name();
    return "\nSee " + command + " --help";
  };
  global_options(*app_);
  for (CLI::App* subcommand : app_->get_subcommands({})) global_options(*subcommand);
  try {
    const std::vector<std::string> arguments = with_empty_values(argc, argv);
    app_->parse(std::vector<std::string>(arguments));
    for (const CLI::App* named : app_->get_subcommands()) refuse_lists(*named, arguments);
    return true;
  } catch (const CLI::CallForHelp&) {
    write_output(app_->help());
  } catch (const CLI::CallForVersion& version) {
    write_output(std::string(version.what()) + '\n');
  } catch (const CLI::ParseError& error) {
    const std::vector<std::string> rest = app_->remaining();
    const bool has_no_command = app_->get_subcommands().empty();
    const std::string unknown =
        has_no_command && !rest.empty() ? "there is no command " + printable(rest.front()) : "";
    throw UsageError((unknown.empty() ? error.what() : unknown) + hint());
  } catch (const UsageError& error) {
    throw UsageError(error.what() + hint());
  }
  return false;
}

}  // namespace cli
