#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "support/sample.hpp"

// What is made of responses that BentoCloud's API could not have given, and of what it says when it
// refuses. The bodies are a real Yatai's where that has been recorded.
namespace bentocloud {
namespace {

using std::string_literals::operator""s;

const std::string page = "<!doctype html><html><body>dashboard</body></html>\n";
const std::string missing = R"({"error":"get apiToken t1: record not found"})";

bool mentions(const Error& error, const std::string& text) {
  return std::string(error.what()).find(text) != std::string::npos;
}

using Call = std::function<void(const CloudClient&)>;

// Every call of the library, by name.
std::vector<std::pair<std::string, Call>> all_calls() {
  api_token::UpdateOptions changes;
  changes.description = "new";
  return {
      {"list", [](const CloudClient& client) { (void)api_token::list(client); }},
      {"pages", [](const CloudClient& client) { (void)api_token::pages(client).begin(); }},
      {"create", [](const CloudClient& client) { (void)api_token::create(client, "ci"); }},
      {"get", [](const CloudClient& client) { (void)api_token::get(client, "t1"); }},
      {"update", [=](const CloudClient& client) { api_token::update(client, "t1", changes); }},
      {"remove", [](const CloudClient& client) { api_token::remove(client, "t1"); }},
      {"get_many",
       [](const CloudClient& client) {
         (void)api_token::get_many(client, {"t1"}).front().value();
       }},
      {"remove_many",
       [](const CloudClient& client) { api_token::remove_many(client, {"t1"}).front().value(); }},
      {"user::current", [](const CloudClient& client) { (void)user::current(client); }},
  };
}

Error error_of(const Call& call, int status, const std::string& body, HttpHeaders headers = {},
               ClientOptions options = {}) {
  const sample::Cloud cloud;
  cloud.transport->respond(status, std::move(headers), body);
  return sample::error_of([&] { return call(cloud.client(options)), 0; });
}

Error failed_create(int status, const std::string& body, HttpHeaders headers = {}) {
  return error_of([](const CloudClient& client) { (void)api_token::create(client, "ci"); }, status,
                  body, std::move(headers));
}

Error failed_get(int status, const std::string& body, HttpHeaders headers = {}) {
  return error_of([](const CloudClient& client) { (void)api_token::get(client, "t1"); }, status,
                  body, std::move(headers));
}

TEST(WebPage, WithStatus200IsAnErrorOfEveryCall) {
  for (const auto& [name, call] : all_calls()) {
    for (const std::string& body : {page, "[]"s, R"("ok")"s, "ok"s}) {
      const Error error = error_of(call, 200, body, {{"Content-Type", "application/json"}});
      EXPECT_EQ(error.kind(), ErrorKind::decode) << name;
      EXPECT_EQ(error.outcome(), Outcome::unknown) << name << ": " << error.what();
      EXPECT_TRUE(mentions(error, "\"https://cloud.example.com\" is perhaps not that of")) << name;
      EXPECT_FALSE(mentions(error, "the token exists")) << error.what();
    }
  }
}

TEST(WebPage, WithAnotherSuccessDidNothingForSure) {
  for (const int status : {202, 203, 206}) {
    const Error error = failed_create(status, page);
    EXPECT_EQ(error.outcome(), Outcome::unknown) << error.what();
    EXPECT_TRUE(mentions(error, "is perhaps not that of")) << error.what();
    EXPECT_FALSE(mentions(error, "the token exists")) << error.what();
  }
}

TEST(WebPage, ThatBreaksOffCreatedNothingForSure) {
  const sample::Cloud cloud;
  ErrorDetails details;
  details.outcome = Outcome::unknown;
  details.status = 200;
  details.partial_body = Secret("<html><body>");
  cloud.transport->fail(details);
  const Error error = sample::error_of([&] { return api_token::create(cloud.client(), "ci"); });
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  EXPECT_TRUE(mentions(error, "the token may exist")) << error.what();
}

TEST(WebPage, AnObjectThatIsNoTokenCreatedNothingForSure) {
  const Error error = failed_create(200, R"({"status":"ok"})");
  EXPECT_EQ(error.kind(), ErrorKind::decode);
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  EXPECT_TRUE(mentions(error, "the token may exist")) << error.what();
}

TEST(RemoveSuccess, Is204OrNothingOrAnObject) {
  for (const auto& [status, body] :
       {std::pair(204, ""s), std::pair(200, ""s), std::pair(200, "\n"s), std::pair(200, "{}"s),
        std::pair(200, R"({"message":"ok"})"s), std::pair(200, sample::token_json("t1", "ci"))}) {
    const sample::Cloud cloud;
    cloud.transport->respond(status, body);
    EXPECT_NO_THROW(api_token::remove(cloud.client(), "t1")) << body;
    cloud.transport->respond(status, body);
    EXPECT_TRUE(api_token::remove_many(cloud.client(), {"t1"}).front()) << body;
  }
}

TEST(RemoveSuccess, IsNotAnotherToken) {
  for (const std::string& body : {sample::token_json("t2", "ci"), R"({"uid":5})"s}) {
    const sample::Cloud cloud;
    cloud.transport->respond(200, body);
    const Error error =
        sample::error_of([&] { return api_token::remove(cloud.client(), "t1"), 0; });
    EXPECT_EQ(error.kind(), ErrorKind::decode);
    EXPECT_EQ(error.outcome(), Outcome::unknown);
    cloud.transport->respond(200, body);
    EXPECT_FALSE(api_token::remove_many(cloud.client(), {"t1"}).front());
  }
}

TEST(NotFound, IsWhatTheContractSays) {
  for (const auto& [status, body] :
       {std::pair(404, missing), std::pair(404, R"({"error":"record not found"})"s),
        std::pair(404, R"({"error":{"message":"gone"}})"s),
        std::pair(404, R"({"message":"token not found"})"s),
        std::pair(400, R"({"error":"find api token: record not found"})"s)}) {
    const sample::Cloud cloud;
    cloud.transport->respond(status, body);
    EXPECT_FALSE(api_token::get(cloud.client(), "t1")) << body;
  }
}

TEST(NotFound, IsNotSaidByA404ThatIsNotAboutAToken) {
  ClientOptions options;
  options.organization = "nosuch";
  for (const std::string& body :
       {""s, page, R"({"message":"not found this router with method GET"})"s,
        R"({"message":"no Route matched with those values"})"s, "{}"s, R"("error")"s}) {
    for (const auto& [name, call] : all_calls()) {
      const Error error = error_of(call, 404, body, {}, options);
      EXPECT_EQ(error.kind(), ErrorKind::http) << name << body;
      EXPECT_EQ(error.outcome(), Outcome::rejected) << name << body;
      EXPECT_FALSE(error.not_found()) << name << body;
      EXPECT_TRUE(mentions(error, "\"https://cloud.example.com\"")) << error.what();
      EXPECT_TRUE(mentions(error, "organization \"nosuch\"")) << error.what();
    }
    EXPECT_FALSE(mentions(error_of(all_calls()[0].second, 404, body), "organization"));
  }
}

TEST(NotFound, IsOnlySaidOfATokenThatWasNamed) {
  for (const std::size_t call : {0U, 1U, 2U, 8U}) {  // list, pages, create, user::current
    const auto [name, run] = all_calls()[call];
    for (const int status : {400, 404}) {
      EXPECT_FALSE(error_of(run, status, missing).not_found()) << name;
    }
  }
}

TEST(NotFound, AfterAnUnknownOutcomeIsSuccessOnlyWhenItIsAboutAToken) {
  const sample::Cloud cloud;
  cloud.transport->respond(502);
  cloud.transport->respond(404, page);
  const Error error = sample::error_of([&] { return api_token::remove(cloud.client(), "t1"), 0; });
  EXPECT_FALSE(error.not_found());
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  cloud.transport->respond(502);
  cloud.transport->respond(404, missing);
  EXPECT_NO_THROW(api_token::remove(cloud.client(), "t1"));
}

TEST(CreateRefused, IsQuotedAsForAnyOtherCall) {
  for (const auto& [body, said] :
       {std::pair("quota exceeded"s, "quota exceeded"s), std::pair("<p>no</p>"s, "<p>no</p>"s),
        std::pair(R"({"detail":"bad scope"})"s, "bad scope"s),
        std::pair(R"({"detail":[{"loc":["name"],"msg":"too long"}]})"s, "too long"s),
        std::pair(R"({"error":{"message":"bad name"}})"s, "bad name"s),
        std::pair(R"({"code":7})"s, R"({"code":7})"s),
        std::pair(""s, "no error message in the response"s)}) {
    EXPECT_EQ(failed_create(400, body).message(), said);
    EXPECT_EQ(failed_get(400, body).message(), said);
  }
}

TEST(CreateRefused, DoesNotShowTheValueOfATokenMember) {
  const std::string value = sample::token_value;
  const std::string padding(490, 'x');
  for (const std::string& body :
       {R"({"code":7,"token":")" + value + R"("})",
        R"({"code":7,"a":[{"token" : ")" + value + R"("}]})",
        R"({"code":7,"TOKEN":")" + value + R"("})", R"({"code":7,"\u0074oken":")" + value + R"("})",
        R"({"code":7,"token":[")" + value + R"("]})", R"({"code":7,"token":")" + value,
        R"({"code":7,"token":"\")" + value + R"("})",
        R"({"error":"failed: {\"token\":\")" + value + R"(\"}"})",
        R"({"error":"failed: {\\\"token\\\":\\\")" + value + R"(\\\"}"})",
        R"({"error":"odd )" + value + R"(","token":")" + value + R"("})",
        R"({"error":"odd )" + value + R"(","token":"\u0063)" + value.substr(1) + R"("})",
        R"({"error":")" + padding + value + R"(","token":")" + value + R"("})",
        padding + R"("token":")" + value + '"', "<p>\" {'token': '" + value + "'}</p>"}) {
    for (const int status : {400, 500}) {
      const Error error = failed_create(status, body);
      EXPECT_FALSE(mentions(error, value.substr(1, 7))) << error.what();
    }
    EXPECT_FALSE(mentions(failed_create(400, body), "does not say")) << body;
  }
}

