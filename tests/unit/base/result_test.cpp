#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/result.hpp>

namespace {

using bentocloud::Error;
using bentocloud::ErrorDetails;
using bentocloud::Result;

Error error_with(std::string message) {
  ErrorDetails details;
  details.message = std::move(message);
  return Error(std::move(details));
}

TEST(Result, HoldsAValue) {
  Result<std::string> result = std::string("text");
  ASSERT_TRUE(result.has_value());
  EXPECT_TRUE(result);
  EXPECT_EQ(result.value(), "text");
  EXPECT_EQ(*result, "text");
  EXPECT_EQ(result->size(), 4U);
  EXPECT_EQ(result.value_or("other"), "text");
  *result += '!';
  EXPECT_EQ(std::move(result).value(), "text!");
}

TEST(Result, HoldsAnError) {
  const Result<std::string> result = error_with("no luck");
  EXPECT_FALSE(result.has_value());
  EXPECT_FALSE(result);
  EXPECT_EQ(result.error().message(), "no luck");
  EXPECT_EQ(result.value_or("other"), "other");
}

TEST(Result, ThrowsItsErrorWhereAValueIsAskedFor) {
  const Result<int> result = error_with("no luck");
  try {
    static_cast<void>(result.value());
    FAIL() << "a value";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "no luck");
  }
}

TEST(Result, TakesWhatCanOnlyBeMoved) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  const std::unique_ptr<int> taken = *std::move(result);
  EXPECT_EQ(*taken, 7);
}

TEST(Result, OfNothingIsSuccessOrAnError) {
  const Result<void> success;
  EXPECT_TRUE(success);
  EXPECT_NO_THROW(success.value());
  const Result<void> failure = error_with("no luck");
  EXPECT_FALSE(failure);
  EXPECT_EQ(failure.error().message(), "no luck");
  EXPECT_THROW(failure.value(), Error);
}

TEST(Result, IsNotAnIntegerByAccident) {
  static_assert(!std::is_convertible_v<Result<int>, bool>);
  static_assert(!std::is_convertible_v<Result<void>, int>);
}

TEST(Attempt, ReturnsWhatTheFunctionReturns) {
  const Result<std::vector<int>> result = bentocloud::attempt([] { return std::vector{1, 2}; });
  ASSERT_TRUE(result);
  EXPECT_EQ(result->size(), 2U);
}

TEST(Attempt, ReturnsTheErrorThatTheFunctionThrows) {
  const Result<int> result = bentocloud::attempt([]() -> int { throw error_with("no luck"); });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message(), "no luck");
}

TEST(Attempt, OfAFunctionWithoutAResult) {
  EXPECT_TRUE(bentocloud::attempt([] {}));
  EXPECT_FALSE(bentocloud::attempt([] { throw error_with("no luck"); }));
}

TEST(Attempt, PassesOnWhatIsNoError) {
  EXPECT_THROW(static_cast<void>(bentocloud::attempt([]() -> int { throw 7; })), int);
}

}  // namespace
