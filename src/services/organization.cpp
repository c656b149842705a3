#include <tuple>

#include <bentocloud/organization.hpp>

#include "client/response.hpp"
#include "services/organization_codec.hpp"

namespace bentocloud {
namespace {

auto members(const Organization& organization) {
  return std::tie(organization.uid, organization.name, organization.resource_type,
                  organization.labels, organization.created_at, organization.updated_at,
                  organization.deleted_at, organization.description);
}

}  // namespace

bool operator==(const Organization& left, const Organization& right) {
  return members(left) == members(right);
}

Organization organization::current(const CloudClient& client) {
  const ApiRequest request{"get the current organization", "GET", {"api", "v1", "current_org"}};
  const ApiResponse response = client.send(request);
  Organization organization = decode<Organization>(client, request, response);
  // Within a token an organization may lack any field; the current one has a name.
  if (organization.name.empty()) {
    throw decode_error(client, request, response, {"name", "missing"}, Outcome::applied);
  }
  return organization;
}

}  // namespace bentocloud
