// How to test code that uses bentocloud: no network, no account, no waiting.
#include "token_jobs.hpp"

#include <memory>
#include <stdexcept>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/fake_clock.hpp>
#include <bentocloud/testing/fake_cloud.hpp>
#include <bentocloud/testing/fake_transport.hpp>

namespace {

using bentocloud::ApiToken;
using bentocloud::Error;
using std::chrono::hours;
using std::chrono::seconds;
using Names = std::vector<std::string>;

// A cloud in memory, and a client of it, with one clock, which stands still.
class TokenJobs : public ::testing::Test {
 protected:
  TokenJobs() {
    bentocloud::fakes::FakeCloudOptions options;
    options.now = clock_;
    options.max_page_size = 2;
    options.checks_scopes = true;
    cloud_ = std::make_shared<bentocloud::fakes::FakeCloud>(options);
  }

  [[nodiscard]] bentocloud::CloudClient client() const { return client(cloud_->credentials()); }
  [[nodiscard]] bentocloud::CloudClient client(const bentocloud::Credentials& credentials) const {
    bentocloud::ClientOptions options;
    options.transport = cloud_;  // instead of a network
    options.timing = clock_.timing();
    options.page_size = 2;
    return bentocloud::CloudClient(credentials, options);
  }

  ApiToken add(const std::string& name, hours lifetime) {
    ApiToken token;
    token.name = name;
    token.expired_at = clock_() + lifetime;
    return cloud_->add(token);
  }

  [[nodiscard]] Names names() const {
    Names names;
    for (const ApiToken& token : cloud_->tokens()) names.push_back(token.name);
    return names;
  }

  bentocloud::fakes::FakeClock clock_{*bentocloud::parse_timestamp("2026-11-24T12:00:00Z")};
  std::shared_ptr<bentocloud::fakes::FakeCloud> cloud_;
};

// An expiry report.
TEST_F(TokenJobs, ReportWhatExpiresTheSoonestFirst) {
  add("next-week", hours(24 * 7));
  add("tomorrow", hours(24));
  add("next-year", hours(24 * 365));
  cloud_->add(bentocloud::parse_api_token(
      R"({"uid": "t4", "name": "for-ever", "created_at": "2026-01-01T00:00:00Z"})"));
  const hours month(24 * 30);
  EXPECT_EQ(expiring_tokens(client(), clock_(), month), (Names{"tomorrow", "next-week"}));
  clock_.advance(hours(24));
  EXPECT_EQ(expiring_tokens(client(), clock_(), month), Names{"next-week"});
}

// Retries: the server is busy twice.
TEST_F(TokenJobs, ComeThroughWhenTheServerIsBusy) {
  add("tomorrow", hours(24));
  cloud_->fail_next(2, 429, {{"Retry-After", "30"}}, R"({"error":"slow down"})");
  EXPECT_EQ(expiring_tokens(client().with_timeout(seconds(90)), clock_(), hours(48)),
            Names{"tomorrow"});
  EXPECT_EQ(clock_.sleeps(), (std::vector<std::chrono::milliseconds>(2, seconds(30))));
  EXPECT_EQ(cloud_->requests().size(), 3u);
}

// A rotation job.
TEST_F(TokenJobs, RotateATokenInItsLastWeek) {
  add("ci", hours(24 * 30));
  std::string stored;
  const auto store = [&](std::string_view value) { stored = value; };
  EXPECT_EQ(rotate_when_due(client(), "ci", clock_(), store), std::nullopt);

  clock_.advance(hours(24 * 25));
  const std::optional<ApiToken> successor = rotate_when_due(client(), "ci", clock_(), store);
  ASSERT_TRUE(successor);
  EXPECT_EQ(names(), Names{"ci-20261219-120000"});
  EXPECT_EQ(stored, successor->token->reveal());
  EXPECT_EQ(successor->expired_at, clock_() + hours(24 * 30));
}

TEST_F(TokenJobs, KeepTheOldTokenWhenTheNewOneCannotBeStored) {
  add("ci", hours(24));
  EXPECT_THROW(rotate_when_due(client(), "ci", clock_(),
                               [](std::string_view) { throw std::runtime_error("disk full"); }),
               Error);
  EXPECT_EQ(names(), Names{"ci"});
}

// A 403: the token of the build has not the scope that it needs.
TEST_F(TokenJobs, SayWhenATokenMayNotCreateOthers) {
  ApiToken token;
  token.name = "build";
  token.scopes = {bentocloud::scope::read_organization};
  const bentocloud::Credentials build{*cloud_->add(token).token, "https://fake.cloud.example"};
  EXPECT_EQ(create_for_build(client(build), "ci"), "the build's API token may not create others");
  EXPECT_EQ(names(), Names{"build"});
}

// A cancellation, while the client waits for the next attempt.
TEST_F(TokenJobs, EndWhenTheyAreCancelled) {
  cloud_->fail_next(4, 503);
  bentocloud::Cancellation stop;
  bentocloud::ClientOptions options;
  options.transport = cloud_;
  options.timing.sleep = [&](std::chrono::milliseconds, const bentocloud::Deadline&) {
    stop.cancel();
  };
  const bentocloud::CloudClient client(cloud_->credentials(), options);
  try {
    count_with_scope(client.with_cancellation(stop), bentocloud::scope::api);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), bentocloud::ErrorKind::cancelled);
  }
  EXPECT_EQ(cloud_->requests().size(), 1u);
}

// Paging: the cloud gives two tokens at a time.
TEST_F(TokenJobs, CountTheTokensOfAllPages) {
  for (int i = 0; i < 5; ++i) {
    ApiToken token;
    token.name = "t" + std::to_string(i);
    if (i != 3) token.scopes = {bentocloud::scope::api};
    cloud_->add(token);
  }
  EXPECT_EQ(count_with_scope(client(), bentocloud::scope::api), 4u);
  EXPECT_GE(cloud_->requests().size(), 3u);
}

// A FakeTransport gives the responses that you write, such as those of a server in trouble.
TEST(TokenJobsOfAServerInTrouble, FailWithWhatTheServerSays) {
  const auto transport = std::make_shared<bentocloud::fakes::FakeTransport>();
  transport->respond(501, {{"x-trace-id", "4bf92f"}}, R"({"error":"out of order"})");
  bentocloud::ClientOptions options;
  options.transport = transport;
  const bentocloud::CloudClient client({bentocloud::Secret("key")}, options);
  try {
    create_for_build(client, "ci");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), 501);
    EXPECT_EQ(error.message(), "out of order");
    EXPECT_EQ(error.trace_id(), "4bf92f");
  }
  EXPECT_EQ(transport->requests().size(), 1u);
}

}  // namespace
