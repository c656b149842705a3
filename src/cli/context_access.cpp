#include "context_access.hpp"

#include <exception>
#include <string>

#include <bentocloud/contexts.hpp>

#include "session.hpp"
#include "system.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {

std::vector<Proposal> context_proposals() try {
  std::vector<Proposal> found;
  for (const bentocloud::Context& context : bentocloud::contexts::list()) {
    found.push_back({context.name, context.endpoint});
  }
  return found;
} catch (const std::exception&) {
  return {};
}

void warn_of_readers(const Session& session, bool is_replaced) {
  static bool is_said = false;
  if (session.quiet || is_said) return;
  const std::string path = bentocloud::contexts::file();
  if (!others_can_read(path)) return;
  is_said = true;
  if (is_replaced) {
    complain("warning: others than you could read the API tokens in " + printable(path) +
             "\nThey cannot any more; replace the tokens if somebody may have done so");
  } else {
    complain("warning: others than you can read the API tokens in " + printable(path) +
             "\nTo keep them to yourself: chmod 600 " + shell_word(path));
  }
}

void change_context(const Session& session, const std::string& name,
                    bool (*change)(std::string_view name)) {
  warn_of_readers(session, true);
  if (with_context_file([&] { return change(name); })) return;
  throw Failure(exit_code::failed, "there is no context called " + shell_word(name),
                "To see them all: bentocloud cloud list-context");
}

}  // namespace cli
