#include <bentocloud/transport.hpp>

#include "text.hpp"

namespace bentocloud {

Transport::~Transport() = default;

const std::string* find_header(const HttpHeaders& headers, std::string_view name) noexcept {
  for (const HttpHeader& header : headers) {
    if (equals_ignoring_case(header.name, name)) return &header.value;
  }
  return nullptr;
}

}  // namespace bentocloud
