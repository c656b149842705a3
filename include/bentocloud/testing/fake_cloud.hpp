#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <bentocloud/api_token.hpp>
#include <bentocloud/cloud_client.hpp>
#include <bentocloud/export.hpp>
#include <bentocloud/timestamp.hpp>
#include <bentocloud/transport.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
/// For the tests of programs that use the library: a second library (the CMake target
/// `bentocloud::testing`), without a test framework in it.
namespace fakes {

/// Options of a `FakeCloud`.
struct FakeCloudOptions {
  /// The API token that opens this cloud, with all scopes; those created in it do so too, until
  /// they expire.
  std::string api_token = "fake-api-token";
  std::string user = "ada";           ///< the name of the user that it belongs to
  std::string organization = "acme";  ///< that of requests which name none
  /// The organizations that exist besides. Requests that name another one get a 404 with an empty
  /// body.
  std::vector<std::string> other_organizations{};
  /// The most items in a page, however many are asked for. 0: no limit.
  int max_page_size = 0;
  /// Whether the cloud is a Yatai, the open-source server that BentoCloud grew out of. It responds
  /// as a real one that was recorded: a missing or bad API token gets 403 instead of 401, a time
  /// without a zone (as BentoML's own client sends it) 400 instead of being taken for UTC, and
  /// tokens have no `is_api_token`, `is_organization_token` and `is_global_access`.
  bool like_yatai = false;
  /// Whether `search` has no effect. Not set: as `like_yatai`, for BentoCloud filters by name.
  std::optional<bool> ignores_search{};
  /// Whether a token created in this cloud gets 403 for a call that its scopes do not allow. `api`
  /// allows every call; `read_organization`, `write_organization` or `operate_organization` allow
  /// those that change nothing, and the last two the others; the current user takes none. Not set:
  /// as `like_yatai`.
  std::optional<bool> checks_scopes{};
  /// The server's clock: decides `created_at` and what has expired. A `FakeClock` can be one.
  std::function<Timestamp()> now = &bentocloud::now;
};

/// A BentoCloud in memory, as a `Transport`: checks authentication, names and uniqueness, pages,
/// searches, expires, and shows a token's value once, as the real one does. It has the calls that
/// `bentocloud::api_token`, `bentocloud::user` and `bentocloud::organization` make, and those of
/// `bentoml cloud login`: for its login by browser it has the page that confirms it. Where nothing
/// is known of BentoCloud itself, it responds as Yatai does: every path outside `/api/` is a web
/// page with status 200, and an unknown one below it a 404 that says so.
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

  /// Adds a token as it is, expired ones too, and without any check. Made up are an empty `uid`, a
  /// `created_at` of 0, and an absent `updated_at`, `user` (whom the credentials belong to),
  /// `organization` (the default one) and `token`.
  /// \returns the token, with its value.
  ApiToken add(ApiToken token);

  /// The tokens that exist, of all users and organizations, newest first, without their values.
  [[nodiscard]] std::vector<ApiToken> tokens() const;

  /// \{
  /// Lets the next `count` requests fail before the cloud acts on them, after those that were told
  /// to fail before: with a response, or with `Error(failure)`. A `LocalCloud` closes the
  /// connection instead of throwing.
  void fail_next(int count, int status, HttpHeaders headers = {}, std::string body = {});
  void fail_next(int count, ErrorDetails failure);
  /// \}

  /// All requests so far, the oldest first; those that failed, too. Of more than 10,000 the newest.
  [[nodiscard]] std::vector<HttpRequest> requests() const;

  /// Responds at once.
  /// \throws what `fail_next` said, and Error with kind `cancelled` when the deadline's
  /// cancellation has been used.
  HttpResponse send(const HttpRequest& request, const Deadline& deadline) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
