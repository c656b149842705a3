#include <memory>

#include "api_token.hpp"
#include "terminal.hpp"
#include "tokens.hpp"

namespace cli {
namespace {

int delete_tokens(const Session& session, const TokenChoice& choice) {
  const Removal removal = remove_tokens(session, find_uids(session, choice), Missing::is_an_error);
  std::string lines;
  for (const std::string& uid : removal.removed) lines += deleted_line(uid);
  write_output(lines);
  return removal.exit_code;
}

}  // namespace

void add_delete(Command& group, Session& session) {
  auto choice = std::make_shared<TokenChoice>();
  Command& command =
      group.command("delete", "Delete API tokens; programs that use them lose access",
                    [&session, choice] { return delete_tokens(session, *choice); });
  add_token_choice(command, *choice, false);
}

}  // namespace cli
