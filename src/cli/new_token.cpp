#include "new_token.hpp"

#include <system_error>
#include <utility>

#include "failure.hpp"
#include "local_time.hpp"
#include "options.hpp"
#include "terminal.hpp"
#include "text.hpp"
#include "token_table.hpp"

namespace cli {
namespace {

using bentocloud::ApiToken;
using bentocloud::Error;
using bentocloud::Outcome;

// In the words of `bentoml api-token create`, for scripts that look for them.
std::string summary(const ApiToken& token, const std::optional<std::string>& file) {
  std::string text = "Token " + printable(token.name) + " created successfully\n";
  if (!token.uid.empty()) text += "  UID: " + printable(token.uid) + '\n';
  if (!token.description.empty()) text += "  Description: " + printable(token.description) + '\n';
  const auto& expired_at = token.expired_at;
  text += "  Expires: " + (expired_at ? local_time_to_the_second(*expired_at) : "Never") + '\n';
  if (!token.scopes.empty()) text += "  Scopes: " + scope_list(token.scopes) + '\n';
  if (file) return text + "  Token: in " + printable(*file) + '\n';
  return text + "  Token: " + printable(token.token->reveal()) +
         "\nSave the token now: it cannot be shown again.\n";
}

using Document = std::string(const ApiToken& token, Format format, bool reveal_secret);

// For standard output. `document` makes JSON and YAML.
std::string to_text(const ApiToken& token, const NewToken& wanted, Document* document) {
  switch (wanted.format) {
    case Format::table:
      return summary(token, wanted.file);
    case Format::value:
      return std::string(token.token->reveal()) + "\n";
    default:
      return document(token, wanted.format, !wanted.file);
  }
}

[[noreturn]] void remove_again(const Session& session, const ApiToken& token,
                               const std::system_error& error) {
  const int code = exit_code::of(error);
  const std::string reason = error.what();
  if (token.uid.empty()) {
    throw Failure(code, reason,
                  "The value of the new token is lost, and its uid is not known. To look for it: " +
                      session.command("list", token.name, "--search"));
  }
  try {
    bentocloud::api_token::remove(session.uninterrupted_client(), token.uid);
  } catch (const Error& second) {
    throw Failure(code,
                  reason + ", and the new token could not be removed again: " + fact_of(second),
                  "To delete it: " + session.command("delete", token.uid));
  }
  throw Failure(code, reason, "The new token was removed again.");
}

// There is a token, but the response was so odd that no more is known than this.
[[noreturn]] void hand_over_what_is_known(const Session& session, const Error& error,
                                          const NewToken& wanted, NewTokenOutput& output) {
  ApiToken token;
  token.name = wanted.name;
  token.uid = error.uid();
  token.description = wanted.options.description;
  token.scopes = wanted.options.scopes;
  token.expired_at = wanted.options.expired_at;
  token.token = error.token();
  try {
    output.write_partly(token);
  } catch (const std::system_error& second) {
    remove_again(session, token, second);
  }
  throw Failure(exit_code::of(error), fact_of(error),
                "The token was created nevertheless, and its value is " + output.place());
}

// In place of the library's advice: the command for it.
[[noreturn]] void fail_with_advice(const Session& session, const Error& error,
                                   const std::string& name) {
  const int code = exit_code::of(error);
  if (!error.uid().empty()) {
    throw Failure(code, fact_of(error),
                  "The token exists, but its value is lost. To delete it: " +
                      session.command("delete", error.uid()));
  }
  throw Failure(code, fact_of(error),
                "The token may exist: if it is new in the list, delete it. To look for it: " +
                    session.command("list", name, "--search"));
}

}  // namespace

void add_hand_over_options(Command& command, NewToken& wanted) {
  add_token_file_option(command, wanted.file);
  add_output_option(command, wanted.format, {Format::value});
}

NewTokenOutput::NewTokenOutput(const NewToken& wanted) : wanted_(wanted) {
  if (wanted.file && wanted.format == Format::value) {
    throw UsageError(
        "-o value writes the value to standard output, --token-file does not: give one of them");
  }
  if (wanted.file) file_.emplace(*wanted.file);
}

void NewTokenOutput::write(const ApiToken& token) {
  write(token, to_text(token, wanted_, &to_document<ApiToken>));
}

void NewTokenOutput::write_partly(const ApiToken& token) {
  write(token, to_text(token, wanted_, &partial_document));
}

// The text comes last, for it says what was done.
void NewTokenOutput::write(const ApiToken& token, const std::string& text) {
  if (file_) file_->write(token.token->reveal());
  write_output(text);
  if (file_) file_->keep();
}

std::string NewTokenOutput::place() const {
  return file_ ? "in " + printable(file_->path()) : "written above";
}

void create_token(const Session& session, const NewToken& wanted) {
  NewTokenOutput output(wanted);
  std::optional<ApiToken> token;
  try {
    token = bentocloud::api_token::create(session.client(), wanted.name, wanted.options);
  } catch (const Error& error) {
    if (error.token()) hand_over_what_is_known(session, error, wanted, output);
    const bool may_exist = error.outcome() == Outcome::applied ||
                           error.outcome() == Outcome::unknown || !error.uid().empty();
    if (may_exist) fail_with_advice(session, error, wanted.name);
    if (error.name_taken()) {
      throw Failure(exit_code::of(error), fact_of(error),
                    "To replace that token: " + session.command("rotate", wanted.name, "--name"));
    }
    throw;
  }
  try {
    output.write(*token);
  } catch (const std::system_error& error) {
    remove_again(session, *token, error);
  }
}

}  // namespace cli
