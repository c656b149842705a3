#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <curl/curl.h>

#include <bentocloud/curl_transport.hpp>
#include <bentocloud/error.hpp>

#include "transport/curl/session.hpp"

namespace bentocloud {
namespace {

// Beyond it, a burst of threads would leave its connections behind for good.
constexpr std::size_t most_idle_sessions = 64;

void initialise_libcurl() {
  static const CURLcode result = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (result == CURLE_OK) return;
  ErrorFacts facts;
  facts.kind = ErrorKind::configuration;
  facts.outcome = Outcome::not_sent;
  facts.message = std::string("libcurl cannot be initialised: ") + curl_easy_strerror(result);
  throw Error(std::move(facts));
}

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(const CurlTransportOptions& options) : options_(options) {
    initialise_libcurl();
    idle_.reserve(most_idle_sessions);  // so that nothing can fail when one is put back
  }

  HttpResponse send(const HttpRequest& request, const Deadline& deadline) override {
    Lease session(*this);
    return session->send(request, deadline);
  }

  void send_all(const std::function<Exchange*()>& next, std::size_t concurrency) override {
    Lease session(*this);
    session->send_all(next, concurrency);
  }

 private:
  // An idle session, or a new one; put back at the end, however that comes. The last one put back
  // is the first taken, so that few connections serve where few are needed.
  class Lease {
   public:
    explicit Lease(CurlTransport& pool) : pool_(pool), session_(pool.take()) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { pool_.put_back(std::move(session_)); }

    curl::Session* operator->() const noexcept { return session_.get(); }

   private:
    CurlTransport& pool_;
    std::unique_ptr<curl::Session> session_;
  };

  std::unique_ptr<curl::Session> take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        std::unique_ptr<curl::Session> session = std::move(idle_.back());
        idle_.pop_back();
        return session;
      }
    }
    return std::make_unique<curl::Session>(options_);
  }

  void put_back(std::unique_ptr<curl::Session> session) noexcept {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < most_idle_sessions) idle_.push_back(std::move(session));
  }

  const CurlTransportOptions options_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<curl::Session>> idle_;
};

}  // namespace

std::shared_ptr<Transport> make_curl_transport(const CurlTransportOptions& options) {
  return std::make_shared<CurlTransport>(options);
}

}  // namespace bentocloud
