#include <memory>

#include <bentocloud/api_token.hpp>

#include "api_token.hpp"
#include "failure.hpp"
#include "options.hpp"
#include "terminal.hpp"
#include "token_table.hpp"
#include "tokens.hpp"

namespace cli {
namespace {

struct UpdateOptions {
  TokenChoice choice;
  std::optional<std::string> description;
  std::vector<bentocloud::Scope> scopes;
  std::optional<bentocloud::api_token::Expiry> expired_at;
  Format format = Format::table;
};

int update(const Session& session, const UpdateOptions& options) {
  options.choice.check(true);
  if (!options.description && options.scopes.empty() && !options.expired_at) {
    throw UsageError("there is nothing to change: give --description, --scope or --expires");
  }
  check_scopes(session, options.scopes);
  bentocloud::api_token::UpdateOptions changes;
  changes.description = options.description;
  if (!options.scopes.empty()) changes.scopes = options.scopes;
  changes.expired_at = options.expired_at;
  const std::string uid = find_uids(session, options.choice).front();
  try {
    const auto token = bentocloud::api_token::update(session.client(), uid, changes);
    write_output(to_text(token, options.format));
  } catch (const bentocloud::Error& error) {
    if (error.not_found()) throw NoSuchToken(uid, "To see them all: " + session.command("list"));
    if (error.outcome() == bentocloud::Outcome::unknown) {
      throw Failure(exit_code::of(error), fact_of(error),
                    "The token may have been changed. To see it: " + session.command("get", uid));
    }
    throw;
  }
  return exit_code::success;
}

}  // namespace

void add_update(Command& group, Session& session) {
  auto options = std::make_shared<UpdateOptions>();
  Command& command = group.command(
      "update", "Change an API token; options that are not given change nothing",
      [&session, options] { return update(session, *options); },
      "The given scopes replace all scopes of the token.\n"
      "The expiry can be changed, but not removed.");
  add_token_choice(command, session, options->choice, true);
  add_description_option(command, options->description);
  add_scope_option(command, options->scopes);
  add_expires_option(command, options->expired_at);
  add_output_option(command, options->format, {Format::name});
}

}  // namespace cli
