#include <stdexcept>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

using std::chrono::milliseconds;

ErrorDetails failure(Outcome outcome, bool retryable = true,
                     ErrorKind kind = ErrorKind::transport) {
  ErrorDetails details;
  details.kind = kind;
  details.outcome = outcome;
  details.retryable = retryable;
  details.message = "the wire is cut";
  return details;
}

ApiRequest request(bool idempotent = true) {
  return {"poke", idempotent ? "GET" : "POST", {"api", "v1", "things"}};
}

TEST(RetryLoop, TriesAgainUntilThereIsAResponse) {
  const sample::Cloud cloud;
  cloud.transport->fail(failure(Outcome::not_sent));
  cloud.transport->respond(503);
  cloud.transport->respond(200, "fine");
  const ApiResponse response = cloud.client().send(request());
  EXPECT_EQ(response.http.status, 200);
  EXPECT_EQ(response.http.body, "fine");
  EXPECT_EQ(response.attempts, 3);
  EXPECT_TRUE(response.possibly_applied_before);  // by the 503
  EXPECT_EQ(cloud.clock->sleeps, (std::vector<milliseconds>{milliseconds(125), milliseconds(250)}));
}

TEST(RetryLoop, WhatWasNotSentWasNotActedOn) {
  const sample::Cloud cloud;
  cloud.transport->fail(failure(Outcome::not_sent));
  cloud.transport->respond(429);
  cloud.transport->respond(200);
  EXPECT_FALSE(cloud.client().send(request()).possibly_applied_before);
}

TEST(RetryLoop, AResponseThatStaysBadIsReturnedWithTheReason) {
  const sample::Cloud cloud;
  for (int i = 0; i < 4; ++i) cloud.transport->respond(500);
  const ApiResponse response = cloud.client().send(request());
  EXPECT_EQ(response.http.status, 500);
  EXPECT_EQ(response.attempts, 4);
  EXPECT_EQ(response.retry_note, "retries exhausted");
}

TEST(RetryLoop, OtherResponsesAreNotRetried) {
  for (const int status : {200, 201, 204, 301, 400, 401, 403, 404, 409, 501, 505}) {
    const sample::Cloud cloud;
    cloud.transport->respond(status);
    const ApiResponse response = cloud.client().send(request());
    EXPECT_EQ(response.http.status, status);
    EXPECT_EQ(response.retry_note, "");
    EXPECT_TRUE(cloud.clock->sleeps.empty());
  }
}

TEST(RetryLoop, AFailureThatStaysIsThrownAsOurs) {
  const sample::Cloud cloud;
  for (int i = 0; i < 4; ++i) cloud.transport->fail(failure(Outcome::unknown));
  const Error error = sample::error_of([&] { return cloud.client().send(request()); });
  EXPECT_EQ(error.kind(), ErrorKind::transport);
  EXPECT_EQ(error.operation(), "poke");
  EXPECT_EQ(error.attempts(), 4);
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  EXPECT_TRUE(error.retryable());
  EXPECT_STREQ(error.what(), "poke: the wire is cut (4 attempts); retries exhausted");
}

TEST(RetryLoop, AnOutcomeOnceUnknownStaysUnknown) {
  const sample::Cloud cloud;
  cloud.transport->fail(failure(Outcome::unknown));
  cloud.transport->fail(failure(Outcome::not_sent, false));
  EXPECT_EQ(sample::error_of([&] { return cloud.client().send(request()); }).outcome(),
            Outcome::unknown);
}

// A first attempt that may have acted does not make less certain that the second one has.
TEST(RetryLoop, AnOutcomeThatIsKnownToBeAppliedStaysSo) {
  const sample::Cloud cloud;
  cloud.transport->fail(failure(Outcome::unknown));
  ErrorDetails broken_off = failure(Outcome::unknown, false);
  broken_off.status = 200;
  cloud.transport->fail(broken_off);
  const Error error = sample::error_of([&] { return cloud.client().send(request()); });
  EXPECT_EQ(error.attempts(), 2);
  EXPECT_EQ(error.outcome(), Outcome::applied);
}

