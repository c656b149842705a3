#include "json/secret_field.hpp"

#include <gtest/gtest.h>

namespace bentocloud::json {
namespace {

std::optional<std::string> taken(std::string text, std::string* left = nullptr) {
  const std::optional<Secret> secret = take_secret(text, "token");
  if (left != nullptr) *left = text;
  if (!secret) return std::nullopt;
  return std::string(secret->reveal());
}

TEST(TakeSecret, MovesTheValueOut) {
  std::string left;
  EXPECT_EQ(taken(R"({"uid":"t1", "token" : "sesame","name":"n"})", &left), "sesame");
  EXPECT_EQ(left, R"({"uid":"t1", "token" : "******","name":"n"})");
}

TEST(TakeSecret, OnlyTheKeyOfTheOutermostObjectCounts) {
  EXPECT_EQ(taken(R"({"user":{"token":"a"},"l":[{"token":"b"}],"token":"c"})"), "c");
  EXPECT_EQ(taken(R"({"a":"token","b":"token\":\"x","token":"c"})"), "c");
  EXPECT_EQ(taken(R"({"a":"}}{{","token":"c"})"), "c");
  EXPECT_EQ(taken(R"({"user":{"token":"a"}})"), std::nullopt);
  EXPECT_EQ(taken(R"("token":"a")"), std::nullopt);
}

TEST(TakeSecret, WhatIsBrokenElsewhereDoesNotMatter) {
  EXPECT_EQ(taken(R"({"x":nonsense,"token":"c")"), "c");
  std::string left;
  EXPECT_EQ(taken(R"({"token":"c)", &left), std::nullopt);
  EXPECT_EQ(left, R"({"token":"*)");
  EXPECT_EQ(taken(R"({"token":)"), std::nullopt);
  EXPECT_EQ(taken(R"({"token")"), std::nullopt);
  EXPECT_EQ(taken(R"({"token)"), std::nullopt);
  EXPECT_EQ(taken("{\"token\":\"c\\"), std::nullopt);
  EXPECT_EQ(taken(""), std::nullopt);
}

TEST(TakeSecret, OtherValuesAreLeftToTheParser) {
  for (const char* text :
       {R"({"token":null})", R"({"token":5})", R"({"token":"a\u0062"})", R"({"token":["a"]})"}) {
    std::string left;
    EXPECT_EQ(taken(text, &left), std::nullopt) << text;
    EXPECT_EQ(left, text);
  }
}

TEST(TakeSecret, AQuoteWithinAStringBeforeItDoesNotEndThat) {
  EXPECT_EQ(taken(R"({"description":"5\" {","token":"c"})"), "c");
}

}  // namespace
}  // namespace bentocloud::json
