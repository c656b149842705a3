#include "client/error_body.hpp"

#include <optional>

#include "json/reader.hpp"

namespace bentocloud::json {
namespace {

struct ErrorBody {
  std::optional<std::string> error;
  std::optional<std::string> message;
};

}  // namespace

template <>
const Schema& schema_of<ErrorBody>() {
  static constexpr Field fields[] = {optional<&ErrorBody::error>("error"),
                                     optional<&ErrorBody::message>("message")};
  static constexpr Schema schema(fields);
  return schema;
}

std::optional<std::string> error_message(std::string_view body) {
  ErrorBody error;
  // A mismatch is of no interest: what could be read was.
  static_cast<void>(read(body, error));
  if (error.error && !error.error->empty()) return error.error;
  if (error.message && !error.message->empty()) return error.message;
  return std::nullopt;
}

}  // namespace bentocloud::json
