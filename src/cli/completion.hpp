#pragma once

#include "command.hpp"

namespace cli {

/// Adds `completion`, which writes the script for a shell, and the hidden `complete`, which these
/// scripts ask for what can come next.
void add_completion(Command& program);

}  // namespace cli
