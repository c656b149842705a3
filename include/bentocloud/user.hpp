#pragma once

#include <bentocloud/export.hpp>
#include <bentocloud/values.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

class CloudClient;

/// Calls about the users of BentoCloud.
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
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