TEST(CreateRefused, WithATokenInItDoesNotSayThatOneExists) {
  const Error error = failed_create(400, sample::created_json("t1", "ci"));
  EXPECT_EQ(error.outcome(), Outcome::rejected);
  EXPECT_FALSE(mentions(error, "exist")) << error.what();
}

TEST(CreateInDoubt, IsQuotedOnlyWhereAnErrorIsSaid) {
  for (const char* body :
       {R"({"error":"db is down"})", R"({"message":"db is down"})", R"({"detail":"db is down"})",
        R"({"error":{"message":"db is down"}})", R"({"message":{"error":"db is down"}})"}) {
    EXPECT_EQ(failed_create(500, body).message(), "db is down");
  }
  const std::string hidden = "the response is not shown, since it may hold the new token";
  for (const char* body : {"<html>", "text", R"({"code":7})", R"({"data":{"token":"x"}})"}) {
    EXPECT_EQ(failed_create(500, body).message(), hidden);
  }
  EXPECT_EQ(failed_create(500, "").message(), "no error message in the response");
}

TEST(CreateInDoubt, WithATokenInItHoldsItAndSaysThatItMayExist) {
  const Error error = failed_create(500, sample::created_json("t1", "ci"));
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  EXPECT_EQ(error.token().value(), Secret(sample::token_value));
  EXPECT_TRUE(mentions(error, "the token may exist")) << error.what();
  EXPECT_TRUE(mentions(error, "this error holds its uid and its value")) << error.what();
}

