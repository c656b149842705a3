#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "command.hpp"

namespace cli {

/// `; did you mean --search?`, with the name that is most like `text`; empty when none is.
[[nodiscard]] std::string suggestion(std::string_view text, const std::vector<std::string>& names);

/// The long options that a command takes.
[[nodiscard]] std::vector<std::string> option_names(const Command& command);

/// The commands of a group; and, with their groups in front, those of the groups below it.
[[nodiscard]] std::vector<std::string> command_names(const Command& group);

}  // namespace cli
