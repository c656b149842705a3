#include "fake_cloud_test.hpp"

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/fake_cloud.hpp>

#include "support/sample.hpp"

namespace bentocloud::fakes {
namespace {

TEST_F(FakeCloudTest, ATokenObjectHasEveryFieldOfTheContract) {
  const json token = create("ci-token");
  for (const char* key :
       {"uid", "name", "resource_type", "labels", "created_at", "updated_at", "deleted_at",
        "description", "scopes", "user", "organization", "expired_at", "last_used_at", "is_expired",
        "is_api_token", "is_organization_token", "is_global_access", "token"}) {
    EXPECT_TRUE(token.contains(key)) << key;
  }
  EXPECT_EQ(token.at("created_at"), "2026-11-24T12:00:00.000000Z");
  EXPECT_EQ(token.at("resource_type"), "api_token");
  EXPECT_EQ(token.at("user").at("name"), "ada");
  EXPECT_EQ(token.at("user").at("email"), "ada@example.com");
  EXPECT_EQ(token.at("organization").at("name"), "acme");
}

TEST_F(FakeCloudTest, OnlyCreateShowsTheValue) {
  const json token = create("ci-token");
  const std::string one = tokens_path + "/" + token.at("uid").get<std::string>();
  EXPECT_FALSE(ask("GET", one).body.contains("token"));
  EXPECT_FALSE(ask("GET", tokens_path).body.at("items").at(0).contains("token"));
  EXPECT_FALSE(ask("PATCH", one, R"({"description":"x"})").body.contains("token"));
  EXPECT_FALSE(ask("DELETE", one).body.contains("token"));
}

TEST_F(FakeCloudTest, TheCurrentUserIsTheCreatorOfItsTokens) {
  const std::string path = "/api/v1/auth/current";
  EXPECT_EQ(ask("GET", path).body, create("ci-token").at("user"));
  EXPECT_EQ(ask("POST", path).status, 404);
  EXPECT_EQ(ask("GET", path + "/more").status, 404);
}

TEST_F(FakeCloudTest, TheCurrentOrganizationIsTheOneOfItsTokens) {
  options_.other_organizations = {"other"};
  const std::string path = "/api/v1/current_org";
  EXPECT_EQ(ask("GET", path).body, create("ci-token").at("organization"));
  EXPECT_EQ(ask("GET", path).body.at("name"), "acme");
  EXPECT_EQ(ask("GET", path, "", {{"X-Yatai-Organization", "other"}}).body.at("name"), "other");
  EXPECT_EQ(ask("POST", path).status, 404);
}

TEST_F(FakeCloudTest, WithoutTheRightKeyNothingIsDone) {
  for (const char* key : {"", "wrong"}) {
    key_ = key;
    for (const auto& [method, target] :
         {std::pair("GET", tokens_path), std::pair("POST", tokens_path),
          std::pair("GET", tokens_path + "/x"),
          std::pair("GET", std::string("/api/v1/auth/current")),
          std::pair("GET", std::string("/api/v1/current_org"))}) {
      const Response response = ask(method, target);
      EXPECT_EQ(response.status, 401);
      EXPECT_TRUE(response.body.at("error").is_string());
    }
  }
}

TEST_F(FakeCloudTest, TheKeyMayComeAsAPlainHeader) {
  key_ = "";
  FakeCloud cloud(options_);
  HttpRequest request;
  request.method = "GET";
  request.url = tokens_path;
  request.headers = {{"x-yatai-api-token", "fake-api-token"}};
  EXPECT_EQ(cloud.send(request, Deadline()).status, 200);
  request.headers = {{"Authorization", "fake-api-token"}};
  EXPECT_EQ(cloud.send(request, Deadline()).status, 401);
}

TEST_F(FakeCloudTest, CanBeAYatai) {
  options_.like_yatai = true;
  const json token = create("a");
  EXPECT_FALSE(token.contains("is_api_token"));
  EXPECT_EQ(names("?search=nothing").size(), 1u);
  key_ = "wrong";
  const Response stranger = ask("GET", tokens_path);
  EXPECT_EQ(stranger.status, 403);
  EXPECT_EQ(stranger.body, json({{"message", "get api token: record not found"}}));
}

TEST_F(FakeCloudTest, ScopesAllowCalls) {
  options_.checks_scopes = true;
  const std::string mine = tokens_path + "/" + create("mine").at("uid").get<std::string>();
  int count = 0;
  const auto allowed = [&](const std::string& scopes, const std::string& method,
                           const std::string& target) {
    const std::string name = "t" + std::to_string(++count);
    key_ = "fake-api-token";
    key_ = ask("POST", tokens_path, R"({"name":")" + name + R"(","scopes":)" + scopes + "}")
               .body.at("token");
    const Response response = ask(method, target, R"({"name":"n)" + std::to_string(count) + "\"}");
    if (response.status == 403) {
      const std::string message = response.body.at("message");
      EXPECT_NE(message.find("need the scopes: "), std::string::npos);
      EXPECT_NE(message.find("write_organization or operate_organization"), std::string::npos);
    }
    return response.status != 403;
  };
  for (const char* scopes :
       {"[]", R"(["read_cluster"])", R"(["read_organization"])", R"(["write_organization"])",
        R"(["operate_organization"])", R"(["api"])"}) {
    const std::string list = scopes;
    const bool may_write = list.find("e_organ") != std::string::npos || list == R"(["api"])";
    const bool may_read = may_write || list.find("read_organ") != std::string::npos;
    EXPECT_EQ(allowed(list, "GET", tokens_path), may_read) << list;
    EXPECT_EQ(allowed(list, "GET", mine), may_read) << list;
    EXPECT_EQ(allowed(list, "GET", "/api/v1/current_org"), may_read) << list;
    EXPECT_EQ(allowed(list, "PATCH", mine), may_write) << list;
    EXPECT_EQ(allowed(list, "POST", tokens_path), may_write) << list;
    EXPECT_EQ(allowed(list, "DELETE", tokens_path + "/nobody"), may_write) << list;
    EXPECT_TRUE(allowed(list, "GET", "/api/v1/auth/current")) << list;
  }
}

TEST_F(FakeCloudTest, ScopesAreCheckedByYataiUnlessToldOtherwise) {
  for (const bool checks : {true, false}) {
    cloud_.reset();
    key_ = "fake-api-token";
    options_.like_yatai = true;
    if (!checks) options_.checks_scopes = false;
    key_ = create("a").at("token");
    EXPECT_EQ(ask("GET", tokens_path).status, checks ? 403 : 200);
  }
}

TEST_F(FakeCloudTest, TokensCanBeAdded) {
  options_.other_organizations = {"other"};
  cloud_ = std::make_unique<FakeCloud>(options_);
  ApiToken old;
  old.name = "Not A Label";
  old.uid = "my-uid";
  old.labels = {{"team", "a"}};
  old.created_at = now_ - std::chrono::hours(48);
  old.expired_at = now_ - std::chrono::hours(24);
  old.token = Secret("my-value");
  const ApiToken added = cloud_->add(old);
  EXPECT_TRUE(added.is_expired);
  EXPECT_EQ(added.token, Secret("my-value"));
  const json got = ask("GET", tokens_path + "/my-uid").body;
  EXPECT_EQ(got.at("is_expired"), true);
  EXPECT_EQ(got.at("name"), "Not A Label");
  EXPECT_EQ(got.at("labels"), json::parse(R"([{"key":"team","value":"a"}])"));
  EXPECT_EQ(got.at("updated_at"), got.at("created_at"));
  EXPECT_EQ(got.at("user").at("name"), "ada");
  EXPECT_EQ(got.at("organization").at("name"), "acme");
  key_ = "my-value";
  EXPECT_EQ(ask("GET", tokens_path).status, 401);

  const ApiToken made_up = cloud_->add(ApiToken());
  EXPECT_EQ(made_up.created_at, now_);
  EXPECT_EQ(made_up.uid.size(), 25u);
  key_ = made_up.token->reveal();
  EXPECT_EQ(key_.size(), 20u);
  EXPECT_EQ(names(""), (std::vector<std::string>{"", "Not A Label"}));
}

TEST_F(FakeCloudTest, TheNextRequestsFailAsToldAndReachNothing) {
  cloud_ = std::make_unique<FakeCloud>(options_);
  ErrorDetails failure;
  failure.kind = ErrorKind::timeout;
  failure.message = "too slow";
  cloud_->fail_next(2, 503, {{"Retry-After", "7"}}, R"({"error":"busy"})");
  cloud_->fail_next(1, failure);
  for (int i = 0; i < 2; ++i) {
    const Response response = ask("POST", tokens_path, R"({"name":"a"})");
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.headers, (HttpHeaders{{"Retry-After", "7"}}));
    EXPECT_EQ(response.body, json({{"error", "busy"}}));
  }
  const Error error = sample::error_of([&] { return ask("GET", tokens_path).status; });
  EXPECT_EQ(error.kind(), ErrorKind::timeout);
  EXPECT_EQ(error.message(), "too slow");
  EXPECT_TRUE(cloud_->tokens().empty());
  create("a");
  cloud_->fail_next(0, 500);
  EXPECT_EQ(names(""), std::vector<std::string>{"a"});
}

