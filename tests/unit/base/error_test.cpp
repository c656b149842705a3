#include <cctype>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>

#include <gtest/gtest.h>

#include <bentocloud/error.hpp>

namespace bentocloud {
namespace {

static_assert(std::is_nothrow_copy_constructible_v<Error>, "a copy must not throw");

ErrorDetails everything() {
  ErrorDetails details;
  details.kind = ErrorKind::http;
  details.outcome = Outcome::unknown;
  details.message = "no healthy upstream";
  details.operation = "create API token \"ci\"";
  details.hint = "tell the support";
  details.trace_id = "4bf92f";
  details.status = 503;
  details.attempts = 4;
  details.retryable = true;
  details.not_found = true;
  details.uid = "t1";
  details.token = Secret("value");
  details.rotation = RotationState{{"t0", "ci", Existence::no}, {"t1", "ci-2", Existence::yes}};
  return details;
}

// What is forgotten must not make anybody repeat what was done.
TEST(Error, AnOutcomeThatNobodySetsIsUnknown) {
  EXPECT_EQ(ErrorDetails().outcome, Outcome::unknown);
}

TEST(Error, CarriesItsFacts) {
  const Error error(everything());
  EXPECT_EQ(error.kind(), ErrorKind::http);
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  EXPECT_EQ(error.message(), "no healthy upstream");
  EXPECT_EQ(error.operation(), "create API token \"ci\"");
  EXPECT_EQ(error.hint(), "tell the support");
  EXPECT_EQ(error.trace_id(), "4bf92f");
  EXPECT_EQ(error.status(), 503);
  EXPECT_EQ(error.attempts(), 4);
  EXPECT_TRUE(error.retryable());
  EXPECT_TRUE(error.not_found());
  EXPECT_EQ(error.uid(), "t1");
  EXPECT_EQ(error.token(), Secret("value"));
  EXPECT_EQ(error.rotation().value().old_token.uid, "t0");
  EXPECT_EQ(error.rotation().value().successor.exists, Existence::yes);
}

TEST(Error, IsCaughtByIntent) {
  const auto error = [](auto change) {
    ErrorDetails details;
    change(details);
    return Error(std::move(details));
  };
  const auto status = [&](int value) {
    return error([value](ErrorDetails& details) { details.status = value; });
  };
  EXPECT_TRUE(status(401).unauthorized());
  EXPECT_TRUE(status(403).unauthorized());
  EXPECT_FALSE(status(404).unauthorized());
  EXPECT_FALSE(status(403).forbidden());
  const Error scopes = error([](ErrorDetails& details) {
    details.status = 403;
    details.lacks_scopes = true;
  });
  EXPECT_TRUE(scopes.forbidden());
  EXPECT_FALSE(scopes.unauthorized());
  EXPECT_TRUE(error([](ErrorDetails& details) { details.name_taken = true; }).name_taken());
  EXPECT_FALSE(status(409).name_taken());
  EXPECT_TRUE(status(429).rate_limited());
  EXPECT_FALSE(status(503).rate_limited());
  EXPECT_EQ(status(429).retry_after(), std::nullopt);
  const std::chrono::seconds wait(3);
  EXPECT_EQ(error([=](ErrorDetails& details) { details.retry_after = wait; }).retry_after(), wait);
  for (const Outcome outcome :
       {Outcome::not_sent, Outcome::rejected, Outcome::applied, Outcome::unknown}) {
    const bool may_be = outcome == Outcome::applied || outcome == Outcome::unknown;
    EXPECT_EQ(error([=](ErrorDetails& details) { details.outcome = outcome; }).possibly_applied(),
              may_be);
  }
}

TEST(Error, ReadsAsOneSentence) {
  EXPECT_STREQ(
      Error(everything()).what(),
      "create API token \"ci\": HTTP 503: no healthy upstream (trace id 4bf92f, 4 attempts)"
      "; tell the support");
}

// Whatever is missing, what is there reads well, and there is always something.
TEST(Error, ReadsWellWithoutSomeOfTheFacts) {
  const auto what_without = [](auto change) {
    ErrorDetails details = everything();
    change(details);
    return std::string(Error(std::move(details)).what());
  };
  EXPECT_EQ(what_without([](ErrorDetails& details) { details.operation = ""; }),
            "HTTP 503: no healthy upstream (trace id 4bf92f, 4 attempts); tell the support");
  EXPECT_EQ(what_without([](ErrorDetails& details) { details.status = 0; }),
            "create API token \"ci\": no healthy upstream (trace id 4bf92f, 4 attempts); tell the "
            "support");
  EXPECT_EQ(
      what_without([](ErrorDetails& details) { details.trace_id = ""; }),
      "create API token \"ci\": HTTP 503: no healthy upstream (4 attempts); tell the support");
  EXPECT_EQ(what_without([](ErrorDetails& details) { details.attempts = 1; }),
            "create API token \"ci\": HTTP 503: no healthy upstream (trace id 4bf92f); tell the "
            "support");
  EXPECT_EQ(what_without([](ErrorDetails& details) { details.hint = ""; }),
            "create API token \"ci\": HTTP 503: no healthy upstream (trace id 4bf92f, 4 attempts)");
  EXPECT_STREQ(Error(ErrorDetails()).what(), "transport error");
}

TEST(Error, ReadsWellWithAnyOfTheFacts) {
  constexpr unsigned combinations = 1U << 6;
  for (unsigned present = 0; present < combinations; ++present) {
    ErrorDetails details = everything();
    if ((present & 1U) == 0) details.message.clear();
    if ((present & 2U) == 0) details.operation.clear();
    if ((present & 4U) == 0) details.hint.clear();
    if ((present & 8U) == 0) details.trace_id.clear();
    if ((present & 16U) == 0) details.status = 0;
    if ((present & 32U) == 0) details.attempts = 0;
    const std::string what = Error(details).what();
    EXPECT_TRUE(std::isalnum(static_cast<unsigned char>(what.front()))) << what;
    EXPECT_TRUE(std::isalnum(static_cast<unsigned char>(what.back())) || what.back() == ')')
        << what;
    for (const char* gap : {"()", "(,", ", )", ": :", ": (", ": ;", "  "}) {
      EXPECT_EQ(what.find(gap), std::string::npos) << what;
    }
  }
}

TEST(Error, OfAKindAloneHasTheOutcomeOfThatKind) {
  for (const ErrorKind kind : {ErrorKind::configuration, ErrorKind::invalid_argument}) {
    EXPECT_EQ(Error(kind, "no").outcome(), Outcome::not_sent) << kind;
  }
  for (const ErrorKind kind : {ErrorKind::transport, ErrorKind::timeout, ErrorKind::cancelled,
                               ErrorKind::http, ErrorKind::decode}) {
    EXPECT_EQ(Error(kind, "no").outcome(), Outcome::unknown) << kind;
  }
  const Error error(ErrorKind::transport, "no route", "check the network");
  EXPECT_EQ(error.kind(), ErrorKind::transport);
  EXPECT_EQ(std::string(error.what()), "no route; check the network");
  EXPECT_FALSE(error.retryable());
}

TEST(Error, ACopyOutlivesTheOriginal) {
  std::optional<Error> original(std::in_place, everything());
  const std::string what = original->what();
  const Error copy = *original;
  Error assigned{ErrorDetails()};
  assigned = *original;
  original.reset();
  EXPECT_EQ(copy.what(), what);
  EXPECT_EQ(assigned.what(), what);
  EXPECT_EQ(copy.token(), Secret("value"));
}

TEST(Error, HasItsFactsAfterItWasMovedFrom) {
  Error error(everything());
  const Error other = std::move(error);
  EXPECT_STREQ(error.what(), other.what());
}

TEST(Error, IsCaughtAsAStandardException) {
  try {
    throw Error(everything());
  } catch (const std::exception& error) {
    EXPECT_NE(std::string(error.what()).find("no healthy upstream"), std::string::npos);
  }
}

TEST(Error, KindsAndOutcomesHaveNames) {
  std::set<std::string_view> names;
  for (const ErrorKind kind : {ErrorKind::configuration, ErrorKind::invalid_argument,
                               ErrorKind::transport, ErrorKind::timeout, ErrorKind::cancelled,
                               ErrorKind::http, ErrorKind::decode, ErrorKind::callback}) {
    EXPECT_TRUE(names.insert(to_string(kind)).second) << to_string(kind);
  }
  for (const Outcome outcome :
       {Outcome::not_sent, Outcome::rejected, Outcome::applied, Outcome::unknown}) {
    EXPECT_TRUE(names.insert(to_string(outcome)).second) << to_string(outcome);
  }
  EXPECT_EQ(to_string(ErrorKind::invalid_argument), "invalid_argument");
  EXPECT_EQ(to_string(Outcome::not_sent), "not_sent");
  EXPECT_EQ(names.count("?"), 0u);
  EXPECT_EQ(to_string(Existence::no), "no");
  EXPECT_EQ(to_string(Existence::yes), "yes");
  EXPECT_EQ(to_string(Existence::unknown), "unknown");
}

}  // namespace
}  // namespace bentocloud
