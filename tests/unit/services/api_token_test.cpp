#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

bool mentions(const Error& error, const std::string& text) {
  return std::string(error.what()).find(text) != std::string::npos;
}

TEST(Get, ReturnsTheToken) {
  const sample::Cloud cloud;
  cloud.transport->respond(200, sample::token_json("t1", "ci"));
  const std::optional<ApiToken> token = api_token::get(cloud.client(), "t1");
  ASSERT_TRUE(token);
  EXPECT_EQ(token->name, "ci");
  EXPECT_FALSE(token->token);
  const HttpRequest request = cloud.transport->requests().at(0);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.url, "https://cloud.example.com/api/v1/api_tokens/t1");
  EXPECT_EQ(request.body, "");
}

TEST(Get, NotFoundIsNone) {
  const sample::Cloud cloud;
  cloud.transport->respond(404, R"({"error":"record not found"})");
  cloud.transport->respond(400, R"({"error":"find api token: record not found"})");
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(api_token::get(cloud.client(), "t1"));
}

TEST(Get, AnotherBadRequestIsAnError) {
  const sample::Cloud cloud;
  cloud.transport->respond(400, R"({"error":"bad luck"})");
  const Error error = sample::error_of([&] { return api_token::get(cloud.client(), "t1"); });
  EXPECT_EQ(error.kind(), ErrorKind::http);
  EXPECT_FALSE(error.not_found());
  EXPECT_STREQ(error.what(), "get API token \"t1\": HTTP 400: bad luck");
}

TEST(Get, OddResponsesAreDecodeErrors) {
  for (const char* body : {"", "<html>", "[]", "{}", R"({"uid":"t1"})"}) {
    const sample::Cloud cloud;
    cloud.transport->respond(200, body);
    const Error error = sample::error_of([&] { return api_token::get(cloud.client(), "t1"); });
    EXPECT_EQ(error.kind(), ErrorKind::decode) << body;
    EXPECT_EQ(error.status(), 200);
    EXPECT_TRUE(mentions(error, "invalid response: ")) << error.what();
  }
}

TEST(Get, AnotherSuccessIsAnErrorThatDoesNotPrintTheBody) {
  const sample::Cloud cloud;
  cloud.transport->respond(206, "partial");
  const Error error = sample::error_of([&] { return api_token::get(cloud.client(), "t1"); });
  EXPECT_EQ(error.status(), 206);
  EXPECT_FALSE(mentions(error, "partial"));
}

class Uid : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(Uid, CannotLeaveItsPlaceInThePath) {
  const auto& [uid, encoded] = GetParam();
  const sample::Cloud cloud;
  cloud.transport->respond(404, R"({"error":"record not found"})");
  EXPECT_FALSE(api_token::get(cloud.client(), uid));
  EXPECT_EQ(cloud.transport->requests().at(0).url,
            std::string("https://cloud.example.com/api/v1/api_tokens/") + encoded);
}

INSTANTIATE_TEST_SUITE_P(
    Characters, Uid,
    ::testing::Values(std::pair("a/b", "a%2Fb"), std::pair("../users", "..%2Fusers"),
                      std::pair("a?b=c", "a%3Fb%3Dc"), std::pair("a#b", "a%23b"),
                      std::pair("a%2e%2e", "a%252e%252e"), std::pair("a b", "a%20b"),
                      std::pair("ü", "%C3%BC"), std::pair("...", "..."), std::pair(" ", "%20"),
                      std::pair("a\r\nb", "a%0D%0Ab"), std::pair("a\\b", "a%5Cb")));

TEST(Uids, EmptyAndDotsAreRefusedBeforeAnythingIsSent) {
  const sample::Cloud cloud;
  const CloudClient client = cloud.client();
  api_token::UpdateOptions changes;
  changes.description = "x";
  for (const char* uid : {"", ".", ".."}) {
    for (const Error& error :
         {sample::error_of([&] { return api_token::get(client, uid); }),
          sample::error_of([&] { return api_token::update(client, uid, changes); }),
          sample::error_of([&] { return api_token::remove(client, uid), 0; })}) {
      EXPECT_EQ(error.kind(), ErrorKind::invalid_argument);
      EXPECT_EQ(error.outcome(), Outcome::not_sent);
      EXPECT_EQ(error.attempts(), 0);
    }
  }
  EXPECT_TRUE(cloud.transport->requests().empty());
}

TEST(Update, PatchesAndReturnsTheToken) {
  const sample::Cloud cloud;
  cloud.transport->respond(200, sample::token_json("t1", "ci"));
  api_token::UpdateOptions changes;
  changes.description = "new";
  const ApiToken token = api_token::update(cloud.client(), "t1", changes);
  EXPECT_EQ(token.uid, "t1");
  const HttpRequest request = cloud.transport->requests().at(0);
  EXPECT_EQ(request.method, "PATCH");
  EXPECT_EQ(request.url, "https://cloud.example.com/api/v1/api_tokens/t1");
  EXPECT_EQ(request.body, R"({"description":"new"})");
}

