#include <algorithm>
#include <memory>
#include <set>

#include "api_token.hpp"
#include "failure.hpp"
#include "options.hpp"
#include "terminal.hpp"
#include "token_table.hpp"
#include "tokens.hpp"

namespace cli {
namespace {

using bentocloud::ApiToken;

struct PruneOptions {
  std::optional<std::string> search;
  bool yes = false;
  bool dry_run = false;
  Format format = Format::table;
};

// Expired by the server's word: the clock of this machine may be wrong. But the server may ignore
// the search, so what does not match is left out here.
std::vector<ApiToken> expired_tokens(const Session& session, const PruneOptions& options) {
  const std::string search = options.search.value_or("");
  std::vector<ApiToken> tokens = read_tokens(session, search);
  tokens.erase(std::remove_if(tokens.begin(), tokens.end(),
                              [&](const ApiToken& token) {
                                return !token.is_expired ||
                                       token.name.find(search) == std::string::npos;
                              }),
               tokens.end());
  return tokens;
}

void ask(const std::vector<ApiToken>& tokens) {
  write_error(token_table(tokens, table_style(Stream::error)));
  const std::string count = std::to_string(tokens.size());
  if (confirm("Delete " + count + (tokens.size() == 1 ? " token?" : " tokens?"))) return;
  if (received_signal() != 0) throw Failure(exit_code::of_signal(received_signal()), "interrupted");
  throw Failure(exit_code::failed, "nothing was deleted");
}

// Leaves in `tokens` those that are removed now, and returns the exit code.
int remove(const Session& session, std::vector<ApiToken>& tokens) {
  std::vector<std::string> uids;
  uids.reserve(tokens.size());
  for (const ApiToken& token : tokens) uids.push_back(token.uid);
  const Removal removal = remove_tokens(session, uids);
  const std::set<std::string> removed(removal.removed.begin(), removal.removed.end());
  tokens.erase(std::remove_if(tokens.begin(), tokens.end(),
                              [&](const ApiToken& token) { return removed.count(token.uid) == 0; }),
               tokens.end());
  return report_failed(removal);  // those that are gone already are as they should be
}

std::string deleted_lines(const std::vector<ApiToken>& tokens) {
  std::string lines;
  for (const ApiToken& token : tokens) lines += deleted_line(token.uid);
  return lines.empty() ? "No API token was deleted\n" : lines;
}

int prune(const Session& session, const PruneOptions& options) {
  const bool asks = !options.yes && !options.dry_run;
  if (asks && !is_input_terminal()) {
    throw UsageError(
        "prune asks for confirmation, but standard input is not a terminal\n"
        "Use --yes to delete without being asked, or --dry-run to see what would be deleted");
  }
  std::vector<ApiToken> tokens = expired_tokens(session, options);
  int code = exit_code::success;
  if (!options.dry_run && !tokens.empty()) {
    if (asks) ask(tokens);
    code = remove(session, tokens);
  }
  const bool tells_what_is_done = options.format == Format::table && !options.dry_run;
  write_output(tells_what_is_done ? deleted_lines(tokens) : to_text(tokens, options.format));
  return code;
}

}  // namespace

void add_prune(Command& group, Session& session) {
  auto options = std::make_shared<PruneOptions>();
  Command& command = group.command(
      "prune", "Delete the API tokens that have expired, after asking",
      [&session, options] { return prune(session, *options); },
      "With -o json and -o yaml, the output is the list of tokens that were deleted,\n"
      "or that would be with --dry-run.");
  command.option("--search TEXT", options->search, "Only tokens whose name contains TEXT");
  command.flag("-y, --yes", options->yes, "Do not ask for confirmation");
  command.flag("--dry-run", options->dry_run, "Only show what would be deleted");
  add_output_option(command, options->format, {Format::name});
}

}  // namespace cli