// It may hold a new token's value, which nobody expects in the error of a get.
TEST(RetryLoop, PartOfABodyIsKeptForACreateAlone) {
  const sample::Cloud cloud;
  ErrorDetails broken_off = failure(Outcome::unknown, false);
  broken_off.partial_body = Secret(R"({"token":"va)");
  const auto kept = [&](const char* method) {
    cloud.transport->fail(broken_off);
    const ApiRequest request{"poke", method, {"things"}};
    return !sample::error_of([&] { return cloud.client().send(request); })
                .details()
                .partial_body.empty();
  };
  EXPECT_TRUE(kept("POST"));
  for (const char* method : {"GET", "PATCH", "DELETE"}) EXPECT_FALSE(kept(method)) << method;
}

// A transport of one's own that says no more than that it failed, and for now.
TEST(RetryLoop, ACreateIsNotRepeatedWhenTheTransportDoesNotSayThatItWasNotSent) {
  const sample::Cloud cloud;
  ErrorDetails vague;
  vague.message = "it failed";
  vague.retryable = true;
  cloud.transport->fail(vague);
  const Error error = sample::error_of([&] { return api_token::create(cloud.client(), "ci"); });
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  EXPECT_EQ(cloud.transport->requests().size(), 1U);
}

TEST(RetryLoop, WhatATransportThrowsIsAnErrorInAnyCase) {
  const sample::Cloud cloud;
  cloud.transport->handle([](const HttpRequest&, const Deadline&) -> HttpResponse {
    throw std::runtime_error("no route for " + sample::api_key);
  });
  const Error error = sample::error_of([&] { return api_token::create(cloud.client(), "ci"); });
  EXPECT_EQ(error.kind(), ErrorKind::transport);
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  EXPECT_FALSE(error.retryable());
  EXPECT_EQ(error.message(), "no route for [redacted]");
  EXPECT_EQ(error.operation(), "create API token \"ci\"");
  EXPECT_EQ(error.attempts(), 1);

  cloud.transport->handle([](const HttpRequest&, const Deadline&) -> HttpResponse { throw 42; });
  EXPECT_EQ(sample::error_of([&] { return cloud.client().send(request()); }).outcome(),
            Outcome::unknown);
}

TEST(RetryLoop, WhatIsNotIdempotentIsRepeatedOnlyWhenItWasNotActedOn) {
  const sample::Cloud cloud;
  cloud.transport->fail(failure(Outcome::not_sent));
  cloud.transport->respond(429, {{"Retry-After", "2"}});
  cloud.transport->respond(503);
  const ApiResponse response = cloud.client().send(request(false));
  EXPECT_EQ(response.http.status, 503);
  EXPECT_EQ(response.attempts, 3);
  EXPECT_EQ(response.retry_note, "not retried: the server may already have processed the request");
  EXPECT_EQ(cloud.clock->sleeps.back(), milliseconds(2000));

  cloud.transport->fail(failure(Outcome::unknown));
  const Error error = sample::error_of([&] { return cloud.client().send(request(false)); });
  EXPECT_EQ(error.attempts(), 1);
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  EXPECT_EQ(cloud.transport->requests().size(), 4u);
}

TEST(RetryLoop, TheMethodSaysWhetherARequestMayBeRepeated) {
  const auto attempts = [](const char* method, std::optional<bool> idempotent = {}) {
    const sample::Cloud cloud;
    cloud.transport->respond(503);
    cloud.transport->respond(200);
    ApiRequest request{"poke", method, {"things"}};
    request.idempotent = idempotent;
    return cloud.client().send(request).attempts;
  };
  for (const char* method : {"GET", "DELETE"}) EXPECT_EQ(attempts(method), 2) << method;
  for (const char* method : {"POST", "PATCH", "PUT", ""}) EXPECT_EQ(attempts(method), 1) << method;
  EXPECT_EQ(attempts("POST", true), 2);
  EXPECT_EQ(attempts("GET", false), 1);
}

