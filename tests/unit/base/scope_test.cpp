#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/scope.hpp>

namespace {

using bentocloud::Scope;
namespace scope = bentocloud::scope;
using Scopes = std::vector<Scope>;

TEST(Scope, TakesLiteralsStringsAndViews) {
  const std::string text = "read_cluster";
  EXPECT_EQ(Scope("read_cluster").name(), text);
  EXPECT_EQ(Scope(text).name(), text);
  EXPECT_EQ(Scope(std::string_view(text)).name(), text);
  EXPECT_EQ(Scope(scope::read_cluster).name(), text);
}

TEST(Scope, OfANullPointerIsEmpty) {
  const char* const unset = nullptr;
  EXPECT_EQ(Scope(unset).name(), "");
}

TEST(Scope, ComparesWithTexts) {
  const Scope api = scope::api;
  EXPECT_EQ(api, scope::api);
  EXPECT_EQ("api", api);
  EXPECT_NE(api, std::string("Api"));
  const std::map<Scope, int> ordered{{"b", 2}, {"a", 1}};
  EXPECT_EQ(ordered.begin()->second, 1);
}

TEST(Scope, IsPrintedAsItsName) {
  std::ostringstream stream;
  stream << Scope(scope::api);
  EXPECT_EQ(stream.str(), "api");
}

// A pair of braces more must not make one text of two pointers.
TEST(Scopes, EverySpellingOfAListDoesTheRightThing) {
  const Scopes expected{Scope("api"), Scope("read_cluster")};
  const Scopes constants = {scope::api, scope::read_cluster};
  const Scopes constants_in_two_braces = {{scope::api, scope::read_cluster}};
  const Scopes literals = {"api", "read_cluster"};
  const Scopes literals_in_two_braces = {{"api", "read_cluster"}};
  const std::string api = "api";
  const Scopes mixed = {api, scope::read_cluster};
  const std::vector<std::string> strings{"api", "read_cluster"};
  for (const Scopes& scopes : {constants, constants_in_two_braces, literals, literals_in_two_braces,
                               mixed, Scopes(strings.begin(), strings.end())}) {
    EXPECT_EQ(scopes, expected);
  }
  Scopes assigned;
  assigned = {{"api", "read_cluster"}};
  EXPECT_EQ(assigned, expected);
  const Scopes one = {{"api"}};
  EXPECT_EQ(one, Scopes{Scope("api")});
}

TEST(Scopes, OfOtherThingsDoNotCompile) {
  static_assert(!std::is_convertible_v<int, Scope>);
  static_assert(!std::is_constructible_v<Scope, const char*, const char*>);
  static_assert(!std::is_convertible_v<const char*, Scopes>);
}

}  // namespace
