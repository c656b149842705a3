#include "client/error_body.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "base/wipe.hpp"
#include "json/reader.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace json {
namespace {

// An object of which nothing is kept; a schema has at least one field.
struct Any {
  std::optional<std::string> unused;
};

// An object that may be the error itself, or stand within another.
struct Texts {
  std::optional<std::string> error;
  std::optional<std::string> message;
  std::optional<std::string> detail;
  std::optional<std::string> msg;  // of each of FastAPI's details
  std::optional<Secret> token;
};

struct Nested {
  std::optional<Texts> error;
  std::optional<Texts> message;
  std::optional<Texts> detail;
};

struct Listed {
  std::vector<Texts> detail;
};

std::string first_text(const Texts& texts) {
  for (const auto* text : {&texts.error, &texts.message, &texts.detail, &texts.msg}) {
    if (*text && !trim(**text).empty()) return **text;
  }
  return {};
}

std::string first_text(const Nested& nested) {
  for (const auto* texts : {&nested.error, &nested.message, &nested.detail}) {
    if (std::string text = *texts ? first_text(**texts) : std::string(); !text.empty()) return text;
  }
  return {};
}

constexpr std::size_t none = std::string_view::npos;

// Replaces \u0074 by t, and so on: letters of a key that were written so.
std::string with_plain_letters(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    constexpr std::size_t size = 6;
    const std::string_view digits = text.substr(0, size).substr((std::min)(text.size(), size - 2));
    const bool is_escape = text.size() >= size && text.substr(0, 4) == "\\u00" &&
                           digits.find_first_not_of("0123456789abcdefABCDEF") == none;
    const int code = is_escape ? std::stoi(std::string(digits), nullptr, 16) : 0;
    const bool is_letter = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
    out += is_letter ? static_cast<char>(code) : text.front();
    text.remove_prefix(is_letter ? size : 1);
  }
  return out;
}

// The quote of a string at `at`, with the backslashes that escape it; empty when there is none.
std::string_view quote_at(std::string_view text, std::size_t at) {
  const std::size_t mark = text.find_first_not_of('\\', at);
  const bool is_quote = mark != none && (text[mark] == '"' || text[mark] == '\'');
  return is_quote ? text.substr(at, mark + 1 - at) : std::string_view();
}

std::size_t skip_white_space(std::string_view text, std::size_t at) {
  return (std::min)(text.find_first_not_of(" \t\r\n", at), text.size());
}

// Where the value of a member begins whose key ends at `at`; nothing when no key ends there.
std::size_t value_after_key(std::string_view text, std::size_t at) {
  const std::string_view quote = quote_at(text, at);
  if (quote.empty()) return none;
  const std::size_t colon = skip_white_space(text, at + quote.size());
  if (text.substr(colon, 1) != ":") return none;
  return skip_white_space(text, colon + 1);
}

// Where the value that begins at `at` ends. What is no simple string is taken to the end of the
// text, as is one with an escape in it.
std::size_t end_of_value(std::string_view text, std::size_t at) {
  if (text.substr(at, 4) == "null") return at + 4;
  const std::string_view quote = quote_at(text, at);
  if (quote.empty()) return text.size();
  const std::size_t end = text.find_first_of("\\\"'", at + quote.size());
  return end != none && text.substr(end, quote.size()) == quote ? end + quote.size() : text.size();
}

}  // namespace

template <>
const Schema& schema_of<Any>() {
  static constexpr Field fields[] = {optional<&Any::unused>("\x7F")};
  static constexpr Schema schema(fields);
  return schema;
}

template <>
const Schema& schema_of<Texts>() {
  static constexpr Field fields[] = {
      optional<&Texts::error>("error"), optional<&Texts::message>("message"),
      optional<&Texts::detail>("detail"), optional<&Texts::msg>("msg"),
      optional<&Texts::token>("token")};
  static constexpr Schema schema(fields);
  return schema;
}

template <>
const Schema& schema_of<Nested>() {
  static constexpr Field fields[] = {optional<&Nested::error>("error"),
                                     optional<&Nested::message>("message"),
                                     optional<&Nested::detail>("detail")};
  static constexpr Schema schema(fields);
  return schema;
}

template <>
const Schema& schema_of<Listed>() {
  static constexpr Field fields[] = {optional<&Listed::detail>("detail")};
  static constexpr Schema schema(fields);
  return schema;
}

bool is_object(std::string_view text) {
  Any any;
  return !read(text, any);
}

ErrorBody read_error_body(std::string_view body) {
  ErrorBody out;
  // Mismatchs are of no interest: what could be read was.
  Texts texts;
  Nested nested;
  Listed listed;
  static_cast<void>(read(body, texts));
  static_cast<void>(read(body, nested));
  static_cast<void>(read(body, listed));
  out.is_object = is_object(body);
  out.has_error = out.is_object && (texts.error || nested.error);
  out.message = first_text(texts);
  if (out.message.empty()) out.message = first_text(nested);
  if (out.message.empty() && !listed.detail.empty()) out.message = first_text(listed.detail[0]);
  out.token = std::move(texts.token);
  return out;
}

std::string without_token_members(std::string_view original) {
  constexpr std::string_view key = "token";
  std::string text = with_plain_letters(original);
  const WipeAtExit wipe_text(text);
  std::string out;
  std::size_t begin = 0;
  for (std::size_t at = 0; at + key.size() < text.size(); ++at) {
    if (!equals_ignoring_case(std::string_view(text).substr(at, key.size()), key)) continue;
    const std::size_t value = value_after_key(text, at + key.size());
    if (value == none) continue;
    out.append(text, begin, value - begin).append("[redacted]");
    begin = end_of_value(text, value);
    at = begin - 1;
  }
  return begin < text.size() ? out.append(text, begin, none) : out;
}

}  // namespace json
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
