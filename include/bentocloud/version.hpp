#pragma once

#include <string_view>

namespace bentocloud {

/// The version of this library, as semantic versioning counts. CMake reads it from this line: it
/// is written nowhere else.
inline constexpr std::string_view version = "0.1.0";

}  // namespace bentocloud
