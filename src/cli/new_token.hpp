#pragma once

#include <optional>
#include <string>

#include <bentocloud/api_token.hpp>

#include "command.hpp"
#include "document.hpp"
#include "failure.hpp"
#include "session.hpp"

namespace cli {

struct NewToken {
  std::string name;
  bentocloud::api_token::CreateOptions options;
  /// Where the value goes; none: with the rest, to standard output.
  std::optional<std::string> file;
  Format format = Format::table;
};

/// The options that say what becomes of the value, and of the rest.
void add_hand_over_options(Command& command, NewToken& wanted);

/// There is a new token, whose value was handed over although its create failed.
struct CreatedAllTheSame : Failure {
  using Failure::Failure;
};

/// Creates a token and hands it over, its value included. What could not be handed over is removed
/// again, even after a signal.
/// \throws CreatedAllTheSame
/// \throws Failure whose message says what to do, when there is, or may be, a token without a value
/// \throws bentocloud::Error and std::system_error when there is no new token
void create_token(const Session& session, const NewToken& wanted);

}  // namespace cli
