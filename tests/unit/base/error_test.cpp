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

ErrorFacts everything() {
  ErrorFacts facts;
  facts.kind = ErrorKind::http;
  facts.outcome = Outcome::unknown;
  facts.message = "no healthy upstream";
  facts.operation = "create API token \"ci\"";
  facts.hint = "tell the support";
  facts.trace_id = "4bf92f";
  facts.status = 503;
  facts.attempts = 4;
  facts.retryable = true;
  facts.not_found = true;
  facts.uid = "t1";
  facts.token = Secret("value");
  return facts;
}

// What is forgotten must not make anybody repeat what was done.
TEST(Error, AnOutcomeThatNobodySetsIsUnknown) { EXPECT_EQ(ErrorFacts().outcome, Outcome::unknown); }

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
}

TEST(Error, IsCaughtByIntent) {
  const auto error = [](auto change) {
    ErrorFacts facts;
    change(facts);
    return Error(std::move(facts));
  };
  const auto status = [&](int value) {
    return error([value](ErrorFacts& facts) { facts.status = value; });
  };
  EXPECT_TRUE(status(401).unauthorized());
  EXPECT_TRUE(status(403).unauthorized());
  EXPECT_FALSE(status(404).unauthorized());
  EXPECT_FALSE(status(403).forbidden());
  const Error scopes = error([](ErrorFacts& facts) {
    facts.status = 403;
    facts.lacks_scopes = true;
  });
  EXPECT_TRUE(scopes.forbidden());
  EXPECT_FALSE(scopes.unauthorized());
  EXPECT_TRUE(error([](ErrorFacts& facts) { facts.name_taken = true; }).name_taken());
  EXPECT_FALSE(status(409).name_taken());
  EXPECT_TRUE(status(429).rate_limited());
  EXPECT_FALSE(status(503).rate_limited());
  EXPECT_EQ(status(429).retry_after(), std::nullopt);
  const std::chrono::seconds wait(3);
  EXPECT_EQ(error([=](ErrorFacts& facts) { facts.retry_after = wait; }).retry_after(), wait);
  for (const Outcome outcome :
       {Outcome::not_sent, Outcome::rejected, Outcome::applied, Outcome::unknown}) {
    const bool may_be = outcome == Outcome::applied || outcome == Outcome::unknown;
    EXPECT_EQ(error([=](ErrorFacts& facts) { facts.outcome = outcome; }).possibly_applied(),
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
    ErrorFacts facts = everything();
    change(facts);
    return std::string(Error(std::move(facts)).what());
  };
  EXPECT_EQ(what_without([](ErrorFacts& facts) { facts.operation = ""; }),
            "HTTP 503: no healthy upstream (trace id 4bf92f, 4 attempts); tell the support");
  EXPECT_EQ(what_without([](ErrorFacts& facts) { facts.status = 0; }),
            "create API token \"ci\": no healthy upstream (trace id 4bf92f, 4 attempts); tell the "
            "support");
  EXPECT_EQ(
      what_without([](ErrorFacts& facts) { facts.trace_id = ""; }),
      "create API token \"ci\": HTTP 503: no healthy upstream (4 attempts); tell the support");
  EXPECT_EQ(what_without([](ErrorFacts& facts) { facts.attempts = 1; }),
            "create API token \"ci\": HTTP 503: no healthy upstream (trace id 4bf92f); tell the "
            "support");
  EXPECT_EQ(what_without([](ErrorFacts& facts) { facts.hint = ""; }),
            "create API token \"ci\": HTTP 503: no healthy upstream (trace id 4bf92f, 4 attempts)");
  EXPECT_STREQ(Error(ErrorFacts()).what(), "transport error");
}

TEST(Error, ReadsWellWithAnyOfTheFacts) {
  constexpr unsigned combinations = 1U << 6;
  for (unsigned present = 0; present < combinations; ++present) {
    ErrorFacts facts = everything();
    if ((present & 1U) == 0) facts.message.clear();
    if ((present & 2U) == 0) facts.operation.clear();
    if ((present & 4U) == 0) facts.hint.clear();
    if ((present & 8U) == 0) facts.trace_id.clear();
    if ((present & 16U) == 0) facts.status = 0;
    if ((present & 32U) == 0) facts.attempts = 0;
    const std::string what = Error(facts).what();
    EXPECT_TRUE(std::isalnum(static_cast<unsigned char>(what.front()))) << what;
    EXPECT_TRUE(std::isalnum(static_cast<unsigned char>(what.back())) || what.back() == ')')
        << what;
    for (const char* gap : {"()", "(,", ", )", ": :", ": (", ": ;", "  "}) {
      EXPECT_EQ(what.find(gap), std::string::npos) << what;
    }
  }
}

TEST(Error, ACopyOutlivesTheOriginal) {
  std::optional<Error> original(std::in_place, everything());
  const std::string what = original->what();
  const Error copy = *original;
  Error assigned{ErrorFacts()};
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
  for (const ErrorKind kind :
       {ErrorKind::configuration, ErrorKind::invalid_argument, ErrorKind::transport,
        ErrorKind::timeout, ErrorKind::cancelled, ErrorKind::http, ErrorKind::decode}) {
    EXPECT_TRUE(names.insert(to_string(kind)).second) << to_string(kind);
  }
  for (const Outcome outcome :
       {Outcome::not_sent, Outcome::rejected, Outcome::applied, Outcome::unknown}) {
    EXPECT_TRUE(names.insert(to_string(outcome)).second) << to_string(outcome);
  }
  EXPECT_EQ(to_string(ErrorKind::invalid_argument), "invalid_argument");
  EXPECT_EQ(to_string(Outcome::not_sent), "not_sent");
  EXPECT_EQ(names.count("?"), 0u);
}

}  // namespace
}  // namespace bentocloud
