#include "transport/curl/handle_options.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <climits>
#include <cstdlib>
#include <string_view>

#include <bentocloud/error.hpp>

#include "base/text.hpp"
#include "base/wipe.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace curl {
namespace {

long in_milliseconds(std::chrono::milliseconds duration) {
  // Zero would mean forever to libcurl.
  return static_cast<long>(
      std::clamp<std::chrono::milliseconds::rep>(duration.count(), 1, INT_MAX));
}

long in_seconds(std::chrono::seconds duration) {
  // Zero would mean forever to libcurl.
  return static_cast<long>(std::clamp<std::chrono::seconds::rep>(duration.count(), 1, INT_MAX));
}

// Without what may be a password.
std::string host_of_proxy(std::string_view url, std::string_view origin) {
  if (const std::size_t at = url.rfind('@'); at != std::string_view::npos) {
    url.remove_prefix(at + 1);
  } else if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) {
    url.remove_prefix(scheme + 3);
  }
  constexpr std::size_t max_length = 200;
  return ' ' + printable(url.substr(0, url.find('/')), max_length) + " (of " + std::string(origin) +
         ')';
}

// From 8.17 on, libcurl takes no folder for its default one, which is the system's. OpenSSL finds
// nothing within a file.
const char* no_folder(const std::string& file) {
  const curl_version_info_data& libcurl = *curl_version_info(CURLVERSION_NOW);
  const bool is_openssl = libcurl.ssl_version != nullptr &&
                          std::string_view(libcurl.ssl_version).substr(0, 7) == "OpenSSL";
  return libcurl.version_num >= 0x081100 && is_openssl ? file.c_str() : nullptr;
}

// The authorities of the option, or of the variables that OpenSSL and Python's client obey.
void trust(CURL* easy, std::string file) {
  const char* const folder = std::getenv("SSL_CERT_DIR");
  if (file.empty()) {
    const char* const variable = std::getenv("SSL_CERT_FILE");
    if (variable != nullptr) file = variable;
  }
  if (!file.empty()) {
    set(easy, CURLOPT_CAINFO, file.c_str());
    curl_easy_setopt(easy, CURLOPT_CAPATH, no_folder(file));  // Schannel knows of no folders
  } else if (folder != nullptr && *folder != '\0') {
    set(easy, CURLOPT_CAPATH, folder);
    set(easy, CURLOPT_CAINFO, static_cast<const char*>(nullptr));
  }
}

void set_secret(CURL* easy, CURLoption option, const Secret& secret) {
  std::string text;
  const WipeAtExit wipe_text(text);
  text = secret.reveal();
  set(easy, option, text.c_str());
}

void identify(CURL* easy, const CurlOptions& options) {
  set(easy, CURLOPT_SSLCERT, options.client_certificate.c_str());
  set(easy, CURLOPT_SSLKEY, options.client_key.c_str());
  // Without one, OpenSSL would ask the terminal for that of an encrypted key.
  set_secret(easy, CURLOPT_KEYPASSWD, options.client_key_password);
}

void go_through_proxy(CURL* easy, const CurlOptions& options) {
  set(easy, CURLOPT_PROXY, options.proxy.c_str());
  if (options.proxy_user.empty()) return;
  set(easy, CURLOPT_PROXYUSERNAME, options.proxy_user.c_str());
  set_secret(easy, CURLOPT_PROXYPASSWORD, options.proxy_password);
}

}  // namespace

void require(CURLcode result) {
  if (result == CURLE_OK) return;
  throw Error(ErrorKind::configuration,
              std::string("libcurl cannot be set up: ") + curl_easy_strerror(result));
}

void set_options(CURL* easy, const CurlOptions& options) {
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);
#if LIBCURL_VERSION_NUM >= 0x075500
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
  set(easy, CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
#if LIBCURL_VERSION_NUM >= 0x075700
  // Or else a name server that does not respond would hold up the end of a call.
  set(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
  set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  set(easy, CURLOPT_ACCEPT_ENCODING, "");  // all that libcurl can undo
  set(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  set(easy, CURLOPT_HEADEROPT,
      static_cast<long>(CURLHEADER_SEPARATE));  // a proxy gets none of ours
  set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, in_milliseconds(options.connect_timeout));
  set(easy, CURLOPT_MAXAGE_CONN, in_seconds(options.max_idle_time));
  trust(easy, options.ca_file);
  if (!options.client_certificate.empty()) identify(easy, options);
  if (!options.proxy.empty()) go_through_proxy(easy, options);
  if (options.ignore_proxy) set(easy, CURLOPT_NOPROXY, "*");
}

std::string name_of_proxy(const CurlOptions& options, bool uses_tls) {
  if (!options.proxy.empty()) return host_of_proxy(options.proxy, "ClientOptions::curl.proxy");
  // In libcurl's order.
  constexpr std::array<const char*, 4> for_tls = {"https_proxy", "HTTPS_PROXY", "all_proxy",
                                                  "ALL_PROXY"};
  constexpr std::array<const char*, 3> for_plain = {"http_proxy", "all_proxy", "ALL_PROXY"};
  const char* const* const names = uses_tls ? for_tls.data() : for_plain.data();
  const std::size_t count = uses_tls ? for_tls.size() : for_plain.size();
  for (std::size_t i = 0; i < count; ++i) {
    const char* const value = std::getenv(names[i]);
    if (value == nullptr || *value == '\0') continue;
    return host_of_proxy(value, names[i]);
  }
  return {};
}

}  // namespace curl
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
