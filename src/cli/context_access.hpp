#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <bentocloud/error.hpp>

#include "command.hpp"
#include "failure.hpp"

namespace cli {

struct Session;

/// For completions: the names of the contexts, with their endpoints. Nothing when anything fails.
[[nodiscard]] std::vector<Proposal> context_proposals();

/// Warns, once, when others than its owner can read the context file; or, before it is replaced by
/// one that they cannot read, that they could.
void warn_of_readers(const Session& session, bool is_replaced = false);

/// Returns what `use` returns, which reads or changes the context file. That this fails has nothing
/// to do with being logged in, as it has where the file is to tell the credentials.
template <class Use>
auto with_context_file(const Use& use) {
  try {
    return use();
  } catch (const bentocloud::Error& error) {
    if (error.kind() != bentocloud::ErrorKind::configuration) throw;
    throw Failure(exit_code::failed, fact_of(error), advice_of(error));
  }
}

/// Changes the context called `name`. \throws Failure when there is none.
void change_context(const Session& session, const std::string& name,
                    bool (*change)(std::string_view name));

}  // namespace cli
