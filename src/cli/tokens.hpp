#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <bentocloud/api_token.hpp>

#include "session.hpp"

namespace cli {

/// \throws Failure when there is no such token.
[[nodiscard]] bentocloud::ApiToken read_token(const bentocloud::CloudClient& client,
                                              const std::string& uid);

/// All tokens, or those whose name matches. Shows progress when there are many.
[[nodiscard]] std::vector<bentocloud::ApiToken> read_tokens(const Session& session,
                                                            std::string_view search);

/// What is to be said of a token that somebody else has removed before.
enum class Missing { is_an_error, is_fine };

struct Removal {
  std::vector<std::string> removed;  ///< their uids
  int exit_code = 0;
};

/// Removes them all, under one timeout, and complains about those that cannot be. Shows progress
/// when there are many.
[[nodiscard]] Removal remove_tokens(const Session& session, const std::vector<std::string>& uids,
                                    Missing missing);

/// In the words of `bentoml api-token delete`.
[[nodiscard]] std::string deleted_line(const std::string& uid);

}  // namespace cli