TEST_F(FakeCloudTest, TheRequestsAreKept) {
  cloud_ = std::make_unique<FakeCloud>(options_);
  cloud_->fail_next(1, 500);
  ask("GET", tokens_path);
  create("a");
  key_ = "wrong";
  ask("DELETE", tokens_path + "/x");
  const std::vector<HttpRequest> requests = cloud_->requests();
  ASSERT_EQ(requests.size(), 3u);
  EXPECT_EQ(requests[0].method, "GET");
  EXPECT_EQ(requests[1].body, R"({"name":"a"})");
  EXPECT_EQ(requests[2].url, "https://fake.cloud.example" + tokens_path + "/x");
  EXPECT_EQ(requests[2].authentication, Secret("wrong"));
  for (int i = 0; i < 10'000; ++i) send_plain("GET", "/" + std::to_string(i));
  EXPECT_EQ(cloud_->requests().size(), 10'000u);
  EXPECT_EQ(cloud_->requests().front().url, "/0");
}

TEST_F(FakeCloudTest, TokensOfAnotherUserAreHidden) {
  cloud_ = std::make_unique<FakeCloud>(options_);
  ApiToken theirs;
  theirs.uid = "theirs";
  theirs.name = "a";
  theirs.user = User();
  theirs.user->uid = "somebody-else";
  cloud_->add(theirs);
  EXPECT_EQ(ask("GET", tokens_path).body.at("total"), 0);
  for (const char* method : {"GET", "PATCH", "DELETE"}) {
    const Response response = ask(method, tokens_path + "/theirs", "{}");
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.body, json({{"error", "record not found"}}));
  }
  create("a");  // the name is free for another
  EXPECT_EQ(cloud_->tokens().size(), 2u);
}

TEST_F(FakeCloudTest, NamesAreDnsLabels) {
  for (const std::string& name : {std::string("a"), std::string("a-1"), std::string(63, 'a')}) {
    create(name);
  }
  for (const std::string& name :
       {std::string(), std::string("A"), std::string("1a"), std::string("a-"), std::string("-a"),
        std::string("a_b"), std::string("a b"), std::string("ü"), std::string(64, 'a')}) {
    const Response response = ask("POST", tokens_path, json({{"name", name}}).dump());
    EXPECT_EQ(response.status, 400) << name;
    EXPECT_TRUE(response.body.at("error").is_string());
  }
}

TEST_F(FakeCloudTest, ANameIsTakenOnceInAnOrganization) {
  options_.other_organizations = {"other"};
  const std::string body = R"({"name":"ci-token"})";
  create("ci-token");
  EXPECT_EQ(ask("POST", tokens_path, body).status, 400);
  const HttpHeaders other = {{"X-Yatai-Organization", "other"}};
  const Response response = ask("POST", tokens_path, body, other);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body.at("organization").at("name"), "other");

  // Each lists its own alone, but a uid is found from everywhere.
  const std::string uid = response.body.at("uid");
  EXPECT_EQ(ask("GET", tokens_path).body.at("total"), 1);
  EXPECT_EQ(ask("GET", tokens_path, "", other).body.at("items").at(0).at("uid"), uid);
  EXPECT_EQ(ask("GET", tokens_path + "/" + uid).status, 200);
}

