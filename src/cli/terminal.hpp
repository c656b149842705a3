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

/// Shows the progress of long work in a line of standard error that is overwritten, and erased at
/// the end. Shows nothing unless it is `enabled` and standard error is a terminal that can do that.
///
/// Thread safety: one thread at a time.
class Progress {
 public:
  explicit Progress(bool enabled);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  void show(const std::string& text);

 private:
  bool enabled_;
  bool shown_ = false;
};

}  // namespace cli
