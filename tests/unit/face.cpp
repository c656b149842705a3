// What the README shows first. It is compiled as C++17, where the members of the options are set
// one by one, and as C++20, where they can be named.
#include <chrono>
#include <iostream>
#include <optional>
#include <string_view>

#include <bentocloud/bentocloud.hpp>

void save(std::string_view secret);
void face();

void face() {
  bentocloud::CloudClient client = bentocloud::CloudClient::from_environment();

  for (const bentocloud::ApiToken& token : bentocloud::api_token::list(client, "ci"))
    std::cout << token.name << ": " << token.uid << '\n';

#if __cplusplus >= 202002L
  bentocloud::ApiToken token = bentocloud::api_token::create(
      client, "ci-token",
      {.description = "CI/CD pipeline token",
       .scopes = {bentocloud::scope::api, bentocloud::scope::read_cluster},
       .expired_at = bentocloud::now() + std::chrono::hours(24 * 30)});
#else
  bentocloud::api_token::CreateOptions options;
  options.description = "CI/CD pipeline token";
  options.scopes = {bentocloud::scope::api, bentocloud::scope::read_cluster};
  options.expired_at = bentocloud::now() + std::chrono::hours(24 * 30);
  bentocloud::ApiToken token = bentocloud::api_token::create(client, "ci-token", options);
#endif
  save(token.token->reveal());

  std::optional<bentocloud::ApiToken> found = bentocloud::api_token::get(client, token.uid);
  if (found) bentocloud::api_token::remove(client, token.uid);
}

#if __cplusplus >= 202002L
#include <ranges>
static_assert(std::ranges::input_range<bentocloud::api_token::Pages>);
#endif
