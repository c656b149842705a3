#include "text.hpp"

#include <cstdio>

#include "system.hpp"

namespace cli {
namespace {

// Of the UTF-8 sequence that `text` begins with, which is not ASCII; 0 when it is none.
std::size_t sequence_size(std::string_view text) {
  const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  const std::size_t size = first < 0xC2    ? 0
                           : first < 0xE0  ? 2
                           : first < 0xF0  ? 3
                           : first <= 0xF4 ? 4
                                           : 0;
  if (size == 0 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool is_overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool is_surrogate = first == 0xED && byte(1) >= 0xA0;
  const bool is_beyond_unicode = first == 0xF4 && byte(1) >= 0x90;
  return is_overlong || is_surrogate || is_beyond_unicode ? 0 : size;
}

char32_t decode(std::string_view sequence) {
  char32_t code = static_cast<unsigned char>(sequence.front()) & (0x7FU >> sequence.size());
  for (const char byte : sequence.substr(1))
    code = code << 6 | (static_cast<char32_t>(byte) & 0x3F);
  return code;
}

}  // namespace

bool Character::is_safe() const noexcept {
  const bool turns_direction = code == 0x061C || code == 0x200E || code == 0x200F ||
                               (code >= 0x202A && code <= 0x202E) ||
                               (code >= 0x2066 && code <= 0x2069);
  const bool is_byte_order_mark = code == 0xFEFF;
  return width >= 0 && !turns_direction && !is_byte_order_mark;
}

Character take_character(std::string_view& rest) {
  const auto first = static_cast<unsigned char>(rest.front());
  Character character{first, rest.substr(0, 1), -1};
  if (first < 0x80) {  // quickly, for nearly all of a document is ASCII
    const bool is_control = first < 0x20 || first == 0x7F;
    character.width = is_control ? -1 : 1;
  } else if (const std::size_t size = sequence_size(rest); size != 0) {
    character.code = decode(rest.substr(0, size));
    character.bytes = rest.substr(0, size);
    character.width = character_width(character.code);
  }
  rest.remove_prefix(character.bytes.size());
  return character;
}

std::string escape(char32_t code) {
  const char* format = code < 0x100 ? "\\x%02X" : code < 0x10000 ? "\\u%04X" : "\\U%08X";
  char text[11];
  std::snprintf(text, sizeof text, format, static_cast<unsigned>(code));
  return text;
}

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Character character = take_character(text);
    if (character.is_safe()) {
      out += character.bytes;
    } else {
      out += escape(character.code);
    }
  }
  return out;
}

std::string shell_word(std::string_view text) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./:@%+=,";
  if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) {
    return std::string(text);
  }
  std::string out = "'";
  for (const char character : printable(text)) {
    if (character == '\'') {
      out += "'\\''";
    } else {
      out += character;
    }
  }
  return out + '\'';
}

std::string shell_words(const std::vector<std::string>& arguments) {
  std::string text = "bentocloud";
  for (const std::string& argument : arguments) text += ' ' + shell_word(argument);
  return text;
}

std::string printable_or_dash(std::string_view text) {
  return text.empty() ? "-" : printable(text);
}

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) columns += static_cast<std::size_t>(take_character(text).width);
  return columns;
}

std::string cut(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  std::string out;
  std::size_t columns = 1;  // of the ellipsis
  while (!text.empty()) {
    const Character character = take_character(text);
    columns += static_cast<std::size_t>(character.width);
    if (columns > width) break;
    out += character.bytes;
  }
  return out + "\u2026";
}

std::vector<std::string> fold(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  std::size_t columns = 0;
  std::size_t space = std::string::npos;  // the last one of the line
  while (!text.empty()) {
    const Character character = take_character(text);
    const auto character_width = static_cast<std::size_t>(character.width);
    while (!line.empty() && columns + character_width > width) {
      const std::size_t end = character.code == ' ' ? line.size() : space;
      lines.push_back(line.substr(0, end));
      line.erase(0, end == std::string::npos ? end : end + 1);
      columns = display_width(line);
      space = std::string::npos;
    }
    if (character.code == ' ') {
      if (line.empty() && !lines.empty()) continue;  // it is where the line was broken
      space = line.size();
    }
    line += character.bytes;
    columns += character_width;
  }
  lines.push_back(line);
  return lines;
}

}  // namespace cli
