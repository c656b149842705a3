#include <algorithm>
#include <filesystem>
#include <optional>
#include <ostream>
#include <string>

#include <bentocloud/credentials.hpp>
#include <bentocloud/error.hpp>

#include "base/text.hpp"
#include "base/wipe.hpp"
#include "credentials/context_file.hpp"
#include "credentials/context_reader.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace {

constexpr const char* key_variable = "BENTO_CLOUD_API_KEY";
constexpr const char* endpoint_variable = "BENTO_CLOUD_API_ENDPOINT";

std::string login_hint() {
  return std::string("run ") + login_command + ", which writes the context file";
}

std::string key_hint() { return "set BENTO_CLOUD_API_KEY, or " + login_hint(); }

[[noreturn]] void fail(std::string message, std::string hint) {
  throw Error(ErrorKind::configuration, std::move(message), std::move(hint));
}

// The context called `name`, or else the current one. What is wrong comes with a hint that helps
// this caller.
Credentials find_context(std::optional<std::string_view> name, const std::string& hint) {
  const std::filesystem::path path = context_file_path(hint);
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

Credentials credentials_from_environment() {
  if (std::optional<std::string> key = environment_variable(key_variable)) {
    const WipeAtExit wipe_key(*key);
    return {Secret(*key),
            environment_variable(endpoint_variable).value_or(std::string(default_endpoint)),
            std::string("environment variable ") + key_variable};
  }
  const std::optional<std::string> name = environment_variable(context_variable);
  return find_context(name ? std::optional<std::string_view>(*name) : std::nullopt, key_hint());
}

Credentials credentials_from_context(std::string_view name) {
  return find_context(name, login_hint());
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
