#include "credentials/context_reader.hpp"

#include <cstdlib>
#include <fstream>
#include <system_error>
#include <utility>

#include <bentocloud/error.hpp>

#include "base/text.hpp"
#include "base/wipe.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace {

[[noreturn]] void fail(std::string message, std::string hint) {
  throw Error(ErrorKind::configuration, std::move(message), std::move(hint));
}

}  // namespace

std::optional<std::string> environment_variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

std::filesystem::path context_file_path(const std::string& hint) {
  if (const auto home = environment_variable("BENTOML_HOME")) {
    return std::filesystem::path(*home) / ".yatai.yaml";
  }
#ifdef _WIN32
  const char* home_variable = "USERPROFILE";
#else
  const char* home_variable = "HOME";
#endif
  const auto home = environment_variable(home_variable);
  if (!home) {
    fail(std::string("neither ") + home_variable +
             " nor BENTOML_HOME says where the context file is",
         hint);
  }
  return std::filesystem::path(*home) / "bentoml" / ".yatai.yaml";
}

std::string context_file_name(const std::filesystem::path& path) {
  return "context file " + in_quotes(path.string());
}

std::string read_secret_file(const std::filesystem::path& path, const std::string& what,
                             const std::string& hint) {
  const std::string name = "the " + what;
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  // A pipe or a device might never end.
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    fail(name + " cannot be read: it is not a regular file", hint);
  }
  std::ifstream stream(path, std::ios::binary | std::ios::ate);
  // Of what was opened: another file may be there by now.
  const std::streamoff size = stream.tellg();
  if (!stream || size < 0) fail(name + " cannot be read", hint);
  if (size > static_cast<std::streamoff>(max_context_file_size)) {
    fail(name + " is larger than 1 MiB", hint);
  }
  std::string text(static_cast<std::size_t>(size), '\0');
  stream.seekg(0);
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

ContextFile read_context_file(const std::filesystem::path& path, const std::string& hint) {
  std::string text = read_secret_file(path, context_file_name(path), hint);
  const WipeAtExit wipe_text(text);
  try {
    return parse_context_file(text);
  } catch (const NotYaml& error) {
    fail("the " + context_file_name(path) + " is not valid YAML at line " +
             std::to_string(error.line),
         hint);
  }
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
