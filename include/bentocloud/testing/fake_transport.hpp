#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include <bentocloud/error.hpp>
#include <bentocloud/export.hpp>
#include <bentocloud/transport.hpp>

namespace bentocloud::testing {

/// A transport without a network: gives the answers that a test has queued, in order, and keeps
/// the requests that it was sent.
///
/// \code
/// auto transport = std::make_shared<FakeTransport>();
/// transport->answer(503);
/// transport->answer(200, R"({"uid": …})");
/// CloudClient client({"https://cloud.example.com", Secret("key")}, {}, transport);
/// \endcode
///
/// Thread safety: all members may be called from any thread.
class BENTOCLOUD_EXPORT FakeTransport : public Transport {
 public:
  using Handler = std::function<HttpResponse(const HttpRequest&, const Deadline&)>;

  void answer(int status, std::string body = {}, HttpHeaders headers = {});
  /// Throws `Error(facts)` instead of an answer.
  void fail(ErrorFacts facts);
  /// Calls `handler`, without a lock held.
  void handle(Handler handler);

  /// All requests so far, the oldest first.
  [[nodiscard]] std::vector<HttpRequest> requests() const;
  /// How many queued answers are left.
  [[nodiscard]] std::size_t answers_left() const;

  /// \throws std::logic_error when nothing is queued: the test expected fewer requests.
  HttpResponse send(const HttpRequest& request, const Deadline& deadline) override;

 private:
  mutable std::mutex mutex_;
  std::deque<Handler> handlers_;
  std::vector<HttpRequest> requests_;
};

}  // namespace bentocloud::testing
