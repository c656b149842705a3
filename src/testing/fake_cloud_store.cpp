#include "testing/fake_cloud_store.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "testing/random_text.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace fakes {
namespace {

Organization make_organization(const std::string& name, Timestamp created_at) {
  Organization organization;
  organization.uid = random_uid();
  organization.name = name;
  organization.resource_type = "organization";
  organization.created_at = organization.updated_at = created_at;
  return organization;
}

}  // namespace

FakeCloudStore::FakeCloudStore(const FakeCloudOptions& options) : now_(options.now) {
  const Timestamp created_at = now_();
  user_.uid = random_uid();
  user_.name = options.user;
  user_.resource_type = "user";
  user_.created_at = user_.updated_at = created_at;
  user_.email = options.user + "@example.com";
  user_.first_name = options.user;
  organizations_.push_back(make_organization(options.organization, created_at));
  for (const std::string& name : options.other_organizations) {
    organizations_.push_back(make_organization(name, created_at));
  }
}

const Organization* FakeCloudStore::organization(std::string_view name) const {
  const auto found = std::find_if(organizations_.begin(), organizations_.end(),
                                  [&](const Organization& it) { return it.name == name; });
  return found == organizations_.end() ? nullptr : &*found;
}

FakeCloudStore::Token& FakeCloudStore::add(ApiToken token) {
  if (token.uid.empty()) token.uid = random_uid();
  token.resource_type = "api_token";
  if (token.created_at == Timestamp{}) token.created_at = now_();
  if (!token.updated_at) token.updated_at = token.created_at;
  if (!token.user) token.user = user_;
  if (!token.organization) token.organization = organizations_.front();
  std::string value = token.token ? std::string(token.token->reveal()) : random_value();
  token.token.reset();
  tokens_.push_back({std::move(token), std::move(value)});
  return tokens_.back();
}

void FakeCloudStore::remove(const Token& token) {
  tokens_.erase(tokens_.begin() + (&token - tokens_.data()));
}

FakeCloudStore::Token* FakeCloudStore::find_uid(std::string_view uid) {
  const auto found = std::find_if(tokens_.begin(), tokens_.end(),
                                  [&](const Token& it) { return it.info.uid == uid; });
  return found == tokens_.end() ? nullptr : &*found;
}

FakeCloudStore::Token* FakeCloudStore::find_value(std::string_view value) {
  const auto found = std::find_if(tokens_.begin(), tokens_.end(),
                                  [&](const Token& it) { return it.value == value; });
  return found == tokens_.end() ? nullptr : &*found;
}

FakeCloudStore::Token* FakeCloudStore::find_name(std::string_view name,
                                                 const Organization& organization) {
  const auto found = std::find_if(tokens_.begin(), tokens_.end(), [&](const Token& it) {
    return it.info.name == name && it.info.user->uid == user_.uid &&
           it.info.organization->name == organization.name;
  });
  return found == tokens_.end() ? nullptr : &*found;
}

std::vector<ApiToken> FakeCloudStore::list(const Organization& organization) const {
  std::vector<ApiToken> tokens = all();
  const auto is_hidden = [&](const ApiToken& it) {
    return it.user->uid != user_.uid || it.organization->name != organization.name;
  };
  tokens.erase(std::remove_if(tokens.begin(), tokens.end(), is_hidden), tokens.end());
  return tokens;
}

std::vector<ApiToken> FakeCloudStore::all() const {
  std::vector<ApiToken> tokens;
  tokens.reserve(tokens_.size());
  std::transform(tokens_.rbegin(), tokens_.rend(), std::back_inserter(tokens),
                 [this](const Token& token) { return shown(token); });
  return tokens;
}

ApiToken FakeCloudStore::shown(const Token& token) const {
  ApiToken info = token.info;
  info.is_expired = info.expired_at && *info.expired_at <= now_();
  return info;
}

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
