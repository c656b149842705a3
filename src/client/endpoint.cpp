#include "client/endpoint.hpp"

#include <algorithm>

#include <bentocloud/error.hpp>

#include "base/text.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

[[noreturn]] void refuse(std::string_view url, std::string_view why) {
  std::string message = "the endpoint ";
  // What stands before an @ may be a password, and what has no scheme an API token.
  const std::size_t at = url.rfind('@');
  if (url.find("://") != std::string_view::npos) {
    message += in_quotes(at == std::string_view::npos ? url : url.substr(at + 1)) + ' ';
  }
  message.append(why);
  throw Error(ErrorKind::configuration, std::move(message),
              "it should look like https://cloud.bentoml.com");
}

bool has_only(std::string_view text, std::initializer_list<std::string_view> sets) {
  return std::all_of(text.begin(), text.end(), [&](char character) {
    return std::any_of(sets.begin(), sets.end(), [character](std::string_view set) {
      return set.find(character) != std::string_view::npos;
    });
  });
}

// Cuts `text` before the first `separator`, and returns what stood there.
std::string_view take_until(std::string_view& text, char separator) {
  const std::string_view front = text.substr(0, text.find(separator));
  text.remove_prefix(front.size());
  return front;
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 && has_only(text, {digits}) &&
         std::stoi(std::string(text)) >= 1 && std::stoi(std::string(text)) <= 65535;
}

bool is_host(std::string_view host) {
  const bool is_ipv6 = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (is_ipv6) return has_only(host.substr(1, host.size() - 2), {digits, "abcdefABCDEF:."});
  return !host.empty() && has_only(host, {letters, digits, "-._"});
}

// Only the plain forms: 127.0.0.1 is loopback, and the likes of 127.1 or 0177.0.0.1 are not.
bool is_loopback_ipv4(std::string_view host) {
  constexpr int parts = 4;
  for (int part = 1; part <= parts; ++part) {
    const std::string_view number = take_until(host, '.');
    if (number.empty() || number.size() > 3 || !has_only(number, {digits})) return false;
    if (number.size() > 1 && number.front() == '0') return false;
    if (std::stoi(std::string(number)) > 255 || (part == 1 && number != "127")) return false;
    if (part < parts && host.empty()) return false;
    if (part < parts) host.remove_prefix(1);
  }
  return host.empty();
}

// Whether `segment` is `.` or `..`, also when a dot is written as %2E, which some take for a dot.
bool is_dots(std::string_view segment) {
  std::size_t dots = 0;
  while (!segment.empty()) {
    const bool is_encoded = equals_ignoring_case(segment.substr(0, 3), "%2e");
    if (!is_encoded && segment.front() != '.') return false;
    segment.remove_prefix(is_encoded ? 3 : 1);
    ++dots;
  }
  return dots == 1 || dots == 2;
}

// Why a URL cannot have this path; null when it can.
const char* path_problem(std::string_view path) {
  if (!has_only(path, {letters, digits, "-._~/!$&'()*+,;=:%"})) {
    return "has no valid path: a character in it has to be percent-encoded";
  }
  for (std::size_t at = path.find('%'); at != std::string_view::npos; at = path.find('%', at + 1)) {
    const std::string_view code = path.substr(at + 1, 2);
    if (code.size() < 2 || !has_only(code, {digits, "abcdefABCDEF"})) {
      return "has no valid path: a % in it does not begin a percent-encoded byte";
    }
  }
  while (!path.empty()) {
    path.remove_prefix(1);
    if (is_dots(take_until(path, '/'))) return "has no valid path: a segment of it is . or ..";
  }
  return nullptr;
}

}  // namespace

Endpoint parse_endpoint(std::string_view url) {
  Endpoint endpoint;
  std::string_view rest = url;
  const std::size_t scheme_end = rest.find("://");
  const std::string_view scheme = rest.substr(0, scheme_end);
  endpoint.is_https = equals_ignoring_case(scheme, "https");
  if (scheme_end == std::string_view::npos ||
      (!endpoint.is_https && !equals_ignoring_case(scheme, "http"))) {
    refuse(url, "does not begin with https://");
  }
  rest.remove_prefix(scheme_end + 3);
  if (rest.find('?') != std::string_view::npos) refuse(url, "has a query");
  if (rest.find('#') != std::string_view::npos) refuse(url, "has a fragment");

  const std::string_view authority = take_until(rest, '/');
  if (authority.find('@') != std::string_view::npos) refuse(url, "has user info");
  // A colon may also be part of an IPv6 address.
  std::size_t colon = authority.rfind(':');
  if (authority.find(']', colon) != std::string_view::npos) colon = std::string_view::npos;
  const std::string_view host = authority.substr(0, colon);
  if (!is_host(host)) refuse(url, "has no valid host");
  if (colon != std::string_view::npos && !is_port(authority.substr(colon + 1))) {
    refuse(url, "has no valid port");
  }

  while (!rest.empty() && rest.back() == '/') rest.remove_suffix(1);
  if (const char* problem = path_problem(rest)) refuse(url, problem);
  endpoint.is_loopback =
      equals_ignoring_case(host, "localhost") || host == "[::1]" || is_loopback_ipv4(host);
  endpoint.url =
      (endpoint.is_https ? "https://" : "http://") + std::string(authority) + std::string(rest);
  return endpoint;
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
