#pragma once

#include <string>

#include <curl/curl.h>

#include <bentocloud/curl_transport.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace curl {

/// \throws Error with kind `configuration` when libcurl has refused an option.
void require(CURLcode result);

template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
  require(curl_easy_setopt(easy, option, value));
}

/// Sets what is the same for all requests of a handle.
void set_options(CURL* easy, const CurlOptions& options);

/// The host and port of the proxy that requests go through, and what has named it, for a message.
[[nodiscard]] std::string name_of_proxy(const CurlOptions& options, bool uses_tls);

}  // namespace curl
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
