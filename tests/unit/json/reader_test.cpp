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
  std::vector<Scope> words;
};

}  // namespace

template <>
const Schema& schema_of<Leaf>() {
  static constexpr Field fields[] = {required<&Leaf::text>("text"), optional<&Leaf::flag>("flag")};
  static constexpr Schema schema(fields);
  return schema;
}

template <>
const Schema& schema_of<Tree>() {
  static constexpr Field fields[] = {
      required<&Tree::name>("name"),     optional<&Tree::count>("count"),
      optional<&Tree::born>("born"),     optional<&Tree::died>("died"),
      optional<&Tree::secret>("secret"), optional<&Tree::nick>("nick"),
      optional<&Tree::leaf>("leaf"),     optional<&Tree::leaves>("leaves"),
      optional<&Tree::words>("words")};
  static constexpr Schema schema(fields);
  return schema;
}

namespace {

TEST(Reader, ReadsEveryTypeWhateverTheOrder) {
  Tree tree;
  const auto mismatch = read(
      R"( {"words": ["a", "b"], "leaves": [{"text": "x"}, {"flag": true, "text": "y"}],
           "leaf": {"text": "z", "flag": true}, "nick": "n", "secret": "s",
           "died": "2026-01-02T03:04:05Z", "born": "2025-01-02T03:04:05Z", "count": 42,
           "name": "\u00fc\ud83d\ude00" } )",
      tree);
  ASSERT_FALSE(mismatch) << mismatch->path << ' ' << mismatch->reason;
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
  EXPECT_EQ(tree.words, (std::vector<Scope>{"a", "b"}));
}

TEST(Reader, NullIsAsGoodAsAbsent) {
  Tree tree;
  tree.count = 7;
  const auto mismatch = read(
      R"({"name": "t", "count": null, "died": null, "secret": null, "nick": null, "leaf": null,
          "leaves": null, "words": null, "born": null})",
      tree);
  ASSERT_FALSE(mismatch) << mismatch->path << ' ' << mismatch->reason;
  EXPECT_EQ(tree.count, 7u);
  EXPECT_FALSE(tree.died || tree.secret || tree.nick || tree.leaf);
  EXPECT_TRUE(tree.leaves.empty());
  EXPECT_TRUE(tree.words.empty());
}

TEST(Reader, UnknownFieldsAreSkippedWhateverTheyHold) {
  Tree tree;
  const auto mismatch = read(
      R"({"x": {"name": 1, "deep": [[{"name": []}]]}, "y": [1, "a", null, true, 1.5, -3],
          "name": "t", "z": -1, "zz": 1e300})",
      tree);
  ASSERT_FALSE(mismatch) << mismatch->path << ' ' << mismatch->reason;
  EXPECT_EQ(tree.name, "t");
}

TEST(Reader, NoTimeIsNone) {
  for (const char* text : {R"("0001-01-01T00:00:00Z")", R"("")", R"("0001-01-01T00:00:00.000Z")"}) {
    Tree tree;
    const auto mismatch = read(std::string(R"({"name": "t", "died": )") + text + '}', tree);
    EXPECT_FALSE(mismatch) << text;
    EXPECT_FALSE(tree.died) << text;
  }
}

struct BadCase {
  const char* text;
  const char* path;
  const char* reason;
};

class ReaderMismatch : public ::testing::TestWithParam<BadCase> {};

TEST_P(ReaderMismatch, SaysWhereAndWhy) {
  Tree tree;
  const auto mismatch = read(GetParam().text, tree);
  ASSERT_TRUE(mismatch) << GetParam().text;
  EXPECT_EQ(mismatch->path, GetParam().path) << GetParam().text;
  EXPECT_NE(mismatch->reason.find(GetParam().reason), std::string::npos)
      << GetParam().text << ": " << mismatch->reason;
}

