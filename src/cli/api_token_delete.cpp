#include <memory>

#include "api_token.hpp"
#include "failure.hpp"
#include "terminal.hpp"
#include "tokens.hpp"

namespace cli {
namespace {

int delete_tokens(const Session& session, const TokenChoice& choice) {
  const Removal removal = remove_tokens(session, find_uids(session, choice));
  for (const std::string& uid : removal.missing) complain(NoSuchToken(uid).what());
  int code = report_failed(removal);
  if (code == exit_code::success && !removal.missing.empty()) code = exit_code::not_found;
  std::string lines;
  for (const std::string& uid : removal.removed) lines += deleted_line(uid);
  write_output(lines);
  return code;
}

}  // namespace

void add_delete(Command& group, Session& session) {
  auto choice = std::make_shared<TokenChoice>();
  Command& command =
      group.command("delete", "Delete API tokens; programs that use them lose access",
                    [&session, choice] { return delete_tokens(session, *choice); });
  add_token_choice(command, session, *choice, false);
}

}  // namespace cli
