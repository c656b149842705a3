#pragma once

#include <optional>
#include <string>

#include <bentocloud/api_token.hpp>

#include "command.hpp"
#include "document.hpp"
#include "session.hpp"
#include "token_file.hpp"

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

/// Where a new token goes: its value to a file, if there is to be one, and the rest to standard
/// output. The file is made before there is a value.
class NewTokenOutput {
 public:
  /// `wanted` must outlive it.
  /// \throws UsageError when the options exclude each other, and std::system_error
  explicit NewTokenOutput(const NewToken& wanted);

  /// \{
  /// Hands the token over. \throws std::system_error; the file then goes again.
  void write(const bentocloud::ApiToken& token);
  /// Of a token about which no more is known.
  void write_partly(const bentocloud::ApiToken& token);
  /// \}

  /// Where the value is then.
  [[nodiscard]] std::string place() const;

 private:
  void write(const bentocloud::ApiToken& token, const std::string& text);

  const NewToken& wanted_;
  std::optional<TokenFile> file_;
};

/// Creates a token and hands it over, its value included. What could not be handed over is removed
/// again, even after a signal.
/// \throws Failure whose message says what to do, when there is, or may be, a token
/// \throws bentocloud::Error and std::system_error when there is no new token
void create_token(const Session& session, const NewToken& wanted);

}  // namespace cli
