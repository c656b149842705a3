#pragma once

#include <optional>
#include <string>

#include <bentocloud/api_token.hpp>

#include "document.hpp"

namespace cli {

struct NewToken {
  std::string name;
  bentocloud::api_token::CreateOptions options;
  /// Where the value goes; none: with the rest, to standard output.
  std::optional<std::string> file;
  Format format = Format::table;
};

/// Creates a token and hands it over, its value included. What could not be handed over is removed
/// again.
/// \throws Failure whose message says what to do, when there is, or may be, a token nevertheless;
/// bentocloud::Error and std::system_error when there is none.
void create_token(const bentocloud::CloudClient& client, const NewToken& wanted);

}  // namespace cli
