#include <memory>

#include "command_line.hpp"
#include "commands.hpp"
#include "failure.hpp"
#include "terminal.hpp"
#include "token_table.hpp"
#include "tokens.hpp"

namespace cli {
namespace {

struct ListOptions {
  std::optional<std::string> search;
  Format format = Format::table;
};

int list(const Session& session, const ListOptions& options) {
  const auto tokens = read_tokens(session, options.search.value_or(""));
  write_output(to_text(tokens, options.format));
  return exit_code::success;
}

}  // namespace

void add_list(Program& program, Session& session) {
  auto options = std::make_shared<ListOptions>();
  Command command = program.subcommand("list", "List the API tokens, newest first",
                                       [&session, options] { return list(session, *options); });
  command.option("--search", options->search, "Only tokens whose name contains TEXT");
  command.output_option(options->format);
}

}  // namespace cli
