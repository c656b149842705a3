#pragma once

#include <string>
#include <string_view>

#include "table.hpp"

namespace cli {

inline constexpr const char* program_name = "bentocloud-api-token";

[[nodiscard]] bool is_terminal(int descriptor);

/// Of a table for standard output or standard error: as wide as that is, coloured when it takes
/// colours (a terminal that is not dumb, and no `NO_COLOR`).
[[nodiscard]] TableStyle table_style(int descriptor);

/// To standard output, at once and whole.
/// \throws std::system_error when it cannot be written.
void write_output(std::string_view text);

/// To standard error, as far as that can be written.
void write_error(std::string_view text);

/// One line on standard error, with the program's name in front.
void complain(std::string_view message);

/// How far long work is, in a line of standard error that is written over, and erased at the end.
/// Shows nothing unless it is `enabled` and standard error is a terminal.
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
