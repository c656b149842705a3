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
  std::string uid;
  Format format = Format::table;
};

int get(const Session& session, const GetOptions& options) {
  const auto token = read_token(session.client(), options.uid);
  write_output(to_text(token, options.format));
  return exit_code::success;
}

}  // namespace

void add_get(Command& group, Session& session) {
  auto options = std::make_shared<GetOptions>();
  Command& command = group.command("get", "Show one API token",
                                   [&session, options] { return get(session, *options); });
  command.argument("UID", options->uid, "The uid of the token");
  add_output_option(command, options->format);
}

}  // namespace cli
