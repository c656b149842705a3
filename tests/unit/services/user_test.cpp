#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <bentocloud/bentocloud.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

std::string user_json() {
  return nlohmann::json::parse(sample::token_json("t1", "ci")).at("user").dump();
}

TEST(CurrentUser, IsReadWhole) {
  const sample::Cloud cloud;
  cloud.transport->respond(200, user_json());
  const User user = user::current(cloud.client());

  User expected;
  expected.uid = "u1";
  expected.name = "ada";
  expected.resource_type = "user";
  expected.created_at = parse_timestamp("2025-01-01T00:00:00Z");
  expected.email = "ada@example.com";
  expected.first_name = "Ada";
  expected.last_name = "Lovelace";
  EXPECT_EQ(user, expected);

  ASSERT_EQ(cloud.transport->requests().size(), 1u);
  const HttpRequest request = cloud.transport->requests().at(0);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.url, "https://cloud.example.com/api/v1/auth/current");
  EXPECT_EQ(request.body, "");
}

TEST(CurrentUser, NotLoggedInIsAnErrorThatSaysHow) {
  for (const int status : {401, 403}) {
    const sample::Cloud cloud;
    cloud.transport->respond(status, R"({"message":"invalid token"})");
    const Error error = sample::error_of([&] { return user::current(cloud.client()); });
    EXPECT_EQ(error.kind(), ErrorKind::http);
    EXPECT_EQ(error.status(), status);
    EXPECT_EQ(error.outcome(), Outcome::rejected);
    EXPECT_EQ(error.operation(), "get the current user");
    EXPECT_EQ(error.message(), "invalid token");
    EXPECT_NE(error.hint().find("bentocloud cloud login"), std::string::npos) << error.hint();
    EXPECT_EQ(error.attempts(), 1);
  }
}

TEST(CurrentUser, IsAskedForAgainWhenTheServerStumbles) {
  const sample::Cloud cloud;
  cloud.transport->respond(503);
  cloud.transport->respond(200, user_json());
  EXPECT_EQ(user::current(cloud.client()).name, "ada");
}

TEST(CurrentUser, OddResponsesAreDecodeErrors) {
  for (const char* body :
       {"", "<html>", "[]", "{}", R"({"name":""})", R"({"name":7})", R"({"name":null})"}) {
    const sample::Cloud cloud;
    cloud.transport->respond(200, body);
    const Error error = sample::error_of([&] { return user::current(cloud.client()); });
    EXPECT_EQ(error.kind(), ErrorKind::decode) << body;
    EXPECT_EQ(error.status(), 200) << body;
  }
}

TEST(CurrentUser, EqualityLooksAtEveryField) {
  User user;
  user.labels = {{"team", "ml"}};
  const auto differs = [&user](auto change) {
    User other = user;
    change(other);
    return other != user && !(other == user);
  };
  EXPECT_EQ(user, User(user));
  EXPECT_TRUE(differs([](User& u) { u.uid = "x"; }));
  EXPECT_TRUE(differs([](User& u) { u.name = "x"; }));
  EXPECT_TRUE(differs([](User& u) { u.resource_type = "x"; }));
  EXPECT_TRUE(differs([](User& u) { u.labels[0].key = "x"; }));
  EXPECT_TRUE(differs([](User& u) { u.labels[0].value = "x"; }));
  EXPECT_TRUE(differs([](User& u) { u.created_at.emplace(); }));
  EXPECT_TRUE(differs([](User& u) { u.updated_at.emplace(); }));
  EXPECT_TRUE(differs([](User& u) { u.deleted_at.emplace(); }));
  EXPECT_TRUE(differs([](User& u) { u.email = "x"; }));
  EXPECT_TRUE(differs([](User& u) { u.first_name = "x"; }));
  EXPECT_TRUE(differs([](User& u) { u.last_name = "x"; }));
}

}  // namespace
}  // namespace bentocloud
