#include <optional>
#include <utility>

#include <bentocloud/transport.hpp>

#include "transport/thrown_error.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

Exchange::~Exchange() = default;

Transport::~Transport() = default;

void Transport::send_all(const Next& next, std::size_t /*concurrency*/) {
  for (;;) {
    const Step step = next();
    Exchange* const* const exchange = std::get_if<Exchange*>(&step);
    if (exchange == nullptr) return;
    std::optional<HttpResponse> response;
    try {
      response = send((*exchange)->request(), (*exchange)->deadline());
    } catch (...) {
      (*exchange)->on_failure(thrown_error());
      continue;
    }
    (*exchange)->on_response(*std::move(response));
  }
}

ForwardingTransport::ForwardingTransport(std::shared_ptr<Transport> inner)
    : inner_(std::move(inner)) {}

HttpResponse ForwardingTransport::send(const HttpRequest& request, const Deadline& deadline) {
  return inner_->send(request, deadline);
}

void ForwardingTransport::send_all(const Next& next, std::size_t concurrency) {
  inner_->send_all(next, concurrency);
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
