#pragma once

#include "command.hpp"
#include "session.hpp"

/// The group `bentocloud cloud`: credentials and contexts. A command is a source of its name,
/// `cloud_whoami.cpp`, that defines one of these functions, and a line in `add_cloud`.
namespace cli {

/// Adds the group with all its commands.
void add_cloud(Command& program, Session& session);

/// \{
/// Adds the command of its name to the group.
void add_login(Command& group, Session& session);
void add_logout(Command& group, Session& session);
void add_current_context(Command& group, Session& session);
void add_list_context(Command& group, Session& session);
void add_update_current_context(Command& group, Session& session);
void add_whoami(Command& group, Session& session);
/// \}

}  // namespace cli
