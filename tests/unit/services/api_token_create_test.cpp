#include <chrono>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

ErrorDetails transport_failure(Outcome outcome) {
  ErrorDetails details;
  details.outcome = outcome;
  details.retryable = true;
  details.message = "the wire is cut";
  return details;
}

Error failed_create(const sample::Cloud& cloud) {
  return sample::error_of([&] { return api_token::create(cloud.client(), "ci"); });
}

bool mentions(const Error& error, const std::string& text) {
  return std::string(error.what()).find(text) != std::string::npos;
}

TEST(Create, PostsTheObjectAndReturnsTheSecret) {
  const sample::Cloud cloud;
  cloud.transport->respond(200, sample::created_json("t1", "ci"));
  api_token::CreateOptions options;
  options.scopes = {scope::api};
  const ApiToken token = api_token::create(cloud.client(), "ci", options);
  EXPECT_EQ(token.uid, "t1");
  EXPECT_EQ(token.token->reveal(), sample::token_value);

  const HttpRequest request = cloud.transport->requests().at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://cloud.example.com/api/v1/api_tokens");
  EXPECT_EQ(request.body, R"({"name":"ci","scopes":["api"]})");
  EXPECT_EQ(*find_header(request.headers, "Content-Type"), "application/json");
}

TEST(Create, CreatedIsSuccessTooSoThatTheSecretIsNotLost) {
  const sample::Cloud cloud;
  cloud.transport->respond(201, sample::created_json("t1", "ci"));
  EXPECT_EQ(api_token::create(cloud.client(), "ci").token->reveal(), sample::token_value);
}

TEST(Create, IsRepeatedWhenItWasNotSentOrRefusedForNow) {
  const sample::Cloud cloud;
  cloud.transport->fail(transport_failure(Outcome::not_sent));
  cloud.transport->respond(429);
  cloud.transport->respond(200, sample::created_json("t1", "ci"));
  EXPECT_EQ(api_token::create(cloud.client(), "ci").uid, "t1");
}

TEST(Create, IsNotRepeatedWhenItMayHaveBeenActedOn) {
  const sample::Cloud cloud;
  cloud.transport->fail(transport_failure(Outcome::unknown));
  const Error error = failed_create(cloud);
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  EXPECT_EQ(cloud.transport->requests().size(), 1u);
  EXPECT_STREQ(error.what(),
               "create API token \"ci\": the wire is cut; not retried: the server may already "
               "have processed the request; the token may exist: look for its name in the list, "
               "and if it is new "
               "there, remove it and create it again");
}

TEST(Create, AStatusTellsTheOutcome) {
  const auto outcome_of = [](int status) {
    const sample::Cloud cloud;
    cloud.transport->respond(status);
    const Error error = failed_create(cloud);
    EXPECT_EQ(cloud.transport->requests().size(), 1u) << status;
    EXPECT_EQ(error.status(), status);
    return error.outcome();
  };
  for (const int status : {202, 204, 206})
    EXPECT_EQ(outcome_of(status), Outcome::applied) << status;
  for (const int status : {301, 302, 307, 308, 400, 401, 403, 404, 409, 422}) {
    EXPECT_EQ(outcome_of(status), Outcome::rejected) << status;
  }
  for (const int status : {101, 303, 408, 500, 501, 502, 503, 504}) {
    EXPECT_EQ(outcome_of(status), Outcome::unknown) << status;
  }
}

TEST(Create, AnOddResponseStillGivesUidAndSecret) {
  const sample::Cloud cloud;
  std::string body = sample::created_json("t1", "ci");
  body.replace(body.find(R"("CI/CD")"), 7, "5");
  cloud.transport->respond(200, body);
  const Error error = failed_create(cloud);
  EXPECT_EQ(error.kind(), ErrorKind::decode);
  EXPECT_EQ(error.outcome(), Outcome::applied);
  EXPECT_EQ(error.uid(), "t1");
  EXPECT_EQ(error.token()->reveal(), sample::token_value);
  EXPECT_TRUE(mentions(error, "invalid response: description: expected a string, got a number"));
  EXPECT_FALSE(mentions(error, sample::token_value));
}

