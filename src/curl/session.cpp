#include "curl/session.hpp"

#include <algorithm>
#include <chrono>
#include <new>

#include <bentocloud/error.hpp>

#include "curl/transfer.hpp"

namespace bentocloud::curl {
namespace {

using std::chrono::milliseconds;

// How soon a cancellation is seen.
constexpr milliseconds cancellation_interval{20};
constexpr milliseconds longest_wait{1000};

// Takes the handle out of the multi again, which ends what it was doing.
class Running {
 public:
  Running(CURLM* multi, CURL* easy) : multi_(multi), easy_(easy) {
    if (curl_multi_add_handle(multi_, easy_) != CURLM_OK) throw std::bad_alloc();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() { curl_multi_remove_handle(multi_, easy_); }

 private:
  CURLM* multi_;
  CURL* easy_;
};

// Something is wrong with libcurl itself, or with the memory.
void require(CURLMcode code, Transfer& transfer) {
  if (code != CURLM_OK) {
    throw transfer.interrupted(ErrorKind::transport, curl_multi_strerror(code));
  }
}

milliseconds time_left(const Deadline& deadline) {
  return std::chrono::ceil<milliseconds>(deadline.remaining());
}

}  // namespace

Session::Session(const CurlTransportOptions& options)
    : options_(options), multi_(curl_multi_init()), easy_(curl_easy_init()) {
  if (!multi_ || !easy_) throw std::bad_alloc();
  Transfer::prepare(easy_.get(), options_);
}

HttpResponse Session::send(const HttpRequest& request, const Deadline& deadline) {
  Transfer transfer(easy_.get(), request, deadline, options_);
  const Running running(multi_.get(), easy_.get());
  return transfer.finish(run(transfer, deadline));
}

CURLcode Session::run(Transfer& transfer, const Deadline& deadline) {
  const milliseconds longest = deadline.cancellation() ? cancellation_interval : longest_wait;
  for (;;) {
    int busy = 0;
    require(curl_multi_perform(multi_.get(), &busy), transfer);
    const CURLMsg* message = nullptr;
    if (busy == 0) {
      int messages = 0;
      message = curl_multi_info_read(multi_.get(), &messages);
      if (message == nullptr) return CURLE_OUT_OF_MEMORY;
      // What came in time is an answer, even if time is up now.
      if (message->data.result != CURLE_ABORTED_BY_CALLBACK) return message->data.result;
    }
    if (deadline.cancelled()) throw transfer.interrupted(ErrorKind::cancelled, "cancelled");
    const milliseconds left = time_left(deadline);
    if (left == milliseconds::zero()) throw transfer.interrupted(ErrorKind::timeout, "timed out");
    if (message != nullptr) return message->data.result;

    const auto wait = static_cast<int>((std::min)(left, longest).count());
    require(curl_multi_poll(multi_.get(), nullptr, 0, wait, nullptr), transfer);
  }
}

}  // namespace bentocloud::curl
