#pragma once

#include <cstddef>
#include <iosfwd>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <bentocloud/cloud_client.hpp>
#include <bentocloud/export.hpp>
#include <bentocloud/secret.hpp>
#include <bentocloud/timestamp.hpp>

namespace bentocloud {

/// What a token may be allowed to do. The set is open: any other text is passed on as it is.
namespace scope {
inline constexpr const char* api = "api";
inline constexpr const char* read_organization = "read_organization";
inline constexpr const char* write_organization = "write_organization";
inline constexpr const char* read_cluster = "read_cluster";
inline constexpr const char* write_cluster = "write_cluster";
}  // namespace scope

struct Label {
  std::string key;
  std::string value;
};

/// Who made a token.
struct User {
  std::string uid;
  std::string name;
  std::string resource_type;
  std::vector<Label> labels;
  std::optional<Timestamp> created_at;
  std::optional<Timestamp> updated_at;
  std::optional<Timestamp> deleted_at;
  std::string email;
  std::string first_name;
  std::string last_name;
};

/// Whom a token acts for.
struct Organization {
  std::string uid;
  std::string name;
  std::string resource_type;
  std::vector<Label> labels;
  std::optional<Timestamp> created_at;
  std::optional<Timestamp> updated_at;
  std::optional<Timestamp> deleted_at;
  std::string description;
};

/// An API token, as the server describes it. A plain value.
struct ApiToken {
  std::string uid;   ///< opaque; what `get`, `update` and `remove` take
  std::string name;  ///< unique for its user and organization
  std::string resource_type;
  std::vector<Label> labels;
  Timestamp created_at{};
  std::optional<Timestamp> updated_at;
  std::optional<Timestamp> deleted_at;
  std::string description;
  std::vector<std::string> scopes;  ///< see `bentocloud::scope`
  std::optional<User> user;
  std::optional<Organization> organization;
  std::optional<Timestamp> expired_at;    ///< none: never expires
  std::optional<Timestamp> last_used_at;  ///< none: never used
  bool is_expired = false;
  bool is_api_token = true;
  bool is_organization_token = false;
  bool is_global_access = false;
  std::optional<Secret> token;  ///< only in what `create` returns

