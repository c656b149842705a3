#include <memory>

#include "command_line.hpp"
#include "commands.hpp"
#include "failure.hpp"
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

void add_get(Program& program, Session& session) {
  auto options = std::make_shared<GetOptions>();
  Command command = program.subcommand("get", "Show one API token",
                                       [&session, options] { return get(session, *options); });
  command.argument("UID", options->uid, "The uid of the token");
  command.output_option(options->format);
}

}  // namespace cli