TEST_F(FakeCloudTest, AnUnknownOrganizationIsAnEmpty404BeforeAuthentication) {
  key_ = "wrong";
  const Response response = ask("GET", tokens_path, "", {{"X-Yatai-Organization", "nobody"}});
  EXPECT_EQ(response.status, 404);
  EXPECT_TRUE(response.body.is_discarded());
  EXPECT_TRUE(response.headers.empty());
}

TEST_F(FakeCloudTest, ABodyThatIsNotWhatItShouldBeIsRefused) {
  for (const char* body :
       {"", "[]", "{", R"({"name":5})", R"({"name":"a","scopes":"api"})",
        R"({"name":"a","scopes":[1]})", R"({"name":"a","description":[]})",
        R"({"name":"a","expired_at":5})", R"({"name":"a","expired_at":"tomorrow"})"}) {
    EXPECT_EQ(ask("POST", tokens_path, body).status, 400) << body;
  }
  EXPECT_TRUE(cloud_->tokens().empty());
}

TEST_F(FakeCloudTest, AnExpiryIsReadAsBentoMLWritesIt) {
  const Response response =
      ask("POST", tokens_path, R"({"name":"a","expired_at":"2026-12-23 22:11:00.000000"})");
  EXPECT_EQ(response.body.at("expired_at"), "2026-12-23T22:11:00.000000Z");
}

