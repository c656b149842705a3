#include "terminal.hpp"

#include <cstdlib>
#include <system_error>

namespace cli {

TableStyle table_style(Stream stream) {
  if (!is_terminal(stream)) return {};
  const char* no_colour = std::getenv("NO_COLOR");
  const bool wants_colour = no_colour == nullptr || *no_colour == '\0';
  return {terminal_width(stream), wants_colour && takes_escapes(stream)};
}

void write_output(std::string_view text) { write_stream(Stream::output, text); }

void write_error(std::string_view text) {
  try {
    write_stream(Stream::error, text);
  } catch (const std::system_error&) {
    // There is nowhere to tell that to.
  }
}

void complain(std::string_view message) {
  write_error(std::string(program_name) + ": " + std::string(message) + '\n');
}

}  // namespace cli
