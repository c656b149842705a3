#pragma once

#include <optional>
#include <string_view>

#include <bentocloud/values.hpp>

#include "json/reader.hpp"
#include "json/writer.hpp"

/// Users, organizations and the labels that all resources carry, as JSON.
namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace json {

template <>
const Schema& schema_of<Label>();
template <>
const Schema& schema_of<User>();
template <>
const Schema& schema_of<Organization>();

/// \{
/// A key and its value; a time as Python's `datetime.isoformat()` has it, and as null when there is
/// none.
void write_member(Writer& out, std::string_view key, std::string_view value);
void write_member(Writer& out, std::string_view key, const std::optional<Timestamp>& time);
void write_member(Writer& out, std::string_view key, bool value);
void write_member(Writer& out, std::string_view key, const std::vector<Label>& labels);
/// \}
/// All that BentoML knows of the user of a token.
void write_member(Writer& out, std::string_view key, const std::optional<User>& user);
void write_member(Writer& out, std::string_view key,
                  const std::optional<Organization>& organization);

/// What all resources have.
template <class Resource>
void write_resource(Writer& out, const Resource& resource) {
  write_member(out, "uid", resource.uid);
  write_member(out, "created_at", std::optional<Timestamp>(resource.created_at));
  write_member(out, "updated_at", resource.updated_at);
  write_member(out, "deleted_at", resource.deleted_at);
  write_member(out, "name", resource.name);
  write_member(out, "resource_type", resource.resource_type);
  write_member(out, "labels", resource.labels);
}

}  // namespace json
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
