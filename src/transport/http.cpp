#include <ostream>
#include <tuple>

#include <bentocloud/http.hpp>

#include "base/text.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
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
  return left.status == right.status && left.headers == right.headers && left.body == right.body &&
         left.new_connection == right.new_connection;
}

std::ostream& operator<<(std::ostream& out, const HttpResponse& response) {
  return print(out << "HTTP " << response.status, response.headers, response.body);
}

const std::string* find_header(const HttpHeaders& headers, std::string_view name) noexcept {
  for (const HttpHeader& header : headers) {
    if (equals_ignoring_case(header.name, name)) return &header.value;
  }
  return nullptr;
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
