#include <algorithm>
#include <memory>
#include <string_view>

#include <bentocloud/api_token.hpp>

#include "api_token.hpp"
#include "failure.hpp"
#include "new_token.hpp"
#include "options.hpp"
#include "terminal.hpp"
#include "tokens.hpp"

namespace cli {
namespace {

using bentocloud::ApiToken;

struct RotateOptions {
  TokenChoice choice;
  NewToken successor;
  bool keep_old = false;
};

// "ci" gives "ci-20261124-121500", and that gives "ci-20261224-121500": names are unique, and at
// most 63 characters long.
std::string successor_name(std::string name) {
  constexpr std::string_view digits = "0123456789";
  const std::string now = bentocloud::format_timestamp(bentocloud::now());  // 2026-11-24T12:15:00
  const std::string suffix = '-' + now.substr(0, 4) + now.substr(5, 2) + now.substr(8, 2) + '-' +
                             now.substr(11, 2) + now.substr(14, 2) + now.substr(17, 2);

  const std::size_t size = suffix.size();
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
    if (lifetime <= lifetime.zero()) {
      throw UsageError(
          "the old token had expired when it was created, so its lifetime cannot be used: give "
          "--expires");
    }
    wanted.options.expired_at = bentocloud::now() + lifetime;
  }
  return wanted;
}

// Says what is left to do when there is, or may be, a new token and still the old one.
void create_successor(const Session& session, const ApiToken& old, const RotateOptions& options) {
  try {
    create_token(session, successor_of(old, options.successor));
  } catch (const CreatedAllTheSame& failure) {
    if (options.keep_old) throw;
    throw Failure(
        failure.exit_code, failure.fact,
        failure.advice + ". To delete the old one: " + session.command("delete", old.uid));
  } catch (const Failure& failure) {
    throw Failure(failure.exit_code, failure.fact,
                  failure.advice + (failure.advice.back() == '.' ? "" : ".") +
                      " The old token is unchanged. To try again: " + session.command_line);
  }
}

int rotate(const Session& session, const RotateOptions& options) {
  const ApiToken old = read_token(session, options.choice);
  create_successor(session, old, options);
  if (options.keep_old) return exit_code::success;

  const Removal removal = remove_tokens(session, {old.uid});
  if (removal.error && !removal.error->not_found()) {
    throw Failure(exit_code::of(*removal.error), fact_of(*removal.error),
                  "The new token was created, but the old one may still exist. To delete it: " +
                      session.command("delete", old.uid));
  }
  if (options.successor.format == Format::table) write_output(deleted_line(old.uid));
  return exit_code::success;
}

}  // namespace

void add_rotate(Command& group, Session& session) {
  auto options = std::make_shared<RotateOptions>();
  NewToken& successor = options->successor;
  Command& command = group.command(
      "rotate", "Replace an API token with a new one like it",
      [&session, options] { return rotate(session, *options); },
      "The new token gets the description, the scopes and the lifetime of the old one.\n"
      "The old one is deleted after the value of the new one has been written; if\n"
      "anything fails before that, it is kept. To deploy the new value first, use\n"
      "--keep-old, and delete the old token afterwards.");
  add_token_choice(command, session, options->choice, true);
  command.option(
      "--new-name NAME", [&successor](const std::string& text) { successor.name = text; },
      "The name of the new token; by default the old name followed by the time: "
      "ci-20261124-121500");
  add_expires_option(command, successor.options.expired_at);
  command.flag("--keep-old", options->keep_old, "Do not delete the old token");
  add_hand_over_options(command, successor);
}

}  // namespace cli
