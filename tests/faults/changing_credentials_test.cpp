#include <atomic>
#include <chrono>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/local_cloud.hpp>

#include "certificates.hpp"
#include "connection.hpp"
#include "fault_server.hpp"
#include "route.hpp"
#include "support/sample.hpp"

namespace faults {
namespace {

using bentocloud::ApiToken;
using bentocloud::CloudClient;
using bentocloud::Credentials;
using bentocloud::CredentialsProvider;
using bentocloud::Secret;
namespace api_token = bentocloud::api_token;
namespace fakes = bentocloud::fakes;

const std::string old_token = "old-token-0123456789";
const std::string new_token = "new-token-0123456789";
constexpr int threads = 16;

bool carries(const Request& request, const std::string& token) {
  const std::string* value = bentocloud::find_header(request.headers, "X-YATAI-API-TOKEN");
  return value != nullptr && *value == token;
}

// Gives the old token once, and then the new one.
CredentialsProvider provider_of(const std::string& endpoint, std::atomic<int>& asked,
                                std::chrono::milliseconds time_to_ask = {}) {
  return [endpoint, &asked, time_to_ask]() -> Credentials {
    const bool is_first = asked++ == 0;
    if (!is_first) std::this_thread::sleep_for(time_to_ask);
    return {Secret(is_first ? old_token : new_token), endpoint, "the vault"};
  };
}

bentocloud::ClientOptions options_of(const Route& route) {
  bentocloud::ClientOptions options;
  options.curl.ca_file = route.ca_file();
  options.retry.max_attempts = 1;
  return options;
}

class ChangingCredentials : public ::testing::TestWithParam<Way> {};

TEST_P(ChangingCredentials, SixteenThreadsThatMeetOne401AskTheProviderOnce) {
  std::atomic<int> refused{0};
  // Responds to none before all have come.
  const Action together("wait for all", [&refused](Connection& client, const Request&) {
    ++refused;
    while (refused < threads) {
      if (!client.pause(std::chrono::milliseconds(1))) return false;
    }
    return true;
  });
  const Route route(GetParam(), [&](const Request& request) {
    if (carries(request, old_token)) return together.then(respond(401, "{}"));
    return respond(200, sample::token_json("t1", "ci"));
  });
  for (const auto time_to_ask : {std::chrono::milliseconds(0), std::chrono::milliseconds(100)}) {
    refused = 0;
    std::atomic<int> asked{0};
    const CloudClient client(provider_of(route.endpoint(), asked, time_to_ask), options_of(route));
    std::atomic<int> found{0};
    std::vector<std::thread> callers;
    for (int i = 0; i < threads; ++i) {
      callers.emplace_back([&] { found += api_token::get(client, "t1") ? 1 : 0; });
    }
    for (std::thread& caller : callers) caller.join();
    EXPECT_EQ(found, threads);
    EXPECT_EQ(asked, 2);  // the first time when the client was made
    EXPECT_EQ(refused, threads);
  }
}

TEST_P(ChangingCredentials, ACreateIsSentAgainOnce) {
  const Route route(GetParam(), [](const Request& request) {
    if (carries(request, old_token))
      return respond(403, R"({"message":"the api token is expired"})");
    return respond(200, sample::created_json("t1", "ci"));
  });
  std::atomic<int> asked{0};
  const CloudClient client(provider_of(route.endpoint(), asked), options_of(route));
  EXPECT_EQ(api_token::create(client, "ci").token->reveal(), sample::token_value);
  EXPECT_EQ(route.seen("POST"), 2);
  EXPECT_EQ(asked, 2);
}

TEST_P(ChangingCredentials, ABatchAsksOnce) {
  const Route route(GetParam(), [](const Request& request) {
    if (carries(request, old_token)) return respond(401, "{}");
    return request.method == "GET" ? respond(200, sample::token_json("t1", "ci"))
                                   : respond(200, "{}");
  });
  std::vector<std::string> uids;
  for (int i = 0; i < 100; ++i) uids.push_back(std::to_string(i));
  for (const bool removes : {false, true}) {
    std::atomic<int> asked{0};
    const CloudClient client(provider_of(route.endpoint(), asked), options_of(route));
    if (removes) {
      for (const auto& result : api_token::remove_many(client, uids)) {
        EXPECT_TRUE(result) << result.error().what();
      }
    } else {
      for (const auto& result : api_token::get_many(client, uids)) {
        EXPECT_TRUE(result) << result.error().what();
      }
    }
    EXPECT_EQ(asked, 2);
  }
}

INSTANTIATE_TEST_SUITE_P(By, ChangingCredentials, ::testing::Values(Way::plain, Way::http2),
                         [](const auto& way) { return to_string(way.param); });

// The file that a secret is mounted as, by way of a client whose own token is rotated.
TEST(ChangingCredentialsInAFile, ReachARunningClient) {
  fakes::LocalCloud server;
  ApiToken own;
  own.name = "own";
  own.scopes = {bentocloud::scope::api};
  own = server.cloud().add(own);
  const TemporaryFile file(std::string(own.token->reveal()) + '\n');
  const CloudClient client(bentocloud::api_token_file(file.path(), server.endpoint()));

  const ApiToken successor = api_token::rotate(client, own.uid, {}, [&](const ApiToken& token) {
    std::ofstream(file.path()) << token.token->reveal() << '\n';
  });
  std::vector<std::thread> callers;
  for (int i = 0; i < threads; ++i) {
    callers.emplace_back([&] { EXPECT_TRUE(api_token::get(client, successor.uid)); });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(server.cloud().tokens().size(), 1U);
}

}  // namespace
}  // namespace faults
