#pragma once

#include <string>
#include <vector>

#include "command.hpp"

namespace cli {

/// Finds the command that these arguments name, and hands the values to its options and arguments,
/// in the order in which they were given. Options of a group, and those that hold for all commands,
/// may also stand before the command. Returns what is to be done: the command's action, or to show
/// the help, also of a group that is named without a command.
/// \throws UsageError that ends with how to get help.
[[nodiscard]] Command::Action parse(const Command& program,
                                    const std::vector<std::string>& arguments);

}  // namespace cli
