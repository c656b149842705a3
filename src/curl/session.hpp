#pragma once

#include <memory>

#include <curl/curl.h>

#include <bentocloud/curl_transport.hpp>

namespace bentocloud::curl {

class Transfer;

struct MultiDeleter {
  void operator()(CURLM* multi) const noexcept { curl_multi_cleanup(multi); }
};
struct EasyDeleter {
  void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
};

/// A handle of libcurl with the connections that it keeps alive. Used by one thread at a time.
///
/// It is driven through the multi interface, for only there can waiting be interrupted: the easy
/// interface looks up about once a second.
class Session {
 public:
  /// `options` must outlive the session.
  explicit Session(const CurlTransportOptions& options);

  /// As `Transport::send`. Can be used again after an exception.
  HttpResponse send(const HttpRequest& request, const Deadline& deadline);

 private:
  CURLcode run(Transfer& transfer, const Deadline& deadline);

  const CurlTransportOptions& options_;
  std::unique_ptr<CURLM, MultiDeleter> multi_;
  std::unique_ptr<CURL, EasyDeleter> easy_;  // goes before the multi
};

}  // namespace bentocloud::curl
