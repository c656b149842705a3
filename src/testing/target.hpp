#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <bentocloud/export.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace fakes {

/// What a URL asks of a server, decoded.
struct Target {
  std::vector<std::string> path;  ///< its segments, of which one may hold a decoded slash
  std::vector<std::pair<std::string, std::string>> query;

  /// The whole path, as a server sees it that decodes before it splits.
  [[nodiscard]] std::string decoded_path() const;
  /// The value of the first `name`; empty when there is none.
  [[nodiscard]] std::string parameter(std::string_view name) const;
};

/// Of a whole URL, or of what follows its host. Nothing when a percent sign is not followed by two
/// hexadecimal digits.
[[nodiscard]] std::optional<Target> parse_target(std::string_view url);

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
