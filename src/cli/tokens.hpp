#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <bentocloud/api_token.hpp>
#include <bentocloud/error.hpp>

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
void add_token_choice(Command& command, Session& session, TokenChoice& choice, bool is_single);

/// The one token of `choice`. \throws Failure when there is none.
[[nodiscard]] bentocloud::ApiToken read_token(const Session& session, const TokenChoice& choice);

/// The uids of all its tokens. \throws Failure when one of the names is nobody's.
[[nodiscard]] std::vector<std::string> find_uids(const Session& session, const TokenChoice& choice);

/// All tokens, or those whose name matches. Shows progress when there are many.
[[nodiscard]] std::vector<bentocloud::ApiToken> read_tokens(const Session& session,
                                                            std::string_view search);

/// What became of tokens that were to be removed.
struct Removal {
  std::vector<std::string> removed;        ///< their uids
  std::vector<std::string> missing;        ///< those of which there is no token
  std::vector<std::string> failed;         ///< those that may still be there
  std::optional<bentocloud::Error> error;  ///< why the first of these could not be removed
};

/// Removes them all, under one timeout. Shows progress when there are many.
[[nodiscard]] Removal remove_tokens(const Session& session, const std::vector<std::string>& uids);

/// Complains about those that may still be there, and returns the exit code.
[[nodiscard]] int report_failed(const Removal& removal);

/// In the words of `bentoml api-token delete`.
[[nodiscard]] std::string deleted_line(const std::string& uid);

}  // namespace cli
