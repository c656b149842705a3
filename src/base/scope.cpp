#include <ostream>

#include <bentocloud/scope.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

std::ostream& operator<<(std::ostream& stream, const Scope& scope) {
  return stream << scope.name();
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
