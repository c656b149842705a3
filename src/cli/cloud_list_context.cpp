#include <string>
#include <vector>

#include <bentocloud/contexts.hpp>

#include "cloud.hpp"
#include "context_access.hpp"
#include "document.hpp"
#include "failure.hpp"
#include "terminal.hpp"

namespace cli {
namespace {

int list_contexts(const Session& session) {
  std::vector<std::string> names;
  for (const bentocloud::Context& context : with_context_file(&bentocloud::contexts::list)) {
    names.push_back(context.name);
  }
  warn_of_readers(session);
  write_output(to_document(names));
  return exit_code::success;
}

}  // namespace

void add_list_context(Command& group, Session& session) {
  group.command("list-context", "List the names of the contexts, as JSON",
                [&session] { return list_contexts(session); });
}

}  // namespace cli
