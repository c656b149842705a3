#include <memory>

#include "api_token.hpp"
#include "failure.hpp"
#include "options.hpp"
#include "selection.hpp"
#include "terminal.hpp"
#include "token_table.hpp"

namespace cli {
namespace {

struct ListOptions {
  Selection selection;
  TokenTableOptions table;
  Format format = Format::table;
};

int list(const Session& session, const ListOptions& options) {
  if (options.format != Format::table && !options.table.columns.empty()) {
    throw UsageError("--columns is for tables: leave it out, or --output");
  }
  const auto tokens = read_selection(session, options.selection);
  write_output(to_text(tokens, options.format, options.table));
  return exit_code::success;
}

}  // namespace

void add_list(Command& group, Session& session) {
  auto options = std::make_shared<ListOptions>();
  Command& command = group.command("list", "List the API tokens, newest first",
                                   [&session, options] { return list(session, *options); });
  add_selection_options(command, options->selection);
  add_table_options(command, options->table);
  add_output_option(command, options->format, {Format::name});
}

}  // namespace cli
