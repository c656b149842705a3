#include <algorithm>
#include <thread>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/local_cloud.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

using fakes::LocalCloud;
using fakes::LocalCloudOptions;

std::vector<std::string> names_of(const std::vector<ApiToken>& tokens) {
  std::vector<std::string> names;
  for (const ApiToken& token : tokens) names.push_back(token.name);
  return names;
}

TEST(RoundTrip, CreateGetListUpdateRemove) {
  LocalCloud cloud;
  const CloudClient client(cloud.credentials());

  api_token::CreateOptions options;
  options.description = "CI/CD \"pipeline\" ü";
  options.scopes = {scope::api, scope::read_cluster};
  options.expired_at = now() + std::chrono::hours(24);
  const ApiToken created = api_token::create(client, "ci-token", options);
  ASSERT_TRUE(created.token);
  EXPECT_EQ(created.name, "ci-token");
  EXPECT_EQ(created.description, options.description);
  EXPECT_EQ(created.scopes, options.scopes);
  EXPECT_EQ(created.expired_at, options.expired_at);

  const std::optional<ApiToken> got = api_token::get(client, created.uid);
  ASSERT_TRUE(got);
  EXPECT_FALSE(got->token);
  ApiToken expected = created;
  expected.token.reset();
  EXPECT_EQ(*got, expected);
  EXPECT_EQ(api_token::list(client), std::vector<ApiToken>{expected});

  api_token::UpdateOptions changes;
  changes.description = "";
  changes.scopes = {scope::write_cluster};
  changes.expired_at = now() + std::chrono::hours(48);
  const ApiToken updated = api_token::update(client, created.uid, changes);
  EXPECT_EQ(updated.description, "");
  EXPECT_EQ(updated.scopes, *changes.scopes);
  EXPECT_EQ(updated.expired_at, Timestamp(*changes.expired_at));
  ApiToken after = *api_token::get(client, created.uid);
  EXPECT_GT(after.updated_at, updated.updated_at);  // an update shows the one before
  after.updated_at = updated.updated_at;
  EXPECT_EQ(after, updated);

  api_token::remove(client, created.uid);
  EXPECT_FALSE(api_token::get(client, created.uid));
  EXPECT_TRUE(api_token::list(client).empty());
}

TEST(RoundTrip, ANewTokenOpensTheCloudUntilItIsRemoved) {
  LocalCloud cloud;
  const CloudClient client(cloud.credentials());
  const ApiToken token = api_token::create(client, "ci-token");
  const CloudClient other({*token.token, cloud.endpoint()});
  EXPECT_EQ(api_token::list(other).size(), 1u);
  EXPECT_TRUE(api_token::get(client, token.uid)->last_used_at);

  api_token::remove(client, token.uid);
  const Error error = sample::error_of([&] { return api_token::list(other); });
  EXPECT_EQ(error.status(), 401);
}

TEST(RoundTrip, TheCurrentUser) {
  LocalCloudOptions options;
  options.cloud.user = "grace";
  LocalCloud cloud(options);
  const CloudClient client(cloud.credentials());
  const User user = user::current(client);
  EXPECT_EQ(user.name, "grace");
  EXPECT_EQ(user.email, "grace@example.com");
  EXPECT_EQ(api_token::create(client, "ci-token").user, user);

  const CloudClient stranger({Secret("wrong"), cloud.endpoint()});
  EXPECT_EQ(sample::error_of([&] { return user::current(stranger); }).status(), 401);
}

TEST(RoundTrip, ManyPagesAndSearches) {
  LocalCloudOptions options;
  options.cloud.max_page_size = 30;  // less than is asked for
  LocalCloud cloud(options);
  const CloudClient client(cloud.credentials());
  std::vector<std::string> expected;
  for (int i = 0; i < 130; ++i) {
    const std::string name = (i % 2 == 0 ? "even-" : "odd-") + std::to_string(i);
    static_cast<void>(api_token::create(client, name));
    expected.insert(expected.begin(), name);
  }
  EXPECT_EQ(names_of(api_token::list(client)), expected);

  std::vector<std::string> paged;
  for (const std::vector<ApiToken>& page : api_token::pages(client)) {
    EXPECT_LE(page.size(), 30u);
    for (const ApiToken& token : page) paged.push_back(token.name);
  }
  EXPECT_EQ(paged, expected);
  EXPECT_EQ(api_token::list(client, "odd-").size(), 65u);
  for (const char* nothing : {"a b", "a&b", "a+b", "a=b", "ü", "%", "#", "odd-&count=1"}) {
    EXPECT_TRUE(api_token::list(client, nothing).empty()) << nothing;
  }
}

TEST(RoundTrip, OddUidsReachNothingElse) {
  LocalCloud cloud;
  const CloudClient client(cloud.credentials());
  const ApiToken token = api_token::create(client, "ci-token");
  const auto found = [&](const char* uid) {
    try {
      return api_token::get(client, uid).has_value();
    } catch (const Error& error) {
      EXPECT_EQ(error.status(), 404) << uid;  // a slash makes it a path that there is not
      return false;
    }
  };
  for (const char* uid : {"a/b", "../api_tokens", "a?b", "a#b", "%2e%2e", "a b", "ü", "a\nb"}) {
    EXPECT_FALSE(found(uid)) << uid;
    EXPECT_EQ(sample::error_of([&] { return api_token::remove(client, uid), 0; }).status(), 404);
  }
  EXPECT_EQ(cloud.cloud().tokens().size(), 1u);
}

TEST(RoundTrip, TheServersOwnMessagesArrive) {
  LocalCloud cloud;
  const CloudClient client(cloud.credentials());
  static_cast<void>(api_token::create(client, "taken"));
  for (const char* name : {"taken", "Not-DNS", ""}) {
    const Error error = sample::error_of([&] { return api_token::create(client, name); });
    EXPECT_EQ(error.status(), 400) << name;
    EXPECT_EQ(error.outcome(), Outcome::rejected);
    EXPECT_FALSE(error.message().empty());
  }
  const CloudClient stranger({Secret("not-the-key"), cloud.endpoint()});
  EXPECT_EQ(sample::error_of([&] { return api_token::list(stranger); }).status(), 401);
}

TEST(RoundTrip, ManyThreadsOnOneClient) {
  LocalCloud cloud;
  const CloudClient client(cloud.credentials());
  constexpr int threads = 8;
  constexpr int rounds = 10;
  std::vector<std::thread> workers;
  for (int i = 0; i < threads; ++i) {
    workers.emplace_back([&client, i] {
      for (int j = 0; j < rounds; ++j) {
        const std::string name = "worker-" + std::to_string(i) + "-" + std::to_string(j);
        const ApiToken token = api_token::create(client, name);
        EXPECT_EQ(api_token::get(client, token.uid)->name, name);
        if (j % 2 == 0) api_token::remove(client, token.uid);
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  EXPECT_EQ(api_token::list(client).size(), static_cast<std::size_t>(threads * rounds / 2));
}

TEST(RoundTrip, NobodyListening) {
  std::string endpoint;
  {
    const LocalCloud cloud;
    endpoint = cloud.endpoint();
  }
  ClientOptions options;
  options.retry.max_attempts = 1;
  const CloudClient client({Secret("key"), endpoint}, options);
  const Error error = sample::error_of([&] { return api_token::create(client, "ci-token"); });
  EXPECT_EQ(error.kind(), ErrorKind::transport);
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_TRUE(error.retryable());
}

}  // namespace
}  // namespace bentocloud
