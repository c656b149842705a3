#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/fake_cloud.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

// A cloud with tokens of these names, the oldest first.
struct Cloud {
  Cloud(std::initializer_list<const char*> names, fakes::FakeCloudOptions options = {})
      : fake(std::make_shared<fakes::FakeCloud>(std::move(options))) {
    for (const char* name : names) {
      ApiToken token;
      token.name = name;
      fake->add(token);
    }
  }
  [[nodiscard]] CloudClient client() const {
    return CloudClient(fake->credentials(), sample::with(fake));
  }

  std::shared_ptr<fakes::FakeCloud> fake;
};

TEST(Find, IsTheTokenWithExactlyThisName) {
  const Cloud cloud({"ci", "ci-2", "my-ci"});
  const std::optional<ApiToken> token = api_token::find(cloud.client(), "ci");
  ASSERT_TRUE(token);
  EXPECT_EQ(*token, cloud.fake->tokens().back());
}

TEST(Find, NoneWhenOthersOnlyBeginSo) {
  const Cloud cloud({"ci-2", "my-ci"});
  EXPECT_FALSE(api_token::find(cloud.client(), "ci"));
}

TEST(Find, GoesOverPagesOfAServerThatDoesNotSearch) {
  fakes::FakeCloudOptions options;
  options.like_yatai = true;
  options.max_page_size = 2;
  const Cloud cloud({"a", "b", "c", "d", "e"}, options);
  for (const char* name : {"a", "c", "e"}) {
    EXPECT_EQ(api_token::find(cloud.client(), name).value().name, name);
  }
  EXPECT_FALSE(api_token::find(cloud.client(), "f"));
}

TEST(Find, SearchesAndStopsAtTheToken) {
  const sample::Cloud cloud;
  cloud.transport->respond(200, R"({"total":2000,"items":[)" + sample::token_json("t2", "my-ci") +
                                    ',' + sample::token_json("t1", "ci") + "]}");
  EXPECT_EQ(api_token::find(cloud.client(), "ci").value().uid, "t1");
  EXPECT_EQ(cloud.transport->requests().at(0).url,
            "https://cloud.example.com/api/v1/api_tokens?start=0&count=100&search=ci");
  EXPECT_EQ(cloud.transport->requests().size(), 1u);
}

TEST(Find, AnEmptyNameIsRefusedBeforeAnythingIsSent) {
  const sample::Cloud cloud;
  const Error error = sample::error_of([&] { return api_token::find(cloud.client(), ""); });
  EXPECT_EQ(error.kind(), ErrorKind::invalid_argument);
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_TRUE(cloud.transport->requests().empty());
}

// Not as with `pages`, of which each has the whole timeout.
TEST(Find, HasOneTimeoutForAllPages) {
  const sample::Cloud cloud;
  const auto slow_page = [&](const char* uid) {
    cloud.transport->handle([&cloud, uid](const HttpRequest&, const Deadline&) {
      cloud.clock->advance(std::chrono::seconds(40));
      return HttpResponse{200,
                          {},
                          R"({"total":9,"items":[)" + sample::token_json("t9", "n") +
                              (std::string(uid) == "t9" ? "" : "," + sample::token_json(uid, "n")) +
                              "]}"};
    });
  };
  slow_page("t9");
  slow_page("t8");
  slow_page("t7");
  const Error error = sample::error_of([&] { return api_token::find(cloud.client(), "ci"); });
  EXPECT_EQ(error.kind(), ErrorKind::timeout);
  EXPECT_EQ(cloud.transport->requests().size(), 2u);
}

TEST(OfAToken, UpdateAndRemoveTakeItsUid) {
  const Cloud cloud({"a", "b"});
  const ApiToken token = api_token::find(cloud.client(), "a").value();
  api_token::UpdateOptions changes;
  changes.description = "new";
  EXPECT_EQ(api_token::update(cloud.client(), token, changes).description, "new");
  api_token::remove(cloud.client(), token);
  ASSERT_EQ(cloud.fake->tokens().size(), 1u);
  EXPECT_EQ(cloud.fake->tokens().front().name, "b");
}

TEST(OfAToken, WithoutAUidIsRefusedBeforeAnythingIsSent) {
  const sample::Cloud cloud;
  ApiToken token;
  token.name = "ci";
  api_token::UpdateOptions changes;
  changes.description = "new";
  for (const Error& error :
       {sample::error_of([&] { return api_token::update(cloud.client(), token, changes); }),
        sample::error_of([&] { return api_token::remove(cloud.client(), token), 0; })}) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_argument);
    EXPECT_EQ(error.outcome(), Outcome::not_sent);
  }
  EXPECT_TRUE(cloud.transport->requests().empty());
}

}  // namespace
}  // namespace bentocloud
