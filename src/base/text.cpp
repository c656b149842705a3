#include "base/text.hpp"

#include <algorithm>

#include <bentocloud/secret.hpp>

#include "base/wipe.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";

void append_hex(std::string& out, std::string_view prefix, unsigned char byte) {
  out += prefix;
  out += hex_digits[byte >> 4];
  out += hex_digits[byte & 15];
}

char lower(char letter) noexcept {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool is_white_space(char byte) noexcept { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

bool is_unreserved(char byte) noexcept {
  const char letter = lower(byte);
  return (letter >= 'a' && letter <= 'z') || (byte >= '0' && byte <= '9') || byte == '-' ||
         byte == '.' || byte == '_' || byte == '~';
}

struct Character {
  std::size_t size = 0;  // in bytes; 0 when the text does not begin with one
  char32_t code = 0;
};

// The character at the front of `text`, by UTF-8: surrogates, overlong forms and what is beyond
// Unicode are none.
Character first_character(std::string_view text) noexcept {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {1, lead};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return {};
  char32_t code = lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) != 0x80) return {};
    code = (code << 6) | (byte & 0x3FU);
  }
  const bool overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  return overlong || surrogate || code > 0x10FFFF ? Character() : Character{size, code};
}

// Neither a control nor one of those that turn the direction of the text around and so can disguise
// a message.
bool is_printable(char32_t code) noexcept {
  const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
  const bool breaks_line = code == 0x2028 || code == 0x2029;
  const bool turns = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
  return !control && !breaks_line && !turns;
}

// Replaces what stands in `text`, and leaves no copy of it behind.
std::string replace_all(std::string text, std::string_view value, std::string_view replacement) {
  if (value.empty() || text.find(value) == std::string::npos) return text;
  const WipeAtExit wipe_text(text);
  // Into a new text, in one pass: a hostile one may be nothing but occurrences.
  std::string out;
  std::size_t begin = 0;
  for (std::size_t at = text.find(value); at != std::string::npos; at = text.find(value, begin)) {
    out.append(text, begin, at - begin).append(replacement);
    begin = at + value.size();
  }
  return out.append(text, begin, std::string::npos);
}

}  // namespace

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && is_white_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_white_space(text.back())) text.remove_suffix(1);
  return text;
}

bool equals_ignoring_case(std::string_view left, std::string_view right) noexcept {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t size = first_character(text).size;
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::string printable(std::string_view text, std::size_t max_size) {
  std::string out;
  while (!text.empty()) {
    if (out.size() >= max_size) return out + "…";
    const Character character = first_character(text);
    const bool as_it_is = character.size > 0 && is_printable(character.code);
    const std::size_t size = as_it_is ? character.size : 1;
    if (as_it_is) {
      out += text.substr(0, size);
    } else {
      append_hex(out, "\\x", static_cast<unsigned char>(text[0]));
    }
    text.remove_prefix(size);
  }
  return out;
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t max_name = 120;
  return '"' + printable(text, max_name) + '"';
}

std::string redact(std::string text, const Secret& secret) {
  constexpr std::size_t min_size = 8;
  constexpr std::string_view redacted = "[redacted]";
  const std::string_view value = secret.reveal();
  if (value.size() < min_size) return text;
  std::string encoded = percent_encode(value);
  const WipeAtExit wipe_encoded(encoded);
  text = replace_all(std::move(text), value, redacted);
  return encoded == value ? text : replace_all(std::move(text), encoded, redacted);
}

std::string excerpt(std::string text, const Secret& secret, std::size_t max_size) {
  return printable(redact(std::move(text), secret), max_size);
}

std::string percent_encode(std::string_view text) {
  std::string out;
  out.reserve(3 * text.size());  // at once: growing would leave parts of a secret behind
  append_percent_encoded(out, text);
  return out;
}

void append_percent_encoded(std::string& out, std::string_view text) {
  for (const char byte : text) {
    if (is_unreserved(byte)) {
      out += byte;
    } else {
      append_hex(out, "%", static_cast<unsigned char>(byte));
    }
  }
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
