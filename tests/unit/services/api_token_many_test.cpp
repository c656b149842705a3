#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/fake_cloud.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

using Uids = std::vector<std::string>;

TEST(GetAll, HasAnOutcomeForEachUidInTheirOrder) {
  const sample::Cloud cloud;
  cloud.transport->respond(200, sample::token_json("t1", "one"));
  cloud.transport->respond(404, R"({"error":"record not found"})");
  cloud.transport->respond(403, R"({"message":"not yours"})");
  cloud.transport->respond(200, "{}");
  const std::vector<api_token::GetOutcome> outcomes =
      api_token::get_all(cloud.client(), {"t1", "t2", "..", "t3", "t4"});
  ASSERT_EQ(outcomes.size(), 5U);

  EXPECT_EQ(outcomes[0].uid, "t1");
  EXPECT_EQ(outcomes[0].token.value().name, "one");
  EXPECT_FALSE(outcomes[0].error);

  EXPECT_EQ(outcomes[1].uid, "t2");
  EXPECT_FALSE(outcomes[1].token);
  EXPECT_FALSE(outcomes[1].error);

  EXPECT_EQ(outcomes[2].error.value().kind(), ErrorKind::invalid_argument);

  EXPECT_EQ(outcomes[3].uid, "t3");
  EXPECT_FALSE(outcomes[3].token);
  EXPECT_EQ(outcomes[3].error.value().status(), 403);
  EXPECT_EQ(outcomes[3].error.value().operation(), "get API token \"t3\"");

  EXPECT_FALSE(outcomes[4].token);
  EXPECT_EQ(outcomes[4].error.value().kind(), ErrorKind::decode);
}

TEST(GetAll, OfNothingIsNothing) {
  const sample::Cloud cloud;
  EXPECT_TRUE(api_token::get_all(cloud.client(), {}).empty());
}

TEST(RemoveAll, HasAnOutcomeForEachUidInTheirOrder) {
  const sample::Cloud cloud;
  cloud.transport->respond(200);
  cloud.transport->respond(204);
  cloud.transport->respond(404, R"({"error":"record not found"})");
  cloud.transport->respond(401);
  const std::vector<api_token::RemoveOutcome> outcomes =
      api_token::remove_all(cloud.client(), {"t1", "t2", "", "t3", "t4"});
  ASSERT_EQ(outcomes.size(), 5U);
  EXPECT_EQ(outcomes[0].uid, "t1");
  EXPECT_FALSE(outcomes[0].error);
  EXPECT_FALSE(outcomes[1].error);
  EXPECT_EQ(outcomes[2].error.value().kind(), ErrorKind::invalid_argument);
  EXPECT_TRUE(outcomes[3].error.value().not_found());
  EXPECT_EQ(outcomes[4].uid, "t4");
  EXPECT_EQ(outcomes[4].error.value().status(), 401);
  EXPECT_EQ(cloud.transport->requests().front().method, "DELETE");
}

TEST(RemoveAll, WhatAnEarlierAttemptRemovedIsRemoved) {
  const sample::Cloud cloud;
  cloud.transport->respond(504);
  cloud.transport->respond(404, R"({"error":"record not found"})");
  EXPECT_FALSE(api_token::remove_all(cloud.client(), {"t1"}).front().error);
}

TEST(RemoveAll, RemovesAllOfACloud) {
  const auto cloud = std::make_shared<fakes::FakeCloud>();
  const CloudClient client(cloud->credentials(), {}, cloud);
  Uids uids;
  for (int i = 0; i < 40; ++i) {
    uids.push_back(api_token::create(client, "t" + std::to_string(i)).uid);
  }
  for (const api_token::GetOutcome& outcome : api_token::get_all(client, uids)) {
    EXPECT_EQ(outcome.token.value().uid, outcome.uid);
  }
  for (const api_token::RemoveOutcome& outcome : api_token::remove_all(client, uids, {3})) {
    EXPECT_FALSE(outcome.error) << outcome.uid;
  }
  EXPECT_TRUE(cloud->tokens().empty());
}

TEST(RemoveAll, NoneAtOnceIsRefused) {
  const sample::Cloud cloud;
  EXPECT_EQ(
      sample::error_of([&] { return api_token::remove_all(cloud.client(), {"t1"}, {0}); }).kind(),
      ErrorKind::invalid_argument);
}

}  // namespace
}  // namespace bentocloud
