#include "by_hand.hpp"

#include <optional>
#include <sstream>
#include <stdexcept>

#include <date/date.h>
#include <nlohmann/json.hpp>

namespace bench::by_hand {
namespace {

using bentocloud::ApiToken;
using bentocloud::Timestamp;
using nlohmann::json;

Timestamp parse_time(const std::string& text) {
  std::istringstream stream(text);
  Timestamp time;
  stream >> date::parse("%FT%TZ", time);
  if (stream.fail()) throw std::runtime_error("not a time: " + text);
  return time;
}

std::optional<Timestamp> optional_time(const json& object, const char* key) {
  if (!object.contains(key) || object[key].is_null()) return std::nullopt;
  return parse_time(object[key].get<std::string>());
}

template <class Resource>
void read_resource(const json& object, Resource& resource) {
  resource.uid = object.at("uid").get<std::string>();
  resource.name = object.at("name").get<std::string>();
  resource.resource_type = object.value("resource_type", "");
  for (const json& label : object.at("labels"))
    resource.labels.push_back({label.at("key"), label.at("value")});
  resource.created_at = parse_time(object.at("created_at").get<std::string>());
  resource.updated_at = optional_time(object, "updated_at");
  resource.deleted_at = optional_time(object, "deleted_at");
}

ApiToken token_of(const json& object) {
  ApiToken token;
  read_resource(object, token);
  token.description = object.value("description", "");
  const auto scopes = object.at("scopes").get<std::vector<std::string>>();
  token.scopes.assign(scopes.begin(), scopes.end());
  const json& user = object.at("user");
  read_resource(user, token.user.emplace());
  token.user->email = user.value("email", "");
  token.user->first_name = user.value("first_name", "");
  token.user->last_name = user.value("last_name", "");
  const json& organization = object.at("organization");
  read_resource(organization, token.organization.emplace());
  token.organization->description = organization.value("description", "");
  token.expired_at = optional_time(object, "expired_at");
  token.last_used_at = optional_time(object, "last_used_at");
  token.is_expired = object.value("is_expired", false);
  token.is_api_token = object.value("is_api_token", true);
  token.is_organization_token = object.value("is_organization_token", false);
  token.is_global_access = object.value("is_global_access", false);
  return token;
}

}  // namespace

ApiToken token(const std::string& body) { return token_of(json::parse(body)); }

std::vector<ApiToken> page(const std::string& body) {
  std::vector<ApiToken> tokens;
  const json document = json::parse(body);
  for (const json& item : document.at("items")) tokens.push_back(token_of(item));
  return tokens;
}

}  // namespace bench::by_hand
