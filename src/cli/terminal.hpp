#pragma once

#include <string>
#include <string_view>

#include "system.hpp"
#include "table.hpp"

namespace cli {

inline constexpr const char* program_name = "bentocloud";

/// The style of a table for a stream: as wide as its terminal, coloured unless the terminal does
/// not take colours or `NO_COLOR` is set.
[[nodiscard]] TableStyle table_style(Stream stream);

/// Writes to standard output.
/// \throws std::system_error when it cannot be written; `std::errc::interrupted` when a signal came
/// while it was not ready.
void write_output(std::string_view text);

/// Writes to standard error, as far as that is possible.
void write_error(std::string_view text);

/// One line on standard error, with the program's name in front.
void complain(std::string_view message);

}  // namespace cli
