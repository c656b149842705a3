#pragma once

#include <chrono>
#include <string>

#include <bentocloud/secret.hpp>

#include "session.hpp"

namespace cli {

/// Opens a page of the cloud in the user's browser, and waits for somebody to confirm the login
/// there. Returns the API token that is created by that.
/// \throws Failure when nobody does within `patience`, and when there is a signal
/// \throws bentocloud::Error
[[nodiscard]] bentocloud::Secret log_in_by_browser(const Session& session,
                                                   const std::string& endpoint,
                                                   std::chrono::milliseconds patience);

}  // namespace cli
