#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <bentocloud/api_token.hpp>
#include <bentocloud/error.hpp>
#include <bentocloud/export.hpp>
#include <bentocloud/transport.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace fakes {

/// A transport without a network: returns the responses that a test has queued, in order, and keeps
/// the requests that it received.
///
/// \snippet reference.cpp fake_transport
///
/// Thread safety: all members may be called from any thread.
class BENTOCLOUD_EXPORT FakeTransport : public Transport {
 public:
  /// Returns the response to a request, or throws.
  using Handler = std::function<HttpResponse(const HttpRequest&, const Deadline&)>;

  /// \{
  /// Queues a response.
  void respond(int status, HttpHeaders headers = {}, std::string body = {});
  template <class Text, class = std::enable_if_t<std::is_convertible_v<Text, std::string_view>>>
  void respond(int status, const Text& body) {
    respond(status, {}, std::string(std::string_view(body)));
  }
  /// \}
  /// Queues the token as the server sends it, with status 200; its value too, if it has one.
  void respond(const ApiToken& token);
  /// Queues a list of these tokens alone, with status 200, without their values.
  void respond(const std::vector<ApiToken>& tokens);
  /// There is none: headers in the place of the body would be taken for the two ends of a string.
  void respond(int status, HttpHeaders headers, HttpHeaders body) = delete;
  /// Queues a failure: `send` throws `Error(details)`.
  void fail(ErrorDetails details);
  /// Queues a call of `handler`, without a lock held.
  void handle(Handler handler);

  /// All requests so far, the oldest first.
  [[nodiscard]] std::vector<HttpRequest> requests() const;
  /// How many queued responses are left.
  [[nodiscard]] std::size_t responses_left() const;

  /// Takes what was queued first.
  /// \throws std::logic_error when nothing is queued: the test expected fewer requests. A client
  /// makes an `Error` with its message of it.
  HttpResponse send(const HttpRequest& request, const Deadline& deadline) override;

 private:
  mutable std::mutex mutex_;
  std::deque<Handler> handlers_;
  std::vector<HttpRequest> requests_;
};

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