TEST_F(FakeCloudTest, YataiReadsAnExpiryAsGoReadsATime) {
  options_.like_yatai = true;
  int count = 0;
  const auto ask_with = [&](const std::string& time) {
    const std::string name = "t" + std::to_string(++count);
    return ask("POST", tokens_path, json({{"name", name}, {"expired_at", time}}).dump());
  };
  EXPECT_EQ(ask_with("2026-12-23T22:11:00Z").body.at("expired_at"), "2026-12-23T22:11:00.000000Z");
  EXPECT_EQ(ask_with("2026-12-23T22:11:00.5+01:00").body.at("expired_at"),
            "2026-12-23T21:11:00.500000Z");
  for (const char* time :
       {"", "2026-12-23T22:11:00z", "2026-12-23t22:11:00Z", "2026-12-23 22:11:00Z",
        "2026-12-23 22:11:00.000000", "2026-12-23T22:11:00", "2026-12-23T22:11:60Z",
        "2026-12-23T22:11:00+24:00", "0000-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"}) {
    EXPECT_EQ(ask_with(time).status, 400) << time;
  }
}

TEST_F(FakeCloudTest, ListsPagesNewestFirst) {
  for (int i = 1; i <= 5; ++i) create("t" + std::to_string(i));
  EXPECT_EQ(names("?start=0&count=2"), (std::vector<std::string>{"t5", "t4"}));
  EXPECT_EQ(names("?start=2&count=2"), (std::vector<std::string>{"t3", "t2"}));
  EXPECT_EQ(names("?start=4&count=2"), (std::vector<std::string>{"t1"}));
  EXPECT_TRUE(names("?start=5&count=2").empty());
  const json page = ask("GET", tokens_path + "?start=2&count=2").body;
  EXPECT_EQ(page.at("total"), 5);
  EXPECT_EQ(page.at("start"), 2);
  EXPECT_EQ(page.at("count"), 2);
  EXPECT_EQ(names("").size(), 5u);
  EXPECT_EQ(names("?start=3&count=0"), (std::vector<std::string>{"t2", "t1"}));
  EXPECT_EQ(ask("GET", tokens_path).body.at("count"), 0);
  EXPECT_EQ(names("?count=100000").size(), 5u);
  for (const char* query : {"?count=99999999999999999999", "?start=-1", "?count=x", "?start=1.5",
                            "?search=%", "?search=%4"}) {
    EXPECT_EQ(ask("GET", tokens_path + query).status, 400) << query;
  }
}

