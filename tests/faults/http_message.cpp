#include "http_message.hpp"

#include <charconv>
#include <sstream>
#include <string>

namespace faults {

bentocloud::HttpHeaders parse_headers(std::string_view head) {
  bentocloud::HttpHeaders headers;
  std::istringstream lines{std::string(head)};
  std::string line;
  std::getline(lines, line);  // of the request, or the status
  while (std::getline(lines, line)) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::size_t value = line.find_first_not_of(" \t", colon + 1);
    const std::size_t end = line.find_last_not_of(" \t\r") + 1;
    headers.push_back(
        {line.substr(0, colon), value < end ? line.substr(value, end - value) : std::string()});
  }
  return headers;
}

std::optional<std::size_t> content_length(const bentocloud::HttpHeaders& headers) {
  const std::string* text = bentocloud::find_header(headers, "Content-Length");
  if (text == nullptr) return std::nullopt;
  std::size_t length = 0;
  const char* end = text->data() + text->size();
  const auto parsed = std::from_chars(text->data(), end, length);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return length;
}

bool parse_head(Request& request) {
  if (request.head.find(end_of_head) == std::string::npos) return false;
  std::istringstream line(request.head.substr(0, request.head.find('\r')));
  std::string version;
  std::string rest;
  line >> request.method >> request.target >> version;
  if (version.rfind("HTTP/1.", 0) != 0 || line >> rest) return false;
  request.headers = parse_headers(request.head);
  return true;
}

bool wants_close(const Request& request) {
  const std::string* connection = bentocloud::find_header(request.headers, "Connection");
  return request.head.find(" HTTP/1.0\r\n") < request.head.find('\n') ||
         (connection != nullptr && *connection == "close");
}

}  // namespace faults
