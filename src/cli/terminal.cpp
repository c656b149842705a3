#include "terminal.hpp"

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include <sys/ioctl.h>
#include <unistd.h>

namespace cli {
namespace {

// Returns whether all of it could be written; if not, errno says why.
bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace

bool is_terminal(int descriptor) { return ::isatty(descriptor) == 1; }

TableStyle table_style(int descriptor) {
  if (!is_terminal(descriptor)) return {};
  winsize size{};
  const bool has_size = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0;
  const bool has_colour = environment("NO_COLOR").empty() && environment("TERM") != "dumb";
  return {has_size ? size.ws_col : std::size_t{0}, has_colour};
}

void write_output(std::string_view text) {
  if (write_all(STDOUT_FILENO, text)) return;
  throw std::system_error(errno, std::generic_category(), "cannot write to standard output");
}

void write_error(std::string_view text) { (void)write_all(STDERR_FILENO, text); }

void complain(std::string_view message) {
  write_error(std::string(program_name) + ": " + std::string(message) + '\n');
}

Progress::Progress(bool enabled) : enabled_(enabled && is_terminal(STDERR_FILENO)) {}

Progress::~Progress() {
  if (shown_) write_error("\r\x1b[K");
}

void Progress::show(const std::string& text) {
  if (!enabled_) return;
  write_error("\r\x1b[K" + text);
  shown_ = true;
}

}  // namespace cli
