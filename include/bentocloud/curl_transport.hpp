#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <tuple>

#include <bentocloud/export.hpp>
#include <bentocloud/secret.hpp>
#include <bentocloud/transport.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// Options of libcurl, for `ClientOptions::curl` and `make_curl_transport`.
struct CurlOptions {
  /// How long name look-up, TCP and TLS of one attempt may take; the deadline of the call bounds it
  /// too.
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);
  /// PEM file of the certificate authorities to trust instead of the system's. Empty: that of the
  /// environment variable `SSL_CERT_FILE`; else the folder of `SSL_CERT_DIR`, with file names as
  /// OpenSSL's `rehash` gives them; else the system's.
  std::string ca_file{};
  /// PEM file of the certificate, with those that lead to its authority, by which the server is to
  /// know this client (mutual TLS), and of its private key. Empty: none.
  std::string client_certificate{};
  std::string client_key{};      ///< PEM file of that certificate's private key
  Secret client_key_password{};  ///< empty when the key is not encrypted
  /// A connection that was idle for longer is not used again. Many servers and load balancers close
  /// theirs after 60 s or 75 s, and some firewalls forget them without a word.
  std::chrono::seconds max_idle_time{50};
  /// How many idle connections a client keeps open, those of all threads together. What is more is
  /// closed, and so is the connection of a create, which is never used again; libcurl 8 closes that
  /// over TLS with its next call.
  std::size_t max_idle_connections = 16;
  /// The proxy to go through, such as `http://proxy.example:3128`, instead of those that the
  /// environment names; `NO_PROXY` is obeyed still. It may not hold a user or a password.
  std::string proxy{};
  std::string proxy_user{};  ///< for `proxy` alone
  Secret proxy_password{};   ///< for `proxy` alone
  /// Goes to the server directly, whatever is said of a proxy here or in the environment. A client
  /// whose endpoint is this machine sets it: plain HTTP is safe on loopback, but not by way of a
  /// proxy.
  bool ignore_proxy = false;

  /// \{
  /// Compares every member.
  friend bool operator==(const CurlOptions& left, const CurlOptions& right) {
    const auto members = [](const CurlOptions& options) {
      return std::tie(options.connect_timeout, options.ca_file, options.client_certificate,
                      options.client_key, options.client_key_password, options.max_idle_time,
                      options.max_idle_connections, options.proxy, options.proxy_user,
                      options.proxy_password, options.ignore_proxy);
    };
    return members(left) == members(right);
  }
  friend bool operator!=(const CurlOptions& left, const CurlOptions& right) {
    return !(left == right);
  }
  /// \}
};

/// The transport that a `CloudClient` makes for itself: the system's libcurl.
///
/// Connections are kept alive and reused, responses may be compressed, HTTP/2 is spoken over TLS
/// where the server offers it, TLS is 1.2 or newer with verification always on, and the proxy
/// variables of the environment are obeyed unless the options name a proxy, except to reach this
/// machine itself. A `POST` goes out
/// on a connection of its own, because libcurl repeats a request whose reused connection turns out
/// to be dead.
///
/// A connection of HTTP/1.1 that the server has closed while it was idle, or on which it has sent
/// something that nobody asked for, is not used again: the request goes out on a new one, within
/// the same attempt. After a failure no older connection of HTTP/1.1 is used again. HTTP/2 is left
/// to libcurl.
///
/// Each thread that calls has connections of its own. When they are idle, a client keeps at most
/// `CurlOptions::max_idle_connections` of all, and with each at most two descriptors more, which
/// libcurl wakes up by; so 48 descriptors by default. A process that has no descriptor left gets an
/// `Error` of kind `transport` which says so. A process that is forked has connections of its own.
///
/// What the threads of a client share is the addresses of names, and the TLS sessions that the
/// server lets it resume: of the connections that a client opens one after the other, the first
/// alone has a full handshake. When many are opened at once, libcurl before 8.12 waits for the
/// first one's session, for a second at most, and the others resume it; libcurl from 8.12 on uses a
/// session for one connection at a time, so of those only as many resume as there are sessions.
///
/// Deadlines and cancellations depend on libcurl's telling the time while it reads. An HTTP/2
/// server that floods with frames of WINDOW_UPDATE, PRIORITY or empty DATA keeps libcurl 7.88 from
/// that for as long as it floods, and with PRIORITY 8.14 as well; 8.21 is not kept by any of them.
///
/// A proxy that requires authentication (407) is an error of kind `transport` which is not retried
/// and names the proxy.
///
/// The caller's thread does the work; each call takes an idle handle, or makes one, and puts it
/// back. Nothing has to be initialised before or cleaned up after.
///
/// \snippet reference.cpp make_curl_transport
///
/// Thread safety: may be called from any thread, and so may the transport.
///
/// \returns a transport, never null.
/// \throws Error with kind `configuration` when libcurl cannot be initialised, or when options
/// contradict each other. A file that cannot be read is an error of the first request.
[[nodiscard]] BENTOCLOUD_EXPORT std::shared_ptr<Transport> make_curl_transport(
    const CurlOptions& options = {});

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
