#include <ostream>

#include <bentocloud/scope.hpp>

namespace bentocloud {

std::ostream& operator<<(std::ostream& stream, const Scope& scope) {
  return stream << scope.name();
}

}  // namespace bentocloud