TEST(Create, AResponseThatBreaksOffStillGivesUidAndSecret) {
  const sample::Cloud cloud;
  ErrorDetails details = transport_failure(Outcome::unknown);
  details.status = 200;
  const std::string body = sample::created_json("t1", "ci");
  details.partial_body = Secret(std::string_view(body).substr(0, body.size() - 1));
  cloud.transport->fail(details);
  const Error error = failed_create(cloud);
  EXPECT_EQ(error.kind(), ErrorKind::transport);
  EXPECT_EQ(error.outcome(), Outcome::applied);
  EXPECT_EQ(error.uid(), "t1");
  EXPECT_EQ(error.token()->reveal(), sample::token_value);
  EXPECT_TRUE(error.details().partial_body.empty());
  EXPECT_TRUE(mentions(error, "this error holds its uid and its value"));
}

TEST(Create, AResponseWithoutTheSecretSaysThatItIsLost) {
  const sample::Cloud cloud;
  cloud.transport->respond(200, sample::token_json("t1", "ci"));
  const Error error = failed_create(cloud);
  EXPECT_EQ(error.kind(), ErrorKind::decode);
  EXPECT_EQ(error.outcome(), Outcome::applied);
  EXPECT_EQ(error.uid(), "t1");
  EXPECT_FALSE(error.token());
  EXPECT_TRUE(mentions(error, "invalid response: token: missing"));
  EXPECT_TRUE(mentions(error, "remove it and create it again"));
}

TEST(Create, AnyStatusWithATokenKeepsItAndDoesNotPrintIt) {
  for (const int status : {202, 400, 500}) {
    const sample::Cloud cloud;
    cloud.transport->respond(status, sample::created_json("t1", "ci"));
    const Error error = failed_create(cloud);
    EXPECT_EQ(error.kind(), ErrorKind::http);
    EXPECT_EQ(error.uid(), "t1");
    ASSERT_TRUE(error.token()) << status;
    EXPECT_EQ(error.token()->reveal(), sample::token_value);
    EXPECT_FALSE(mentions(error, sample::token_value)) << error.what();
  }
}

TEST(Create, AValueThatIsNestedEscapedOrCutIsNotPrintedEither) {
  const std::string padding(480, 'x');
  for (const std::string& body :
       {R"({"data":{"token":")" + sample::token_value + "\"}}",
        R"({"padding":")" + padding + R"(","token":")" + sample::token_value + "\"}",
        R"({"token":"\u0063)" + sample::token_value.substr(1) + "\"}",
        "<html>" + sample::token_value + "</html>"}) {
    const sample::Cloud cloud;
    cloud.transport->respond(500, body);
    EXPECT_FALSE(mentions(failed_create(cloud), sample::token_value.substr(1, 10))) << body;
  }
}

TEST(Create, TextThatIsNotUtf8IsRefusedBeforeAnythingIsSent) {
  const sample::Cloud cloud;
  const Error error = sample::error_of([&] { return api_token::create(cloud.client(), "\xff"); });
  EXPECT_EQ(error.kind(), ErrorKind::invalid_argument);
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_TRUE(cloud.transport->requests().empty());
}

TEST(Create, ANameThatIsTakenIsSaidInPlainWords) {
  const std::string database =
      R"x({"error":"create apiToken: ERROR: duplicate key value violates unique constraint )x"
      R"x(\"uk_apiToken_organizationId_userId_name\" (SQLSTATE 23505)"})x";
  for (const auto& [status, body] : {std::pair(400, database), std::pair(409, std::string())}) {
    const sample::Cloud cloud;
    cloud.transport->respond(status, body);
    const Error error = failed_create(cloud);
    EXPECT_TRUE(error.name_taken());
    EXPECT_EQ(error.outcome(), Outcome::rejected);
    EXPECT_TRUE(mentions(error, "there is a token with this name already")) << error.what();
  }
  for (const char* body : {R"({"error":"must be no more than 63 characters"})", ""}) {
    const sample::Cloud cloud;
    cloud.transport->respond(400, body);
    EXPECT_FALSE(failed_create(cloud).name_taken());
  }
}

