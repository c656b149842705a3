#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include <bentocloud/export.hpp>
#include <bentocloud/secret.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// An entry of BentoML's context file: an endpoint, and the API token of a user who has logged in.
struct Context {
  std::string name{};      ///< unique in the file, by which programs choose it
  std::string endpoint{};  ///< `https://cloud.bentoml.com`
  Secret api_token{};      ///< what programs send to it
  std::string email{};     ///< of the user; empty when it is not known

  /// \{
  /// Compares every member.
  friend BENTOCLOUD_EXPORT bool operator==(const Context& left, const Context& right);
  friend bool operator!=(const Context& left, const Context& right) { return !(left == right); }
  /// \}
  /// Prints it without the API token.
  friend BENTOCLOUD_EXPORT std::ostream& operator<<(std::ostream& out, const Context& context);
};

/// The context file that this library shares with Python's `bentoml`: `$BENTOML_HOME/.yatai.yaml`,
/// else `~/bentoml/.yatai.yaml`. `CloudClient::from_context` uses one of its contexts, and
/// `bentocloud cloud login` is made of these functions.
///
/// \snippet reference.cpp contexts
///
/// What changes the file writes it in Python's form, and keeps other contexts and fields that are
/// not known here; comments are lost. The new file is complete before it takes the old one's place,
/// and only its owner can read it; a symbolic link stays one. Changes of several programs and
/// threads at once are all made: each waits for the others, by a lock on `.yatai.yaml.lock` beside
/// the file.
///
/// \throws Error with kind `configuration` when the file cannot be read or written, or is not of
/// that form: it is left as it was then. So does each of these functions.
///
/// Thread safety: they read the environment, so nothing may change that meanwhile.
namespace contexts {

/// The path of the file, which may not exist.
[[nodiscard]] BENTOCLOUD_EXPORT std::string file();

/// The contexts in the order of the file, tokens included; none when there is no file. An entry
/// without a name is left out.
[[nodiscard]] BENTOCLOUD_EXPORT std::vector<Context> list();

/// The name of the context that is used when none is named, which may not be there: that of
/// `BENTOML_CLOUD_CONTEXT`, else the file's `current_context_name`, else `default`.
[[nodiscard]] BENTOCLOUD_EXPORT std::string current();

/// Puts `context` in the place of the one of its name, or at the end, and makes the file when there
/// is none. Does not make it the current one.
///
/// \snippet reference.cpp contexts_save
///
/// \throws Error also with kind `invalid_argument` when a text is not UTF-8, or the name is empty.
BENTOCLOUD_EXPORT void save(const Context& context);

/// Removes the context called `name`. The API token itself lives on.
/// \returns whether there was one.
BENTOCLOUD_EXPORT bool remove(std::string_view name);

/// Makes the context called `name` the file's `current_context_name`.
/// \returns whether there is one.
BENTOCLOUD_EXPORT bool set_current(std::string_view name);

}  // namespace contexts
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
