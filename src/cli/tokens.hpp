#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <bentocloud/api_token.hpp>

#include "command.hpp"
#include "session.hpp"

namespace cli {

/// The tokens that a command line names: by their uids, or with `--name` by their names.
struct TokenChoice {
  std::vector<std::string> uids;
  std::vector<std::string> names;

  /// \throws UsageError when none is named, or when `is_single` and there are several.
  void check(bool is_single) const;
};

/// The arguments and the option for it.
void add_token_choice(Command& command, TokenChoice& choice, bool is_single);

/// The one token of `choice`. \throws Failure when there is none.
[[nodiscard]] bentocloud::ApiToken read_token(const Session& session, const TokenChoice& choice);

/// The uids of all its tokens. \throws Failure when one of the names is nobody's.
[[nodiscard]] std::vector<std::string> find_uids(const Session& session, const TokenChoice& choice);

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