TEST(RetryLoop, OneAttemptIsBoundedWhileAnotherIsLeft) {
  const sample::Cloud cloud;
  std::vector<milliseconds> allowed;
  const Timing timing = cloud.clock->timing();
  const auto expire = [&](const HttpRequest&, const Deadline& deadline) -> HttpResponse {
    const auto left = deadline.remaining(timing.now());
    allowed.push_back(std::chrono::duration_cast<milliseconds>(left));
    cloud.clock->advance(allowed.back());
    throw Error(failure(Outcome::unknown, true, ErrorKind::timeout));
  };
  ClientOptions options;
  options.timeout = milliseconds(10000);
  options.retry.attempt_timeout = milliseconds(3000);
  options.retry.max_attempts = 3;
  for (int i = 0; i < 3; ++i) cloud.transport->handle(expire);
  const Error error = sample::error_of([&] { return cloud.client(options).send(request()); });
  EXPECT_EQ(error.kind(), ErrorKind::timeout);
  // The last attempt has all that is left: 10 s less two attempts and two sleeps.
  EXPECT_EQ(allowed, (std::vector<milliseconds>{milliseconds(3000), milliseconds(3000),
                                                milliseconds(4000 - 125 - 250)}));

  allowed.clear();
  cloud.transport->handle(expire);
  EXPECT_EQ(sample::error_of([&] { return cloud.client(options).send(request(false)); }).kind(),
            ErrorKind::timeout);
  EXPECT_EQ(allowed, std::vector<milliseconds>{milliseconds(10000)});
}

TEST(RetryLoop, TheDeadlineIsForTheWholeCall) {
  const sample::Cloud cloud;
  const auto slow = [&](const HttpRequest&, const Deadline&) {
    cloud.clock->advance(milliseconds(400));
    return HttpResponse{503, {{"Retry-After", "1"}}, ""};
  };
  for (int i = 0; i < 4; ++i) cloud.transport->handle(slow);
  const ApiResponse response = cloud.client().with_timeout(milliseconds(3000)).send(request());
  // 400 + 1000 + 400 + 1000: the third wait would end at 4.2 s.
  EXPECT_EQ(response.attempts, 3);
  EXPECT_EQ(response.retry_note, "no time is left for another attempt");
}

TEST(RetryLoop, NoTimeAtAllSendsNothing) {
  const sample::Cloud cloud;
  const Error error = sample::error_of(
      [&] { return cloud.client().with_timeout(milliseconds(0)).send(request()); });
  EXPECT_EQ(error.kind(), ErrorKind::timeout);
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_EQ(error.attempts(), 0);
  EXPECT_TRUE(cloud.transport->requests().empty());
}

TEST(RetryLoop, CancelledBeforeItBegins) {
  const sample::Cloud cloud;
  Cancellation stop;
  stop.cancel();
  const Error error =
      sample::error_of([&] { return cloud.client().with_cancellation(stop).send(request()); });
  EXPECT_EQ(error.kind(), ErrorKind::cancelled);
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_FALSE(error.retryable());
  EXPECT_TRUE(cloud.transport->requests().empty());
}

TEST(RetryLoop, CancelledBetweenAttempts) {
  const sample::Cloud cloud;
  Cancellation stop;
  cloud.transport->handle([&stop](const HttpRequest&, const Deadline&) -> HttpResponse {
    stop.cancel();
    throw Error(failure(Outcome::unknown));
  });
  const Error error =
      sample::error_of([&] { return cloud.client().with_cancellation(stop).send(request()); });
  EXPECT_EQ(error.kind(), ErrorKind::cancelled);
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  EXPECT_EQ(error.attempts(), 1);
}

