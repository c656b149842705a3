#include "credentials/yaml_writer.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>
#include <string_view>

#include "base/text.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace {

// Whether a reader may take the plain text for something that is not a text, such as a number or a
// time of YAML 1.1.
bool may_mean_another_type(std::string_view text) {
  constexpr std::string_view begins_of_numbers = "+-.0123456789";
  constexpr std::string_view words[] = {"~",  "<<",   "=",     "null", "yes",
                                        "no", "true", "false", "on",   "off"};
  return text.empty() || begins_of_numbers.find(text.front()) != std::string_view::npos ||
         std::any_of(std::begin(words), std::end(words),
                     [text](std::string_view word) { return equals_ignoring_case(text, word); });
}

bool begins_with(std::string_view text, std::string_view begin) {
  return text.substr(0, begin.size()) == begin;
}

// Whether it can stand in a block without quotes.
bool can_be_plain(std::string_view text) {
  constexpr std::string_view indicators = "#,[]{}&*!|>'\"%@`";
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':') return false;
  if (indicators.find(text.front()) != std::string_view::npos) return false;
  const bool is_marked = std::string_view("-?:").find(text.front()) != std::string_view::npos;
  if (is_marked && (text.size() == 1 || text[1] == ' ')) return false;
  if (begins_with(text, "---") || begins_with(text, "...")) return false;
  return text.find(": ") == std::string_view::npos && text.find(" #") == std::string_view::npos;
}

// The code of the first character of `text`, which is UTF-8, and takes that from it.
char32_t take_code(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  char32_t code = size == 1 ? first : first & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    code = code << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  text.remove_prefix(size);
  return code;
}

std::string escaped(char32_t code) {
  constexpr std::string_view letters = "0abtnvfre";
  constexpr std::string_view meanings("\0\a\b\t\n\v\f\r\x1b", 9);
  const std::size_t letter =
      code < 0x80 ? meanings.find(static_cast<char>(code)) : std::string_view::npos;
  if (letter != std::string_view::npos) return {'\\', letters[letter]};
  std::array<char, 16> text{};
  const char* form = code <= 0xFF ? "\\x%02X" : code <= 0xFFFF ? "\\u%04X" : "\\U%08X";
  const int size = std::snprintf(text.data(), text.size(), form, static_cast<unsigned>(code));
  return {text.data(), static_cast<std::size_t>(size)};
}

std::string in_double_quotes(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const char32_t code = take_code(text);
    if (code == '"' || code == '\\') {
      out += {'\\', static_cast<char>(code)};
    } else if (code >= ' ' && code <= '~') {
      out += static_cast<char>(code);
    } else {
      out += escaped(code);
    }
  }
  return out + '"';
}

std::string in_single_quotes(std::string_view text) {
  std::string out = "'";
  for (const char each : text) out += each == '\'' ? std::string("''") : std::string(1, each);
  return out + '\'';
}

// As everything is that YAML takes for another type than text.
bool is_ascii_line(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char each) { return (each >= ' ' && each <= '~') || each == '\t'; });
}

// yaml-cpp's tag of what has none in the file: `?` when it was plain, `!` when it was in quotes.
bool has_tag(const YAML::Node& node) {
  return !node.Tag().empty() && node.Tag() != "?" && node.Tag() != "!";
}

std::string tag(const YAML::Node& node) { return has_tag(node) ? "!<" + node.Tag() + "> " : ""; }

std::string scalar(const YAML::Node& node) {
  if (node.IsNull()) return tag(node) + "null";
  const std::string& text = node.Scalar();
  if (!is_utf8(text)) throw NotWritable{"it is not UTF-8"};  // by yaml-cpp's reading of `\N`
  const bool is_line = is_ascii_line(text);
  const bool has_tab = text.find('\t') != std::string::npos;
  // A number that was written without quotes has to stay without them.
  const bool keeps_type = may_mean_another_type(text) ? node.Tag() == "?" : !has_tab;
  if (keeps_type && is_line && !has_tag(node) && can_be_plain(text)) return text;
  return tag(node) + (is_line && !has_tab ? in_single_quotes(text) : in_double_quotes(text));
}

bool is_collection(const YAML::Node& node) {
  return (node.IsMap() || node.IsSequence()) && node.size() > 0;
}

class Writer {
 public:
  explicit Writer(std::size_t max_size) : max_size_(max_size) {}

  // What stands after `key:` or `-`; a collection begins in the same line, or below it.
  void write_value(const YAML::Node& node, std::size_t indent, bool is_in_line) {
    constexpr std::size_t max_indent = 128;
    if (indent > max_indent) throw NotWritable{"it is too deep"};
    if (!is_collection(node)) {
      write_line(' ' + (node.IsMap()        ? tag(node) + "{}"
                        : node.IsSequence() ? tag(node) + "[]"
                                            : scalar(node)));
      return;
    }
    const bool begins_line = !is_in_line || has_tag(node);
    if (begins_line) {
      write_line(has_tag(node) ? ' ' + tag(node) : "");
    } else {
      out_ += ' ';
    }
    const bool is_inner = is_in_line || node.IsMap();  // a list stands below its key
    write_collection(node, is_inner ? indent + 2 : indent, begins_line);
  }

  void write_collection(const YAML::Node& node, std::size_t indent, bool begins_line) {
    for (const auto& item : node) {
      if (begins_line) out_.append(indent, ' ');
      begins_line = true;
      if (node.IsMap()) {
        write_value(item.second, indent, write_key(item.first, indent));
      } else {
        out_ += '-';
        write_value(item, indent, true);
      }
    }
  }

  void write_line(const std::string& text) {
    out_ += text + '\n';
    if (out_.size() > max_size_) throw NotWritable{"it would be too large"};
  }

  std::string take() {
    std::string out = std::move(out_);
    return out;
  }

 private:
  // Returns whether its value may begin in the same line even when it is a collection.
  bool write_key(const YAML::Node& node, std::size_t indent) {
    constexpr std::size_t longest = 128;  // of those that no reader refuses
    if (!node.IsScalar() && !node.IsNull()) throw NotWritable{"it has a key that is no text"};
    const std::string text = scalar(node);
    const bool is_long = text.size() > longest;
    out_ += is_long ? "? " + text + '\n' + std::string(indent, ' ') + ':' : text + ':';
    return is_long;
  }

  std::size_t max_size_;
  std::string out_;
};

}  // namespace

std::string to_yaml(const YAML::Node& document, std::size_t max_size) {
  Writer writer(max_size);
  writer.write_collection(document, 0, true);
  return writer.take();
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
