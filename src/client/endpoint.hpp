#pragma once

#include <string>
#include <string_view>

#include <bentocloud/export.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// The URL that all requests begin with. Only what is certain to mean the same to every URL parser
/// is let through, for the token goes where the URL points.
struct Endpoint {
  std::string url;  ///< without a trailing slash
  bool is_https = false;
  bool is_loopback = false;  ///< the host is this machine itself
};

/// \throws Error with kind `configuration`: no `http` or `https` scheme, no valid host or port, or
/// user info, a query or a fragment.
[[nodiscard]] Endpoint parse_endpoint(std::string_view url);

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
