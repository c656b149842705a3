#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <bentocloud/api_token.hpp>
#include <bentocloud/cloud_client.hpp>
#include <bentocloud/export.hpp>
#include <bentocloud/timestamp.hpp>
#include <bentocloud/transport.hpp>

/// For the unit tests of programs that use the library: a second library, with no test framework in
/// it.
namespace bentocloud::testing {

/// What a fake cloud can be told.
struct FakeCloudOptions {
  /// The API token that opens this cloud; those created in it do so too, until they expire.
  std::string api_token = "fake-api-token";
  std::string user = "ada";           ///< the name of whom that token belongs to
  std::string organization = "acme";  ///< of requests that name none
  /// The most items in a page, however many are asked for.
  int max_page_size = 1000;
  /// Like Yatai: `search` is ignored. BentoCloud filters by it.
  bool ignores_search = false;
  /// Like Yatai: a missing or bad API token is answered with 403 instead of 401, an unknown uid
  /// with 400 instead of 404, and a time without a zone, as BentoML's own client sends it, with 400
  /// instead of being taken for UTC.
  bool answers_like_yatai = false;
  /// The server's clock: decides `created_at` and what has expired.
  std::function<Timestamp()> now = &bentocloud::now;
};

/// A BentoCloud in memory, as a `Transport`: checks authentication, names and uniqueness, pages,
/// searches, expires, and shows a token's value once, as the real one does. It answers what
/// `bentocloud::api_token` and `bentocloud::user` ask.
///
/// \snippet reference.cpp fake_cloud
///
/// Thread safety: all members may be called from any thread.
class BENTOCLOUD_EXPORT FakeCloud : public Transport {
 public:
  /// A cloud without tokens.
  explicit FakeCloud(FakeCloudOptions options = {});
  ~FakeCloud() override;

  /// Credentials that this cloud accepts, for a client that has it as its transport.
  [[nodiscard]] Credentials credentials() const;

  /// The tokens that exist, newest first, without their values.
  [[nodiscard]] std::vector<ApiToken> tokens() const;

  /// Answers at once.
  /// \throws Error with kind `cancelled` when the deadline's cancellation has been used.
  HttpResponse send(const HttpRequest& request, const Deadline& deadline) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bentocloud::testing
