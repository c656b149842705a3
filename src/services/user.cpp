#include <tuple>

#include <bentocloud/user.hpp>

#include "client/response.hpp"
#include "services/user_codec.hpp"

namespace bentocloud {
namespace {

auto members(const Label& label) { return std::tie(label.key, label.value); }

auto members(const User& user) {
  return std::tie(user.uid, user.name, user.resource_type, user.labels, user.created_at,
                  user.updated_at, user.deleted_at, user.email, user.first_name, user.last_name);
}

}  // namespace

bool operator==(const Label& left, const Label& right) { return members(left) == members(right); }

bool operator==(const User& left, const User& right) { return members(left) == members(right); }

User user::current(const CloudClient& client) {
  const ApiRequest request{"get the current user", "GET", {"api", "v1", "auth", "current"}};
  const ApiResponse response = client.send(request);
  User user = decode<User>(client, request, response);
  // Within a token a user may lack any field; the one who is logged in has a name.
  if (user.name.empty()) {
    throw decode_error(client, request, response, {"name", "missing"}, Outcome::applied);
  }
  return user;
}

}  // namespace bentocloud
