#include "services/organization_codec.hpp"

namespace bentocloud::json {

template <>
const Schema& schema_of<Organization>() {
  static constexpr Field fields[] = {optional<&Organization::uid>("uid"),
                                     optional<&Organization::created_at>("created_at"),
                                     optional<&Organization::updated_at>("updated_at"),
                                     optional<&Organization::deleted_at>("deleted_at"),
                                     optional<&Organization::name>("name"),
                                     optional<&Organization::resource_type>("resource_type"),
                                     optional<&Organization::labels>("labels"),
                                     optional<&Organization::description>("description")};
  static constexpr Schema schema(fields);
  return schema;
}

}  // namespace bentocloud::json