TEST(Create, AnExpiryThatCannotBeWrittenIsRefused) {
  const sample::Cloud cloud;
  api_token::CreateOptions options;
  options.expired_at = (Timestamp::max)();
  const Error error =
      sample::error_of([&] { return api_token::create(cloud.client(), "ci", options); });
  EXPECT_EQ(error.kind(), ErrorKind::invalid_argument);
  EXPECT_TRUE(cloud.transport->requests().empty());
}

// The system clock counts nanoseconds here, microseconds there.
TEST(Create, TakesAnExpiryOfAnyPrecision) {
  using std::chrono::system_clock;
  const auto sent = [](api_token::Expiry expiry) {
    const sample::Cloud cloud;
    cloud.transport->respond(200, sample::created_json("t1", "ci"));
    api_token::CreateOptions options;
    options.expired_at = expiry;
    static_cast<void>(api_token::create(cloud.client(), "ci", options));
    return cloud.transport->requests().at(0).body;
  };
  const auto begins = [](auto since_epoch) {
    return std::chrono::time_point<system_clock, decltype(since_epoch)>(since_epoch);
  };
  EXPECT_EQ(sent(begins(std::chrono::hours(1))),
            R"({"name":"ci","expired_at":"1970-01-01T01:00:00.000000Z"})");
  EXPECT_EQ(sent(begins(std::chrono::nanoseconds(1001))),
            R"({"name":"ci","expired_at":"1970-01-01T00:00:00.000002Z"})");
  EXPECT_EQ(sent(begins(std::chrono::duration<double>(0.5))),
            R"({"name":"ci","expired_at":"1970-01-01T00:00:00.500000Z"})");

  api_token::CreateOptions options;
  options.expired_at = system_clock::now() + std::chrono::hours(24);
  api_token::UpdateOptions changes;
  changes.expired_at = system_clock::now() + std::chrono::hours(24);
  EXPECT_GT(Timestamp(*options.expired_at), now());
  const std::optional<Timestamp> none;
  changes.expired_at = none;
  EXPECT_FALSE(changes.expired_at);
}

// The error of a create that gets this response.
Error error_of_create(int status, const std::string& body) {
  const sample::Cloud cloud;
  cloud.transport->respond(status, body);
  return sample::error_of([&] { return api_token::create(cloud.client(), "ci"); });
}

TEST(Create, AValueIsNotShownHoweverItsKeyIsWritten) {
  const Error error = error_of_create(400, R"(log: "\u0074oken": "s3cr3t-value", the end)");
  EXPECT_EQ(std::string(error.what()).find("s3cr3t"), std::string::npos) << error.what();
}

TEST(Create, AValueIsNotShownAfterAnotherQuote) {
  const Error error = error_of_create(400, R"(log: "token": "it's-s3cr3t", the end)");
  EXPECT_EQ(std::string(error.what()).find("s3cr3t"), std::string::npos) << error.what();
}

TEST(Create, ATransportsMessageDoesNotShowTheValue) {
  const sample::Cloud cloud;
  ErrorDetails details;
  details.outcome = Outcome::unknown;
  details.status = 200;
  details.message = "broke off after " + sample::token_value;
  details.partial_body = Secret(sample::created_json("t1", "ci"));
  cloud.transport->fail(details);
  const Error error = sample::error_of([&] { return api_token::create(cloud.client(), "ci"); });
  EXPECT_EQ(error.token().value().reveal(), sample::token_value);
  EXPECT_EQ(std::string(error.what()).find(sample::token_value), std::string::npos) << error.what();
}

TEST(Create, ANameThatAlreadyExistsIsTaken) {
  EXPECT_TRUE(error_of_create(400, R"({"error":"ci already exists"})").name_taken());
  EXPECT_FALSE(error_of_create(400, R"({"error":"bad name"})").name_taken());
}

TEST(Create, AValueAloneTellsThatThereIsAToken) {
  const Error error = error_of_create(200, R"({"token":"a-value-alone"})");
  EXPECT_EQ(error.outcome(), Outcome::applied);
  EXPECT_EQ(error.token().value().reveal(), "a-value-alone");
}

}  // namespace
}  // namespace bentocloud
