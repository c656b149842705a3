#include <algorithm>
#include <vector>

#include <bentocloud/contexts.hpp>

#include "cloud.hpp"
#include "context_access.hpp"
#include "document.hpp"
#include "failure.hpp"
#include "terminal.hpp"

namespace cli {
namespace {

using bentocloud::Context;

// As Python calls the credentials of the environment.
constexpr const char* environment_name = "__env__";

int show_current_context(const Session& session) {
  const bentocloud::Credentials credentials = session.credentials();
  Context context{environment_name, credentials.endpoint, credentials.api_token, ""};
  if (session.uses_context_file()) {
    warn_of_readers(session);
    const std::string name = session.context_name();
    const std::vector<Context> all = bentocloud::contexts::list();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&name](const Context& each) { return each.name == name; });
    if (found != all.end()) context = *found;
  }
  write_output(to_document(context));
  return exit_code::success;
}

}  // namespace

void add_current_context(Command& group, Session& session) {
  group.command("current-context", "Show the context that is used, with its API token, as JSON",
                [&session] { return show_current_context(session); });
}

}  // namespace cli
