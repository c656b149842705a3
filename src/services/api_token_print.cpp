#include <ostream>
#include <type_traits>

#include <bentocloud/api_token.hpp>
#include <bentocloud/error.hpp>

#include "base/text.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace {

// Writes a member for each line, but for those at their default.
class Members {
 public:
  Members(std::ostream& out, std::string prefix) : out_(out), prefix_(std::move(prefix)) {}

  void operator()(const char* name, const std::string& value) {
    if (!value.empty()) begin(name) << in_quotes(value);
  }
  void operator()(const char* name, bool value, bool common) {
    if (value != common) begin(name) << (value ? "true" : "false");
  }
  void operator()(const char* name, const std::optional<Timestamp>& time) {
    if (time) begin(name) << text_of(*time);
  }
  void operator()(const char* name, const std::optional<Secret>& secret) {
    if (secret) begin(name) << "[redacted]";
  }
  void operator()(const char* name, const std::vector<Scope>& scopes) {
    if (scopes.empty()) return;
    std::ostream& out = begin(name);
    const char* separator = "";
    for (const Scope& scope : scopes) {
      out << separator << in_quotes(scope.name());
      separator = ", ";
    }
  }
  void operator()(const char* name, const std::vector<Label>& labels) {
    if (labels.empty()) return;
    std::ostream& out = begin(name);
    const char* separator = "";
    for (const Label& label : labels) {
      out << separator << in_quotes(label.key) << ": " << in_quotes(label.value);
      separator = ", ";
    }
  }

  [[nodiscard]] Members of(const char* part) const { return {out_, prefix_ + part + '.'}; }

 private:
  std::ostream& begin(const char* name) { return out_ << "\n  " << prefix_ << name << ": "; }

  static std::string text_of(Timestamp time) {
    try {
      return format_timestamp(time);
    } catch (const Error&) {  // in a year that cannot be written
      return std::to_string(time.time_since_epoch().count()) + " us";
    }
  }

  std::ostream& out_;
  std::string prefix_;
};

template <class Resource>
void print_resource(Members& print, const Resource& it) {
  print("uid", it.uid);
  print("name", it.name);
  print("resource_type", it.resource_type);
  print("labels", it.labels);
  print("created_at", std::optional<Timestamp>(it.created_at));
  print("updated_at", it.updated_at);
  print("deleted_at", it.deleted_at);
}

}  // namespace

std::ostream& operator<<(std::ostream& stream, const ApiToken& token) {
  stream << "ApiToken{name: " << in_quotes(token.name) << ", uid: " << in_quotes(token.uid)
         << ", scopes: [";
  const char* separator = "";
  for (const Scope& scope : token.scopes) {
    stream << separator << in_quotes(scope.name());
    separator = ", ";
  }
  stream << "], created_at: " << format_timestamp(token.created_at)
         << ", expired_at: " << (token.expired_at ? format_timestamp(*token.expired_at) : "never");
  if (token.is_expired) stream << " (expired)";
  if (token.token) stream << ", token: [redacted]";
  return stream << '}';
}

void PrintTo(const ApiToken& token, std::ostream* out) {
  *out << "ApiToken";
  Members print(*out, {});
  print_resource(print, token);
  print("description", token.description);
  print("scopes", token.scopes);
  if (token.user) {
    Members print_user = print.of("user");
    print_resource(print_user, *token.user);
    print_user("email", token.user->email);
    print_user("first_name", token.user->first_name);
    print_user("last_name", token.user->last_name);
  }
  if (token.organization) {
    Members print_organization = print.of("organization");
    print_resource(print_organization, *token.organization);
    print_organization("description", token.organization->description);
  }
  print("expired_at", token.expired_at);
  print("last_used_at", token.last_used_at);
  print("is_expired", token.is_expired, false);
  print("is_api_token", token.is_api_token, true);
  print("is_organization_token", token.is_organization_token, false);
  print("is_global_access", token.is_global_access, false);
  print("token", token.token);
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
