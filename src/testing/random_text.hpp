#pragma once

#include <string>

#include <bentocloud/export.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace fakes {

/// 25 characters, as Yatai makes them.
[[nodiscard]] std::string random_uid();
/// 20 characters, as Yatai makes them.
[[nodiscard]] std::string random_value();

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
