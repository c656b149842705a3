#pragma once

#include <bentocloud/organization.hpp>

#include "json/reader.hpp"
#include "services/user_codec.hpp"

/// Organizations as JSON.
namespace bentocloud::json {

template <>
const Schema& schema_of<Organization>();

}  // namespace bentocloud::json
