#include "json/reader.hpp"

#include <gtest/gtest.h>

namespace bentocloud::json {
namespace {

struct Leaf {
  std::string text;
  bool flag = false;
};

struct Tree {
  std::string name;
  std::uint64_t count = 0;
  Timestamp born{};
  std::optional<Timestamp> died;
  std::optional<Secret> secret;
  std::optional<std::string> nick;
  std::optional<Leaf> leaf;
  std::vector<Leaf> leaves;
  std::vector<std::string> words;
};

struct Wood {
  std::vector<Leaf> leaves;
};

}  // namespace

template <>
const Schema& schema_of<Leaf>() {
  static const Schema schema{required<&Leaf::text>("text"), optional<&Leaf::flag>("flag")};
  return schema;
}

template <>
const Schema& schema_of<Tree>() {
  static const Schema schema{required<&Tree::name>("name"),     optional<&Tree::count>("count"),
                             optional<&Tree::born>("born"),     optional<&Tree::died>("died"),
                             optional<&Tree::secret>("secret"), optional<&Tree::nick>("nick"),
                             optional<&Tree::leaf>("leaf"),     optional<&Tree::leaves>("leaves"),
                             optional<&Tree::words>("words")};
  return schema;
}

template <>
const Schema& schema_of<Wood>() {
  static const Schema schema{bulk<&Wood::leaves>("leaves")};
  return schema;
}

namespace {

TEST(Reader, ReadsEveryTypeWhateverTheOrder) {
  Tree tree;
  const auto misfit = read(
      R"( {"words": ["a", "b"], "leaves": [{"text": "x"}, {"flag": true, "text": "y"}],
           "leaf": {"text": "z", "flag": true}, "nick": "n", "secret": "s",
           "died": "2026-01-02T03:04:05Z", "born": "2025-01-02T03:04:05Z", "count": 42,
           "name": "\u00fc\ud83d\ude00" } )",
      tree);
  ASSERT_FALSE(misfit) << misfit->path << ' ' << misfit->reason;
  EXPECT_EQ(tree.name, "ü😀");
  EXPECT_EQ(tree.count, 42u);
  EXPECT_EQ(tree.born, *parse_timestamp("2025-01-02T03:04:05Z"));
  EXPECT_EQ(tree.died, parse_timestamp("2026-01-02T03:04:05Z"));
  EXPECT_EQ(tree.secret->reveal(), "s");
  EXPECT_EQ(tree.nick, "n");
  EXPECT_EQ(tree.leaf->text, "z");
  EXPECT_TRUE(tree.leaf->flag);
  ASSERT_EQ(tree.leaves.size(), 2u);
  EXPECT_EQ(tree.leaves[0].text, "x");
  EXPECT_FALSE(tree.leaves[0].flag);
  EXPECT_EQ(tree.leaves[1].text, "y");
  EXPECT_TRUE(tree.leaves[1].flag);
  EXPECT_EQ(tree.words, (std::vector<std::string>{"a", "b"}));
}

TEST(Reader, NullIsAsGoodAsAbsent) {
  Tree tree;
  tree.count = 7;
  const auto misfit = read(
      R"({"name": "t", "count": null, "died": null, "secret": null, "nick": null, "leaf": null,
          "leaves": null, "words": null, "born": null})",
      tree);
  ASSERT_FALSE(misfit) << misfit->path << ' ' << misfit->reason;
  EXPECT_EQ(tree.count, 7u);
  EXPECT_FALSE(tree.died || tree.secret || tree.nick || tree.leaf);
  EXPECT_TRUE(tree.leaves.empty());
  EXPECT_TRUE(tree.words.empty());
}

TEST(Reader, UnknownFieldsAreSkippedWhateverTheyHold) {
  Tree tree;
  const auto misfit = read(
      R"({"x": {"name": 1, "deep": [[{"name": []}]]}, "y": [1, "a", null, true, 1.5, -3],
          "name": "t", "z": -1, "zz": 1e300})",
      tree);
  ASSERT_FALSE(misfit) << misfit->path << ' ' << misfit->reason;
  EXPECT_EQ(tree.name, "t");
}

