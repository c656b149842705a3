#include "token_jobs.hpp"

#include <algorithm>

using bentocloud::ApiToken;
using bentocloud::CloudClient;
using bentocloud::Timestamp;
namespace api_token = bentocloud::api_token;

std::vector<std::string> expiring_tokens(const CloudClient& client, Timestamp now,
                                         std::chrono::hours period) {
  std::vector<ApiToken> tokens = api_token::list(client);
  const auto is_of_no_interest = [&](const ApiToken& token) {
    return !token.expired_at || *token.expired_at <= now || *token.expired_at > now + period;
  };
  tokens.erase(std::remove_if(tokens.begin(), tokens.end(), is_of_no_interest), tokens.end());
  std::sort(tokens.begin(), tokens.end(),
            [](const auto& a, const auto& b) { return a.expired_at < b.expired_at; });

  std::vector<std::string> names;
  names.reserve(tokens.size());
  for (const ApiToken& token : tokens) names.push_back(token.name);
  return names;
}

std::optional<ApiToken> rotate_when_due(const CloudClient& client, const std::string& name,
                                        Timestamp now,
                                        const std::function<void(std::string_view value)>& store) {
  const std::optional<ApiToken> token = api_token::find(client, name);
  const auto week = std::chrono::hours(24 * 7);
  if (!token || !token->expired_at || *token->expired_at > now + week) return std::nullopt;
  return api_token::rotate(client, token->uid, {},
                           [&](const ApiToken& successor) { store(successor.token->reveal()); });
}

std::string create_for_build(const CloudClient& client, const std::string& name) {
  try {
    return "created " + api_token::create(client, name).uid;
  } catch (const bentocloud::Error& error) {
    if (error.forbidden()) return "the build's API token may not create others";
    throw;
  }
}

std::size_t count_with_scope(const CloudClient& client, const bentocloud::Scope& scope) {
  std::size_t count = 0;
  for (const std::vector<ApiToken>& page : api_token::pages(client)) {
    for (const ApiToken& token : page) {
      const auto found = std::find(token.scopes.begin(), token.scopes.end(), scope);
      count += found != token.scopes.end() ? 1 : 0;
    }
  }
  return count;
}
