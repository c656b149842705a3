#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <yaml-cpp/yaml.h>

#include <bentocloud/credentials.hpp>
#include <bentocloud/error.hpp>

#include "text.hpp"
#include "wipe.hpp"

namespace bentocloud {
namespace {

constexpr const char* key_variable = "BENTO_CLOUD_API_KEY";
constexpr const char* endpoint_variable = "BENTO_CLOUD_API_ENDPOINT";
constexpr const char* context_variable = "BENTOML_CLOUD_CONTEXT";
constexpr const char* default_context = "default";
constexpr std::uintmax_t largest_file = 1 << 20;

constexpr const char* login_hint = "run \"bentoml cloud login\", which writes the context file";
constexpr const char* key_hint =
    "set BENTO_CLOUD_API_KEY, or run \"bentoml cloud login\", which writes the context file";

[[noreturn]] void fail(std::string message, std::string hint) {
  ErrorFacts facts;
  facts.kind = ErrorKind::configuration;
  facts.message = std::move(message);
  facts.hint = std::move(hint);
  throw Error(std::move(facts));
}

// Nothing when the variable is not set, or empty.
std::optional<std::string> environment(const char* variable) {
  const char* value = std::getenv(variable);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
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
         key_hint);
  }
  return std::filesystem::path(*home) / "bentoml" / ".yatai.yaml";
}

// The text of a scalar as it stands in the file, whatever type it looks like.
std::string scalar(const YAML::Node& node, const char* key) {
  if (!node.IsMap()) return {};
  const YAML::Node value = node[key];
  return value && value.IsScalar() ? value.Scalar() : std::string();
}

// The context file, read once. What is wrong with it comes with a hint that fits the caller.
class ContextFile {
 public:
  ContextFile(const std::filesystem::path& path, std::string hint)
      : name_("the context file " + in_quotes(path.string())), hint_(std::move(hint)) {
    std::string text = read(path);
    const WipeAtExit wipe_text(text);
    try {
      root_ = YAML::Load(text);
    } catch (const YAML::Exception& error) {
      // Its message may quote a token: only the place is told.
      fail(name_ + " is not valid YAML at line " + std::to_string(error.mark.line + 1), hint_);
    }
  }

  [[nodiscard]] std::string current_context() const {
    const std::string name = scalar(root_, "current_context_name");
    return name.empty() ? default_context : name;
  }

  [[nodiscard]] Credentials context(std::string_view name) const {
    const std::string where = "context " + in_quotes(name) + " of " + name_;
    const YAML::Node contexts = root_.IsMap() ? root_["contexts"] : YAML::Node();
    for (std::size_t i = 0; contexts && contexts.IsSequence() && i < contexts.size(); ++i) {
      if (name.empty() || scalar(contexts[i], "name") != name) continue;
      std::string token = scalar(contexts[i], "api_token");
      const WipeAtExit wipe_token(token);
      Credentials credentials{scalar(contexts[i], "endpoint"), Secret(token), where};
      if (credentials.api_token.empty()) fail(where + " has no api_token", hint_);
      if (credentials.endpoint.empty()) fail(where + " has no endpoint", hint_);
      return credentials;
    }
    fail("there is no " + where, hint_);
  }

 private:
  [[nodiscard]] std::string read(const std::filesystem::path& path) const {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    std::ifstream stream(path, std::ios::binary);
    if (error || !stream) fail("no API token: " + name_ + " cannot be read", hint_);
    if (size > largest_file) fail(name_ + " is larger than 1 MiB", hint_);
    std::string text(static_cast<std::size_t>(size), '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return text;
  }

  std::string name_;
  std::string hint_;
  YAML::Node root_;
};

}  // namespace

Credentials credentials_from_environment() {
  if (std::optional<std::string> key = environment(key_variable)) {
    const WipeAtExit wipe_key(*key);
    return {environment(endpoint_variable).value_or(std::string(default_endpoint)), Secret(*key),
            std::string("environment variable ") + key_variable};
  }
  const ContextFile file(context_file(), key_hint);
  const auto name = environment(context_variable);
  return file.context(name ? *name : file.current_context());
}

Credentials credentials_from_context(std::string_view name) {
  return ContextFile(context_file(), login_hint).context(name);
}

}  // namespace bentocloud
