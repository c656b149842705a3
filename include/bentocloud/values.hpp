#pragma once

#include <optional>
#include <string>
#include <vector>

#include <bentocloud/export.hpp>
#include <bentocloud/timestamp.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// A key/value label of a resource.
struct Label {
  std::string key{};    ///< what the label is about, such as `team`
  std::string value{};  ///< what it says of that, such as `platform`
};

/// Somebody with an account. A plain value.
///
/// As the creator of a token a user may lack any of the fields; empty and none mean that the
/// server did not send it.
struct User {
  std::string uid{};                      ///< identifies the user; opaque
  std::string name{};                     ///< the account's name
  std::string resource_type{};            ///< the kind of resource: `user`
  std::vector<Label> labels{};            ///< in the server's order
  std::optional<Timestamp> created_at{};  ///< when the account was made
  std::optional<Timestamp> updated_at{};  ///< when it was last changed
  std::optional<Timestamp> deleted_at{};  ///< when it was closed
  std::string email{};                    ///< the account's e-mail address
  std::string first_name{};               ///< as the account's owner gave it
  std::string last_name{};                ///< as the account's owner gave it
};

/// The organization that a token belongs to.
struct Organization {
  std::string uid{};                      ///< identifies the organization; opaque
  std::string name{};                     ///< what `ClientOptions::organization` takes
  std::string resource_type{};            ///< the kind of resource: `organization`
  std::vector<Label> labels{};            ///< in the server's order
  std::optional<Timestamp> created_at{};  ///< when it was made
  std::optional<Timestamp> updated_at{};  ///< when it was last changed
  std::optional<Timestamp> deleted_at{};  ///< when it was closed
  std::string description{};              ///< what its owner wrote about it; may be empty
};

/// \{
/// Compares every member.
[[nodiscard]] BENTOCLOUD_EXPORT bool operator==(const Label& left, const Label& right);
[[nodiscard]] BENTOCLOUD_EXPORT bool operator==(const User& left, const User& right);
[[nodiscard]] BENTOCLOUD_EXPORT bool operator==(const Organization& left,
                                                const Organization& right);
[[nodiscard]] inline bool operator!=(const Label& left, const Label& right) {
  return !(left == right);
}
[[nodiscard]] inline bool operator!=(const User& left, const User& right) {
  return !(left == right);
}
[[nodiscard]] inline bool operator!=(const Organization& left, const Organization& right) {
  return !(left == right);
}
/// \}

/// How JSON is written.
struct JsonOptions {
  int indent = -1;             ///< spaces for each level; below 0 everything is on one line
  bool reveal_secret = false;  ///< whether the value of a token is written
};

/// A whole user: first the keys that all resources have, as a token's `organization` has them, then
/// those that a token's `user` has.
///
/// \snippet reference.cpp current
///
/// \throws Error with kind `invalid_argument` when a string is not UTF-8.
[[nodiscard]] BENTOCLOUD_EXPORT std::string to_json(const User& user,
                                                    const JsonOptions& options = {});

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
