#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/fake_cloud.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

std::string organization_json() {
  return nlohmann::json::parse(sample::token_json("t1", "ci")).at("organization").dump();
}

TEST(CurrentOrganization, IsReadWhole) {
  const sample::Cloud cloud;
  cloud.transport->respond(200, organization_json());
  const Organization organization = organization::current(cloud.client());

  Organization expected;
  expected.uid = "o1";
  expected.name = "acme";
  expected.resource_type = "organization";
  expected.labels = {{"tier", "gold"}};
  expected.created_at = parse_timestamp("2025-01-02T00:00:00Z");
  expected.description = "Acme Corp.";
  EXPECT_EQ(organization, expected);

  ASSERT_EQ(cloud.transport->requests().size(), 1u);
  const HttpRequest request = cloud.transport->requests().at(0);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.url, "https://cloud.example.com/api/v1/current_org");
  EXPECT_EQ(request.body, "");
}

TEST(CurrentOrganization, IsTheOneThatTheClientActsFor) {
  fakes::FakeCloudOptions cloud_options;
  cloud_options.other_organizations = {"other"};
  const auto cloud = std::make_shared<fakes::FakeCloud>(cloud_options);
  ClientOptions options;
  EXPECT_EQ(
      organization::current(CloudClient(cloud->credentials(), sample::with(cloud, options))).name,
      "acme");
  options.organization = "other";
  EXPECT_EQ(
      organization::current(CloudClient(cloud->credentials(), sample::with(cloud, options))).name,
      "other");
  options.organization = "nobody";
  const Error error = sample::error_of([&] {
    return organization::current(CloudClient(cloud->credentials(), sample::with(cloud, options)));
  });
  EXPECT_EQ(error.status(), 404);
  EXPECT_NE(error.hint().find("\"nobody\""), std::string::npos) << error.what();
}

TEST(CurrentOrganization, NotLoggedInIsAnErrorThatSaysHow) {
  for (const int status : {401, 403}) {
    const sample::Cloud cloud;
    cloud.transport->respond(status, R"({"message":"invalid token"})");
    const Error error = sample::error_of([&] { return organization::current(cloud.client()); });
    EXPECT_TRUE(error.unauthorized());
    EXPECT_EQ(error.operation(), "get the current organization");
    EXPECT_NE(error.hint().find("bentocloud cloud login"), std::string::npos) << error.hint();
  }
}

TEST(CurrentOrganization, IsAskedForAgainWhenTheServerStumbles) {
  const sample::Cloud cloud;
  cloud.transport->respond(503);
  cloud.transport->respond(200, organization_json());
  EXPECT_EQ(organization::current(cloud.client()).name, "acme");
}

TEST(CurrentOrganization, OddResponsesAreDecodeErrors) {
  for (const char* body :
       {"", "<html>", "[]", "{}", R"({"name":""})", R"({"name":7})", R"({"name":null})"}) {
    const sample::Cloud cloud;
    cloud.transport->respond(200, body);
    const Error error = sample::error_of([&] { return organization::current(cloud.client()); });
    EXPECT_EQ(error.kind(), ErrorKind::decode) << body;
    EXPECT_EQ(error.status(), 200) << body;
  }
}

}  // namespace
}  // namespace bentocloud
