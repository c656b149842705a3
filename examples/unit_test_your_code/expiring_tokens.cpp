#include "expiring_tokens.hpp"

#include <algorithm>

#include <bentocloud/api_token.hpp>

std::vector<std::string> expiring_tokens(const bentocloud::CloudClient& client,
                                         bentocloud::Timestamp now, std::chrono::hours period) {
  std::vector<bentocloud::ApiToken> tokens = bentocloud::api_token::list(client);
  const auto is_of_no_interest = [&](const bentocloud::ApiToken& token) {
    return !token.expired_at || *token.expired_at <= now || *token.expired_at > now + period;
  };
  tokens.erase(std::remove_if(tokens.begin(), tokens.end(), is_of_no_interest), tokens.end());
  std::sort(tokens.begin(), tokens.end(),
            [](const auto& a, const auto& b) { return a.expired_at < b.expired_at; });

  std::vector<std::string> names;
  names.reserve(tokens.size());
  for (const bentocloud::ApiToken& token : tokens) names.push_back(token.name);
  return names;
}
