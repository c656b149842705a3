#include "base/text.hpp"

#include <algorithm>

#include <bentocloud/secret.hpp>

namespace bentocloud {
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

// How many bytes at the front of `text` are one printable character of UTF-8; 0 when none is.
// C1 controls, surrogates, overlong forms and what is beyond Unicode do not count, nor do the
// characters that turn the direction of the text around and so can disguise a message.
std::size_t printable_character(std::string_view text) noexcept {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return lead >= 0x20 && lead != 0x7F ? 1 : 0;
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return 0;
  char32_t code = lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) != 0x80) return 0;
    code = (code << 6) | (byte & 0x3FU);
  }
  const bool overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  const bool control = code < 0xA0 || code == 0x2028 || code == 0x2029 ||
                       (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
  return overlong || surrogate || control || code > 0x10FFFF ? 0 : size;
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

std::string printable(std::string_view text, std::size_t max_size) {
  std::string out;
  while (!text.empty()) {
    if (out.size() >= max_size) return out + "…";
    const std::size_t size = printable_character(text);
    if (size == 0) {
      append_hex(out, "\\x", static_cast<unsigned char>(text[0]));
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix((std::max)(size, std::size_t{1}));
  }
  return out;
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t longest_name = 120;
  return '"' + printable(text, longest_name) + '"';
}

std::string redact(std::string text, const Secret& secret) {
  const std::string_view value = secret.reveal();
  if (value.empty() || text.find(value) == std::string::npos) return text;
  // Into a new text, in one pass: a hostile one may be nothing but occurrences.
  std::string out;
  std::size_t begin = 0;
  for (std::size_t at = text.find(value); at != std::string::npos; at = text.find(value, begin)) {
    out.append(text, begin, at - begin).append("[redacted]");
    begin = at + value.size();
  }
  return out.append(text, begin, std::string::npos);
}

std::string percent_encode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char byte : text) {
    if (is_unreserved(byte)) {
      out += byte;
    } else {
      append_hex(out, "%", static_cast<unsigned char>(byte));
    }
  }
  return out;
}

}  // namespace bentocloud
