#include <bentocloud/cloud_client.hpp>
#include <bentocloud/user.hpp>

#include "client/response.hpp"
#include "services/values_codec.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

User user::current(const CloudClient& client) {
  const ApiRequest request{"get the current user", "GET", {"api", "v1", "auth", "current"}};
  const ApiResponse response = client.send(request);
  auto user = decode<User>(client, request, response);
  // Within a token a user may lack any field; the one who is logged in has a name.
  if (user.name.empty()) {
    throw decode_error(client, request, response, {"name", "missing"}, Outcome::applied);
  }
  return user;
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
