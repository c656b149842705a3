#include <memory>
#include <string>

#include "fake_cloud_test.hpp"

namespace bentocloud::fakes {
namespace {

class FakeLoginTest : public FakeCloudTest {
 protected:
  FakeLoginTest() { key_ = ""; }

  Response finish(const std::string& code) { return ask("GET", "/api/v1/auth/token?code=" + code); }
};

TEST_F(FakeLoginTest, ACodeThatWasConfirmedBringsTheApiTokenOnce) {
  const std::string code = ask("GET", "/api/v1/auth/code").body.at("code");
  EXPECT_EQ(finish(code).status, 400);
  const std::string page = "/api_tokens?code=" + code;
  EXPECT_EQ(ask("GET", page).status, 200);
  EXPECT_EQ(finish(code).status, 400);  // to look at it is not enough
  EXPECT_EQ(ask("POST", page).status, 200);
  const Response finished = finish(code);
  EXPECT_EQ(finished.status, 200);
  EXPECT_EQ(finished.body, json({{"token", "fake-api-token"}}));
  EXPECT_EQ(finish(code).status, 404);
}

TEST_F(FakeLoginTest, EachLoginHasItsOwnCode) {
  const std::string first = ask("GET", "/api/v1/auth/code").body.at("code");
  const std::string second = ask("GET", "/api/v1/auth/code").body.at("code");
  EXPECT_NE(first, second);
  ask("POST", "/api_tokens?code=" + first);
  EXPECT_EQ(finish(second).status, 400);
  EXPECT_EQ(finish(first).status, 200);
}

TEST_F(FakeLoginTest, AnUnknownCodeIsRefusedAndNotRepeated) {
  for (const char* code : {"x", "%3Cscript%3E", ""}) {
    EXPECT_EQ(finish(code).status, 404);
  }
  cloud_ = std::make_unique<FakeCloud>(options_);
  for (const char* method : {"GET", "POST"}) {
    const HttpResponse response = send_plain(method, "/api_tokens?code=%3Cscript%3E");
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.body.find("script"), std::string::npos);
    EXPECT_EQ(*find_header(response.headers, "Content-Type"), "text/html; charset=utf-8");
  }
}

TEST_F(FakeLoginTest, ThePageHasAButtonThatConfirms) {
  const std::string code = ask("GET", "/api/v1/auth/code").body.at("code");
  const HttpResponse page = send_plain("GET", "/api_tokens?code=" + code);
  const std::string form = R"(<form method="post" action="/api_tokens?code=)" + code + "\">";
  EXPECT_NE(page.body.find(form), std::string::npos) << page.body;
  EXPECT_NE(page.body.find("<button>"), std::string::npos) << page.body;
}

}  // namespace
}  // namespace bentocloud::fakes
