#include <memory>

#include "command_line.hpp"
#include "commands.hpp"
#include "failure.hpp"
#include "new_token.hpp"

namespace cli {
namespace {

struct CreateOptions {
  NewToken token;
  std::optional<std::string> description;
};

int create(const Session& session, const CreateOptions& options) {
  NewToken wanted = options.token;
  wanted.options.description = options.description.value_or("");
  create_token(session, wanted);
  return exit_code::success;
}

}  // namespace

void add_create(Program& program, Session& session) {
  auto options = std::make_shared<CreateOptions>();
  Command command = program.subcommand(
      "create", "Create an API token", [&session, options] { return create(session, *options); },
      "Examples:\n"
      "  bentocloud-api-token create ci --scope api --scope read_cluster --expires 30d\n"
      "  bentocloud-api-token create ci -s api --token-file ci.token -o json");
  command.argument("NAME", options->token.name, "The name, which must be unique");
  command.description_option(options->description);
  command.scope_option(options->token.options.scopes);
  command.expires_option(options->token.options.expired_at);
  command.token_file_option(options->token.file);
  command.output_option(options->token.format);
}

}  // namespace cli
