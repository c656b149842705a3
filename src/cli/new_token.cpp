#include "new_token.hpp"

#include <system_error>

#include "failure.hpp"
#include "local_time.hpp"
#include "terminal.hpp"
#include "text.hpp"
#include "token_file.hpp"

namespace cli {
namespace {

using bentocloud::ApiToken;
using bentocloud::CloudClient;
using bentocloud::Error;
using bentocloud::Outcome;

// In the words of `bentoml api-token create`, for scripts that look for them.
std::string summary(const ApiToken& token, const std::optional<std::string>& file) {
  std::string text = "Token " + printable(token.name) + " created successfully\n";
  if (!token.uid.empty()) text += "  UID: " + printable(token.uid) + '\n';
  if (!token.description.empty()) text += "  Description: " + printable(token.description) + '\n';
  const auto& expired_at = token.expired_at;
  text += "  Expires: " + (expired_at ? local_time_to_the_second(*expired_at) : "Never") + '\n';
  if (file) return text + "  Token: in " + printable(*file) + '\n';
  return text + "  Token: " + printable(token.token->reveal()) +
         "\nSave the token now: it can never be read again.\n";
}

void hand_over(const CloudClient& client, const ApiToken& token, const std::string& text,
               TokenFile* file) {
  try {
    write_output(text);
    if (file != nullptr) file->write(token.token->reveal());
  } catch (const std::system_error& error) {
    try {
      bentocloud::api_token::remove(client, token.uid);
    } catch (const Error& second) {
      throw Failure(exit_code::failed,
                    std::string(error.what()) +
                        "\nThe new token could not be removed again: " + second.what());
    }
    throw Failure(exit_code::failed,
                  std::string(error.what()) + "\nThe new token is removed again.");
  }
}

// There is a token, but the answer was so odd that no more is known than this.
[[noreturn]] void hand_over_what_is_known(const CloudClient& client, const Error& error,
                                          const NewToken& wanted, TokenFile* file) {
  ApiToken token;
  token.name = wanted.name;
  token.uid = error.uid();
  token.description = wanted.options.description;
  token.expired_at = wanted.options.expired_at;
  token.token = error.token();
  const std::string text = wanted.format == Format::table
                               ? summary(token, wanted.file)
                               : partial_document(token, wanted.format, !wanted.file);
  hand_over(client, token, text, file);
  throw Failure(exit_code::failed,
                std::string(error.what()) + "\nThe token was created all the same, and its value " +
                    (file != nullptr ? "is in " + printable(file->path()) : "is written above"));
}

// What a failed create leaves to be done. The first line says what went wrong.
std::string advice(const Error& error) {
  const std::string command = program_name;
  if (!error.uid().empty()) {
    return "The token was created, but its value is lost: run `" + command + " delete " +
           printable(error.uid()) + "` and create it again.";
  }
  if (error.outcome() == Outcome::unknown || error.outcome() == Outcome::applied) {
    return "It may have been created: look for it with `" + command +
           " list`, delete it if it is new, and create it again.";
  }
  return {};
}

}  // namespace

void create_token(const CloudClient& client, const NewToken& wanted) {
  std::optional<TokenFile> token_file;
  if (wanted.file) token_file.emplace(*wanted.file);
  TokenFile* file = token_file ? &*token_file : nullptr;
  std::optional<ApiToken> token;
  try {
    token = bentocloud::api_token::create(client, wanted.name, wanted.options);
  } catch (const Error& error) {
    if (error.token()) hand_over_what_is_known(client, error, wanted, file);
    const std::string what_to_do = advice(error);
    if (what_to_do.empty()) throw;
    throw Failure(exit_code::of(error), std::string(error.what()) + '\n' + what_to_do);
  }
  const std::string text = wanted.format == Format::table
                               ? summary(*token, wanted.file)
                               : to_document(*token, wanted.format, !wanted.file);
  hand_over(client, *token, text, file);
}

}  // namespace cli
