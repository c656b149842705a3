#pragma once

#include "command.hpp"
#include "session.hpp"

namespace cli {

/// The whole program: options for all commands, the groups, `version`, `help` and `completion`.
/// `session` gets what the options say, and outlives it.
[[nodiscard]] std::unique_ptr<Command> make_program(Session& session);

}  // namespace cli
