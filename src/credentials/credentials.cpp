#include <algorithm>
#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include <bentocloud/credentials.hpp>
#include <bentocloud/error.hpp>

#include "base/text.hpp"
#include "base/wipe.hpp"
#include "credentials/context_file.hpp"
#include "credentials/context_reader.hpp"
#include "credentials/providers.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace {

constexpr const char* key_variable = "BENTO_CLOUD_API_KEY";
constexpr const char* key_file_variable = "BENTO_CLOUD_API_KEY_FILE";
constexpr const char* endpoint_variable = "BENTO_CLOUD_API_ENDPOINT";

std::string login_hint() {
  return std::string("run ") + login_command + ", which writes the context file";
}

std::string key_hint() { return "set BENTO_CLOUD_API_KEY, or " + login_hint(); }

[[noreturn]] void fail(std::string message, std::string hint) {
  throw Error(ErrorKind::configuration, std::move(message), std::move(hint));
}

std::string endpoint_of_environment() {
  return environment_variable(endpoint_variable).value_or(std::string(default_endpoint));
}

// The context called `name`, or else the current one. What is wrong comes with a hint that helps
// this caller.
Credentials find_context(const std::filesystem::path& path, std::optional<std::string_view> name,
                         const std::string& hint) {
  const std::string file_name = context_file_name(path);
  std::error_code error;
  if (!std::filesystem::exists(path, error) && !error) {
    fail("no API token: there is no " + file_name, hint);
  }
  const ContextFile file = read_context_file(path, hint);
  if (!name) name = file.current();

  const std::string where = "context " + in_quotes(*name) + " of the " + file_name;
  const auto context =
      std::find_if(file.contexts.begin(), file.contexts.end(),
                   [&name](const Context& each) { return !name->empty() && each.name == *name; });
  if (context == file.contexts.end()) fail("there is no " + where, hint);
  if (context->api_token.empty()) fail(where + " has no api_token", hint);
  if (context->endpoint.empty()) fail(where + " has no endpoint", hint);
  return {context->api_token, context->endpoint, where};
}

}  // namespace

bool operator==(const Credentials& left, const Credentials& right) {
  return left.api_token == right.api_token && left.endpoint == right.endpoint &&
         left.source == right.source;
}

std::ostream& operator<<(std::ostream& out, const Credentials& credentials) {
  return out << credentials.endpoint << ", API token "
             << (credentials.api_token.empty() ? "empty" : "[redacted]") << ", from "
             << credentials.source;
}

CredentialsProvider api_token_file(std::string path, std::string endpoint) {
  return [path = std::move(path), endpoint = std::move(endpoint)]() -> Credentials {
    const std::string source = "file " + in_quotes(path);
    std::string text = read_secret_file(path, source, "it should hold an API token alone");
    const WipeAtExit wipe_text(text);
    return {Secret(trim(text)), endpoint, source};
  };
}

CredentialsProvider environment_provider() {
  if (std::optional<std::string> key = environment_variable(key_variable)) {
    const WipeAtExit wipe_key(*key);
    return [credentials = Credentials{Secret(*key), endpoint_of_environment(),
                                      std::string("environment variable ") + key_variable}] {
      return credentials;
    };
  }
  if (std::optional<std::string> file = environment_variable(key_file_variable)) {
    return api_token_file(*std::move(file), endpoint_of_environment());
  }
  return [path = context_file_path(key_hint()), name = environment_variable(context_variable)] {
    return find_context(path, name, key_hint());
  };
}

CredentialsProvider context_provider(std::string_view name) {
  return [path = context_file_path(login_hint()), name = std::string(name)] {
    return find_context(path, name, login_hint());
  };
}

Credentials credentials_from_environment() { return environment_provider()(); }

Credentials credentials_from_context(std::string_view name) { return context_provider(name)(); }

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
