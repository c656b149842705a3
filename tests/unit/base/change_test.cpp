#include <string>
#include <type_traits>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/change.hpp>
#include <bentocloud/scope.hpp>

namespace {

using bentocloud::Change;
using bentocloud::Scope;
using Scopes = std::vector<Scope>;
namespace scope = bentocloud::scope;

TEST(Change, IsNoneUnlessAValueIsAssigned) {
  const Change<std::string> change;
  EXPECT_FALSE(change);
  EXPECT_FALSE(change.has_value());
}

TEST(Change, ToAnEmptyValueIsOne) {
  Change<std::string> description;
  description = "";
  ASSERT_TRUE(description);
  EXPECT_EQ(*description, "");
  Change<Scopes> scopes;
  scopes = Scopes();
  ASSERT_TRUE(scopes);
  EXPECT_TRUE(scopes->empty());
}

TEST(Change, OfScopesTakesEverySpelling) {
  Change<Scopes> scopes;
  for (const Change<Scopes>& change :
       {Change<Scopes>({scope::api, scope::read_cluster}), Change<Scopes>({"api", "read_cluster"}),
        Change<Scopes>(Scopes{"api", "read_cluster"})}) {
    EXPECT_EQ(*change, (Scopes{"api", "read_cluster"}));
  }
  scopes = {{"api", "read_cluster"}};
  EXPECT_EQ(*scopes, (Scopes{"api", "read_cluster"}));
  scopes = {scope::api};
  EXPECT_EQ(*scopes, Scopes{"api"});
}

// "Unchanged" and "none" would look alike.
template <class Value, class = void>
struct TakesNothing : std::false_type {};
template <class Value>
struct TakesNothing<Value, std::void_t<decltype(std::declval<Change<Value>&>() = {})>>
    : std::true_type {};

TEST(Change, ToNothingDoesNotCompile) {
  static_assert(!TakesNothing<std::string>::value);
  static_assert(!TakesNothing<Scopes>::value);
}

}  // namespace