TEST(Update, WithNothingToChangeIsRefused) {
  const sample::Cloud cloud;
  const Error error = sample::error_of([&] { return api_token::update(cloud.client(), "t1", {}); });
  EXPECT_EQ(error.kind(), ErrorKind::invalid_argument);
  EXPECT_TRUE(cloud.transport->requests().empty());
}

TEST(Update, AnUnknownUidIsAnErrorThatSaysSo) {
  const sample::Cloud cloud;
  cloud.transport->respond(404, R"({"error":"record not found"})");
  api_token::UpdateOptions changes;
  changes.description = "new";
  const Error error =
      sample::error_of([&] { return api_token::update(cloud.client(), "t1", changes); });
  EXPECT_TRUE(error.not_found());
  EXPECT_EQ(error.outcome(), Outcome::rejected);
}

TEST(Update, RejectedAfterAnAttemptThatMayHaveBeenActedOnIsUnknown) {
  const sample::Cloud cloud;
  cloud.transport->respond(502);
  cloud.transport->respond(404, R"({"error":"record not found"})");
  api_token::UpdateOptions changes;
  changes.description = "new";
  EXPECT_EQ(
      sample::error_of([&] { return api_token::update(cloud.client(), "t1", changes); }).outcome(),
      Outcome::unknown);
}

TEST(Remove, Deletes) {
  for (const auto& [status, body] :
       {std::pair(200, "{}"), std::pair(200, ""), std::pair(204, "")}) {
    const sample::Cloud cloud;
    cloud.transport->respond(status, body);
    EXPECT_NO_THROW(api_token::remove(cloud.client(), "t1"));
    const HttpRequest request = cloud.transport->requests().at(0);
    EXPECT_EQ(request.method, "DELETE");
    EXPECT_EQ(request.url, "https://cloud.example.com/api/v1/api_tokens/t1");
  }
}

TEST(Remove, AnUnknownUidIsAnErrorThatSaysSo) {
  const sample::Cloud cloud;
  cloud.transport->respond(404, R"({"error":"record not found"})");
  const Error error = sample::error_of([&] { return api_token::remove(cloud.client(), "t1"), 0; });
  EXPECT_TRUE(error.not_found());
  EXPECT_STREQ(error.what(), "remove API token \"t1\": HTTP 404: record not found");
}

TEST(Remove, NotFoundAfterALostResponseIsSuccess) {
  ErrorDetails lost;
  lost.outcome = Outcome::unknown;
  lost.retryable = true;
  {
    const sample::Cloud cloud;
    cloud.transport->fail(lost);
    cloud.transport->respond(404, R"({"error":"record not found"})");
    EXPECT_NO_THROW(api_token::remove(cloud.client(), "t1"));
  }
  {
    const sample::Cloud cloud;
    cloud.transport->respond(502);
    cloud.transport->respond(400, R"({"error":"record not found"})");
    EXPECT_NO_THROW(api_token::remove(cloud.client(), "t1"));
  }
  {
    // But not after an attempt that never arrived.
    const sample::Cloud cloud;
    lost.outcome = Outcome::not_sent;
    cloud.transport->fail(lost);
    cloud.transport->respond(404, R"({"error":"record not found"})");
    EXPECT_TRUE(
        sample::error_of([&] { return api_token::remove(cloud.client(), "t1"), 0; }).not_found());
  }
}

TEST(Errors, NotLoggedInSaysHowToLogIn) {
  for (const int status : {401, 403}) {
    const sample::Cloud cloud;
    cloud.transport->respond(status, R"({"message":"token expired"})");
    const Error error = sample::error_of([&] { return api_token::list(cloud.client()); });
    EXPECT_EQ(error.kind(), ErrorKind::http);
    EXPECT_EQ(error.outcome(), Outcome::rejected);
    EXPECT_EQ(error.message(), "token expired");
    EXPECT_EQ(std::string(error.what()),
              "list API tokens: HTTP " + std::to_string(status) +
                  ": token expired; the API token came from the test; to log in, run "
                  "\"bentocloud cloud login\" or set BENTO_CLOUD_API_KEY");
  }
}

TEST(Errors, AServerErrorNamesTheTraceIdAndTheSupport) {
  const sample::Cloud cloud;
  cloud.transport->respond(501, {{"X-Trace-Id", "4bf92f"}});
  const Error error = sample::error_of([&] { return api_token::get(cloud.client(), "t1"); });
  EXPECT_EQ(error.trace_id(), "4bf92f");
  EXPECT_EQ(
      std::string(error.what()),
      "get API token \"t1\": HTTP 501: no error message in the response (trace id 4bf92f); if "
      "it persists, report the trace id to support: https://bentoml.com/support");
}