TEST(Reader, NoTimeIsNone) {
  for (const char* text : {R"("0001-01-01T00:00:00Z")", R"("")", R"("0001-01-01T00:00:00.000Z")"}) {
    Tree tree;
    const auto misfit = read(std::string(R"({"name": "t", "died": )") + text + '}', tree);
    EXPECT_FALSE(misfit) << text;
    EXPECT_FALSE(tree.died) << text;
  }
}

struct BadCase {
  const char* text;
  const char* path;
  const char* reason;
};

class ReaderMisfit : public ::testing::TestWithParam<BadCase> {};

TEST_P(ReaderMisfit, SaysWhereAndWhy) {
  Tree tree;
  const auto misfit = read(GetParam().text, tree);
  ASSERT_TRUE(misfit) << GetParam().text;
  EXPECT_EQ(misfit->path, GetParam().path) << GetParam().text;
  EXPECT_NE(misfit->reason.find(GetParam().reason), std::string::npos)
      << GetParam().text << ": " << misfit->reason;
}

INSTANTIATE_TEST_SUITE_P(
    Types, ReaderMisfit,
    ::testing::Values(
        BadCase{"[]", "", "is an array where an object belongs"},
        BadCase{"null", "", "is null where an object belongs"},
        BadCase{"5", "", "is a number where an object belongs"},
        BadCase{R"("text")", "", "is a string where an object belongs"},
        BadCase{R"({"name": 5})", "name", "is a number where a string belongs"},
        BadCase{R"({"name": null})", "name", "is null where a string belongs"},
        BadCase{R"({"name": ["t"]})", "name", "is an array where a string belongs"},
        BadCase{R"({"name": {"name": "t"}})", "name", "is an object where a string belongs"},
        BadCase{R"({"name": true})", "name", "is a boolean where a string belongs"},
        BadCase{R"({"name": "t", "count": -1})", "count", "is a negative number"},
        BadCase{R"({"name": "t", "count": 1.5})", "count", "is a fraction"},
        BadCase{R"({"name": "t", "count": "1"})", "count", "is a string"},
        BadCase{R"({"name": "t", "count": 18446744073709551616})", "count", "is a fraction"},
        BadCase{R"({"name": "t", "count": 1e999})", "count", "is not valid JSON"},
        BadCase{R"({"name": "t", "died": 5})", "died", "is a number where an RFC 3339 timestamp"},
        BadCase{R"({"name": "t", "died": "soon"})", "died", "is not an RFC 3339 timestamp"},
        BadCase{R"({"name": "t", "born": ""})", "born", "is not an RFC 3339 timestamp"},
        BadCase{R"({"name": "t", "secret": false})", "secret", "is a boolean where a string"},
        BadCase{R"({"name": "t", "leaf": []})", "leaf", "is an array where an object belongs"},
        BadCase{R"({"name": "t", "leaf": "x"})", "leaf", "is a string where an object belongs"},
        BadCase{R"({"name": "t", "leaf": {}})", "leaf.text", "is missing"},
        BadCase{R"({"name": "t", "leaf": {"text": 5}})", "leaf.text", "is a number"},
        BadCase{R"({"name": "t", "leaves": {}})", "leaves", "is an object where an array belongs"},
        BadCase{R"({"name": "t", "leaves": [{"text": "a"}, {}]})", "leaves[1].text", "is missing"},
        BadCase{R"({"name": "t", "leaves": [null]})", "leaves[0]", "is null where an object"},
        BadCase{R"({"name": "t", "leaves": [[]]})", "leaves[0]", "is an array where an object"},
        BadCase{R"({"name": "t", "leaves": [{"text": "a", "flag": "b"}]})", "leaves[0].flag",
                "is a string where a boolean belongs"},
        BadCase{R"({"name": "t", "words": ["a", 5]})", "words[1]", "is a number where a string"},
        BadCase{R"({"name": "t", "words": [null]})", "words[0]", "is null where a string"},
        BadCase{R"({"name": "t", "words": "a"})", "words", "is a string where an array belongs"}));

INSTANTIATE_TEST_SUITE_P(
    Shape, ReaderMisfit,
    ::testing::Values(BadCase{"{}", "name", "is missing"},
                      BadCase{R"({"name": "a", "name": "b"})", "name", "is there twice"},
                      BadCase{R"({"name": null, "name": "b"})", "name", ""},
                      BadCase{R"({"name": "t", "leaf": {"text": "a", "text": "a"}})", "leaf.text",
                              "is there twice"}));