// Where it points may hold what was created.
TEST(CreateInDoubt, DoesNotQuoteWhereTheResponseIs) {
  for (const int status : {301, 303, 307}) {
    const HttpHeaders headers = {{"Location", "https://host/created?value=sesame"}};
    EXPECT_FALSE(mentions(failed_create(status, "", headers), "sesame"));
    EXPECT_TRUE(mentions(failed_create(status, "", headers), "redirects are not followed"));
    EXPECT_TRUE(mentions(failed_get(status, "", headers), "sesame"));
  }
}

TEST(CreateWithoutValue, AnEmptyOneIsAsGoodAsNone) {
  for (const std::string& body :
       {sample::token_json("t1", "ci", R"(,"token":"")"),
        sample::token_json("t1", "ci", R"(,"token":null)"), sample::token_json("t1", "ci")}) {
    const Error error = failed_create(200, body);
    EXPECT_EQ(error.kind(), ErrorKind::decode);
    EXPECT_EQ(error.outcome(), Outcome::applied);
    EXPECT_EQ(error.uid(), "t1");
    EXPECT_FALSE(error.token()) << body;
    EXPECT_TRUE(mentions(error, "invalid response: token: missing")) << error.what();
    EXPECT_TRUE(mentions(error, "the token exists, but its value is lost")) << error.what();
  }
}

