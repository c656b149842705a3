#pragma once

#include <string_view>

#include <bentocloud/credentials.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// What `credentials_from_environment()` finds. The environment is read now, for a program may
/// change it later while others call; the file that it leads to is read each time.
/// \throws Error with kind `configuration`
[[nodiscard]] CredentialsProvider environment_provider();

/// What `credentials_from_context()` finds, in the same way.
[[nodiscard]] CredentialsProvider context_provider(std::string_view name);

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
