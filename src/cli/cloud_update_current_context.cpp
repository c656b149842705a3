#include <memory>
#include <string>

#include <bentocloud/contexts.hpp>

#include "cloud.hpp"
#include "context_access.hpp"
#include "failure.hpp"
#include "options.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {
namespace {

int update_current_context(const Session& session, const std::string& name) {
  change_context(session, name, &bentocloud::contexts::set_current);
  write_output("Successfully switched to context: " + printable(name) + '\n');
  return exit_code::success;
}

}  // namespace

void add_update_current_context(Command& group, Session& session) {
  auto name = std::make_shared<std::string>();
  Command& command =
      group.command("update-current-context", "Choose the context that is used from now on",
                    [&session, name] { return update_current_context(session, *name); });
  command.argument("CONTEXT_NAME", *name, "The name of the context", context_values());
}

}  // namespace cli