TEST_F(FakeCloudTest, APageMayBeSmallerThanAskedFor) {
  options_.max_page_size = 2;
  for (int i = 1; i <= 3; ++i) create("t" + std::to_string(i));
  EXPECT_EQ(names("?start=0&count=100").size(), 2u);
}

TEST_F(FakeCloudTest, SearchesNames) {
  for (const char* name : {"ci-a", "ci-b", "other"}) create(name);
  EXPECT_EQ(names("?search=ci-"), (std::vector<std::string>{"ci-b", "ci-a"}));
  EXPECT_EQ(ask("GET", tokens_path + "?search=ci-").body.at("total"), 2);
  EXPECT_EQ(names("?search=%63i%2Da"), (std::vector<std::string>{"ci-a"}));
  EXPECT_TRUE(names("?search=nothing").empty());
}

TEST_F(FakeCloudTest, SearchCanBeIgnoredAsYataiDoes) {
  options_.ignores_search = true;
  create("a");
  EXPECT_EQ(names("?search=nothing").size(), 1u);
}

TEST_F(FakeCloudTest, UpdatesWhatIsGiven) {
  const json token = create("ci-token");
  const std::string one = tokens_path + "/" + token.at("uid").get<std::string>();
  now_ += std::chrono::hours(1);
  json updated = ask("PATCH", one, R"({"description":"new","scopes":["api"]})").body;
  EXPECT_EQ(updated.at("description"), "new");
  EXPECT_EQ(updated.at("scopes"), json({"api"}));
  // An update shows the time of the change before.
  EXPECT_EQ(updated.at("updated_at"), "2026-11-24T12:00:00.000000Z");
  EXPECT_EQ(ask("GET", one).body.at("updated_at"), "2026-11-24T13:00:00.000000Z");

  updated = ask("PATCH", one, R"({"description":null,"expired_at":"2026-12-01T00:00:00Z"})").body;
  EXPECT_EQ(updated.at("description"), "new");
  EXPECT_EQ(updated.at("expired_at"), "2026-12-01T00:00:00.000000Z");
  EXPECT_EQ(ask("PATCH", one, R"({"expired_at":null})").body.at("expired_at"),
            "2026-12-01T00:00:00.000000Z");
  EXPECT_EQ(ask("PATCH", one, R"({"description":"x","scopes":5})").status, 400);
  EXPECT_EQ(ask("PATCH", one, R"({"expired_at":""})").status, 400);
  EXPECT_EQ(ask("GET", one).body.at("description"), "new");
  EXPECT_EQ(ask("GET", one).body.at("expired_at"), "2026-12-01T00:00:00.000000Z");
}

TEST_F(FakeCloudTest, RemovesForGood) {
  const json token = create("ci-token");
  const std::string one = tokens_path + "/" + token.at("uid").get<std::string>();
  const Response removed = ask("DELETE", one);
  EXPECT_EQ(removed.status, 200);
  EXPECT_TRUE(removed.body.at("deleted_at").is_null());
  for (const char* method : {"GET", "DELETE", "PATCH"}) {
    const Response response = ask(method, one, "{}");
    EXPECT_EQ(response.status, 404) << method;
    EXPECT_NE(response.body.at("error").get<std::string>().find("record not found"),
              std::string::npos);
  }
  create("ci-token");  // the name is free again
}

TEST_F(FakeCloudTest, ATokenOpensTheCloudUntilItExpires) {
  const json token =
      ask("POST", tokens_path, R"({"name":"ci","expired_at":"2026-11-24T13:00:00Z"})").body;
  const std::string one = tokens_path + "/" + token.at("uid").get<std::string>();
  EXPECT_TRUE(ask("GET", one).body.at("last_used_at").is_null());

  key_ = token.at("token");
  now_ += std::chrono::minutes(30);
  EXPECT_EQ(ask("GET", one).body.at("last_used_at"), "2026-11-24T12:30:00.000000Z");
  EXPECT_EQ(ask("GET", one).body.at("updated_at"), "2026-11-24T12:30:00.000000Z");
  EXPECT_EQ(ask("GET", one).body.at("is_expired"), false);
  now_ += std::chrono::minutes(30);
  EXPECT_EQ(ask("GET", one).status, 401);
  key_ = "fake-api-token";
  EXPECT_EQ(ask("GET", one).body.at("is_expired"), true);
}