INSTANTIATE_TEST_SUITE_P(
    Syntax, ReaderMisfit,
    ::testing::Values(BadCase{"", "", "is not valid JSON at byte"},
                      BadCase{"<html>", "", "is not valid JSON at byte 1"},
                      BadCase{R"({"name": "t")", "name", "is not valid JSON"},
                      BadCase{R"({"name": "t"} x)", "", "is not valid JSON"},
                      BadCase{"{\"name\": \"\xff\"}", "name", "is not valid JSON"},
                      BadCase{"{\"name\": \"a\nb\"}", "name", "is not valid JSON"},
                      BadCase{R"({"name": "\ud800"})", "name", "is not valid JSON"}));

TEST(Reader, ANulByteIsNotJson) {
  Tree tree;
  EXPECT_TRUE(read(std::string_view("{\"name\": \"a\0b\"}", 15), tree));
  EXPECT_TRUE(read(std::string_view("{\"name\": \"ab\"}\0", 15), tree));
}

TEST(Reader, AMisfitNeverQuotesTheText) {
  Tree tree;
  const auto misfit = read(R"({"name": "t", "secret": "sesame" oops})", tree);
  ASSERT_TRUE(misfit);
  EXPECT_EQ(misfit->reason.find("sesame"), std::string::npos);
  EXPECT_EQ(misfit->reason.find("oops"), std::string::npos);
}

TEST(Reader, WhatFitsIsReadEvenWhenSomethingElseDoesNot) {
  Tree tree;
  const auto misfit = read(
      R"({"born": 5, "leaf": [[1]], "words": [1, "a"], "name": "t", "secret": "s", "count": x)",
      tree);
  ASSERT_TRUE(misfit);
  EXPECT_EQ(misfit->path, "born");  // the first
  EXPECT_EQ(tree.name, "t");
  EXPECT_EQ(tree.secret->reveal(), "s");
}

TEST(Reader, OfAFieldThatIsThereTwiceTheFirstStays) {
  Tree tree;
  ASSERT_TRUE(read(R"({"name": "t", "secret": "first", "secret": "second"})", tree));
  EXPECT_EQ(tree.secret->reveal(), "first");
}

TEST(Reader, CanStopAtAMisfit) {
  Tree tree;
  ASSERT_TRUE(read(R"({"count": "x", "name": "t"})", tree, AfterMisfit::stop));
  EXPECT_EQ(tree.name, "");
}

TEST(Reader, ArraysAreBounded) {
  std::string text = R"({"name": "t", "words": ["")";
  for (int i = 0; i < 200'000; ++i) text += ",\"\"";
  text += "]}";
  Tree tree;
  const auto misfit = read(text, tree);
  ASSERT_TRUE(misfit);
  EXPECT_EQ(misfit->path, "words[100000]");
  EXPECT_EQ(tree.words.size(), 100'000u);
}

TEST(Reader, ABulkArrayGetsAtOnceAsMuchMemoryAsTheTextHas) {
  const std::string text = R"({"leaves": [{"text": "a"}]})" + std::string(100'000, ' ');
  Wood wood;
  ASSERT_FALSE(read(text, wood));
  EXPECT_EQ(wood.leaves.size(), 1u);
  EXPECT_EQ(wood.leaves.capacity(), text.size() / sizeof(Leaf));
}

TEST(Reader, NestingIsBounded) {
  for (const char* open : {"[", R"({"x":)"}) {
    std::string deep = R"({"name": "t", "x": )";
    for (int i = 0; i < 1'000'000; ++i) deep += open;
    Tree tree;
    const auto misfit = read(deep, tree);
    ASSERT_TRUE(misfit);
    EXPECT_NE(misfit->reason.find("nested deeper than 64 levels"), std::string::npos);
  }
}

TEST(Reader, NestingUpToTheBoundIsFine) {
  std::string text = R"({"name": "t", "x": )";
  text += std::string(63, '[') + std::string(63, ']') + '}';
  Tree tree;
  EXPECT_FALSE(read(text, tree));
}

}  // namespace
}  // namespace bentocloud::json
