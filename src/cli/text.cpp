#include "text.hpp"

#include <cstdio>
#include <cwchar>

namespace cli {

bool Character::is_safe() const noexcept {
  const bool turns_direction = code == 0x061C || code == 0x200E || code == 0x200F ||
                               (code >= 0x202A && code <= 0x202E) ||
                               (code >= 0x2066 && code <= 0x2069);
  const bool is_byte_order_mark = code == 0xFEFF;
  return width >= 0 && !turns_direction && !is_byte_order_mark;
}

Character take_character(std::string_view& rest) {
  const char32_t first = static_cast<unsigned char>(rest.front());
  if (first < 0x80) {  // quickly, for nearly all of a document is ASCII
    const bool is_control = first < 0x20 || first == 0x7F;
    const Character character{first, rest.substr(0, 1), is_control ? -1 : 1};
    rest.remove_prefix(1);
    return character;
  }
  wchar_t wide = 0;
  std::mbstate_t state{};
  std::size_t size = std::mbrtowc(&wide, rest.data(), rest.size(), &state);
  Character character{static_cast<char32_t>(wide), {}, ::wcwidth(wide)};
  if (size > rest.size()) {  // it is not UTF-8
    size = 1;
    character.code = first;
    character.width = -1;
  }
  character.bytes = rest.substr(0, size);
  rest.remove_prefix(size);
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

std::string printable_or_dash(std::string_view text) {
  return text.empty() ? "-" : printable(text);
}

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) columns += static_cast<std::size_t>(take_character(text).width);
  return columns;
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
