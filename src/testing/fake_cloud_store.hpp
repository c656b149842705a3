#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <bentocloud/api_token.hpp>
#include <bentocloud/testing/fake_cloud.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace fakes {

/// The tokens, organizations and the user of a `FakeCloud`. Not thread-safe.
class FakeCloudStore {
 public:
  struct Token {
    ApiToken info;  ///< without its value
    std::string value;
  };

  explicit FakeCloudStore(const FakeCloudOptions& options);

  [[nodiscard]] const User& user() const { return user_; }
  /// Null: there is none with this name.
  [[nodiscard]] const Organization* organization(std::string_view name) const;

  /// Makes up what is missing of a token, and keeps it.
  Token& add(ApiToken token);
  void remove(const Token& token);

  /// \{
  /// Null: there is none.
  [[nodiscard]] Token* find_uid(std::string_view uid);
  [[nodiscard]] Token* find_value(std::string_view value);
  /// The user's own, in this organization.
  [[nodiscard]] Token* find_name(std::string_view name, const Organization& organization);
  /// \}

  /// As the user sees them, newest first.
  [[nodiscard]] std::vector<ApiToken> list(const Organization& organization) const;
  /// Of all users and organizations, newest first.
  [[nodiscard]] std::vector<ApiToken> all() const;
  /// The token as it is shown at this moment.
  [[nodiscard]] ApiToken shown(const Token& token) const;

 private:
  std::function<Timestamp()> now_;
  User user_;
  std::vector<Organization> organizations_;  // the default one first
  std::vector<Token> tokens_;                // the oldest first
};

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
