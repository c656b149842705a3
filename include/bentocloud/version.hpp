#pragma once

#include <string_view>

#include <bentocloud/export.hpp>

/// \{
/// The version of these headers, as semantic versioning counts.
#define BENTOCLOUD_VERSION_MAJOR 0
#define BENTOCLOUD_VERSION_MINOR 1
#define BENTOCLOUD_VERSION_PATCH 0
/// \}
/// The same as one number, to compare in `#if`: 10000 for each major version, 100 for each minor
/// one.
#define BENTOCLOUD_VERSION \
  (BENTOCLOUD_VERSION_MAJOR * 10000 + BENTOCLOUD_VERSION_MINOR * 100 + BENTOCLOUD_VERSION_PATCH)

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// The version of these headers as a text. CMake reads it from this line.
inline constexpr std::string_view version = "0.1.0";

/// The version of the library that the program runs with: a shared library may be newer than the
/// headers that the program was built with.
///
/// \snippet reference.cpp version
[[nodiscard]] BENTOCLOUD_EXPORT std::string_view runtime_version() noexcept;

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
