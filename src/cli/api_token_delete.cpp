#include <memory>

#include "api_token.hpp"
#include "terminal.hpp"
#include "tokens.hpp"

namespace cli {
namespace {

int delete_tokens(const Session& session, const std::vector<std::string>& uids) {
  const Removal removal = remove_tokens(session, uids, Missing::is_an_error);
  std::string lines;
  for (const std::string& uid : removal.removed) lines += deleted_line(uid);
  write_output(lines);
  return removal.exit_code;
}

}  // namespace

void add_delete(Command& group, Session& session) {
  auto uids = std::make_shared<std::vector<std::string>>();
  Command& command =
      group.command("delete", "Delete API tokens; programs that use them lose access",
                    [&session, uids] { return delete_tokens(session, *uids); });
  command.argument("UID...", *uids, "The uids of the tokens");
}

}  // namespace cli