TEST(RetryLoop, AResponseThatBrokeOffTellsItsStatus) {
  const sample::Cloud cloud;
  ErrorDetails details = failure(Outcome::unknown, false);
  const auto outcome_after = [&](int status) {
    details.status = status;
    cloud.transport->fail(details);
    return sample::error_of([&] { return cloud.client().send(request(false)); }).outcome();
  };
  EXPECT_EQ(outcome_after(200), Outcome::applied);
  EXPECT_EQ(outcome_after(400), Outcome::rejected);
  EXPECT_EQ(outcome_after(502), Outcome::unknown);
  EXPECT_EQ(outcome_after(0), Outcome::unknown);
}

TEST(RetryLoop, A429ThatBrokeOffIsRetriedLikeAWholeOne) {
  const sample::Cloud cloud;
  ErrorDetails details = failure(Outcome::unknown);
  details.status = 429;
  cloud.transport->fail(details);
  cloud.transport->respond(200);
  EXPECT_EQ(cloud.client().send(request(false)).attempts, 2);
}

TEST(RetryLoop, AnEndlessTimeoutIsOne) {
  const sample::Cloud cloud;
  cloud.transport->respond(200);
  ClientOptions options;
  options.retry.attempt_timeout = (milliseconds::max)();
  const CloudClient client = cloud.client(options).with_timeout((milliseconds::max)());
  EXPECT_EQ(client.send(request()).http.status, 200);
}

TEST(RetryLoop, QueryAndPathAreEncoded) {
  const sample::Cloud cloud;
  cloud.transport->respond(200);
  ApiRequest encoded{"poke", "GET", {"a b", "c/d?e#f%", "…", "-._~"}};
  encoded.query = {{"q", "a b&c+d=é"}, {"r", ""}};
  static_cast<void>(cloud.client().send(encoded));
  EXPECT_EQ(cloud.transport->requests().at(0).url,
            "https://cloud.example.com/a%20b/c%2Fd%3Fe%23f%25/%E2%80%A6/-._~"
            "?q=a%20b%26c%2Bd%3D%C3%A9&r=");
}

TEST(RetryLoop, WhatOneAttemptMayHaveDoneIsNotForgottenAfterTheNext) {
  const sample::Cloud cloud;
  cloud.transport->respond(503);
  cloud.transport->respond(429);
  cloud.transport->respond(200);
  EXPECT_TRUE(cloud.client().send(request()).possibly_applied_before);
}

TEST(RetryLoop, WhatIsGivenUpAfterARejectionWasRejected) {
  const sample::Cloud cloud;
  ClientOptions options;
  options.timing = cloud.clock->timing();
  const Cancellation cancellation;
  options.timing.sleep = [&cancellation](milliseconds, const Deadline&) {
    Cancellation(cancellation).cancel();
  };
  cloud.transport->respond(429);
  const CloudClient client({Secret(sample::api_key), "https://cloud.example.com", "the test"},
                           sample::with(cloud.transport, std::move(options)));
  const Error error =
      sample::error_of([&] { return client.with_cancellation(cancellation).send(request(false)); });
  EXPECT_EQ(error.kind(), ErrorKind::cancelled);
  EXPECT_EQ(error.outcome(), Outcome::rejected);
}

TEST(RetryLoop, TheServersPauseIsOfOneResponseAlone) {
  const sample::Cloud cloud;
  cloud.transport->respond(503, {{"Retry-After", "5"}});
  cloud.transport->fail(failure(Outcome::not_sent));
  cloud.transport->respond(200);
  static_cast<void>(cloud.client().send(request()));
  EXPECT_EQ(cloud.clock->sleeps,
            (std::vector<milliseconds>{milliseconds(5000), milliseconds(250)}));
}

TEST(RetryLoop, TheApiTokenIsRedactedBeforeWhatIsRefusedIsCut) {
  const sample::Cloud cloud;
  // in_quotes cuts after 120 characters: within the API token.
  const std::string text = std::string(110, 'a') + sample::api_key + "\xFF";
  const Error error = sample::error_of([&] {
    return cloud.client().send({"poke", "GET", {"things"}, {{"q", text}}});
  });
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_EQ(std::string(error.what()).find(sample::api_key.substr(0, 5)), std::string::npos)
      << error.what();
}

}  // namespace
}  // namespace bentocloud
