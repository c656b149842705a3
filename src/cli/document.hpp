#pragma once

#include <optional>
#include <string>
#include <vector>

#include <bentocloud/api_token.hpp>
#include <bentocloud/contexts.hpp>

namespace cli {

/// `name`: the names alone, one a line. `value`: the value of a new token alone.
enum class Format { table, json, yaml, name, value };

/// Who uses the program, with which credentials.
struct Identity {
  bentocloud::User user;
  std::string organization;  ///< its name; empty when it is not known
  std::string endpoint;
  std::string credentials;                    ///< where they came from
  std::optional<bentocloud::ApiToken> token;  ///< the token in use; none when it is not known
};

/// The fields of the user, then the others.
[[nodiscard]] std::string to_document(const Identity& identity, Format format);

/// \{
/// JSON as `bentoml cloud` writes it: a context with its API token, and a list of names.
[[nodiscard]] std::string to_document(const bentocloud::Context& context);
[[nodiscard]] std::string to_document(const std::vector<std::string>& names);
/// \}

/// A text in a JSON object; none when it is not there, or empty.
[[nodiscard]] std::optional<std::string> text_field(const std::string& json,
                                                    const std::string& field);

/// What `to_json` makes of a token or of many, as JSON or YAML for `-o`; the value of a new token
/// with `reveal_secret`. `format` is `json` or `yaml`.
template <class Value>
[[nodiscard]] std::string to_document(const Value& value, Format format,
                                      bool reveal_secret = false);

/// The same for a token of which no more is known than name, uid (perhaps not even that) and value,
/// because the response to its create was odd.
[[nodiscard]] std::string partial_document(const bentocloud::ApiToken& token, Format format,
                                           bool reveal_secret);

}  // namespace cli
