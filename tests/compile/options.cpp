// C++20's way to give some of the options, and some of the members of values, in place: without a
// warning that the others are missing.

#include <chrono>

#include <bentocloud/bentocloud.hpp>

using namespace bentocloud;
using namespace std::chrono_literals;

void use(const CloudClient& client) {
  (void)api_token::create(client, "ci", {.description = "of CI"});
  (void)api_token::create(client, "ci", {.scopes = {scope::api}});
  (void)api_token::create(client, "ci", {.expired_at = now() + 24h});
  (void)api_token::update(client, "uid", {.description = "of CI"});
  (void)api_token::update(client, "uid", {.scopes = {scope::api, scope::read_cluster}});
  (void)api_token::update(client, "uid", {.expired_at = now() + 24h});
  (void)api_token::get_many(client, {"uid"}, {.concurrency = 3});
  (void)to_json(ApiToken{.uid = "uid"}, {.indent = 2});
  (void)CloudClient({.api_token = Secret("key")},
                    {.timeout = 3s, .retry = {.max_attempts = 1}, .curl = {.ca_file = "ca.pem"}});
  (void)client.send({.operation = "try", .method = "GET", .path = {"api"}});
  (void)Error(ErrorDetails{.message = "no luck"});
  (void)HttpRequest{.method = "GET"};
  (void)HttpResponse{.status = 200};
  (void)ApiResponse{.attempts = 2};
  (void)LogRecord{.status = 200};
  (void)Label{.key = "team"};
  (void)User{.name = "ada"};
  (void)Organization{.name = "research"};
}