TEST(CreateWithOddValue, IsAMismatchThatKeepsIt) {
  for (const std::string& value :
       {"cQ7\0secretvalue"s, "cQ7secret\nvalue"s, "cQ7secret\xFFvalue"s, "cQ7secret\xC3"s}) {
    const Error error =
        failed_create(200, sample::token_json("t1", "ci", R"(,"token":")" + value + '"'));
    EXPECT_EQ(error.kind(), ErrorKind::decode);
    EXPECT_EQ(error.outcome(), Outcome::applied);
    EXPECT_EQ(error.uid(), "t1");
    EXPECT_EQ(error.token().value(), Secret(value));
    EXPECT_TRUE(mentions(error, "invalid response: token: ")) << error.what();
    EXPECT_FALSE(mentions(error, "cQ7")) << error.what();
  }
}

TEST(Refused403, ForScopesIsNotAboutLoggingIn) {
  const Error error = failed_get(403, R"({"message":"user ada need the scopes: read_cluster"})");
  EXPECT_TRUE(error.forbidden());
  EXPECT_FALSE(error.unauthorized());
  EXPECT_TRUE(mentions(error, "lacks scopes")) << error.what();
  EXPECT_TRUE(mentions(error, "read_cluster")) << error.what();
  EXPECT_FALSE(mentions(error, "log in")) << error.what();
  for (const char* said : {"the api token is expired", "get api token: record not found"}) {
    const Error bad = failed_get(403, std::string(R"({"message":")") + said + "\"}");
    EXPECT_TRUE(mentions(bad, "bentocloud cloud login")) << bad.what();
    EXPECT_FALSE(bad.not_found());
    EXPECT_TRUE(bad.unauthorized());
    EXPECT_FALSE(bad.forbidden());
  }
}

TEST(Hints, AreAboutWhatIsThere) {
  for (const char* id : {"", " "}) {
    const Error error = failed_get(501, "", {{"x-trace-id", id}});
    EXPECT_FALSE(mentions(error, "trace id")) << error.what();
    EXPECT_TRUE(mentions(error, "if it persists, ask support: https://bentoml.com/support"));
  }
  EXPECT_FALSE(mentions(failed_get(304, ""), "redirect"));
}

TEST(RateLimited, SaysHowLongToWait) {
  using std::chrono::seconds;
  // The test's clock says 2026-11-01T00:00:00Z.
  const std::vector<std::pair<std::string, std::optional<seconds>>> cases = {
      {"7", seconds(7)}, {"Sun, 01 Nov 2026 00:00:09 GMT", seconds(9)}, {"soon", std::nullopt}};
  for (const auto& [value, wait] : cases) {
    const sample::Cloud cloud;
    cloud.transport->respond(429, {{"Retry-After", value}});
    ClientOptions options;
    options.retry.max_attempts = 1;
    const Error error =
        sample::error_of([&] { return api_token::get(cloud.client(options), "t1"); });
    EXPECT_TRUE(error.rate_limited());
    EXPECT_EQ(error.retry_after(), wait) << value;
  }
}

TEST(NotUtf8, IsRefusedBeforeAnythingIsSent) {
  const sample::Cloud cloud;
  const CloudClient client = cloud.client();
  const std::string text = "a\xFF";
  api_token::UpdateOptions changes;
  changes.description = "new";
  const std::vector<std::function<void()>> calls = {
      [&] { (void)api_token::list(client, text); },
      [&] { (void)api_token::pages(client, text).begin(); },
      [&] { (void)api_token::create(client, text); },
      [&] { (void)api_token::get(client, text); },
      [&] { api_token::update(client, text, changes); },
      [&] { api_token::remove(client, text); },
      [&] { throw Error(api_token::get_many(client, {text}).front().error()); },
      [&] { throw Error(api_token::remove_many(client, {text}).front().error()); },
  };
  for (const std::function<void()>& call : calls) {
    const Error error = sample::error_of([&] { return call(), 0; });
    EXPECT_EQ(error.kind(), ErrorKind::invalid_argument) << error.what();
    EXPECT_EQ(error.outcome(), Outcome::not_sent);
    EXPECT_TRUE(mentions(error, "not UTF-8")) << error.what();
  }
  EXPECT_TRUE(cloud.transport->requests().empty());
}

// However much of the text that it stands in is shown.
TEST(Redaction, ComesBeforeCutting) {
  const std::string start = sample::api_key.substr(0, 4);
  for (std::size_t size = 60; size < 520; ++size) {
    const std::string text = std::string(size, 'x') + sample::api_key;
    const sample::Cloud cloud;
    std::string log;
    ClientOptions options;
    options.log = [&log](const LogRecord& record) { log += to_string(record) + '\n'; };
    const CloudClient client = cloud.client(options);
    cloud.transport->respond(400, {{"x-trace-id", text}}, text);
    cloud.transport->respond(302, {{"Location", text}});
    cloud.transport->respond(400, R"({"error":")" + text + "\"}");
    for (int i = 0; i < 2; ++i) {
      const Error error = sample::error_of([&] { return api_token::get(client, text); });
      ASSERT_FALSE(mentions(error, start)) << error.what();
    }
    const Error error = sample::error_of([&] { return api_token::create(client, text); });
    ASSERT_FALSE(mentions(error, start)) << error.what();
    ASSERT_EQ(log.find(start), std::string::npos) << log;
  }
}

TEST(Redaction, DoesNotLookForShortValues) {
  const sample::Cloud cloud;
  cloud.transport->respond(403);
  const CloudClient client = cloud.client_with("k");
  const Error error = sample::error_of([&] { return api_token::list(client); });
  EXPECT_EQ(error.operation(), "list API tokens");
}

}  // namespace
}  // namespace bentocloud
