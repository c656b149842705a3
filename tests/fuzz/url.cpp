// Endpoints and encoded path segments, against libcurl's own parser: where the two disagree, the
// API token could go to another host than the one that was checked.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <curl/curl.h>

#include <bentocloud/error.hpp>

#include "base/text.hpp"
#include "client/endpoint.hpp"
#include "require.hpp"

namespace {

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  const std::unique_ptr<char, decltype(&curl_free)> owner(text, &curl_free);
  return text;
}

// libcurl rewrites addresses: 127.1 and 0x7f.1 become 127.0.0.1. Names it leaves alone.
bool is_address(std::string_view host) {
  const bool is_ipv6 = host.rfind('[', 0) == 0;
  return is_ipv6 || host.find_first_not_of("0123456789abcdefABCDEFxX.") == std::string_view::npos;
}

std::string_view host_of(std::string_view url) {
  const std::string_view authority = url.substr(url.find("://") + 3);
  const bool is_ipv6 = authority.rfind('[', 0) == 0;
  return authority.substr(0, is_ipv6 ? authority.find(']') + 1 : authority.find_first_of(":/"));
}

void compare_with_libcurl(const bentocloud::Endpoint& endpoint, const std::string& segment) {
  const std::string text = endpoint.url + '/' + segment;
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return;
  const std::string host = part_of(url.get(), CURLUPART_HOST);
  const bool is_local = bentocloud::equals_ignoring_case(host, "localhost") || host == "[::1]" ||
                        host.rfind("127.", 0) == 0;
  require(is_address(host_of(endpoint.url)) ||
              bentocloud::equals_ignoring_case(host, host_of(endpoint.url)),
          "the host that was checked");
  require(!endpoint.is_loopback || is_local, "what we take for this machine is it for libcurl too");
  require(part_of(url.get(), CURLUPART_USER).empty(), "no user info");
  require(part_of(url.get(), CURLUPART_QUERY).empty(), "no query");
  require(part_of(url.get(), CURLUPART_FRAGMENT).empty(), "no fragment");
  const std::string path = part_of(url.get(), CURLUPART_PATH);
  require(path.size() > segment.size() &&
              path.compare(path.size() - segment.size(), std::string::npos, segment) == 0,
          "the path ends with the segment");
}

}  // namespace

// The first line is the endpoint, what follows is a uid.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string_view first_line = text.substr(0, text.find('\n'));
  const std::string_view uid = text.substr((std::min)(size, first_line.size() + 1));

  const std::string segment = bentocloud::percent_encode(uid);
  require(segment.find_first_of("/?#[]@:;&=+ \\\r\n") == std::string::npos &&
              segment.find('\0') == std::string::npos,
          "one segment of a path");
  try {
    const bentocloud::Endpoint endpoint = bentocloud::parse_endpoint(first_line);
    require(bentocloud::parse_endpoint(endpoint.url).url == endpoint.url, "the same again");
    // The client refuses these.
    if (!uid.empty() && uid != "." && uid != "..") compare_with_libcurl(endpoint, segment);
  } catch (const bentocloud::Error& error) {
    require(error.kind() == bentocloud::ErrorKind::configuration, "refused as it should be");
  }
  return 0;
}
