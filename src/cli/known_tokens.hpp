#pragma once

#include <vector>

#include "command.hpp"
#include "session.hpp"

namespace cli {

/// \{
/// For completions: the uids of all tokens, with their names, and the names. The server is asked
/// for no longer than two seconds, and not again for half a minute. Nothing when anything fails.
[[nodiscard]] std::vector<Proposal> uid_proposals(const Session& session);
[[nodiscard]] std::vector<Proposal> name_proposals(const Session& session);
/// \}

}  // namespace cli
