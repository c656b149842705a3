#include "cloud.hpp"

namespace cli {

void add_cloud(Command& program, Session& session) {
  Command& group = program.group("cloud", "Log in and out, and manage contexts");
  add_login(group, session);
  add_logout(group, session);
  add_current_context(group, session);
  add_list_context(group, session);
  add_update_current_context(group, session);
  add_whoami(group, session);
}

}  // namespace cli
