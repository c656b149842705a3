#include "program.hpp"

#include <fstream>
#include <string_view>

#include <bentocloud/version.hpp>

#include "api_token.hpp"
#include "cloud.hpp"
#include "completion.hpp"
#include "failure.hpp"
#include "help.hpp"
#include "options.hpp"
#include "suggestion.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {
namespace {

constexpr const char* exit_codes =
    "Exit codes:\n"
    "  0  success\n"
    "  1  failure\n"
    "  2  invalid command line\n"
    "  3  there is no API token with the given uid or name\n"
    "  4  not logged in\n"
    "  130  interrupted by Ctrl-C (SIGTERM: 143, SIGHUP: 129)";

std::string version_line() {
  return std::string(program_name) + ' ' + std::string(bentocloud::version) + '\n';
}

std::string readable_file(const std::string& option, const std::string& path) {
  if (!std::ifstream(path).is_open()) {
    throw UsageError(option + " \"" + path + "\" cannot be read");
  }
  return path;
}

void add_global_options(Command& program, Session& session) {
  const auto add = [](Option& option) { option.is_global = true; };
  add(program.option("--context NAME", session.context,
                     "The context of the context file to use, whatever the environment says",
                     context_values()));
  add(program.option(
      "--timeout TIME",
      [&session](const std::string& text) { session.timeout = parse_duration("--timeout", text); },
      "Timeout of a call to BentoCloud: seconds, or 500ms, 5s, 2m; 60 s by default"));
  add(program.option("--organization NAME", session.organization,
                     "Act for this organization instead of the user's own"));
  add(program.option(
      "--ca-file PATH",
      [&session](const std::string& text) { session.ca_file = readable_file("--ca-file", text); },
      "PEM file of the certificate authorities to trust instead of the system's", {{}, true}));
  add(program.option("--proxy URL", session.proxy,
                     "The proxy to use instead of those that the environment names"));
  add(program.flag("--allow-insecure-http", session.allow_insecure_http,
                   "Allow http:// to other machines: anyone on the way can read the token"));
  add(program.flag("-v, --verbose, --debug", session.verbose,
                   "Log each request on standard error, without secrets"));
  add(program.flag("-q, --quiet", session.quiet, "Show neither progress nor warnings"));
  add(program.flag("--do-not-track", session.do_not_track,
                   "Accepted as bentoml does; nothing is tracked"));
  Option& help_option = program.option("-h, --help", Parse(), "Show this help and exit");
  help_option.shows = &help;
  add(help_option);
}

const Command& find(const Command& program, const std::vector<std::string>& names) {
  const Command* command = &program;
  for (const std::string& name : names) {
    const Command* found = command->find_command(name);
    if (found == nullptr) {
      throw UsageError("there is no command " + shell_word(name) +
                       suggestion(name, command_names(*command)) + "\nSee " + command->full_name() +
                       " --help");
    }
    command = found;
  }
  return *command;
}

void add_help(Command& program) {
  auto names = std::make_shared<std::vector<std::string>>();
  Command& command =
      program.command("help", "Show the help of the program, or of a command", [&program, names] {
        write_output(help(find(program, *names)));
        return exit_code::success;
      });
  command.argument("[COMMAND...]", *names, "The command, such as: api-token create");
}

void add_version(Command& program) {
  program.command("version", "Show the version", [] {
    write_output(version_line());
    return exit_code::success;
  });
}

}  // namespace

std::unique_ptr<Command> make_program(Session& session) {
  auto program =
      std::make_unique<Command>(program_name, "Log in to BentoCloud and manage its API tokens.");
  program->set_details(exit_codes);
  // Before the others, for -v means this one here, as in bentoml.
  program->option("-v, --version", Parse(), "Show the version and exit").shows =
      [](const Command&) { return version_line(); };
  add_global_options(*program, session);
  add_api_token(*program, session);
  add_cloud(*program, session);
  add_version(*program);
  add_help(*program);
  add_completion(*program);
  return program;
}

}  // namespace cli