TEST(Errors, SlowDownSaysSoAndWhyItWasNotRetried) {
  const sample::Cloud cloud;
  cloud.transport->respond(429, {{"Retry-After", "30"}}, R"({"error":"too many requests"})");
  const Error error = sample::error_of(
      [&] { return api_token::get(cloud.client().with_timeout(std::chrono::seconds(10)), "t1"); });
  EXPECT_TRUE(error.retryable());
  EXPECT_EQ(error.outcome(), Outcome::rejected);
  EXPECT_TRUE(mentions(error, "too many requests; no time is left for another attempt"))
      << error.what();
}

TEST(Errors, RedirectsAreNotFollowed) {
  for (const int status : {301, 302, 303, 307, 308}) {
    const sample::Cloud cloud;
    cloud.transport->respond(status, {{"Location", "https://evil.example.com/"}});
    const Error error = sample::error_of([&] { return api_token::get(cloud.client(), "t1"); });
    EXPECT_EQ(error.status(), status);
    EXPECT_TRUE(mentions(error, "redirects are not followed"));
    EXPECT_TRUE(mentions(error, "\"https://evil.example.com/\""));
    EXPECT_EQ(cloud.transport->requests().size(), 1u);
  }
}

TEST(Errors, ABodyIsQuotedInPartAndMadeSafe) {
  const sample::Cloud cloud;
  cloud.transport->respond(400,
                           std::string("<html>\r\n\x1b[31m\xff\0", 15) + std::string(100000, 'x'));
  const Error error = sample::error_of([&] { return api_token::get(cloud.client(), "t1"); });
  EXPECT_LT(error.message().size(), 600u);
  EXPECT_TRUE(mentions(error, "<html>\\x0D\\x0A\\x1B[31m\\xFF\\x00xxx")) << error.what();
}

TEST(Errors, AMessageDoesNotRepeatTheApiToken) {
  const sample::Cloud cloud;
  cloud.transport->respond(401, R"({"error":"invalid token )" + sample::api_key + "\"}");
  const Error error = sample::error_of([&] { return api_token::get(cloud.client(), "t1"); });
  EXPECT_EQ(error.message(), "invalid token [redacted]");

  // Nor wherever else it may come from, whole or in part.
  cloud.transport->respond(501, {{"x-trace-id", std::string(90, 'x') + sample::api_key}});
  EXPECT_FALSE(mentions(sample::error_of([&] { return api_token::get(cloud.client(), "t1"); }),
                        sample::api_key.substr(0, 8)));
  cloud.transport->respond(302, {{"Location", "https://e/" + sample::api_key}});
  cloud.transport->respond(200, {{"x-trace-id", sample::api_key}}, "<html>");
  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(
        mentions(sample::error_of([&] { return api_token::get(cloud.client(), sample::api_key); }),
                 sample::api_key));
  }
  EXPECT_FALSE(mentions(
      sample::error_of([&] { return api_token::update(cloud.client(), sample::api_key, {}); }),
      sample::api_key));

  // Nor when it was taken for a uid.
  cloud.transport->respond(400, "no");
  EXPECT_FALSE(
      mentions(sample::error_of([&] { return api_token::get(cloud.client(), sample::api_key); }),
               sample::api_key));
}

TEST(Get, ABrokenBodyDoesNotSayThatThereIsNone) {
  for (const int status : {400, 404}) {
    const sample::Cloud cloud;
    cloud.transport->respond(status, R"({"message":"record not found")");
    const Error error = sample::error_of([&] { return api_token::get(cloud.client(), "t1"); });
    EXPECT_EQ(error.status(), status);
    EXPECT_FALSE(error.not_found());
  }
}

TEST(Get, AHintHoldsNoApiToken) {
  const sample::Cloud cloud;
  cloud.transport->respond(404, "<html>");
  ClientOptions options;
  options.organization = sample::api_key;
  const Error error =
      sample::error_of([&] { return api_token::get(cloud.client(std::move(options)), "t1"); });
  EXPECT_NE(error.details().hint.find("there is no organization \"[redacted]\""), std::string::npos)
      << error.details().hint;
}

TEST(Update, TheExpiryAloneIsAChange) {
  const sample::Cloud cloud;
  cloud.transport->respond(200, sample::token_json("t1", "ci"));
  api_token::UpdateOptions changes;
  changes.expired_at = *parse_timestamp("2027-01-01T00:00:00Z");
  EXPECT_EQ(api_token::update(cloud.client(), "t1", changes).uid, "t1");
  EXPECT_NE(cloud.transport->requests().at(0).body.find("2027-01-01"), std::string::npos);
}

}  // namespace
}  // namespace bentocloud
