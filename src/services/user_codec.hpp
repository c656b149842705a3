#pragma once

#include <bentocloud/user.hpp>

#include "json/reader.hpp"

/// Users, and the labels that all resources carry, as JSON.
namespace bentocloud::json {

template <>
const Schema& schema_of<Label>();
template <>
const Schema& schema_of<User>();

}  // namespace bentocloud::json
