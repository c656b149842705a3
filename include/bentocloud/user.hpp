#pragma once

#include <optional>
#include <string>
#include <vector>

#include <bentocloud/cloud_client.hpp>
#include <bentocloud/export.hpp>
#include <bentocloud/timestamp.hpp>

namespace bentocloud {

/// A key/value label of a resource.
struct Label {
  std::string key;    ///< label key
  std::string value;  ///< label value
};

/// Somebody with an account. A plain value.
///
/// As the creator of a token a user may lack any of the fields; empty and none mean that the
/// server did not send it.
struct User {
  std::string uid;                      ///< opaque
  std::string name;                     ///< the account's name
  std::string resource_type;            ///< `user`
  std::vector<Label> labels;            ///< in the server's order
  std::optional<Timestamp> created_at;  ///< when the account was made
  std::optional<Timestamp> updated_at;  ///< when it was last changed
  std::optional<Timestamp> deleted_at;  ///< when it was closed
  std::string email;                    ///< the account's address
  std::string first_name;               ///< as the account's owner gave it
  std::string last_name;                ///< as the account's owner gave it
};

/// \{
/// Compares every member.
[[nodiscard]] BENTOCLOUD_EXPORT bool operator==(const Label& left, const Label& right);
[[nodiscard]] BENTOCLOUD_EXPORT bool operator==(const User& left, const User& right);
[[nodiscard]] inline bool operator!=(const Label& left, const Label& right) {
  return !(left == right);
}
[[nodiscard]] inline bool operator!=(const User& left, const User& right) {
  return !(left == right);
}
/// \}

/// The users of BentoCloud.
namespace user {

/// The user that the client's API token belongs to. The cheapest way to check that the credentials
/// work.
///
/// \snippet reference.cpp current
///
/// The server: `GET /api/v1/auth/current`, which responds with the user object. BentoML's
/// `bentoml cloud login` asks the same.
///
/// \param client  takes at most its timeout, and retries as its policy says; may be used by any
/// number of threads at once.
/// \returns the user, whose `name` is not empty.
/// \throws Error as every call does. When the API token is not good, it is `unauthorized()`, and
/// `hint()` says how to log in; when the response has no name in it, `kind()` is `decode`.
[[nodiscard]] BENTOCLOUD_EXPORT User current(const CloudClient& client);

}  // namespace user
}  // namespace bentocloud
