#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include <curl/curl.h>

#include <bentocloud/curl_transport.hpp>

namespace bentocloud::curl {

struct MultiDeleter {
  void operator()(CURLM* multi) const noexcept { curl_multi_cleanup(multi); }
};
struct EasyDeleter {
  void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
};

/// Handles of libcurl with the connections that they keep alive. Used by one thread at a time.
///
/// They are driven through the multi interface: only there can several requests be under way at
/// once, and only there can waiting be interrupted (the easy interface looks up about once a
/// second).
class Session {
 public:
  /// `options` must outlive the session.
  explicit Session(const CurlTransportOptions& options);

  /// As those of `Transport`. Can be used again after an exception.
  HttpResponse send(const HttpRequest& request, const Deadline& deadline);
  void send_all(const std::function<Exchange*()>& next, std::size_t concurrency);

 private:
  class Batch;

  CURL* add_handle();

  const CurlTransportOptions& options_;
  std::unique_ptr<CURLM, MultiDeleter> multi_;
  std::vector<std::unique_ptr<CURL, EasyDeleter>> handles_;  // they go before the multi
};

}  // namespace bentocloud::curl
