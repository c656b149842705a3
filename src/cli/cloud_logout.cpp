#include <string>

#include <bentocloud/contexts.hpp>

#include "cloud.hpp"
#include "context_access.hpp"
#include "failure.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {
namespace {

int logout(const Session& session) {
  const std::string name = with_context_file([&session] { return session.context_name(); });
  change_context(session, name, &bentocloud::contexts::remove);
  write_output("Forgot context " + printable(name) + "; its API token is still valid\n");
  return exit_code::success;
}

}  // namespace

void add_logout(Command& group, Session& session) {
  group.command(
      "logout", "Forget a context: the one of --context, or else the current one",
      [&session] { return logout(session); },
      "The API token stays valid for those who have it: delete it with api-token delete.");
}

}  // namespace cli
