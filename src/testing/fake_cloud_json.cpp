#include "testing/fake_cloud_json.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "testing/go_time.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace fakes {
namespace {

Json timestamp_or_null(const std::optional<Timestamp>& time) {
  return time ? Json(format_timestamp(*time)) : Json();
}

// What tokens, users and organizations have in common.
template <class Resource>
Json resource(const Resource& it, const std::optional<Timestamp>& created_at) {
  Json labels = Json::array();
  for (const Label& label : it.labels) {
    labels.push_back({{"key", label.key}, {"value", label.value}});
  }
  return {{"uid", it.uid},
          {"created_at", timestamp_or_null(created_at)},
          {"updated_at", timestamp_or_null(it.updated_at)},
          {"deleted_at", timestamp_or_null(it.deleted_at)},
          {"name", it.name},
          {"resource_type", it.resource_type},
          {"labels", std::move(labels)}};
}

[[noreturn]] void refuse_body(const std::string& reason) {
  refuse(400, "binding error: error parsing request body: " + reason);
}

Json parse_body(const std::string& text, std::string_view schema) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return Json::object();
  Json body = Json::parse(text, nullptr, false);
  if (body.is_null()) return Json::object();
  if (body.is_discarded()) {
    const bool may_begin_a_value =
        std::string_view("{[\"tfn-0123456789").find(text[begin]) != std::string_view::npos;
    refuse_body(may_begin_a_value ? std::string("unexpected EOF")
                                  : "invalid character '" + text.substr(begin, 1) +
                                        "' looking for beginning of value");
  }
  if (!body.is_object()) {
    refuse_body("json: cannot unmarshal " + std::string(body.type_name()) +
                " into Go value of type controllersv1." + std::string(schema));
  }
  return body;
}

// How many bytes the UTF-8 character at the beginning of `text` has; 0: it is none.
std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return 0;
  }
  const unsigned second = byte(1);
  const bool is_valid = !(lead == 0xE0 && second < 0xA0) && !(lead == 0xED && second > 0x9F) &&
                        !(lead == 0xF0 && second < 0x90) && !(lead == 0xF4 && second > 0x8F);
  return is_valid ? size : 0;
}

}  // namespace

HttpResponse json_response(int status, const Json& body) {
  return {status,
          {{"Content-Type", "application/json; charset=utf-8"}},
          body.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

void refuse(int status, std::string_view error) {
  throw Refusal{json_response(status, {{"error", error}})};
}

void refuse_with_message(int status, std::string_view message) {
  throw Refusal{json_response(status, {{"message", message}})};
}

Json user_object(const User& user) {
  Json out = resource(user, user.created_at);
  out["first_name"] = user.first_name;
  out["last_name"] = user.last_name;
  out["email"] = user.email;
  out["avatar_url"] = "";
  out["is_super_admin"] = true;
  return out;
}

Json organization_object(const Organization& organization, const User& creator) {
  Json out = resource(organization, organization.created_at);
  out["creator"] = user_object(creator);
  out["description"] = organization.description;
  return out;
}

Json token_object(const ApiToken& token, const User& creator, bool has_flags) {
  Json out = resource(token, token.created_at);
  out["description"] = token.description;
  out["user"] = token.user ? user_object(*token.user) : Json();
  out["organization"] =
      token.organization ? organization_object(*token.organization, creator) : Json();
  out["scopes"] = Json::array();
  for (const Scope& scope : token.scopes) out["scopes"].push_back(scope.name());
  out["expired_at"] = timestamp_or_null(token.expired_at);
  out["last_used_at"] = timestamp_or_null(token.last_used_at);
  out["is_expired"] = token.is_expired;
  if (has_flags) {
    out["is_api_token"] = token.is_api_token;
    out["is_organization_token"] = token.is_organization_token;
    out["is_global_access"] = token.is_global_access;
  }
  return out;
}

HttpResponse token_response(const ApiToken& token) {
  Json out = token_object(token, User(), true);
  if (token.token) out["token"] = token.token->reveal();
  return json_response(200, out);
}

HttpResponse list_response(const std::vector<ApiToken>& tokens) {
  Json items = Json::array();
  for (const ApiToken& token : tokens) items.push_back(token_object(token, User(), true));
  return json_response(200, {{"total", tokens.size()},
                             {"start", 0},
                             {"count", tokens.size()},
                             {"items", std::move(items)}});
}

RequestBody::RequestBody(const std::string& text, std::string_view schema)
    : schema_(schema), body_(parse_body(text, schema)) {}

const Json* RequestBody::member(const char* key) const {
  const auto value = body_.find(key);
  return value == body_.end() || value->is_null() ? nullptr : &*value;
}

void RequestBody::refuse_type(const Json& value, const char* key, std::string_view type) const {
  refuse_body("json: cannot unmarshal " +
              std::string(value.is_boolean() ? "bool" : value.type_name()) +
              " into Go struct field " + std::string(schema_) + '.' + key + " of type " +
              std::string(type));
}

std::optional<std::string> RequestBody::string(const char* key) const {
  const Json* value = member(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) refuse_type(*value, key, "string");
  return value->get<std::string>();
}

std::optional<std::vector<std::string>> RequestBody::strings(const char* key) const {
  const Json* value = member(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_array()) refuse_type(*value, key, "modelschemas.ApiTokenScopes");
  for (const Json& item : *value) {
    if (!item.is_string()) refuse_type(item, key, "modelschemas.ApiTokenScope");
  }
  return value->get<std::vector<std::string>>();
}

std::optional<Timestamp> RequestBody::time(const char* key, bool is_strict) const {
  const Json* value = member(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) refuse_body("Time.UnmarshalJSON: input is not a JSON string");
  const auto text = value->get<std::string>();
  GoTime parsed = parse_go_time(text);
  if (!parsed.time && !is_strict) parsed.time = parse_timestamp(text);
  if (!parsed.time) refuse_body(parsed.error);
  return parsed.time;
}

void require_storable(std::string_view text, const std::string& call) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (std::size_t size = 0; !text.empty(); text.remove_prefix(size)) {
    size = character_size(text);
    if (size > 0 && text.front() != '\0') continue;
    const auto byte = static_cast<unsigned char>(text.front());
    refuse(400, call + ": ERROR: invalid byte sequence for encoding \"UTF8\": 0x" +
                    digits[byte / 16U] + digits[byte % 16U] + " (SQLSTATE 22021)");
  }
}

void require_dns_label(std::string_view name) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const bool is_label = !name.empty() && is_letter(name.front()) && name.back() != '-' &&
                        std::all_of(name.begin(), name.end(), [&](char c) {
                          return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
                        });
  std::string error;
  if (name.size() > 63) error = "must be no more than 63 characters";
  if (!is_label) {
    if (!error.empty()) error += ';';
    error +=
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
        "alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or "
        "'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
  }
  if (!error.empty()) refuse(400, "create apiToken: " + error);
}

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
