#pragma once

#include <vector>

#include "command.hpp"

namespace cli {

struct Session;

/// For completions: the names of the contexts, with their endpoints. Nothing when anything fails.
[[nodiscard]] std::vector<Proposal> context_proposals();

/// Warns, once, when others than its owner can read the context file; or, before it is replaced by
/// one that they cannot read, that they could.
void warn_of_readers(const Session& session, bool is_replaced = false);

}  // namespace cli
