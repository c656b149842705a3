#pragma once

#include <string>
#include <vector>

#include <bentocloud/api_token.hpp>

namespace cli {

enum class Format { table, json, yaml };

/// What `to_json` makes of a token, of many or of a user, as JSON or YAML for `-o`; the value of a
/// new token with `reveal_secret`. `format` is not `table`.
template <class Value>
[[nodiscard]] std::string to_document(const Value& value, Format format,
                                      bool reveal_secret = false);

/// The same for a token of which no more is known than name, uid (perhaps not even that) and value,
/// because the response to its create was odd.
[[nodiscard]] std::string partial_document(const bentocloud::ApiToken& token, Format format,
                                           bool reveal_secret);

}  // namespace cli
