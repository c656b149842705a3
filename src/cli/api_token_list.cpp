#include <memory>

#include "api_token.hpp"
#include "failure.hpp"
#include "options.hpp"
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

void add_list(Command& group, Session& session) {
  auto options = std::make_shared<ListOptions>();
  Command& command = group.command("list", "List the API tokens, newest first",
                                   [&session, options] { return list(session, *options); });
  command.option("--search TEXT", options->search, "Only tokens whose name contains TEXT");
  add_output_option(command, options->format);
}

}  // namespace cli