  /// The name of `user`; empty when there is none.
  [[nodiscard]] std::string_view created_by() const noexcept {
    return user ? std::string_view(user->name) : std::string_view();
  }
};

[[nodiscard]] BENTOCLOUD_EXPORT bool operator==(const Label& left, const Label& right);
[[nodiscard]] BENTOCLOUD_EXPORT bool operator==(const User& left, const User& right);
[[nodiscard]] BENTOCLOUD_EXPORT bool operator==(const Organization& left,
                                                const Organization& right);
[[nodiscard]] BENTOCLOUD_EXPORT bool operator==(const ApiToken& left, const ApiToken& right);
[[nodiscard]] inline bool operator!=(const Label& left, const Label& right) {
  return !(left == right);
}
[[nodiscard]] inline bool operator!=(const User& left, const User& right) {
  return !(left == right);
}
[[nodiscard]] inline bool operator!=(const Organization& left, const Organization& right) {
  return !(left == right);
}
[[nodiscard]] inline bool operator!=(const ApiToken& left, const ApiToken& right) {
  return !(left == right);
}

/// One line, with `[redacted]` in the place of the value.
BENTOCLOUD_EXPORT std::ostream& operator<<(std::ostream& stream, const ApiToken& token);

struct JsonOptions {
  int indent = -1;             ///< spaces for each level; below 0 everything is on one line
  bool reveal_secret = false;  ///< whether `token` is written
};

/// The JSON that BentoML's `ApiToken.to_dict()` gives: the same keys in the same order, those left
/// out that are at their default, times as `2026-12-23T22:11:00+00:00` (always in UTC).
/// \throws Error with kind `invalid_argument` when a string is not UTF-8.
[[nodiscard]] BENTOCLOUD_EXPORT std::string to_json(const ApiToken& token,
                                                    const JsonOptions& options = {});
[[nodiscard]] BENTOCLOUD_EXPORT std::string to_json(const std::vector<ApiToken>& tokens,
                                                    const JsonOptions& options = {});

/// API tokens of BentoCloud: the functions of Python's `bentoml.api_token`, and more.
///
/// Every function may be called from many threads at once with one client, takes at most the
/// client's timeout, and throws `Error` and nothing else (besides `std::bad_alloc`).
namespace api_token {

/// What to create beside the name. What is empty is not sent.
struct CreateOptions {
  std::string description;
  std::vector<std::string> scopes;
  std::optional<Timestamp> expired_at;  ///< none: never expires
};

/// What to change. What is not set stays as it is; an expiry can be moved, but not taken away.
struct UpdateOptions {
  std::optional<std::string> description;
  std::optional<std::vector<std::string>> scopes;
  std::optional<Timestamp> expired_at;
};

/// All tokens, newest first, each once; with `search`, those whose name matches (BentoCloud
/// filters; the open-source server Yatai ignores it).
///
/// Reads the first page, and then up to 25 pages at once, all under one timeout. When the server's
/// count changes on the way, tokens came or went, and a page may have missed one: the list is then
/// read again, three times at most.
[[nodiscard]] BENTOCLOUD_EXPORT std::vector<ApiToken> list(const CloudClient& client,
                                                           std::string_view search = {});

class Pages;

/// The same, lazily: a range of pages, each a `std::vector<ApiToken>`, of which one is in memory.
///
/// \code
/// for (const std::vector<ApiToken>& page : api_token::pages(client))
///   for (const ApiToken& token : page) …
/// \endcode
///
/// Each page has the client's whole timeout. When tokens come or go while the pages are read, the
/// range steps back, so that none that stays is missed, and leaves out what the previous page had.
[[nodiscard]] BENTOCLOUD_EXPORT Pages pages(const CloudClient& client,
                                            std::string_view search = {});

/// Creates a token. What it returns has `token`, the value, which can never be read again.
///
/// The request is on the wire at most once, and is repeated only when the server certainly did not
/// act on it (it was not reached, or said 429).
///
/// \throws Error; `outcome()` tells whether there is a token now. After `applied`, `uid()` and
/// `token()` have what the answer held. After `unknown`, look for `name` in the list, remove it and
/// create it again. Names are checked by the server (DNS labels on Yatai, unique for user and
/// organization), which answers 400.
[[nodiscard]] BENTOCLOUD_EXPORT ApiToken create(const CloudClient& client, std::string_view name,
                                                const CreateOptions& options = {});

/// The token with this uid; none when the server has none.
/// \throws Error with kind `invalid_argument` before anything is sent when `uid` is empty, `.` or
/// `..`; so do `update` and `remove`.
[[nodiscard]] BENTOCLOUD_EXPORT std::optional<ApiToken> get(const CloudClient& client,
                                                            std::string_view uid);

/// Changes a token and returns it as it is now.
/// \throws Error with `not_found()` when there is none, and with kind `invalid_argument` when
/// `options` changes nothing.
BENTOCLOUD_EXPORT ApiToken update(const CloudClient& client, std::string_view uid,
                                  const UpdateOptions& options);

/// Removes a token for good: what uses it is locked out.
/// \throws Error with `not_found()` when there is none; but when an earlier attempt of the same
/// call may have removed it, that is success.
BENTOCLOUD_EXPORT void remove(const CloudClient& client, std::string_view uid);

struct BulkOptions {
  /// How many requests are on the way at once; 1 or more. Over HTTP/2 they share one connection.
  std::size_t concurrency = 16;
};

/// What `get_all` found for one uid.
struct GetOutcome {
  std::string uid;
  std::optional<ApiToken> token;  ///< none when the server has none, or when there is an error
  std::optional<Error> error;     ///< what `get` would throw
};

/// What became of one uid that `remove_all` was given.
struct RemoveOutcome {
  std::string uid;
  std::optional<Error> error;  ///< what `remove` would throw; none when the token is removed
};

/// `get` for many uids at once: an outcome for each, in their order. All of it takes at most the
/// client's timeout, after which the outcomes that are missing are errors. When the server asks to
/// slow down (429), all requests wait.
/// \throws Error with kind `invalid_argument` when `concurrency` is 0, but for no uid.
[[nodiscard]] BENTOCLOUD_EXPORT std::vector<GetOutcome> get_all(
    const CloudClient& client, const std::vector<std::string>& uids,
    const BulkOptions& options = {});

/// `remove` for many uids at once, in the same way.
BENTOCLOUD_EXPORT std::vector<RemoveOutcome> remove_all(const CloudClient& client,
                                                        const std::vector<std::string>& uids,
                                                        const BulkOptions& options = {});

/// What `pages` returns. An input range: it can be gone through once.
///
/// Thread safety: one thread at a time.
class BENTOCLOUD_EXPORT Pages {
 public:
  struct End {};

  class BENTOCLOUD_EXPORT Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = std::vector<ApiToken>;
    using difference_type = std::ptrdiff_t;
    using pointer = const value_type*;
    using reference = const value_type&;

    Iterator() = default;

    [[nodiscard]] reference operator*() const noexcept;
    [[nodiscard]] pointer operator->() const noexcept { return &**this; }
    /// Reads the next page. \throws Error
    Iterator& operator++();
    void operator++(int) { ++*this; }

    friend bool operator==(const Iterator& iterator, End) noexcept { return iterator.at_end(); }
    friend bool operator!=(const Iterator& iterator, End) noexcept { return !iterator.at_end(); }
    friend bool operator==(End, const Iterator& iterator) noexcept { return iterator.at_end(); }
    friend bool operator!=(End, const Iterator& iterator) noexcept { return !iterator.at_end(); }

   private:
    friend class Pages;
    [[nodiscard]] bool at_end() const noexcept;
    class Reader;
    std::shared_ptr<Reader> reader_;
  };

  /// Reads the first page. \throws Error
  [[nodiscard]] Iterator begin() const;
  [[nodiscard]] End end() const noexcept { return {}; }

 private:
  friend Pages pages(const CloudClient& client, std::string_view search);
  Pages(const CloudClient& client, std::string_view search) : client_(client), search_(search) {}

  CloudClient client_;
  std::string search_;
};

}  // namespace api_token
}  // namespace bentocloud
