#include <memory>

#include "api_token.hpp"
#include "failure.hpp"
#include "new_token.hpp"
#include "options.hpp"

namespace cli {
namespace {

struct CreateOptions {
  NewToken token;
  std::optional<std::string> description;
};

int create(const Session& session, const CreateOptions& options) {
  NewToken wanted = options.token;
  wanted.options.description = options.description.value_or("");
  check_scopes(session, wanted.options.scopes);
  create_token(session, wanted);
  return exit_code::success;
}

}  // namespace

void add_create(Command& group, Session& session) {
  auto options = std::make_shared<CreateOptions>();
  Command& command = group.command(
      "create", "Create an API token", [&session, options] { return create(session, *options); },
      "Examples:\n"
      "  bentocloud api-token create ci --scope api --scope read_cluster --expires 30d\n"
      "  bentocloud api-token create ci -s api --token-file ci.token -o json");
  command.argument("NAME", options->token.name, "The name, which must be unique");
  add_description_option(command, options->description);
  add_scope_option(command, options->token.options.scopes);
  add_expires_option(command, options->token.options.expired_at);
  add_hand_over_options(command, options->token);
}

}  // namespace cli
