#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <bentocloud/contexts.hpp>
#include <bentocloud/error.hpp>
#include <bentocloud/organization.hpp>
#include <bentocloud/user.hpp>

#include "browser_login.hpp"
#include "cloud.hpp"
#include "context_access.hpp"
#include "failure.hpp"
#include "options.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {
namespace {

using bentocloud::Context;
using bentocloud::Credentials;
using bentocloud::Error;
using bentocloud::Secret;

constexpr const char* key_variable = "BENTO_CLOUD_API_KEY";
constexpr const char* key_file_variable = "BENTO_CLOUD_API_KEY_FILE";
constexpr const char* endpoint_variable = "BENTO_CLOUD_API_ENDPOINT";

struct LoginOptions {
  std::optional<std::string> endpoint;
  std::optional<std::string> token;
  std::optional<std::string> token_file;
  bool browser = false;
  std::chrono::milliseconds patience = std::chrono::minutes(5);
};

std::string endpoint_of(const LoginOptions& options) {
  if (options.endpoint) return *options.endpoint;
  const std::string endpoint = environment_variable(endpoint_variable);
  return endpoint.empty() ? std::string(bentocloud::default_endpoint) : endpoint;
}

// Without the white space around it, as it is sent.
Secret trimmed(std::string_view text) {
  constexpr std::string_view white_space = " \t\r\n\v\f";
  const std::size_t begin = (std::min)(text.find_first_not_of(white_space), text.size());
  return Secret(text.substr(begin, text.find_last_not_of(white_space) + 1 - begin));
}

std::string typed_line(std::optional<std::string> line) {
  if (line) return *std::move(line);
  if (received_signal() != 0) {
    throw Failure(exit_code::of_signal(received_signal()), "interrupted; nothing was saved");
  }
  throw Failure(exit_code::failed, "no API token was given, so nothing was saved");
}

std::string read_token_file(const std::string& path) {
  constexpr std::size_t longest = 1 << 16;
  std::ifstream stream(path, std::ios::binary);
  std::string text(longest, '\0');
  stream.read(text.data(), longest);
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (stream.bad() || (text.empty() && !stream.eof())) {
    throw Failure(exit_code::failed,
                  "the file of --api-token-file cannot be read: " + printable(path));
  }
  return text;
}

// An empty line means the browser.
Credentials ask(const Session& session, const std::string& endpoint, const LoginOptions& options) {
  auto line = read_secret_line("API token (not shown; none to log in with the browser): ");
  write_error("\n");
  const Secret token = trimmed(typed_line(std::move(line)));
  if (!token.empty()) return {token, endpoint, "the prompt"};
  return {log_in_by_browser(session, endpoint, options.patience), endpoint, "the browser"};
}

Credentials credentials_of(const Session& session, const LoginOptions& options) {
  const std::string endpoint = endpoint_of(options);
  if (options.token && *options.token == "-") {
    return {trimmed(typed_line(read_secret_line(""))), endpoint, "standard input"};
  }
  if (options.token && !options.token->empty()) {
    return {trimmed(*options.token), endpoint, "--api-token"};
  }
  if (options.token_file) {
    return {trimmed(read_token_file(*options.token_file)), endpoint,
            "the file " + *options.token_file};
  }
  if (options.browser) {
    return {log_in_by_browser(session, endpoint, options.patience), endpoint, "the browser"};
  }
  const std::string key = environment_variable(key_variable);
  if (!key.empty()) {
    return {trimmed(key), endpoint, std::string("environment variable ") + key_variable};
  }
  if (is_input_terminal()) return ask(session, endpoint, options);
  throw UsageError(
      "there is no terminal to ask for an API token on\n"
      "Give --api-token - to read it from standard input, --api-token-file, or --browser");
}

void check(const LoginOptions& options) {
  const bool has_token = options.token && !options.token->empty();
  if ((has_token ? 1 : 0) + (options.token_file ? 1 : 0) + (options.browser ? 1 : 0) > 1) {
    throw UsageError("give one of --api-token, --api-token-file and --browser");
  }
}

struct Login {
  bentocloud::User user;
  bentocloud::Organization organization;
};

// What the cloud says of these credentials.
Login check(const bentocloud::CloudClient& client, const Credentials& credentials) try {
  return {bentocloud::user::current(client), bentocloud::organization::current(client)};
} catch (const Error& error) {
  if (!error.unauthorized()) throw;
  throw Failure(exit_code::of(error), fact_of(error),
                "The API token came from " + printable(credentials.source) + "; nothing was saved");
}

void warn_of_environment(const Session& session, const Context& context) {
  const std::string key = environment_variable(key_variable);
  const char* const used = key.empty() ? key_file_variable : key_variable;
  if (session.quiet || environment_variable(used).empty()) return;
  if (trimmed(key) == context.api_token) return;
  complain(std::string("warning: ") + used +
           " is set, and is used in place of the current context");
}

std::string summary(const Login& login, const Context& context) {
  const std::string current = bentocloud::contexts::current();
  const std::string where =
      context.name == current
          ? "current-context: " + printable(current)
          : "context: " + printable(context.name) + "; current-context: " + printable(current);
  const std::string& who = login.user.email.empty() ? login.user.name : login.user.email;
  return "Configured BentoCloud credentials (" + where + ")\nLogged in as " + printable(who) +
         " at " + printable(login.organization.name) + " organization, " +
         printable(context.endpoint) + '\n';
}

int login(const Session& session, const LoginOptions& options) {
  check(options);
  const Credentials credentials = credentials_of(session, options);
  const bentocloud::CloudClient client = session.client_with(credentials);
  const Login login = check(client, credentials);
  const std::string name = with_context_file([&session] { return session.context_name(); });
  const Context context{name, client.endpoint(), credentials.api_token, login.user.email};
  warn_of_readers(session, true);
  with_context_file([&context] { bentocloud::contexts::save(context); });
  warn_of_environment(session, context);
  write_output(summary(login, context));
  return exit_code::success;
}

}  // namespace

void add_login(Command& group, Session& session) {
  auto options = std::make_shared<LoginOptions>();
  Command& command = group.command(
      "login", "Log in to BentoCloud, and save that as a context",
      [&session, options] { return login(session, *options); },
      "Without an API token, that of BENTO_CLOUD_API_KEY is saved, or else it is asked for "
      "on the terminal. The context is that of --context, or else the current one.\n"
      "Examples:\n"
      "  bentocloud cloud login --browser\n"
      "  bentocloud cloud login --context ci --api-token-file /run/secrets/bentocloud");
  command.option("--endpoint URL", options->endpoint,
                 "The endpoint; by default BENTO_CLOUD_API_ENDPOINT, or https://cloud.bentoml.com");
  command.option("--api-token TOKEN", options->token,
                 "The API token; - to read it from standard input, so that no list of processes "
                 "shows it");
  command.option("--api-token-file PATH", options->token_file, "Read the API token from this file",
                 {{}, true});
  command.flag("--browser", options->browser,
               "Create an API token in the browser, without asking for one");
  command.option(
      "--wait TIME",
      [options](const std::string& text) { options->patience = parse_duration("--wait", text); },
      "How long to wait for the browser; 5m by default");
}

}  // namespace cli
