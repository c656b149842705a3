#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

/// A character of a text in UTF-8. How wide it is the system knows, after `prepare_process`.
struct Character {
  char32_t code;
  std::string_view bytes;
  int width;  ///< columns of a terminal; below 0: has no place on one

  /// Whether a terminal shows it and does nothing else: no controls, nothing that turns the
  /// direction of the text around it.
  [[nodiscard]] bool is_safe() const noexcept;
};

/// Takes the first character of `rest`, which is not empty. A byte that is not UTF-8 is a character
/// of its own, which is not safe.
[[nodiscard]] Character take_character(std::string_view& rest);

/// `\x1B`, `\u202E` or `\U000E0001`, as YAML and people read it.
[[nodiscard]] std::string escape(char32_t code);

/// `text` with its unsafe characters escaped, so that no name can drive the terminal.
[[nodiscard]] std::string printable(std::string_view text);

/// The same as one word of a command line that can be copied into a shell.
[[nodiscard]] std::string shell_word(std::string_view text);

/// A command line of this program that can be copied into a shell.
[[nodiscard]] std::string shell_words(const std::vector<std::string>& arguments);

/// `printable()`, and `-` for an empty one, so that no cell of a table is empty.
[[nodiscard]] std::string printable_or_dash(std::string_view text);

/// How many columns printable `text` takes.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// Printable `text`, or as much of it as fits into `width` columns with an ellipsis.
[[nodiscard]] std::string cut(std::string_view text, std::size_t width);

/// Printable `text` in lines of at most `width` columns, broken at spaces where that can be.
[[nodiscard]] std::vector<std::string> fold(std::string_view text, std::size_t width);

}  // namespace cli
