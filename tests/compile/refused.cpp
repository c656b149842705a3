// Compiled by refused.sh once for each number: 0 has to compile, all others must not.

#include <iostream>
#include <string>
#include <vector>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/fake_transport.hpp>

#ifndef CASE
#define CASE 0
#endif

namespace api_token = bentocloud::api_token;
namespace scope = bentocloud::scope;

void use(const bentocloud::CloudClient& client) {
  api_token::CreateOptions create;
  create.scopes = {scope::api, scope::read_cluster};
  api_token::UpdateOptions update;
  update.scopes = std::vector<bentocloud::Scope>{};
  std::vector<bentocloud::Result<void>> results = api_token::remove_many(client, {"uid"});

#if CASE == 1  // braces that make a text of two pointers
  const bentocloud::Scope pair{scope::api, scope::read_cluster};
#elif CASE == 2  // is it "unchanged" or "none"?
  update.scopes = {};
#elif CASE == 3
  update.description = {};
#elif CASE == 4  // tokens that still live
  api_token::remove_many(client, {"uid"});
#elif CASE == 5
  api_token::get_many(client, {"uid"});
#elif CASE == 6
  bentocloud::attempt([&] { api_token::remove(client, "uid"); });
#elif CASE == 7  // the value of the new token
  api_token::create(client, "ci");
#elif CASE == 8  // a value in a log
  std::cout << bentocloud::Secret("value");
#elif CASE == 9
  const std::string text = bentocloud::Secret("value");
#elif CASE == 10  // an API token in the place of an endpoint
  const bentocloud::CloudClient other({"my-secret-api-key"});
#elif CASE == 11  // a name in the place of a client
  (void)api_token::get("uid");
#elif CASE == 12
  (void)client.with_timeout(5);
#elif CASE == 13  // headers in the place of the body, which would be a text of two pointers
  bentocloud::fakes::FakeTransport().respond(429, {}, {{"Retry-After", "5"}});
#elif CASE == 14
  bentocloud::fakes::FakeTransport().respond(429, "", {{"Retry-After", "5"}});
#endif
}
