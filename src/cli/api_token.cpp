#include "api_token.hpp"

namespace cli {

void add_api_token(Command& program, Session& session) {
  Command& group = program.group("api-token", "Manage API tokens");
  add_list(group, session);
  add_create(group, session);
  add_get(group, session);
  add_update(group, session);
  add_delete(group, session);
  add_rotate(group, session);
  add_prune(group, session);
}

}  // namespace cli
