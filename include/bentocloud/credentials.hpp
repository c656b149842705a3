#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

#include <bentocloud/export.hpp>
#include <bentocloud/secret.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// BentoCloud itself, for all organizations.
inline constexpr std::string_view default_endpoint = "https://cloud.bentoml.com";

/// Which BentoCloud to talk to, and as whom. `{Secret(token)}` is BentoCloud itself.
struct Credentials {
  /// The API token; white space around it is dropped.
  Secret api_token{};
  /// `https://cloud.bentoml.com`, or an organization's own `https://ORG.cloud.bentoml.com`. May
  /// carry a path prefix, but no user info, query or fragment.
  std::string endpoint = std::string(default_endpoint);
  /// Where the two came from, for messages: `environment variable BENTO_CLOUD_API_KEY`.
  std::string source = "the program";

  /// \{
  /// Compares every member.
  friend BENTOCLOUD_EXPORT bool operator==(const Credentials& left, const Credentials& right);
  friend bool operator!=(const Credentials& left, const Credentials& right) {
    return !(left == right);
  }
  /// \}
  /// Prints them without the API token.
  friend BENTOCLOUD_EXPORT std::ostream& operator<<(std::ostream& out,
                                                    const Credentials& credentials);
};

/// Gives a client its credentials. A client asks when it is made, and again when the server refuses
/// the API token: see `CloudClient`.
///
/// Thread safety: a client has one thread at a time ask, in the middle of its call. The provider
/// ends by itself: nothing interrupts it.
using CredentialsProvider = std::function<Credentials()>;

/// A provider that reads the API token from a file each time, as Kubernetes and systemd mount
/// secrets. White space around the token is dropped.
///
/// \snippet reference.cpp api_token_file
///
/// \returns a provider that throws an Error of kind `configuration` when the file cannot be read or
/// is not a regular one.
[[nodiscard]] BENTOCLOUD_EXPORT CredentialsProvider
api_token_file(std::string path, std::string endpoint = std::string(default_endpoint));

/// As BentoML finds them: `BENTO_CLOUD_API_KEY` (with `BENTO_CLOUD_API_ENDPOINT`, or the default
/// endpoint) when it is set and not empty, else the current context of the context file: the one
/// that `BENTOML_CLOUD_CONTEXT` names, else the file's `current_context_name`, else `default`.
/// Between the two comes what BentoML does not have: the file that `BENTO_CLOUD_API_KEY_FILE` names
/// holds the key.
///
/// \snippet reference.cpp credentials_from_environment
///
/// \throws Error with kind `configuration` and a message that says what to set or run.
///
/// Thread safety: reads the environment, so nothing may change that meanwhile.
[[nodiscard]] BENTOCLOUD_EXPORT Credentials credentials_from_environment();

/// The context called `name` in BentoML's context file, whatever the environment's key says. The
/// file is `$BENTOML_HOME/.yatai.yaml`, else `~/bentoml/.yatai.yaml`; of two contexts with one
/// name the first counts. `bentocloud cloud login` and `bentoml cloud login` write it; see
/// `contexts` too.
///
/// \snippet reference.cpp credentials_from_context
///
/// \throws Error with kind `configuration`, as above.
///
/// Thread safety: as above.
[[nodiscard]] BENTOCLOUD_EXPORT Credentials credentials_from_context(std::string_view name);

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
