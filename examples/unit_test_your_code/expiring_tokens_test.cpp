// How to test code that uses bentocloud: no network, no account, no waiting.
#include "expiring_tokens.hpp"

#include <memory>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/fake_cloud.hpp>
#include <bentocloud/testing/fake_transport.hpp>

namespace {

using bentocloud::CloudClient;
using bentocloud::Timestamp;
using std::chrono::hours;
using Names = std::vector<std::string>;

bentocloud::ClientOptions options_with(std::shared_ptr<bentocloud::Transport> transport) {
  bentocloud::ClientOptions options;
  options.transport = std::move(transport);
  return options;
}

// A FakeCloud behaves as BentoCloud does. It is the client's transport; nothing else changes.
class ExpiringTokens : public ::testing::Test {
 protected:
  void create(const std::string& name, hours lifetime) {
    bentocloud::api_token::CreateOptions options;
    options.expired_at = now_ + lifetime;
    static_cast<void>(bentocloud::api_token::create(client_, name, options));
  }

  Timestamp now_ = *bentocloud::parse_timestamp("2026-11-24T12:00:00Z");
  std::shared_ptr<bentocloud::fakes::FakeCloud> cloud_ =
      std::make_shared<bentocloud::fakes::FakeCloud>();
  CloudClient client_{cloud_->credentials(), options_with(cloud_)};
};

TEST_F(ExpiringTokens, AreThoseOfThePeriodTheSoonestFirst) {
  create("next-week", hours(24 * 7));
  create("tomorrow", hours(24));
  create("next-year", hours(24 * 365));
  static_cast<void>(bentocloud::api_token::create(client_, "never"));
  EXPECT_EQ(expiring_tokens(client_, now_, hours(24 * 30)), (Names{"tomorrow", "next-week"}));
}

TEST_F(ExpiringTokens, WhatHasExpiredIsNotReportedAgain) {
  create("tomorrow", hours(24));
  EXPECT_EQ(expiring_tokens(client_, now_ + hours(24), hours(24)), Names{});
}

// A FakeTransport gives the responses that you write, such as those of a server in trouble.
TEST(ExpiringTokensOfAServerInTrouble, IsAnErrorOfTheServer) {
  const auto transport = std::make_shared<bentocloud::fakes::FakeTransport>();
  transport->respond(501, R"({"error":"out of order"})", {{"x-trace-id", "4bf92f"}});
  const CloudClient client({bentocloud::Secret("key"), "https://cloud.example.com"},
                           options_with(transport));
  try {
    expiring_tokens(client, bentocloud::now(), hours(24));
    FAIL() << "no error";
  } catch (const bentocloud::Error& error) {
    EXPECT_EQ(error.status(), 501);
    EXPECT_EQ(error.message(), "out of order");
    EXPECT_EQ(error.trace_id(), "4bf92f");
  }
  EXPECT_EQ(transport->requests().size(), 1u);
}

}  // namespace
