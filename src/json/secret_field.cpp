#include "json/secret_field.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace json {
namespace {

constexpr std::size_t none = std::string::npos;

std::size_t skip_white_space(const std::string& text, std::size_t at) {
  return (std::min)(text.find_first_not_of(" \t\r\n", at), text.size());
}

// The position of the quote that ends the string which begins after the quote at `begin`.
std::size_t end_of_string(const std::string& text, std::size_t begin) {
  std::size_t at = begin + 1;
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
  return at < text.size() ? at : none;
}

// The position of the quote that begins the value of `key`.
std::size_t find_value(const std::string& text, std::string_view key) {
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char character = text[at];
    if (character == '{' || character == '[') ++depth;
    if (character == '}' || character == ']') --depth;
    if (character != '"') continue;

    const std::size_t end = end_of_string(text, at);
    if (end == none) return none;
    const bool is_key = depth == 1 && text.compare(at + 1, end - at - 1, key) == 0;
    const std::size_t colon = skip_white_space(text, end + 1);
    const std::size_t value = skip_white_space(text, colon + 1);
    if (is_key && text.compare(colon, 1, ":") == 0 && text.compare(value, 1, "\"") == 0) {
      return value;
    }
    at = end;
  }
  return none;
}

}  // namespace

std::optional<Secret> take_secret(std::string& text, std::string_view key) {
  const std::size_t quote = find_value(text, key);
  if (quote == none) return std::nullopt;
  const std::size_t end = end_of_string(text, quote);
  const std::string_view value = std::string_view(text).substr(quote + 1, end - quote - 1);
  if (end != none && value.find('\\') != none) return std::nullopt;
  std::optional<Secret> secret;
  if (end != none) secret.emplace(value);
  std::fill_n(text.begin() + static_cast<std::ptrdiff_t>(quote) + 1, value.size(), '*');
  return secret;
}

bool is_json_text(std::string_view value) noexcept {
  const auto is_control = [](char byte) { return static_cast<unsigned char>(byte) < 0x20; };
  return std::none_of(value.begin(), value.end(), is_control) && is_utf8(value);
}

}  // namespace json
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
