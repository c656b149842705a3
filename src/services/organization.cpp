#include <bentocloud/cloud_client.hpp>
#include <bentocloud/organization.hpp>

#include "client/response.hpp"
#include "services/values_codec.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

Organization organization::current(const CloudClient& client) {
  const ApiRequest request{"get the current organization", "GET", {"api", "v1", "current_org"}};
  const ApiResponse response = client.send(request);
  auto organization = decode<Organization>(client, request, response);
  // Within a token an organization may lack any field; the current one has a name.
  if (organization.name.empty()) {
    throw decode_error(client, request, response, {"name", "missing"}, Outcome::applied);
  }
  return organization;
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