TEST_F(FakeCloudTest, UnknownRoutesSaySo) {
  const std::string uid = create("ci-token").at("uid");
  EXPECT_EQ(ask("GET", "/api/v1/api%5Ftokens/" + uid).status, 200);
  const json message = {{"message", "not found this router with method GET"}};
  for (const std::string& target :
       {tokens_path + "/x%2F..%2F" + uid, tokens_path + "/" + uid + "/x", tokens_path + "//",
        tokens_path + "x", std::string("/api/v2/api_tokens"), std::string("/api/")}) {
    const Response response = ask("GET", target);
    EXPECT_EQ(response.status, 404) << target;
    EXPECT_EQ(response.body, message) << target;
  }
  for (const char* method : {"PUT", "DELETE", "PATCH", "HEAD", "NONSENSE"}) {
    EXPECT_EQ(ask(method, tokens_path).status, 404) << method;
  }
  EXPECT_EQ(ask("POST", tokens_path + "/x").status, 404);
}

TEST_F(FakeCloudTest, OutsideTheApiThereIsAWebPage) {
  key_ = "";
  for (const char* target : {"", "/", "/api", "/prefix/api/v1/api_tokens", "/apis/v1/api_tokens"}) {
    const Response response = ask("DELETE", target);
    EXPECT_EQ(response.status, 200) << target;
    EXPECT_TRUE(response.body.is_discarded()) << target;
    EXPECT_EQ(*find_header(response.headers, "Content-Type"), "text/html; charset=utf-8");
  }
}

TEST_F(FakeCloudTest, ATrailingSlashIsRedirected) {
  const Response got = ask("GET", tokens_path + "/");
  EXPECT_EQ(got.status, 301);
  EXPECT_EQ(*find_header(got.headers, "Location"), tokens_path);
  const Response posted = ask("POST", tokens_path + "/", R"({"name":"a"})");
  EXPECT_EQ(posted.status, 307);
  EXPECT_EQ(*find_header(posted.headers, "Location"), tokens_path);
  EXPECT_TRUE(cloud_->tokens().empty());
}

TEST_F(FakeCloudTest, ACancelledCallHasNoResponse) {
  FakeCloud cloud;
  Cancellation stop;
  stop.cancel();
  const Deadline deadline(Deadline::after(std::chrono::seconds(1)).expires_at(), stop);
  try {
    static_cast<void>(cloud.send(HttpRequest(), deadline));
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::cancelled);
    EXPECT_EQ(error.outcome(), Outcome::not_sent);
  }
}

TEST_F(FakeCloudTest, ItsCredentialsOpenIt) {
  const auto cloud = std::make_shared<FakeCloud>(options_);
  const CloudClient client(cloud->credentials(), sample::with(cloud));
  const ApiToken token = api_token::create(client, "ci-token");
  EXPECT_EQ(cloud->tokens(), api_token::list(client));
  EXPECT_EQ(cloud->tokens().at(0).uid, token.uid);
}

TEST_F(FakeCloudTest, ManyThreadsMayCreate) {
  const auto cloud = std::make_shared<FakeCloud>();
  const CloudClient client(cloud->credentials(), sample::with(cloud));
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&client, i] {
      for (int j = 0; j < 20; ++j) {
        const std::string name = "t" + std::to_string(i) + "-" + std::to_string(j);
        EXPECT_TRUE(api_token::create(client, name).token);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> uids;
  for (const ApiToken& token : cloud->tokens()) uids.insert(token.uid);
  EXPECT_EQ(uids.size(), 160u);
}

}  // namespace
}  // namespace bentocloud::fakes
