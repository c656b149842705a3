#include <algorithm>
#include <ctime>
#include <memory>

#include <bentocloud/api_token.hpp>

#include "command_line.hpp"
#include "commands.hpp"
#include "failure.hpp"
#include "new_token.hpp"
#include "terminal.hpp"
#include "text.hpp"
#include "tokens.hpp"

namespace cli {
namespace {

using bentocloud::ApiToken;
using bentocloud::CloudClient;

struct RotateOptions {
  std::string uid;
  NewToken successor;
  bool keep_old = false;
};

// "ci" gives "ci-20261124-121500", and that gives "ci-20261224-121500": names are unique, and at
// most 63 characters long.
std::string successor_name(std::string name) {
  constexpr const char* digits = "0123456789";
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char suffix[] = "-20261124-121500";
  constexpr std::size_t size = sizeof suffix - 1;
  std::strftime(suffix, sizeof suffix, "-%Y%m%d-%H%M%S", &utc);

  const std::string end = name.size() > size ? name.substr(name.size() - size) : "";
  const bool has_suffix = !end.empty() && end[0] == '-' && end[9] == '-' &&
                          end.find_first_not_of(digits, 1) == 9 &&
                          end.find_first_not_of(digits, 10) == std::string::npos;
  if (has_suffix) name.resize(name.size() - size);
  name.resize((std::min)(name.size(), 63 - size));
  return name + suffix;
}

// With the rights of `old`, and for as long as that was made for.
NewToken successor_of(const ApiToken& old, NewToken wanted) {
  if (wanted.name.empty()) wanted.name = successor_name(old.name);
  wanted.options.description = old.description;
  wanted.options.scopes = old.scopes;
  if (old.expired_at && !wanted.options.expired_at) {
    const auto lifetime = *old.expired_at - old.created_at;
    if (lifetime <= lifetime.zero()) throw UsageError("the old token never lived: give --expires");
    wanted.options.expired_at = bentocloud::now() + lifetime;
  }
  return wanted;
}

int rotate(const Session& session, const RotateOptions& options) {
  const CloudClient client = session.client();
  const ApiToken old = read_token(client, options.uid);
  create_token(client, successor_of(old, options.successor));
  if (options.keep_old) return exit_code::success;

  const Removal removal = remove_tokens(session, {old.uid}, Missing::is_fine);
  if (removal.exit_code != exit_code::success) {
    complain("the new token is there; the old one, " + printable(old.uid) + ", may be still");
  } else if (options.successor.format == Format::table) {
    write_output(deleted_line(old.uid));
  }
  return removal.exit_code;
}

}  // namespace

void add_rotate(Program& program, Session& session) {
  auto options = std::make_shared<RotateOptions>();
  NewToken& successor = options->successor;
  Command command = program.subcommand(
      "rotate", "Replace an API token by a new one like it",
      [&session, options] { return rotate(session, *options); },
      "The new token has the description, the scopes and the lifetime of the old one,\n"
      "which is deleted when the value of the new one is written, and stays when\n"
      "anything fails before. To hand the value over first, give --keep-old, and\n"
      "delete the old token afterwards.");
  command.argument("UID", options->uid, "Which one, by its uid");
  command.option(
      "--name", [&successor](const std::string& text) { successor.name = text; },
      "The name of the new token; by default that of the old one with the time: "
      "ci-20261124-121500");
  command.expires_option(successor.options.expired_at);
  command.token_file_option(successor.file);
  command.flag("--keep-old", options->keep_old, "Do not delete the old token");
  command.output_option(successor.format);
}

}  // namespace cli
