#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/fake_cloud.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

using Uids = std::vector<std::string>;

TEST(GetMany, HasAResultForEachUidInTheirOrder) {
  const sample::Cloud cloud;
  cloud.transport->respond(200, sample::token_json("t1", "one"));
  cloud.transport->respond(404, R"({"error":"record not found"})");
  cloud.transport->respond(403, R"({"message":"not yours"})");
  cloud.transport->respond(200, "{}");
  const auto outcomes = api_token::get_many(cloud.client(), {"t1", "t2", "..", "t3", "t4"});
  ASSERT_EQ(outcomes.size(), 5U);

  EXPECT_EQ(outcomes[0].value().value().name, "one");
  EXPECT_TRUE(outcomes[0]);

  EXPECT_FALSE(outcomes[1].value());
  EXPECT_TRUE(outcomes[1]);

  EXPECT_EQ(outcomes[2].error().kind(), ErrorKind::invalid_argument);

  EXPECT_FALSE(outcomes[3]);
  EXPECT_EQ(outcomes[3].error().status(), 403);
  EXPECT_EQ(outcomes[3].error().operation(), "get API token \"t3\"");

  EXPECT_FALSE(outcomes[4]);
  EXPECT_EQ(outcomes[4].error().kind(), ErrorKind::decode);
}

TEST(GetMany, OfNothingIsNothing) {
  const sample::Cloud cloud;
  EXPECT_TRUE(api_token::get_many(cloud.client(), {}).empty());
}

TEST(RemoveMany, HasAResultForEachUidInTheirOrder) {
  const sample::Cloud cloud;
  cloud.transport->respond(200);
  cloud.transport->respond(204);
  cloud.transport->respond(404, R"({"error":"record not found"})");
  cloud.transport->respond(401);
  const auto outcomes = api_token::remove_many(cloud.client(), {"t1", "t2", "", "t3", "t4"});
  ASSERT_EQ(outcomes.size(), 5U);
  EXPECT_TRUE(outcomes[0]);
  EXPECT_TRUE(outcomes[1]);
  EXPECT_EQ(outcomes[2].error().kind(), ErrorKind::invalid_argument);
  EXPECT_TRUE(outcomes[3].error().not_found());
  EXPECT_EQ(outcomes[4].error().status(), 401);
  EXPECT_EQ(cloud.transport->requests().front().method, "DELETE");
}

TEST(RemoveMany, WhatAnEarlierAttemptRemovedIsRemoved) {
  const sample::Cloud cloud;
  cloud.transport->respond(504);
  cloud.transport->respond(404, R"({"error":"record not found"})");
  EXPECT_TRUE(api_token::remove_many(cloud.client(), {"t1"}).front());
}

TEST(RemoveMany, RemovesAllTokensOfACloud) {
  const auto cloud = std::make_shared<fakes::FakeCloud>();
  const CloudClient client(cloud->credentials(), sample::with(cloud));
  Uids uids;
  for (int i = 0; i < 40; ++i) {
    uids.push_back(api_token::create(client, "t" + std::to_string(i)).uid);
  }
  const auto found = api_token::get_many(client, uids);
  for (std::size_t i = 0; i < uids.size(); ++i) EXPECT_EQ(found[i].value().value().uid, uids[i]);
  for (const Result<void>& removed : api_token::remove_many(client, uids, {3})) {
    EXPECT_TRUE(removed);
  }
  EXPECT_TRUE(cloud->tokens().empty());
}

TEST(RemoveMany, NoneAtOnceIsRefused) {
  const sample::Cloud cloud;
  EXPECT_EQ(
      sample::error_of([&] { return api_token::remove_many(cloud.client(), {"t1"}, {0}); }).kind(),
      ErrorKind::invalid_argument);
}

}  // namespace
}  // namespace bentocloud