INSTANTIATE_TEST_SUITE_P(
    Types, ReaderMismatch,
    ::testing::Values(
        BadCase{"[]", "", "expected an object, got an array"},
        BadCase{"null", "", "expected an object, got null"},
        BadCase{"5", "", "expected an object, got a number"},
        BadCase{R"("text")", "", "expected an object, got a string"},
        BadCase{R"({"name": 5})", "name", "expected a string, got a number"},
        BadCase{R"({"name": null})", "name", "expected a string, got null"},
        BadCase{R"({"name": ["t"]})", "name", "expected a string, got an array"},
        BadCase{R"({"name": {"name": "t"}})", "name", "expected a string, got an object"},
        BadCase{R"({"name": true})", "name", "expected a string, got a boolean"},
        BadCase{R"({"name": "t", "count": -1})", "count",
                "expected a whole number that is not negative, got a negative number"},
        BadCase{R"({"name": "t", "count": 1.5})", "count", "got a fraction"},
        BadCase{R"({"name": "t", "count": "1"})", "count", "got a string"},
        BadCase{R"({"name": "t", "count": 18446744073709551616})", "count", "got a fraction"},
        BadCase{R"({"name": "t", "count": 1e999})", "count", "not valid JSON"},
        BadCase{R"({"name": "t", "died": 5})", "died",
                "expected an RFC 3339 timestamp, got a number"},
        BadCase{R"({"name": "t", "died": "soon"})", "died", "not an RFC 3339 timestamp"},
        BadCase{R"({"name": "t", "born": ""})", "born", "not an RFC 3339 timestamp"},
        BadCase{R"({"name": "t", "secret": false})", "secret", "expected a string, got a boolean"},
        BadCase{R"({"name": "t", "leaf": []})", "leaf", "expected an object, got an array"},
        BadCase{R"({"name": "t", "leaf": "x"})", "leaf", "expected an object, got a string"},
        BadCase{R"({"name": "t", "leaf": {}})", "leaf.text", "missing"},
        BadCase{R"({"name": "t", "leaf": {"text": 5}})", "leaf.text",
                "expected a string, got a number"},
        BadCase{R"({"name": "t", "leaves": {}})", "leaves", "expected an array, got an object"},
        BadCase{R"({"name": "t", "leaves": [{"text": "a"}, {}]})", "leaves[1].text", "missing"},
        BadCase{R"({"name": "t", "leaves": [null]})", "leaves[0]", "expected an object, got null"},
        BadCase{R"({"name": "t", "leaves": [[]]})", "leaves[0]",
                "expected an object, got an array"},
        BadCase{R"({"name": "t", "leaves": [{"text": "a", "flag": "b"}]})", "leaves[0].flag",
                "expected a boolean, got a string"},
        BadCase{R"({"name": "t", "words": ["a", 5]})", "words[1]",
                "expected a string, got a number"},
        BadCase{R"({"name": "t", "words": [null]})", "words[0]", "expected a string, got null"},
        BadCase{R"({"name": "t", "words": "a"})", "words", "expected an array, got a string"}));

INSTANTIATE_TEST_SUITE_P(
    Shape, ReaderMismatch,
    ::testing::Values(BadCase{"{}", "name", "missing"},
                      BadCase{R"({"name": "a", "name": "b"})", "name", "appears twice"},
                      BadCase{R"({"name": null, "name": "b"})", "name", ""},
                      BadCase{R"({"name": "t", "leaf": {"text": "a", "text": "a"}})", "leaf.text",
                              "appears twice"}));

INSTANTIATE_TEST_SUITE_P(
    Syntax, ReaderMismatch,
    ::testing::Values(BadCase{"", "", "not valid JSON at byte"},
                      BadCase{"<html>", "", "not valid JSON at byte 1"},
                      BadCase{R"({"name": "t")", "name", "not valid JSON"},
                      BadCase{R"({"name": "t"} x)", "", "not valid JSON"},
                      BadCase{"{\"name\": \"\xff\"}", "name", "not valid JSON"},
                      BadCase{"{\"name\": \"a\nb\"}", "name", "not valid JSON"},
                      BadCase{R"({"name": "\ud800"})", "name", "not valid JSON"}));

TEST(Reader, ANulByteIsNotJson) {
  Tree tree;
  EXPECT_TRUE(read(std::string_view("{\"name\": \"a\0b\"}", 15), tree));
  EXPECT_TRUE(read(std::string_view("{\"name\": \"ab\"}\0", 15), tree));
}

