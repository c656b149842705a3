#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include <bentocloud/api_token.hpp>
#include <bentocloud/timestamp.hpp>
#include <bentocloud/transport.hpp>

/// What `FakeCloud` reads and writes, in the words of Yatai.
namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace fakes {

using Json = nlohmann::ordered_json;

/// Thrown in the place of a result.
struct Refusal {
  HttpResponse response;
};

[[nodiscard]] HttpResponse json_response(int status, const Json& body);
/// A body with a member `error`, as the handler of a call gives it.
[[noreturn]] void refuse(int status, std::string_view error);
/// A body with a member `message`, as comes from before the handlers.
[[noreturn]] void refuse_with_message(int status, std::string_view message);

[[nodiscard]] Json user_object(const User& user);
[[nodiscard]] Json organization_object(const Organization& organization, const User& creator);
/// A user or an organization that is none is null. `has_flags`: with `is_api_token` and the like,
/// which Yatai does not send.
[[nodiscard]] Json token_object(const ApiToken& token, const User& creator, bool has_flags);

/// \{
/// As a server responds with it, to a create if the token has its value.
[[nodiscard]] HttpResponse token_response(const ApiToken& token);
[[nodiscard]] HttpResponse list_response(const std::vector<ApiToken>& tokens);
/// \}

/// The members of a request's body. Each is none when it is absent or null, and refused when it has
/// another type.
class RequestBody {
 public:
  /// `schema`: what Yatai calls the type of the body.
  RequestBody(const std::string& text, std::string_view schema);

  [[nodiscard]] std::optional<std::string> string(const char* key) const;
  [[nodiscard]] std::optional<std::vector<std::string>> strings(const char* key) const;
  /// `is_strict`: as Go reads a time. Otherwise as `parse_timestamp` does, too.
  [[nodiscard]] std::optional<Timestamp> time(const char* key, bool is_strict) const;

 private:
  [[nodiscard]] const Json* member(const char* key) const;
  [[noreturn]] void refuse_type(const Json& value, const char* key, std::string_view type) const;

  std::string_view schema_;
  Json body_;
};

/// Refuses what PostgreSQL does not store: a NUL, and what is not UTF-8. `call` begins the message.
void require_storable(std::string_view text, const std::string& call);

/// Refuses what is no DNS-1035 label of at most 63 characters.
void require_dns_label(std::string_view name);

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
