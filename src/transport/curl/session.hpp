#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include <curl/curl.h>

#include <bentocloud/curl_transport.hpp>

#include "transport/curl/shared.hpp"
#include "transport/curl/sockets.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace curl {

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
  /// `options` must outlive the session. `shared` is not null.
  Session(const CurlOptions& options, std::shared_ptr<Shared> shared);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  /// How many connections it keeps alive: more than the options say only when many of a batch's
  /// last requests end at once, for libcurl closes one for each that becomes idle.
  [[nodiscard]] std::size_t connections() const noexcept { return sockets_.count(); }
  /// Whether this process was forked from the one that made the session. Not to be used then, for
  /// its connections are the other's, too; it ends without a word to the server.
  [[nodiscard]] bool is_inherited() const noexcept { return sockets_.is_inherited(); }

  /// As those of `Transport`. Can be used again after an exception.
  HttpResponse send(const HttpRequest& request, const Deadline& deadline);
  void send_all(const Transport::Next& next, std::size_t concurrency);

 private:
  class TransferBatch;
  enum class Protocol { unknown, http1, http2 };  // what was spoken last over TLS

  CURL* add_handle();

  const CurlOptions& options_;
  const std::shared_ptr<Shared> shared_;
  Sockets sockets_{shared_->failures()};  // outlive the connections
  Protocol protocol_ = Protocol::unknown;
  std::unique_ptr<CURLM, MultiDeleter> multi_;
  std::vector<std::unique_ptr<CURL, EasyDeleter>> handles_;  // they go before the multi
};

}  // namespace curl
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
