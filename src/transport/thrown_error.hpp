#pragma once

#include <bentocloud/error.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// The exception that is being handled, which a transport has thrown: as it is when it is an
/// `Error`; else as one of kind `transport` and outcome `unknown`, with its message. To be called
/// within a handler.
[[nodiscard]] Error thrown_error();

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
