#include <exception>
#include <memory>
#include <string>
#include <system_error>

#include <bentocloud/api_token.hpp>

#include "api_token.hpp"
#include "failure.hpp"
#include "new_token.hpp"
#include "options.hpp"
#include "terminal.hpp"
#include "tokens.hpp"

namespace cli {
namespace {

using bentocloud::Error;
using bentocloud::ErrorKind;
using bentocloud::Existence;
using bentocloud::RotationState;
namespace api_token = bentocloud::api_token;

struct RotateOptions {
  TokenChoice choice;
  NewToken successor;
  bool keep_old = false;
};

// What happened, and the exit code for it. Of a failed hand-over the program itself knows more.
Failure failure_of(const Error& error) {
  try {
    std::rethrow_if_nested(error);
  } catch (const std::system_error& thrown) {
    return {exit_code::of(thrown), thrown.what()};
  }
  return {exit_code::of(error), fact_of(error)};
}

// A token without a value is of no use. After a signal the library asks nobody any more.
void remove_after_signal(const Session& session, RotationState::Token& successor) {
  if (successor.exists == Existence::no || successor.uid.empty()) return;
  if (!session.interrupted.cancelled()) return;
  const auto removed = bentocloud::attempt(
      [&] { api_token::remove(session.uninterrupted_client(), successor.uid); });
  if (removed || removed.error().not_found()) successor.exists = Existence::no;
}

// Of the token that nobody has the value of.
std::string advice_about(const Session& session, const RotationState::Token& successor) {
  if (successor.exists == Existence::no) {
    return successor.uid.empty() ? "" : "The new token was removed again. ";
  }
  if (!successor.uid.empty()) {
    return "The new token exists, but its value is lost. To delete it: " +
           session.command("delete", successor.uid) + ". ";
  }
  return "The new token may exist: if it is new in the list, delete it. To look for it: " +
         session.command("list", successor.name, "--search") + ". ";
}

// The end of a rotation that failed, with the command that finishes it.
[[noreturn]] void fail(const Session& session, const Error& error, bool is_handed_over) {
  const bool is_begun = error.kind() == ErrorKind::callback || error.possibly_applied();
  if (!is_handed_over && (!is_begun || !error.rotation())) throw Error(error);
  const Failure failure = failure_of(error);
  RotationState state = *error.rotation();
  if (is_handed_over) {
    throw Failure(failure.exit_code, failure.fact,
                  "The new token was created, but the old one may still exist. To delete it: " +
                      session.command("delete", state.old_token.uid));
  }
  remove_after_signal(session, state.successor);
  throw Failure(failure.exit_code, failure.fact,
                advice_about(session, state.successor) +
                    "The old token is unchanged. To try again: " + session.command_line);
}

int rotate(const Session& session, const RotateOptions& options) {
  options.choice.check(true);
  NewTokenOutput output(options.successor);
  const std::string uid = find_uids(session, options.choice).front();
  bool is_handed_over = false;
  try {
    api_token::rotate(
        session.client(), uid,
        {options.successor.name, options.successor.options.expired_at, options.keep_old},
        [&](const bentocloud::ApiToken& successor) {
          output.write(successor);
          is_handed_over = true;
        });
  } catch (const Error& error) {
    if (error.not_found()) throw NoSuchToken(uid, "To see them all: " + session.command("list"));
    fail(session, error, is_handed_over);
  }
  if (!options.keep_old && options.successor.format == Format::table) {
    write_output(deleted_line(uid));
  }
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
