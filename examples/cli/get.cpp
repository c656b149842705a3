#include <memory>

#include <unistd.h>

#include <bentocloud/api_token.hpp>

#include "command_line.hpp"
#include "commands.hpp"
#include "failure.hpp"
#include "terminal.hpp"
#include "text.hpp"
#include "token_table.hpp"

namespace cli {
namespace {

struct GetOptions {
  std::string uid;
  Format format = Format::table;
};

int get(const Session& session, const GetOptions& options) {
  const auto token = bentocloud::api_token::get(session.client(), options.uid);
  if (!token) {
    throw Failure(exit_code::not_found, "there is no API token " + printable(options.uid));
  }
  write_output(options.format == Format::table ? token_details(*token, table_style(STDOUT_FILENO))
                                               : to_document(*token, options.format));
  return exit_code::success;
}

}  // namespace

void add_get(Program& program, Session& session) {
  auto options = std::make_shared<GetOptions>();
  Command command = program.subcommand("get", "Show one API token",
                                       [&session, options] { return get(session, *options); });
  command.argument("UID", options->uid, "Which one, by its uid");
  command.output_option(options->format);
}

}  // namespace cli
