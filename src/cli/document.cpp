#include "document.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "text.hpp"

namespace cli {
namespace {

using Json = nlohmann::ordered_json;

void append_utf16_escape(std::string& out, char32_t code) {
  if (code < 0x10000) {
    std::string digits = escape(code).substr(2);
    out += "\\u" + digits.insert(0, 4 - digits.size(), '0');
  } else {
    append_utf16_escape(out, 0xD800 + ((code - 0x10000) >> 10));
    append_utf16_escape(out, 0xDC00 + ((code - 0x10000) & 0x3FF));
  }
}

// JSON leaves some characters as they are that drive a terminal, DEL and C1 controls among them.
std::string with_unsafe_escaped(std::string_view json) {
  std::string out;
  while (!json.empty()) {
    const Character character = take_character(json);
    if (character.code < 0x7F || character.is_safe()) {
      out += character.bytes;
    } else {
      append_utf16_escape(out, character.code);
    }
  }
  return out;
}

// A text that YAML, of any version, takes for a text without quotes. There are more; these are the
// common ones.
bool is_plain(const std::string& text) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  constexpr std::string_view others = "0123456789_-.";
  constexpr std::array<std::string_view, 9> not_texts = {"y",   "n",    "yes",   "no",  "on",
                                                         "off", "true", "false", "null"};
  if (text.empty() || letters.find(text.front()) == std::string_view::npos) return false;
  std::string lower;
  for (const char character : text) {
    const bool is_letter = letters.find(character) != std::string_view::npos;
    if (!is_letter && others.find(character) == std::string_view::npos) return false;
    lower += is_letter ? static_cast<char>(character | 0x20) : character;
  }
  return std::find(not_texts.begin(), not_texts.end(), lower) == not_texts.end();
}

std::string yaml_scalar(const Json& value) {
  if (!value.is_string()) return value.dump();  // {} and [] too
  const auto& text = value.get_ref<const std::string&>();
  if (is_plain(text)) return text;
  std::string out = "\"";
  for (std::string_view rest = text; !rest.empty();) {
    const Character character = take_character(rest);
    if (character.code == '"' || character.code == '\\') out += '\\';
    if (character.is_safe()) {
      out += character.bytes;
    } else {
      out += escape(character.code);
    }
  }
  return out + '"';
}

void append_yaml(std::string& out, const Json& value, const std::string& indent);

// After `key:` or `-`.
void append_member(std::string& out, const Json& value, const std::string& indent, bool in_array) {
  if (!value.is_structured() || value.empty()) {
    out += ' ' + yaml_scalar(value) + '\n';
  } else if (in_array) {
    std::string block;
    append_yaml(block, value, indent + "  ");
    out += ' ' + block.substr(indent.size() + 2);  // its first line goes on after the dash
  } else {
    out += '\n';
    append_yaml(out, value, value.is_object() ? indent + "  " : indent);
  }
}

void append_yaml(std::string& out, const Json& value, const std::string& indent) {
  for (const auto& member : value.items()) {
    out += indent;
    out += value.is_object() ? yaml_scalar(Json(member.key())) + ':' : "-";
    append_member(out, member.value(), indent, value.is_array());
  }
}

// In the layout of Python's `yaml.dump`.
std::string to_yaml(const std::string& json) {
  const Json value = Json::parse(json);
  if (value.empty()) return value.dump() + '\n';
  std::string out;
  append_yaml(out, value, "");
  return out;
}

std::string in_format(const std::string& json, Format format) {
  return format == Format::yaml ? to_yaml(json) : with_unsafe_escaped(json) + '\n';
}

}  // namespace

template <class Value>
std::string to_document(const Value& value, Format format, bool reveal_secret) {
  return in_format(bentocloud::to_json(value, {2, reveal_secret}), format);
}

template std::string to_document(const bentocloud::ApiToken&, Format, bool);
template std::string to_document(const std::vector<bentocloud::ApiToken>&, Format, bool);

std::string to_document(const Identity& identity, Format format) {
  Json document = Json::parse(bentocloud::to_json(identity.user));
  document["organization"] = identity.organization.empty() ? Json() : Json(identity.organization);
  document["endpoint"] = identity.endpoint;
  document["credentials"] = identity.credentials;
  Json& token = document["api_token"];
  if (identity.token) {
    const Json all = Json::parse(bentocloud::to_json(*identity.token));
    for (const char* field : {"uid", "name", "scopes", "expired_at"}) {
      token[field] = all.value(field, Json());
    }
  }
  return in_format(document.dump(2), format);
}

std::string to_document(const bentocloud::Context& context) {
  const Json document = {{"name", context.name},
                         {"endpoint", context.endpoint},
                         {"api_token", context.api_token.reveal()},
                         {"email", context.email.empty() ? Json() : Json(context.email)}};
  return in_format(document.dump(2), Format::json);
}

std::string to_document(const std::vector<std::string>& names) {
  return in_format(Json(names).dump(2), Format::json);
}

std::optional<std::string> text_field(const std::string& json, const std::string& field) {
  const Json document = Json::parse(json, nullptr, false);
  if (!document.is_object()) return std::nullopt;
  const auto found = document.find(field);
  if (found == document.end() || !found->is_string()) return std::nullopt;
  const auto& text = found->get_ref<const std::string&>();
  return text.empty() ? std::nullopt : std::optional(text);
}

std::string partial_document(const bentocloud::ApiToken& token, Format format, bool reveal_secret) {
  Json document = {{"name", token.name}};
  if (!token.uid.empty()) document["uid"] = token.uid;
  if (reveal_secret) document["token"] = token.token->reveal();
  return in_format(document.dump(2), format);
}

}  // namespace cli
