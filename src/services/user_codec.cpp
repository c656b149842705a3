#include "services/user_codec.hpp"

namespace bentocloud::json {

template <>
const Schema& schema_of<Label>() {
  static constexpr Field fields[] = {optional<&Label::key>("key"),
                                     optional<&Label::value>("value")};
  static constexpr Schema schema(fields);
  return schema;
}

template <>
const Schema& schema_of<User>() {
  static constexpr Field fields[] = {optional<&User::uid>("uid"),
                                     optional<&User::created_at>("created_at"),
                                     optional<&User::updated_at>("updated_at"),
                                     optional<&User::deleted_at>("deleted_at"),
                                     optional<&User::name>("name"),
                                     optional<&User::resource_type>("resource_type"),
                                     optional<&User::labels>("labels"),
                                     optional<&User::first_name>("first_name"),
                                     optional<&User::last_name>("last_name"),
                                     optional<&User::email>("email")};
  static constexpr Schema schema(fields);
  return schema;
}

}  // namespace bentocloud::json
