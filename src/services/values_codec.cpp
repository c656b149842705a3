#include "services/values_codec.hpp"

#include <string>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace json {
namespace {

// As Python's datetime.isoformat() writes UTC: no fraction when it is zero, and the zone in digits.
std::string iso_format(Timestamp time) {
  std::string text = format_timestamp(time);
  text.pop_back();
  constexpr std::string_view no_fraction = ".000000";
  const std::size_t fraction = text.size() - no_fraction.size();
  if (text.compare(fraction, std::string::npos, no_fraction) == 0) text.resize(fraction);
  return text + "+00:00";
}

void write_person(Writer& out, const User& user) {
  write_member(out, "email", user.email);
  write_member(out, "first_name", user.first_name);
  write_member(out, "last_name", user.last_name);
}

}  // namespace

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

void write_member(Writer& out, std::string_view key, std::string_view value) {
  out.key(key);
  out.string(value);
}

void write_member(Writer& out, std::string_view key, const std::optional<Timestamp>& time) {
  out.key(key);
  if (time) {
    out.string(iso_format(*time));
  } else {
    out.null();
  }
}

void write_member(Writer& out, std::string_view key, bool value) {
  out.key(key);
  out.boolean(value);
}

void write_member(Writer& out, std::string_view key, const std::vector<Label>& labels) {
  out.key(key);
  out.begin_array();
  for (const Label& label : labels) {
    out.begin_object();
    write_member(out, "key", label.key);
    write_member(out, "value", label.value);
    out.end_object();
  }
  out.end_array();
}

void write_member(Writer& out, std::string_view key, const std::optional<User>& user) {
  out.key(key);
  if (!user) return out.null();
  out.begin_object();
  write_member(out, "name", user->name);
  write_person(out, *user);
  out.end_object();
}

void write_member(Writer& out, std::string_view key,
                  const std::optional<Organization>& organization) {
  out.key(key);
  if (!organization) return out.null();
  out.begin_object();
  write_resource(out, *organization);
  write_member(out, "description", organization->description);
  out.end_object();
}

}  // namespace json

std::string to_json(const User& user, const JsonOptions& options) {
  json::Writer out(options.indent);
  out.begin_object();
  json::write_resource(out, user);
  json::write_person(out, user);
  out.end_object();
  return out.text();
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
