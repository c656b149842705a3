#pragma once

#include <bentocloud/export.hpp>
#include <bentocloud/values.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

class CloudClient;

/// Calls about the organizations of BentoCloud.
namespace organization {

/// The organization that the client's calls act for: that of `ClientOptions::organization`, or else
/// the user's own.
///
/// \snippet reference.cpp current_organization
///
/// The server: `GET /api/v1/current_org`, which responds with the organization object. BentoML's
/// `bentoml cloud login` asks the same, after the current user.
///
/// \param client  takes at most its timeout, and retries as its policy says; may be used by any
/// number of threads at once.
/// \returns the organization, whose `name` is not empty.
/// \throws Error as every call does. When the API token is not good, it is `unauthorized()`; when
/// the organization does not exist, `status()` is 404 and `hint()` names it; when the response has
/// no name in it, `kind()` is `decode`.
[[nodiscard]] BENTOCLOUD_EXPORT Organization current(const CloudClient& client);

}  // namespace organization
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
