#include <memory>

#include "api_token.hpp"
#include "failure.hpp"
#include "options.hpp"
#include "terminal.hpp"
#include "token_table.hpp"
#include "tokens.hpp"

namespace cli {
namespace {

struct GetOptions {
  TokenChoice choice;
  Format format = Format::table;
};

int get(const Session& session, const GetOptions& options) {
  const auto token = read_token(session, options.choice);
  write_output(to_text(token, options.format));
  return exit_code::success;
}

}  // namespace

void add_get(Command& group, Session& session) {
  auto options = std::make_shared<GetOptions>();
  Command& command = group.command("get", "Show one API token",
                                   [&session, options] { return get(session, *options); });
  add_token_choice(command, session, options->choice, true);
  add_output_option(command, options->format, {Format::name});
}

}  // namespace cli
