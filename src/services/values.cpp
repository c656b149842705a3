#include <tuple>

#include <bentocloud/values.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace {

auto members(const Label& label) { return std::tie(label.key, label.value); }

auto members(const User& user) {
  return std::tie(user.uid, user.name, user.resource_type, user.labels, user.created_at,
                  user.updated_at, user.deleted_at, user.email, user.first_name, user.last_name);
}

auto members(const Organization& organization) {
  return std::tie(organization.uid, organization.name, organization.resource_type,
                  organization.labels, organization.created_at, organization.updated_at,
                  organization.deleted_at, organization.description);
}

}  // namespace

bool operator==(const Label& left, const Label& right) { return members(left) == members(right); }

bool operator==(const User& left, const User& right) { return members(left) == members(right); }

bool operator==(const Organization& left, const Organization& right) {
  return members(left) == members(right);
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
