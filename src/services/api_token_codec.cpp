#include "services/api_token_codec.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include <bentocloud/error.hpp>

#include "base/text.hpp"

namespace bentocloud {
namespace json {
namespace {

using Document = nlohmann::ordered_json;

struct Removed {
  std::optional<std::string> uid;
};

std::string dump(const Document& document, int indent = -1) {
  try {
    return document.dump(indent);
  } catch (const Document::type_error&) {
    ErrorFacts facts;
    facts.kind = ErrorKind::invalid_argument;
    facts.outcome = Outcome::not_sent;
    facts.message = "text that is not UTF-8 cannot be written as JSON";
    throw Error(std::move(facts));
  }
}

}  // namespace

template <>
const Schema& schema_of<Organization>() {
  static const Schema schema{
      optional<&Organization::uid>("uid"),
      optional<&Organization::created_at>("created_at"),
      optional<&Organization::updated_at>("updated_at"),
      optional<&Organization::deleted_at>("deleted_at"),
      optional<&Organization::name>("name"),
      optional<&Organization::resource_type>("resource_type"),
      optional<&Organization::labels>("labels"),
      optional<&Organization::description>("description"),
  };
  return schema;
}

template <>
const Schema& schema_of<ApiToken>() {
  static const Schema schema{
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
      optional<&ApiToken::token>("token"),
  };
  return schema;
}

template <>
const Schema& schema_of<ApiTokenPage>() {
  static const Schema schema{required<&ApiTokenPage::total>("total"),
                             bulk<&ApiTokenPage::items>("items")};
  return schema;
}

template <>
const Schema& schema_of<Removed>() {
  static const Schema schema{optional<&Removed::uid>("uid")};
  return schema;
}

std::optional<Misfit> misfit_of_removed(std::string_view body, std::string_view uid) {
  if (trim(body).empty()) return std::nullopt;
  Removed removed;
  std::optional<Misfit> misfit = read(body, removed);
  if (!misfit && removed.uid && *removed.uid != uid) misfit = {"uid", "that of another token"};
  return misfit;
}

std::string create_body(std::string_view name, const api_token::CreateOptions& options) {
  Document body = {{"name", name}};
  if (!options.description.empty()) body["description"] = options.description;
  if (!options.scopes.empty()) body["scopes"] = options.scopes;
  if (options.expired_at) body["expired_at"] = format_timestamp(*options.expired_at);
  return dump(body);
}

std::string update_body(const api_token::UpdateOptions& options) {
  Document body = Document::object();
  if (options.description) body["description"] = *options.description;
  if (options.scopes) body["scopes"] = *options.scopes;
  if (options.expired_at) body["expired_at"] = format_timestamp(*options.expired_at);
  return dump(body);
}

}  // namespace json

namespace {

using json::Document;

// As Python's datetime.isoformat() writes UTC: no fraction when it is zero, and the zone in digits.
std::string iso_format(Timestamp time) {
  std::string text = format_timestamp(time);
  text.pop_back();
  constexpr std::string_view no_fraction = ".000000";
  const std::size_t fraction = text.size() - no_fraction.size();
  if (text.compare(fraction, std::string::npos, no_fraction) == 0) text.resize(fraction);
  return text + "+00:00";
}

Document iso_format(const std::optional<Timestamp>& time) {
  return time ? Document(iso_format(*time)) : Document();
}

Document to_document(const std::vector<Label>& labels) {
  Document array = Document::array();
  for (const Label& label : labels) array.push_back({{"key", label.key}, {"value", label.value}});
  return array;
}

// What all resources have.
template <class Resource>
Document resource_fields(const Resource& resource) {
  return {{"uid", resource.uid},
          {"created_at", iso_format(resource.created_at)},
          {"updated_at", iso_format(resource.updated_at)},
          {"deleted_at", iso_format(resource.deleted_at)},
          {"name", resource.name},
          {"resource_type", resource.resource_type},
          {"labels", to_document(resource.labels)}};
}

// All that BentoML knows of the user in a token.
Document to_document(const User& user) {
  return {{"name", user.name},
          {"email", user.email},
          {"first_name", user.first_name},
          {"last_name", user.last_name}};
}

Document to_document(const Organization& organization) {
  Document out = resource_fields(organization);
  out["description"] = organization.description;
  return out;
}

template <class Part>
Document to_document(const std::optional<Part>& part) {
  return part ? to_document(*part) : Document();
}

// What BentoML leaves out at its default comes after what it always writes.
Document to_document(const ApiToken& token, bool reveal_secret) {
  Document out = resource_fields(token);
  out["description"] = token.description;
  out["scopes"] = token.scopes;
  out["user"] = to_document(token.user);
  out["organization"] = to_document(token.organization);
  if (token.expired_at) out["expired_at"] = iso_format(*token.expired_at);
  if (token.last_used_at) out["last_used_at"] = iso_format(*token.last_used_at);
  if (token.is_expired) out["is_expired"] = true;
  if (!token.is_api_token) out["is_api_token"] = false;
  if (token.is_organization_token) out["is_organization_token"] = true;
  if (token.is_global_access) out["is_global_access"] = true;
  if (token.token && reveal_secret) out["token"] = token.token->reveal();
  if (!token.created_by().empty()) out["created_by"] = token.created_by();
  return out;
}

}  // namespace

std::string to_json(const ApiToken& token, const JsonOptions& options) {
  return json::dump(to_document(token, options.reveal_secret), options.indent);
}

std::string to_json(const std::vector<ApiToken>& tokens, const JsonOptions& options) {
  json::Document array = json::Document::array();
  for (const ApiToken& token : tokens) array.push_back(to_document(token, options.reveal_secret));
  return json::dump(array, options.indent);
}

std::string to_json(const User& user, const JsonOptions& options) {
  json::Document out = resource_fields(user);
  out.update(to_document(user));
  return json::dump(out, options.indent);
}

}  // namespace bentocloud
