#include <optional>
#include <ostream>
#include <tuple>
#include <utility>

#include <bentocloud/transport.hpp>

#include "base/text.hpp"
#include "transport/thrown_error.hpp"

namespace bentocloud {
namespace {

std::ostream& print(std::ostream& out, const HttpHeaders& headers, const std::string& body) {
  for (const HttpHeader& header : headers) out << ", " << header;
  return out << ", body of " << body.size() << " bytes";
}

}  // namespace

bool operator==(const HttpHeader& left, const HttpHeader& right) {
  return left.name == right.name && left.value == right.value;
}

std::ostream& operator<<(std::ostream& out, const HttpHeader& header) {
  return out << header.name << ": " << header.value;
}

bool operator==(const HttpRequest& left, const HttpRequest& right) {
  const auto members = [](const HttpRequest& request) {
    return std::tie(request.method, request.url, request.headers, request.body,
                    request.authentication_header, request.authentication,
                    request.max_response_size);
  };
  return members(left) == members(right);
}

std::ostream& operator<<(std::ostream& out, const HttpRequest& request) {
  out << request.method << ' ' << request.url;
  if (!request.authentication_header.empty()) {
    out << ", " << request.authentication_header << ": [redacted]";
  }
  return print(out, request.headers, request.body);
}

bool operator==(const HttpResponse& left, const HttpResponse& right) {
  return left.status == right.status && left.headers == right.headers && left.body == right.body;
}

std::ostream& operator<<(std::ostream& out, const HttpResponse& response) {
  return print(out << "HTTP " << response.status, response.headers, response.body);
}

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

const std::string* find_header(const HttpHeaders& headers, std::string_view name) noexcept {
  for (const HttpHeader& header : headers) {
    if (equals_ignoring_case(header.name, name)) return &header.value;
  }
  return nullptr;
}

}  // namespace bentocloud
