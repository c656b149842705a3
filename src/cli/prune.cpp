#include <algorithm>
#include <memory>
#include <set>

#include <unistd.h>

#include "command_line.hpp"
#include "commands.hpp"
#include "failure.hpp"
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

void ask(const Session& session, const std::vector<ApiToken>& tokens) {
  write_error(token_table(tokens, table_style(STDERR_FILENO)));
  const std::string count = std::to_string(tokens.size());
  if (confirm(session, "Delete " + count + (tokens.size() == 1 ? " token?" : " tokens?"))) return;
  if (session.interrupted.cancelled()) throw Failure(exit_code::interrupted, "interrupted");
  throw Failure(exit_code::failed, "nothing was deleted");
}

// Leaves in `tokens` those that are removed now, and returns the exit code.
int remove(const Session& session, std::vector<ApiToken>& tokens) {
  std::vector<std::string> uids;
  uids.reserve(tokens.size());
  for (const ApiToken& token : tokens) uids.push_back(token.uid);
  const Removal removal = remove_tokens(session, uids, Missing::is_fine);
  const std::set<std::string> removed(removal.removed.begin(), removal.removed.end());
  tokens.erase(std::remove_if(tokens.begin(), tokens.end(),
                              [&](const ApiToken& token) { return removed.count(token.uid) == 0; }),
               tokens.end());
  return removal.exit_code;
}

std::string deleted_lines(const std::vector<ApiToken>& tokens) {
  std::string lines;
  for (const ApiToken& token : tokens) lines += deleted_line(token.uid);
  return lines.empty() ? "No API token was deleted\n" : lines;
}

int prune(const Session& session, const PruneOptions& options) {
  const bool asks = !options.yes && !options.dry_run;
  if (asks && !is_terminal(STDIN_FILENO)) {
    throw UsageError("prune asks before it deletes; give --yes or --dry-run where nobody answers");
  }
  std::vector<ApiToken> tokens = expired_tokens(session, options);
  int code = exit_code::success;
  if (!options.dry_run && !tokens.empty()) {
    if (asks) ask(session, tokens);
    code = remove(session, tokens);
  }
  const bool tells_what_is_done = options.format == Format::table && !options.dry_run;
  write_output(tells_what_is_done ? deleted_lines(tokens) : answer(tokens, options.format));
  return code;
}

}  // namespace

void add_prune(Program& program, Session& session) {
  auto options = std::make_shared<PruneOptions>();
  Command command = program.subcommand(
      "prune", "Delete the API tokens that have expired; asks first",
      [&session, options] { return prune(session, *options); },
      "With json and yaml, the answer is the list of tokens that were deleted,\n"
      "or with --dry-run would be.");
  command.option("--search", options->search, "Only those whose name has this in it");
  command.flag("-y,--yes", options->yes, "Do not ask");
  command.flag("--dry-run", options->dry_run, "Only show what would be deleted");
  command.output_option(options->format);
}

}  // namespace cli
