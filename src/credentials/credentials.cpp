#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include <bentocloud/credentials.hpp>
#include <bentocloud/error.hpp>

#include "base/text.hpp"
#include "base/wipe.hpp"
#include "credentials/context_file.hpp"
#include "credentials/providers.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace {

constexpr const char* key_variable = "BENTO_CLOUD_API_KEY";
constexpr const char* key_file_variable = "BENTO_CLOUD_API_KEY_FILE";
constexpr const char* endpoint_variable = "BENTO_CLOUD_API_ENDPOINT";
constexpr const char* context_variable = "BENTOML_CLOUD_CONTEXT";
constexpr std::string_view default_context = "default";
constexpr std::uintmax_t largest_file = 1 << 20;

std::string login_hint() {
  return std::string("run ") + login_command + ", which writes the context file";
}

std::string key_hint() { return "set BENTO_CLOUD_API_KEY, or " + login_hint(); }

[[noreturn]] void fail(std::string message, std::string hint) {
  throw Error(ErrorKind::configuration, std::move(message), std::move(hint));
}

// Nothing when the variable is not set, or empty.
std::optional<std::string> environment(const char* variable) {
  const char* value = std::getenv(variable);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

std::string endpoint_of_environment() {
  return environment(endpoint_variable).value_or(std::string(default_endpoint));
}

std::filesystem::path context_file() {
  if (const auto home = environment("BENTOML_HOME")) {
    return std::filesystem::path(*home) / ".yatai.yaml";
  }
#ifdef _WIN32
  const char* home_variable = "USERPROFILE";
#else
  const char* home_variable = "HOME";
#endif
  const auto home = environment(home_variable);
  if (!home) {
    fail(std::string("neither ") + home_variable +
             " nor BENTOML_HOME says where the context file is",
         key_hint());
  }
  return std::filesystem::path(*home) / "bentoml" / ".yatai.yaml";
}

std::string read_file(const std::filesystem::path& path, const std::string& name,
                      const std::string& hint) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  // A pipe or a device might never end.
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    fail("no API token: " + name + " cannot be read: it is not a regular file", hint);
  }
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  std::ifstream stream(path, std::ios::binary);
  if (error || !stream) fail("no API token: " + name + " cannot be read", hint);
  if (size > largest_file) fail(name + " is larger than 1 MiB", hint);
  std::string text(static_cast<std::size_t>(size), '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

// The context called `name`, or else the current one. What is wrong comes with a hint that helps
// this caller.
Credentials find_context(const std::filesystem::path& path, std::optional<std::string_view> name,
                         const std::string& hint) {
  const std::string file_name = "the context file " + in_quotes(path.string());
  std::string text = read_file(path, file_name, hint);
  const WipeAtExit wipe_text(text);
  ContextFile file;
  try {
    file = parse_context_file(text);
  } catch (const NotYaml& error) {
    fail(file_name + " is not valid YAML at line " + std::to_string(error.line), hint);
  }
  if (!name) {
    name = file.current_context_name.empty() ? default_context
                                             : std::string_view(file.current_context_name);
  }

  const std::string where = "context " + in_quotes(*name) + " of " + file_name;
  const auto context = std::find_if(
      file.contexts.begin(), file.contexts.end(),
      [&name](const ContextFile::Context& each) { return !name->empty() && each.name == *name; });
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
    std::string text = read_file(path, "the " + source, "it should hold an API token alone");
    const WipeAtExit wipe_text(text);
    return {Secret(trim(text)), endpoint, source};
  };
}

CredentialsProvider environment_provider() {
  if (std::optional<std::string> key = environment(key_variable)) {
    const WipeAtExit wipe_key(*key);
    return [credentials = Credentials{Secret(*key), endpoint_of_environment(),
                                      std::string("environment variable ") + key_variable}] {
      return credentials;
    };
  }
  if (std::optional<std::string> file = environment(key_file_variable)) {
    return api_token_file(*std::move(file), endpoint_of_environment());
  }
  return [path = context_file(), name = environment(context_variable)] {
    return find_context(path, name, key_hint());
  };
}

CredentialsProvider context_provider(std::string_view name) {
  return [path = context_file(), name = std::string(name)] {
    return find_context(path, name, login_hint());
  };
}

Credentials credentials_from_environment() { return environment_provider()(); }

Credentials credentials_from_context(std::string_view name) { return context_provider(name)(); }

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
