#include <optional>
#include <utility>

#include <bentocloud/transport.hpp>

#include "base/text.hpp"
#include "transport/thrown_error.hpp"

namespace bentocloud {

Exchange::~Exchange() = default;

Transport::~Transport() = default;

void Transport::send_all(const std::function<Exchange*()>& next, std::size_t /*concurrency*/) {
  while (Exchange* exchange = next()) {
    std::optional<HttpResponse> response;
    try {
      response = send(exchange->request(), exchange->deadline());
    } catch (...) {
      exchange->failed(thrown_error());
      continue;
    }
    exchange->answered(*std::move(response));
  }
}

const std::string* find_header(const HttpHeaders& headers, std::string_view name) noexcept {
  for (const HttpHeader& header : headers) {
    if (equals_ignoring_case(header.name, name)) return &header.value;
  }
  return nullptr;
}

}  // namespace bentocloud
