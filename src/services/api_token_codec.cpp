#include "services/api_token_codec.hpp"

#include <utility>

#include <bentocloud/error.hpp>

#include "base/text.hpp"
#include "json/writer.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace json {
namespace {

// What BentoML calls a list, without what only its pages have.
struct ApiTokenItems {
  std::vector<ApiToken> items;
};

struct Removed {
  std::optional<std::string> uid;
};

void write_member(Writer& out, std::string_view key, const std::vector<Scope>& values) {
  out.key(key);
  out.begin_array();
  for (const Scope& value : values) out.string(value.name());
  out.end_array();
}

// What BentoML leaves out at its default comes after what it always writes.
void write(Writer& out, const ApiToken& token, const JsonOptions& options) {
  out.begin_object();
  write_resource(out, token);
  write_member(out, "description", token.description);
  write_member(out, "scopes", token.scopes);
  write_member(out, "user", token.user);
  write_member(out, "organization", token.organization);
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
  json::Writer out(options.indent);
  json::write(out, token, options);
  return out.text();
}

std::string to_json(const std::vector<ApiToken>& tokens, const JsonOptions& options) {
  json::Writer out(options.indent);
  out.begin_array();
  for (const ApiToken& token : tokens) json::write(out, token, options);
  out.end_array();
  return out.text();
}

ApiToken parse_api_token(std::string_view json) { return parse<ApiToken>(json); }

std::vector<ApiToken> parse_api_tokens(std::string_view json) {
  const std::string_view text = trim(json);
  if (!text.empty() && text.front() == '[') return parse<std::vector<ApiToken>>(json);
  return parse<bentocloud::json::ApiTokenItems>(json).items;
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
