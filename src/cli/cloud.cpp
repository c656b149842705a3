#include "cloud.hpp"

namespace cli {

void add_cloud(Command& program, Session& session) {
  Command& group = program.group("cloud", "Show who is logged in, and where");
  add_whoami(group, session);
}

}  // namespace cli
