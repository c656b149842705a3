#include <algorithm>
#include <filesystem>
#include <optional>
#include <ostream>
#include <system_error>

#include <bentocloud/contexts.hpp>
#include <bentocloud/error.hpp>

#include "base/text.hpp"
#include "base/wipe.hpp"
#include "credentials/context_change.hpp"
#include "credentials/context_file.hpp"
#include "credentials/context_reader.hpp"
#include "credentials/system.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

bool operator==(const Context& left, const Context& right) {
  return left.name == right.name && left.endpoint == right.endpoint &&
         left.api_token == right.api_token && left.email == right.email;
}

std::ostream& operator<<(std::ostream& out, const Context& context) {
  out << context.name << ": " << context.endpoint << ", API token "
      << (context.api_token.empty() ? "empty" : "[redacted]");
  return context.email.empty() ? out : out << ", " << context.email;
}

namespace contexts {
namespace {

constexpr const char* home_hint = "set BENTOML_HOME";
constexpr const char* broken_hint = "correct it, or move it away";

std::filesystem::path path() { return context_file_path(home_hint); }

// Also when that cannot be told: then it cannot be read.
bool is_there(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::exists(path, error) || error;
}

// What is renamed takes the place of a link, so this is where the link leads to.
std::filesystem::path at_the_end_of_links(std::filesystem::path path) {
  constexpr int longest_chain = 40;
  for (int i = 0; i < longest_chain && std::filesystem::is_symlink(path); ++i) {
    path = path.parent_path() / std::filesystem::read_symlink(path);
  }
  return path;
}

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what,
                       const std::string& hint) {
  throw Error(ErrorKind::configuration, "the " + context_file_name(path) + ' ' + what, hint);
}

std::string text_of(const std::filesystem::path& path) {
  return is_there(path) ? read_secret_file(path, context_file_name(path), broken_hint)
                        : std::string();
}

// `change` makes another text of that of the file, or nothing.
template <class Change>
bool replace(const std::filesystem::path& path, const Change& change) {
  std::string before = text_of(path);
  const WipeAtExit wipe_before(before);
  std::optional<std::string> after = change(before);
  if (!after) return false;
  const WipeAtExit wipe_after(*after);
  credentials_system::replace_file(path, *after);
  return true;
}

template <class Change>
bool change(const Change& change) {
  const std::filesystem::path named = path();
  try {
    const std::filesystem::path real = at_the_end_of_links(named);
    std::filesystem::create_directories(real.parent_path());
    std::filesystem::path lock_path = real;
    lock_path += ".lock";
    const credentials_system::FileLock lock(lock_path);
    return replace(real, change);
  } catch (const NotYaml& error) {
    fail(named, "is not valid YAML at line " + std::to_string(error.line), broken_hint);
  } catch (const NotWritable& error) {
    fail(named, std::string("cannot be changed: ") + error.reason, broken_hint);
  } catch (const std::system_error& error) {
    fail(named, "cannot be written: " + error.code().message(), "");
  }
}

void check_text(const char* what, std::string_view text) {
  if (is_utf8(text)) return;
  throw Error(ErrorKind::invalid_argument,
              std::string("the ") + what + " of a context is not UTF-8");
}

}  // namespace

std::string file() { return path().string(); }

std::vector<Context> list() {
  const std::filesystem::path from = path();
  if (!is_there(from)) return {};
  std::vector<Context> found = read_context_file(from, broken_hint).contexts;
  found.erase(std::remove_if(found.begin(), found.end(),
                             [](const Context& context) { return context.name.empty(); }),
              found.end());
  return found;
}

std::string current() {
  if (const auto name = environment_variable(context_variable)) return *name;
  const std::filesystem::path from = path();
  return std::string(is_there(from) ? read_context_file(from, broken_hint).current()
                                    : ContextFile().current());
}

void save(const Context& context) {
  if (context.name.empty())
    throw Error(ErrorKind::invalid_argument, "the name of a context is empty");
  check_text("name", context.name);
  check_text("endpoint", context.endpoint);
  check_text("API token", context.api_token.reveal());
  check_text("email", context.email);
  change([&context](const std::string& text) {
    return std::optional<std::string>(with_context(text, context));
  });
}

bool remove(std::string_view name) {
  return is_there(path()) &&
         change([name](const std::string& text) { return without_context(text, name); });
}

bool set_current(std::string_view name) {
  return is_there(path()) &&
         change([name](const std::string& text) { return with_current(text, name); });
}

}  // namespace contexts
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
