#include "services/api_token_codec.hpp"

#include <utility>

#include <bentocloud/error.hpp>

#include "base/text.hpp"
#include "json/writer.hpp"

namespace bentocloud {
namespace json {
namespace {

// What BentoML calls a list, without what only its pages have.
struct ApiTokenItems {
  std::vector<ApiToken> items;
};

struct Removed {
  std::optional<std::string> uid;
};

void write_member(Writer& out, std::string_view key, std::string_view value) {
  out.key(key);
  out.string(value);
}

void write_member(Writer& out, std::string_view key, const std::vector<Scope>& values) {
  out.key(key);
  out.begin_array();
  for (const Scope& value : values) out.string(value.name());
  out.end_array();
}

}  // namespace

template <>
const Schema& schema_of<ApiToken>() {
  static constexpr Field fields[] = {
      required<&ApiToken::uid>("uid"),
      required<&ApiToken::created_at>("created_at"),
      optional<&ApiToken::updated_at>("updated_at"),
      optional<&ApiToken::deleted_at>("deleted_at"),
      required<&ApiToken::name>("name"),
      optional<&ApiToken::resource_type>("resource_type"),
      optional<&ApiToken::labels>("labels"),
      optional<&ApiToken::description>("description"),
      optional<&ApiToken::user>("user"),
      optional<&ApiToken::organization>("organization"),
      optional<&ApiToken::scopes>("scopes"),
      optional<&ApiToken::expired_at>("expired_at"),
      optional<&ApiToken::last_used_at>("last_used_at"),
      optional<&ApiToken::is_expired>("is_expired"),
      optional<&ApiToken::is_api_token>("is_api_token"),
      optional<&ApiToken::is_organization_token>("is_organization_token"),
      optional<&ApiToken::is_global_access>("is_global_access"),
      optional<&ApiToken::token>("token")};
  static constexpr Schema schema(fields);
  return schema;
}

template <>
const Schema& schema_of<ApiTokenPage>() {
  static constexpr Field fields[] = {required<&ApiTokenPage::total>("total"),
                                     bulk<&ApiTokenPage::items>("items")};
  static constexpr Schema schema(fields);
  return schema;
}

template <>
const Schema& schema_of<ApiTokenItems>() {
  static constexpr Field fields[] = {required<&ApiTokenItems::items>("items")};
  static constexpr Schema schema(fields);
  return schema;
}

template <>
const Schema& schema_of<Removed>() {
  static constexpr Field fields[] = {optional<&Removed::uid>("uid")};
  static constexpr Schema schema(fields);
  return schema;
}

std::optional<Mismatch> mismatch_of_removed(std::string_view body, std::string_view uid) {
  if (trim(body).empty()) return std::nullopt;
  Removed removed;
  std::optional<Mismatch> mismatch = read(body, removed);
  if (!mismatch && removed.uid && *removed.uid != uid) mismatch = {"uid", "that of another token"};
  return mismatch;
}

std::string create_body(std::string_view name, const api_token::CreateOptions& options) {
  Writer out;
  out.begin_object();
  write_member(out, "name", name);
  if (!options.description.empty()) write_member(out, "description", options.description);
  if (!options.scopes.empty()) write_member(out, "scopes", options.scopes);
  if (options.expired_at) write_member(out, "expired_at", format_timestamp(*options.expired_at));
  out.end_object();
  return out.text();
}

std::string update_body(const api_token::UpdateOptions& options) {
  Writer out;
  out.begin_object();
  if (options.description) write_member(out, "description", *options.description);
  if (options.scopes) write_member(out, "scopes", *options.scopes);
  if (options.expired_at) write_member(out, "expired_at", format_timestamp(*options.expired_at));
  out.end_object();
  return out.text();
}

}  // namespace json

namespace {

using json::write_member;
using json::Writer;

// As Python's datetime.isoformat() writes UTC: no fraction when it is zero, and the zone in digits.
std::string iso_format(Timestamp time) {
  std::string text = format_timestamp(time);
  text.pop_back();
  constexpr std::string_view no_fraction = ".000000";
  const std::size_t fraction = text.size() - no_fraction.size();
  if (text.compare(fraction, std::string::npos, no_fraction) == 0) text.resize(fraction);
  return text + "+00:00";
}

void write_member(Writer& out, std::string_view key, const std::optional<Timestamp>& time) {
  if (time) {
    write_member(out, key, iso_format(*time));
  } else {
    out.key(key);
    out.null();
  }
}

void write_member(Writer& out, std::string_view key, bool value) {
  out.key(key);
  out.boolean(value);
}

// What all resources have.
template <class Resource>
void write_resource(Writer& out, const Resource& resource) {
  write_member(out, "uid", resource.uid);
  write_member(out, "created_at", std::optional<Timestamp>(resource.created_at));
  write_member(out, "updated_at", resource.updated_at);
  write_member(out, "deleted_at", resource.deleted_at);
  write_member(out, "name", resource.name);
  write_member(out, "resource_type", resource.resource_type);
  out.key("labels");
  out.begin_array();
  for (const Label& label : resource.labels) {
    out.begin_object();
    write_member(out, "key", label.key);
    write_member(out, "value", label.value);
    out.end_object();
  }
  out.end_array();
}

void write_person(Writer& out, const User& user) {
  write_member(out, "email", user.email);
  write_member(out, "first_name", user.first_name);
  write_member(out, "last_name", user.last_name);
}

// All that BentoML knows of the user in a token.
void write(Writer& out, const User& user) {
  out.begin_object();
  write_member(out, "name", user.name);
  write_person(out, user);
  out.end_object();
}

void write(Writer& out, const Organization& organization) {
  out.begin_object();
  write_resource(out, organization);
  write_member(out, "description", organization.description);
  out.end_object();
}

template <class Part>
void write_part(Writer& out, std::string_view key, const std::optional<Part>& part) {
  out.key(key);
  if (part) {
    write(out, *part);
  } else {
    out.null();
  }
}

// What BentoML leaves out at its default comes after what it always writes.
void write(Writer& out, const ApiToken& token, const JsonOptions& options) {
  out.begin_object();
  write_resource(out, token);
  write_member(out, "description", token.description);
  write_member(out, "scopes", token.scopes);
  write_part(out, "user", token.user);
  write_part(out, "organization", token.organization);
  if (token.expired_at) write_member(out, "expired_at", token.expired_at);
  if (token.last_used_at) write_member(out, "last_used_at", token.last_used_at);
  if (token.is_expired) write_member(out, "is_expired", true);
  if (!token.is_api_token) write_member(out, "is_api_token", false);
  if (token.is_organization_token) write_member(out, "is_organization_token", true);
  if (token.is_global_access) write_member(out, "is_global_access", true);
  if (token.token && options.reveal_secret) write_member(out, "token", token.token->reveal());
  if (!token.created_by().empty()) write_member(out, "created_by", token.created_by());
  out.end_object();
}

template <class Value>
Value parse(std::string_view text) {
  Value value{};
  if (const std::optional<json::Mismatch> mismatch =
          json::read(text, value, json::AfterMismatch::stop, json::no_budget)) {
    ErrorDetails details;
    details.kind = ErrorKind::decode;
    details.outcome = Outcome::not_sent;
    details.message = "invalid JSON of API tokens: " + mismatch->text();
    throw Error(std::move(details));
  }
  return value;
}

}  // namespace

std::string to_json(const ApiToken& token, const JsonOptions& options) {
  Writer out(options.indent);
  write(out, token, options);
  return out.text();
}

std::string to_json(const std::vector<ApiToken>& tokens, const JsonOptions& options) {
  Writer out(options.indent);
  out.begin_array();
  for (const ApiToken& token : tokens) write(out, token, options);
  out.end_array();
  return out.text();
}

std::string to_json(const User& user, const JsonOptions& options) {
  Writer out(options.indent);
  out.begin_object();
  write_resource(out, user);
  write_person(out, user);
  out.end_object();
  return out.text();
}

ApiToken parse_api_token(std::string_view json) { return parse<ApiToken>(json); }

std::vector<ApiToken> parse_api_tokens(std::string_view json) {
  const std::string_view text = trim(json);
  if (!text.empty() && text.front() == '[') return parse<std::vector<ApiToken>>(json);
  return parse<bentocloud::json::ApiTokenItems>(json).items;
}

}  // namespace bentocloud
