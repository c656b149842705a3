#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <bentocloud/api_token.hpp>

#include "command.hpp"
#include "session.hpp"

namespace cli {

/// Which tokens of the list, and in which order.
struct Selection {
  std::optional<std::string> search;
  bool expired = false;                                  ///< those that have expired
  std::optional<bentocloud::Timestamp> expiring_before;  ///< or that will have by then
  std::optional<std::string> sort;                       ///< a field, perhaps with `-` before it
  std::optional<std::size_t> limit;
};

/// The options for it.
void add_selection_options(Command& command, Selection& selection);

/// Reads no more pages of the list than it takes.
[[nodiscard]] std::vector<bentocloud::ApiToken> read_selection(const Session& session,
                                                               const Selection& selection);

}  // namespace cli
