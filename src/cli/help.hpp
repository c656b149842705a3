#pragma once

#include <string>

#include "command.hpp"

namespace cli {

/// The help of a command, as wide as the terminal.
[[nodiscard]] std::string help(const Command& command);

}  // namespace cli
