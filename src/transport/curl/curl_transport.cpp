#include <algorithm>
#include <iterator>
#include <list>
#include <memory>
#include <mutex>
#include <utility>

#include <curl/curl.h>

#include <bentocloud/curl_transport.hpp>
#include <bentocloud/error.hpp>

#include "transport/curl/session.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace {

void initialise_libcurl() {
  static const CURLcode result = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (result == CURLE_OK) return;
  throw Error(ErrorKind::configuration,
              std::string("libcurl cannot be initialised: ") + curl_easy_strerror(result));
}

// Nothing of a proxy's URL is quoted, for it may be the password.
void require_consistent(const CurlOptions& options) {
  if (options.proxy.find('@') != std::string::npos) {
    throw Error(ErrorKind::configuration, "curl.proxy holds a user or a password",
                "set curl.proxy_user and curl.proxy_password");
  }
  const bool has_user = !options.proxy_user.empty();
  if ((has_user && options.proxy.empty()) || (!options.proxy_password.empty() && !has_user)) {
    throw Error(ErrorKind::configuration, "curl.proxy or curl.proxy_user is missing",
                "set what is missing, or neither user nor password");
  }
  if (options.client_certificate.empty() != options.client_key.empty()) {
    throw Error(ErrorKind::configuration,
                "one of curl.client_certificate and curl.client_key is missing",
                "set both; they may name the same file");
  }
}

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(const CurlOptions& options) : options_(options) {
    require_consistent(options);
    initialise_libcurl();
    shared_ = std::make_shared<curl::Shared>();
  }

  HttpResponse send(const HttpRequest& request, const Deadline& deadline) override {
    Lease session(*this);
    return session->send(request, deadline);
  }

  void send_all(const Next& next, std::size_t concurrency) override {
    Lease session(*this);
    session->send_all(next, concurrency);
  }

 private:
  using Sessions = std::list<curl::Session>;  // to move one takes no memory, and cannot fail

  // An idle session, or a new one; put back at the end, however that comes. The last one put back
  // is the first taken, so that few connections serve where few are needed.
  class Lease {
   public:
    explicit Lease(CurlTransport& pool) : pool_(pool), session_(pool.take()) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { pool_.put_back(std::move(session_)); }

    curl::Session* operator->() noexcept { return &session_.front(); }

   private:
    CurlTransport& pool_;
    Sessions session_;
  };

  Sessions take() {
    Sessions session;
    Sessions inherited;  // by this process, which was forked
    std::shared_ptr<curl::Shared> shared;
    {
      const std::lock_guard lock(mutex_);
      if (shared_->is_inherited()) {
        inherited.swap(idle_);
        shared_ = std::make_shared<curl::Shared>();
      }
      if (!idle_.empty()) session.splice(session.end(), idle_, std::prev(idle_.end()));
      shared = shared_;
    }
    if (session.empty()) session.emplace_back(options_, std::move(shared));
    return session;
  }

  // Those that were idle for longest have to go when there are too many connections.
  void put_back(Sessions session) noexcept {
    Sessions surplus;
    const std::lock_guard lock(mutex_);
    idle_.splice(idle_.end(), session);
    std::size_t connections = 0;
    auto kept = idle_.end();
    while (kept != idle_.begin()) {
      connections += (std::max)(std::prev(kept)->connections(), std::size_t{1});
      if (connections > options_.max_idle_connections) break;
      --kept;
    }
    surplus.splice(surplus.end(), idle_, idle_.begin(), kept);
  }

  const CurlOptions options_;
  std::mutex mutex_;
  std::shared_ptr<curl::Shared> shared_;
  Sessions idle_;
};

}  // namespace

std::shared_ptr<Transport> make_curl_transport(const CurlOptions& options) {
  return std::make_shared<CurlTransport>(options);
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
