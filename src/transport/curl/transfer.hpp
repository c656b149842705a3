#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <curl/curl.h>

#include <bentocloud/curl_transport.hpp>
#include <bentocloud/error.hpp>

#include "transport/curl/shared.hpp"
#include "transport/curl/sockets.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace curl {

/// The request's headers in libcurl's form, without a copy inside libcurl; wiped at the end.
class HeaderList {
 public:
  explicit HeaderList(const HttpRequest& request);
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;
  ~HeaderList();

  [[nodiscard]] curl_slist* get() noexcept { return nodes_.data(); }

 private:
  void add(std::string_view name, std::string_view separator, std::string_view value);

  std::string text_;  // of all lines, each with a zero at its end
  std::vector<curl_slist> nodes_;
};

/// What is said, and can be done, when the process cannot open another socket.
inline constexpr const char* out_of_descriptors = "there are too many open files";
inline constexpr const char* out_of_descriptors_hint =
    "raise the limit of open files (ulimit -n), or lower ClientOptions::curl.max_idle_connections";

/// One request and its response: what libcurl's callbacks work on while a handle is at it.
class Transfer {
 public:
  /// Makes `easy`, which has the options of every request already, ready for this one. `sockets`
  /// are those that it was prepared with, as are `look_ups`, where it takes its turn for `multi`.
  Transfer(CURLM* multi, CURL* easy, const HttpRequest& request, const Deadline& deadline,
           const CurlOptions& options, Sockets& sockets, LookUps& look_ups);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  /// Leaves nothing of this request in the handle.
  ~Transfer();

  /// The options that are the same for all requests of a handle.
  static void prepare(CURL* easy, const CurlOptions& options, Sockets& sockets, Shared& shared);

  /// Whether libcurl has a session to keep, that the server of `easy` has given. To be asked each
  /// time that libcurl is about to use those of TLS.
  [[nodiscard]] static bool is_given_session(CURL* easy) noexcept;

  /// Whether libcurl was about to send the request, or has.
  [[nodiscard]] bool has_started() const noexcept { return starts_ > 0; }
  /// Whether a response of HTTP/1 has begun.
  [[nodiscard]] bool is_http1() const noexcept { return is_http1_; }
  [[nodiscard]] bool uses_tls() const noexcept { return uses_tls_; }

  /// Whether libcurl ended because too many names were being looked up. Asked once.
  [[nodiscard]] bool has_to_wait_for_names() noexcept {
    return std::exchange(is_turned_away_, false);
  }

  /// Whether libcurl ended because the connection that it wanted to reuse is not to be used again,
  /// and nothing was sent, or because that has died with a `GET`, which may be sent again. Asked
  /// once: then the handle is ready to start again. libcurl has closed that connection.
  [[nodiscard]] bool must_restart(CURLcode result) noexcept;

  /// The response, when libcurl is done. \throws Error when there is no complete one.
  [[nodiscard]] HttpResponse finish(CURLcode result);

  /// The error that ends a transfer at which libcurl is still busy.
  [[nodiscard]] Error interrupted(ErrorKind kind, std::string message);

 private:
  [[nodiscard]] ErrorDetails details(ErrorKind kind, std::string message) const;
  [[nodiscard]] Error failure(CURLcode result) const;
  [[nodiscard]] Error refusal_by_proxy() const;
  [[nodiscard]] bool is_refused_by_proxy() const noexcept;
  [[nodiscard]] bool is_unknown_authority() const noexcept;
  [[nodiscard]] bool is_reused() const noexcept;
  [[nodiscard]] long bytes_requested() const noexcept;
  [[nodiscard]] bool add_header_line(std::string_view line);
  [[nodiscard]] bool append_body(std::string_view bytes);

  static int on_look_up(void*, void*, void* self) noexcept;
  static int on_socket(void* self, curl_socket_t, curlsocktype) noexcept;
  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept;
  static int on_start(void* self, char*, char*, int, int) noexcept;
  static std::size_t on_header(char* data, std::size_t size, std::size_t count,
                               void* self) noexcept;
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) noexcept;

  CURLM* multi_;
  CURL* easy_;
  const HttpRequest& request_;
  const Deadline& deadline_;
  const CurlOptions& options_;
  Sockets& sockets_;
  LookUps& look_ups_;
  const bool uses_tls_;
  const std::size_t max_response_size_;
  int max_starts_;  // how often the request may be put on the wire
  HeaderList request_headers_;
  std::array<char, CURL_ERROR_SIZE> error_text_{};
  HttpResponse response_;
  std::size_t header_size_ = 0;
  int starts_ = 0;               // how often it was, or was about to be
  int uses_of_sessions_ = 0;     // of TLS
  int local_port_ = 0;           // of the connection
  long bytes_before_start_ = 0;  // what was sent to a proxy
  bool is_looking_up_ = false;
  bool is_turned_away_ = false;  // by `look_ups_`
  bool is_stale_ = false;        // the connection is not to be used again
  bool is_http1_ = false;
  bool status_expected_ = true;  // the next header line begins the headers of a response
  bool headers_ended_ = false;
  bool too_large_ = false;  // more came than is allowed
};

}  // namespace curl
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
