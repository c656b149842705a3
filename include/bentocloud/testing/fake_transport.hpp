#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include <bentocloud/error.hpp>
#include <bentocloud/export.hpp>
#include <bentocloud/transport.hpp>

namespace bentocloud::fakes {

/// A transport without a network: gives the answers that a test has queued, in order, and keeps
/// the requests that it was sent.
///
/// \snippet reference.cpp fake_transport
///
/// Thread safety: all members may be called from any thread.
class BENTOCLOUD_EXPORT FakeTransport : public Transport {
 public:
  /// What gives an answer to a request, or throws.
  using Handler = std::function<HttpResponse(const HttpRequest&, const Deadline&)>;

  /// Queues an answer.
  void answer(int status, std::string body = {}, HttpHeaders headers = {});
  /// Queues a failure: `send` throws `Error(details)`.
  void fail(ErrorDetails details);
  /// Queues a call of `handler`, without a lock held.
  void handle(Handler handler);

  /// All requests so far, the oldest first.
  [[nodiscard]] std::vector<HttpRequest> requests() const;
  /// How many queued answers are left.
  [[nodiscard]] std::size_t answers_left() const;

  /// Gives what was queued first.
  /// \throws std::logic_error when nothing is queued: the test expected fewer requests. A client
  /// makes an `Error` with its message of it.
  HttpResponse send(const HttpRequest& request, const Deadline& deadline) override;

 private:
  mutable std::mutex mutex_;
  std::deque<Handler> handlers_;
  std::vector<HttpRequest> requests_;
};

}  // namespace bentocloud::fakes