TEST(Reader, AMismatchNeverQuotesTheText) {
  Tree tree;
  const auto mismatch = read(R"({"name": "t", "secret": "sesame" oops})", tree);
  ASSERT_TRUE(mismatch);
  EXPECT_EQ(mismatch->reason.find("sesame"), std::string::npos);
  EXPECT_EQ(mismatch->reason.find("oops"), std::string::npos);
}

TEST(Reader, WhatFitsIsReadEvenWhenSomethingElseDoesNot) {
  Tree tree;
  const auto mismatch = read(
      R"({"born": 5, "leaf": [[1]], "words": [1, "a"], "name": "t", "secret": "s", "count": x)",
      tree);
  ASSERT_TRUE(mismatch);
  EXPECT_EQ(mismatch->path, "born");  // the first
  EXPECT_EQ(tree.name, "t");
  EXPECT_EQ(tree.secret->reveal(), "s");
}

TEST(Reader, OfAFieldThatIsThereTwiceTheFirstStays) {
  Tree tree;
  ASSERT_TRUE(read(R"({"name": "t", "secret": "first", "secret": "second"})", tree));
  EXPECT_EQ(tree.secret->reveal(), "first");
}

TEST(Reader, CanStopAtAMismatch) {
  Tree tree;
  ASSERT_TRUE(read(R"({"count": "x", "name": "t"})", tree, AfterMismatch::stop));
  EXPECT_EQ(tree.name, "");
}

TEST(Reader, SaysInOneLineWhatDoesNotMatch) {
  Tree tree;
  EXPECT_EQ(read(R"({"name": "t", "leaves": [{"text": "a"}, {"text": 5}]})", tree)->text(),
            "leaves[1].text: expected a string, got a number");
  EXPECT_EQ(read("[]", tree)->text(), "expected an object, got an array");
}

TEST(Reader, ReadsAnArrayIntoAVector) {
  std::vector<Leaf> leaves;
  ASSERT_FALSE(read(R"([{"text": "a"}, {"text": "b", "flag": true}])", leaves));
  ASSERT_EQ(leaves.size(), 2u);
  EXPECT_EQ(leaves[0].text, "a");
  EXPECT_TRUE(leaves[1].flag);
  EXPECT_EQ(read(R"([{"text": "a"}, {}])", leaves)->text(), "[1].text: missing");
  EXPECT_EQ(read("{}", leaves)->text(), "expected an array, got an object");
}

TEST(Reader, StringsAreBounded) {
  const std::string longest(65'535, 'x');
  Tree tree;
  EXPECT_FALSE(read(R"({"name":")" + longest + R"("})", tree));
  EXPECT_EQ(tree.name, longest);
  for (const std::string& more : {"xx" + longest, "\\\"" + longest}) {
    const auto mismatch = read(R"({"nick":"n","name":")" + more + R"("})", tree);
    ASSERT_TRUE(mismatch);
    EXPECT_EQ(mismatch->text(), "name: longer than 65536 bytes");
    EXPECT_EQ(tree.nick, "n");
  }
}

TEST(Reader, WhatIsKeptIsBoundedByTheSizeOfTheText) {
  std::string text = R"({"name": "t", "leaves": [{"text": "a"})";
  while (text.size() < 8'000'000) text += R"(,{"text":""})";
  text += R"(], "nick": "n"})";
  Tree tree;
  const auto mismatch = read(text, tree);
  ASSERT_TRUE(mismatch);
  EXPECT_EQ(mismatch->path.rfind("leaves[", 0), 0u) << mismatch->path;
  EXPECT_EQ(mismatch->reason, "takes more memory than a response of this size may");
  EXPECT_EQ(tree.nick, "n");
}

TEST(Reader, NestingIsBounded) {
  for (const char* open : {"[", R"({"x":)"}) {
    std::string deep = R"({"name": "t", "x": )";
    for (int i = 0; i < 10'000; ++i) deep += open;
    Tree tree;
    const auto mismatch = read(deep, tree);
    ASSERT_TRUE(mismatch);
    EXPECT_NE(mismatch->reason.find("nested deeper than 64 levels"), std::string::npos);
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
