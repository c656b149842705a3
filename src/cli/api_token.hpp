#pragma once

#include "command.hpp"
#include "session.hpp"

/// The group `bentocloud api-token`. A command is a source of its name, `api_token_list.cpp`, that
/// defines one of these functions, and a line in `add_api_token`. Tests see to it that the man page
/// has it; help and completions do by themselves.
namespace cli {

/// Adds the group with all its commands.
void add_api_token(Command& program, Session& session);

/// \{
/// Each adds the command of its name to the group.
void add_list(Command& group, Session& session);
void add_create(Command& group, Session& session);
void add_get(Command& group, Session& session);
void add_update(Command& group, Session& session);
void add_delete(Command& group, Session& session);
void add_rotate(Command& group, Session& session);
void add_prune(Command& group, Session& session);
/// \}

}  // namespace cli
