#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <bentocloud/change.hpp>
#include <bentocloud/deadline.hpp>
#include <bentocloud/export.hpp>
#include <bentocloud/result.hpp>
#include <bentocloud/scope.hpp>
#include <bentocloud/secret.hpp>
#include <bentocloud/timestamp.hpp>
#include <bentocloud/values.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

class CloudClient;

/// An API token, as the server describes it. A plain value.
struct ApiToken {
  std::string uid{};                           ///< opaque; what `get`, `update` and `remove` take
  std::string name{};                          ///< unique for its user and organization
  std::string resource_type{};                 ///< the kind of resource: `api_token`
  std::vector<Label> labels{};                 ///< those of the token, in the server's order
  Timestamp created_at{};                      ///< when it was made
  std::optional<Timestamp> updated_at{};       ///< when it was last changed
  std::optional<Timestamp> deleted_at{};       ///< when it was removed
  std::string description{};                   ///< what its maker wrote about it; may be empty
  std::vector<Scope> scopes{};                 ///< what it may do: see `bentocloud::scope`
  std::optional<User> user{};                  ///< who made it
  std::optional<Organization> organization{};  ///< whom it acts for
  std::optional<Timestamp> expired_at{};       ///< when it expires; none: never
  std::optional<Timestamp> last_used_at{};     ///< when it was last used; none: never
  bool is_expired = false;                     ///< expired already, by the server's clock
  bool is_api_token = true;                    ///< as sent by the server; not documented
  bool is_organization_token = false;          ///< it belongs to the organization, not to its maker
  bool is_global_access = false;               ///< as sent by the server; not documented
  std::optional<Secret> token{};               ///< its value, only in what `create` returns

  /// The name of `user`; empty when there is none.
  [[nodiscard]] std::string_view created_by() const noexcept {
    return user ? std::string_view(user->name) : std::string_view();
  }
};

/// \{
/// Compares every member.
[[nodiscard]] BENTOCLOUD_EXPORT bool operator==(const ApiToken& left, const ApiToken& right);
[[nodiscard]] inline bool operator!=(const ApiToken& left, const ApiToken& right) {
  return !(left == right);
}
/// \}

/// Prints one line, with `[redacted]` in the place of the value.
///
/// \snippet reference.cpp print
BENTOCLOUD_EXPORT std::ostream& operator<<(std::ostream& stream, const ApiToken& token);

/// Prints every member that is not at its default, each in a line of its own, with `[redacted]` in
/// the place of the value. GoogleTest finds it, and prints with it the tokens of an assertion that
/// fails, so that one sees in which member they differ.
BENTOCLOUD_EXPORT void PrintTo(const ApiToken& token, std::ostream* out);

/// \{
/// The JSON that BentoML's `ApiToken.to_dict()` gives: the same keys in the same order, those left
/// out that are at their default, times as `2026-12-23T22:11:00+00:00` (always in UTC).
///
/// \snippet reference.cpp print
///
/// \throws Error with kind `invalid_argument` when a string is not UTF-8.
[[nodiscard]] BENTOCLOUD_EXPORT std::string to_json(const ApiToken& token,
                                                    const JsonOptions& options = {});
[[nodiscard]] BENTOCLOUD_EXPORT std::string to_json(const std::vector<ApiToken>& tokens,
                                                    const JsonOptions& options = {});
/// \}

/// \{
/// Reads what `to_json` wrote, or what the server sends: a token object; for a list an array of
/// them, or an object whose `items` are one. Of a token's `user`, `to_json` writes the name, the
/// address and the account's names only, and the value of `token` only when asked to; all else
/// comes back as it was. Strings may have up to 64 KiB. Keys that are not known are left out.
///
/// \snippet reference.cpp parse
///
/// \throws Error with kind `decode` that says where the text is not what it should be.
[[nodiscard]] BENTOCLOUD_EXPORT ApiToken parse_api_token(std::string_view json);
[[nodiscard]] BENTOCLOUD_EXPORT std::vector<ApiToken> parse_api_tokens(std::string_view json);
/// \}

/// API tokens of BentoCloud: the functions of Python's `bentoml.api_token`, and more.
///
/// Every function may be called from many threads at once with one client, takes at most the
/// client's timeout, and throws `Error` and nothing else (besides `std::bad_alloc`). When the API
/// token of the client is not good, the error is `unauthorized()` (the server responds with 401, or
/// Yatai with 403) and its `hint()` says how to log in; when that token lacks scopes,
/// `forbidden()`.
///
/// No response is believed that BentoCloud's API could not have given: a web page with status 200,
/// which a wrong path in the endpoint gives, is an `Error` with kind `decode`, outcome `unknown`
/// and a hint that names the endpoint. Uids, names and searches that are not UTF-8 are refused with
/// kind `invalid_argument` before anything is sent.
namespace api_token {

/// When a token is to expire: a time point of the system clock, of any precision.
class Expiry {
 public:
  /// At `time`, rounded up to microseconds; at the nearest time that these can hold.
  template <class Duration>
  // NOLINTNEXTLINE(google-explicit-constructor)
  Expiry(std::chrono::time_point<std::chrono::system_clock, Duration> time) noexcept
      : time_(detail::ceil_saturating<Timestamp::duration>(time.time_since_epoch())) {}

  /// The time as it is sent, in microseconds.
  // NOLINTNEXTLINE(google-explicit-constructor)
  operator Timestamp() const noexcept { return time_; }

  /// \{
  /// Compare the times.
  friend bool operator==(Expiry left, Expiry right) noexcept { return left.time_ == right.time_; }
  friend bool operator!=(Expiry left, Expiry right) noexcept { return left.time_ != right.time_; }
  /// \}

 private:
  Timestamp time_;
};

/// What a new token has besides its name. Empty members are omitted from the request.
struct CreateOptions {
  std::string description{};           ///< what the token is for, in any words
  std::vector<Scope> scopes{};         ///< what it may do: see `bentocloud::scope`
  std::optional<Expiry> expired_at{};  ///< when it expires; none: never
};

/// What to change of a token. What is not set stays as it is; an expiry can be moved, but not taken
/// away.
struct UpdateOptions {
  Change<std::string> description{};    ///< the new one; may be empty
  Change<std::vector<Scope>> scopes{};  ///< the new ones, instead of all that there are
  Change<Expiry> expired_at{};          ///< the new expiry
};

/// All tokens, newest first; with `search`, those whose name matches (BentoCloud filters; the
/// open-source server Yatai ignores it).
///
/// Every token that exists during the whole call is in the result, once and in order, whatever is
/// created and removed meanwhile and in whatever order the responses come. A token that is created
/// or removed meanwhile may be in it or not.
///
/// Reads the first page, and then up to 32 pages at once, all under one timeout. Each page overlaps
/// the one before it by a sixteenth of a page (one token at least), so that a gap is seen; then
/// only the gap is read again. 5,000 tokens take three round trips, 100 a page. A page size of 1
/// asks for two, for pages of one token cannot overlap. The server's `total` only tells how many
/// pages can be asked for at once; a server may give fewer tokens than it was asked for, and
/// another number in each page.
///
/// \snippet reference.cpp list
///
/// The server: `GET /api/v1/api_tokens?start=0&count=100&search=ci`, which responds with a list
/// object whose `total` counts beyond the page.
///
/// \throws Error and never returns a part of the list: with kind `decode` when the pages no longer
/// bring anything new and yet do not end (as do those of a server that gives only one token at a
/// time), and when the responses together are larger than `ClientOptions::max_response_size`. When
/// pages are large, fewer of them are asked for at once.
[[nodiscard]] BENTOCLOUD_EXPORT std::vector<ApiToken> list(const CloudClient& client,
                                                           std::string_view search = {});

class Pages;

/// The tokens that `list` returns, read lazily: a range of pages, each a `std::vector<ApiToken>`
/// with one token or more. The guarantee of `list` holds for the time from `begin()` to the last
/// `++`.
///
/// \snippet reference.cpp pages
///
/// Each page has the client's whole timeout. One page is in memory, and the next one while it is
/// read; besides, the uids of the tokens so far, which take some 30 bytes each and their own length
/// (6 MB for 100,000 tokens with uids of 25 characters), and together at most
/// `ClientOptions::max_response_size`. When all tokens of the pages so far are removed meanwhile,
/// tokens that were created since may follow them.
[[nodiscard]] BENTOCLOUD_EXPORT Pages pages(const CloudClient& client,
                                            std::string_view search = {});

/// Creates a token, and returns it with its value in `token`, which can never be read again.
///
/// The request is on the wire at most once, and is repeated only when the server certainly did not
/// act on it (it was not reached, or said 429).
///
/// \snippet reference.cpp create
///
/// The server: `POST /api/v1/api_tokens`, which responds with the token object and, this once, its
/// `token`. Empty members of `options` are omitted from the request.
///
/// \throws Error; `outcome()` tells whether there is a token now. After `applied`, `uid()` and
/// `token()` have what the response held. After `unknown`, look for `name` in the list, remove it
/// and create it again. Names are checked by the server (DNS labels on Yatai, unique for user and
/// organization), which responds with 400: `name_taken()` when there is a token with this name. The
/// error shows what the server says, but never the value of a `token` in it.
[[nodiscard]] BENTOCLOUD_EXPORT ApiToken create(const CloudClient& client, std::string_view name,
                                                const CreateOptions& options = {});

/// The token with this uid; none when the server has none.
///
/// \snippet reference.cpp get
///
/// The server: `GET /api/v1/api_tokens/{uid}`. "None" is a 404 with a JSON object that has an
/// `error`, or a `message` that is not about a route; of older servers 400 and `record not found`.
///
/// \throws Error for any other 404, after which the endpoint or the organization is wrong; with
/// kind `invalid_argument` before anything is sent when `uid` is empty, `.` or
/// `..`; so do `update` and `remove`.
[[nodiscard]] BENTOCLOUD_EXPORT std::optional<ApiToken> get(const CloudClient& client,
                                                            std::string_view uid);

/// The token with exactly this name; none when there is none. What `search` finds may have `name`
/// as a part of its name only.
///
/// \snippet reference.cpp find
///
/// Reads the list page by page, with the guarantee of `list`, up to the token: a new one is on the
/// first page. Names are unique for user and organization; should the server show several tokens
/// with this name, it is the newest. After a create whose outcome is `unknown`, it tells whether
/// there is a token now, but the lost request may still arrive.
///
/// \throws Error with kind `invalid_argument` before anything is sent when `name` is empty.
[[nodiscard]] BENTOCLOUD_EXPORT std::optional<ApiToken> find(const CloudClient& client,
                                                             std::string_view name);

/// Changes a token and returns it as it is now.
///
/// Like a create, it is retried only when the server certainly did not act on it (it was not
/// reached, or said 429), and has no `RetryPolicy::attempt_timeout`: an attempt that was given up
/// may still be executed, after the next one and after the caller's next update, which it would
/// undo. After an `outcome()` of `unknown`, see with `get` what the token is like, and remember
/// that the lost request may still arrive.
///
/// \snippet reference.cpp update
///
/// The server: `PATCH /api/v1/api_tokens/{uid}` with the fields that are set. It takes an absent
/// field and `null` alike: as no change.
///
/// \throws Error with `not_found()` when there is none, and with kind `invalid_argument` when
/// `options` changes nothing.
BENTOCLOUD_EXPORT ApiToken update(const CloudClient& client, std::string_view uid,
                                  const UpdateOptions& options);
/// Changes the token with the uid of `token`, so that a name is not passed by mistake. Of `token`,
/// nothing else is looked at.
BENTOCLOUD_EXPORT ApiToken update(const CloudClient& client, const ApiToken& token,
                                  const UpdateOptions& options);

/// Deletes a token permanently; programs that use it lose access.
///
/// \snippet reference.cpp remove
///
/// The server: `DELETE /api/v1/api_tokens/{uid}`. Success is 204, or 200 with an empty body or a
/// JSON object, which is the token that was deleted; with another `uid` it is an error whose
/// outcome is unknown.
///
/// \throws Error with `not_found()` when there is none; but when an earlier attempt of the same
/// call may have removed it, that is success.
BENTOCLOUD_EXPORT void remove(const CloudClient& client, std::string_view uid);
/// Deletes the token with the uid of `token`, so that a name is not passed by mistake.
BENTOCLOUD_EXPORT void remove(const CloudClient& client, const ApiToken& token);

/// Options of `rotate`.
struct RotateOptions {
  /// The name of the successor. Empty: the old name, without the time that an earlier rotation put
  /// there, and the time in UTC, such as `ci-20261124-121500`, cut to 63 characters in all.
  std::string name{};
  /// When the successor is to expire. Not set: it has the lifetime of the old one, which is the
  /// time from its `created_at` to its `expired_at`, from now on; without an expiry it has none
  /// either. When the expiry of the old one was moved, the lifetime includes that: a token that
  /// was made for 30 days and then prolonged by 30 has a successor that lives for 60.
  std::optional<Expiry> expired_at{};
  /// Whether the old token stays, to be removed by the caller later.
  bool keep_old = false;
};

/// Receives the successor of a rotated token, its value in `token` included.
using HandOver = std::function<void(const ApiToken& successor)>;

/// Replaces a token, so that nobody loses access: creates a successor with its description, scopes
/// and lifetime, calls `hand_over` with it, and removes the old one only after that has returned.
/// When `hand_over` throws, the successor is removed, and the old one stays.
///
/// \snippet reference.cpp rotate
///
/// The token may be the client's own. Each request has the client's whole timeout, and `hand_over`
/// takes what it needs; a deadline or a cancellation of the client ends the rotation where it is.
/// Both times are those of `Timing::utc_now`.
///
/// The server: `GET`, `POST` and `DELETE`, as `get`, `create` and `remove` say; with a `name` also
/// a list before, so that a token that has it already is not taken for the successor.
///
/// \returns the successor, with its value.
/// \throws Error whose `rotation()` says which of the two tokens exist now, as the server was asked
/// where it was in doubt; `uid()` and `token()` are the successor's if that may exist. What went
/// wrong tell the other facts:
/// - `not_found()`: there is no token with this uid.
/// - The failure of the create, as `create` has it. Nothing is handed over. A successor that exists
///   nevertheless is removed, but for one that is known by its name alone after the outcome
///   `unknown`, for somebody else may have created it. The lost request may still arrive.
/// - kind `callback`: `hand_over` threw. `std::rethrow_if_nested` throws the same again.
/// - The failure of the removal, after the hand-over. Both may exist, and the new one is in use.
/// - kind `invalid_argument`, before anything is changed: there is no `hand_over`, or the old token
///   had expired when it was created, so that it has no lifetime.
BENTOCLOUD_EXPORT ApiToken rotate(const CloudClient& client, std::string_view uid,
                                  const RotateOptions& options, const HandOver& hand_over);

/// Options of `get_many` and `remove_many`.
struct BatchOptions {
  /// How many requests are in flight at once; 1 or more. Over HTTP/2 they share a connection, as
  /// far as the server allows.
  std::size_t concurrency = 16;
};

/// `get` for many uids at once: a result for each, in the order of the uids. One failure does not
/// stop the others. The whole call takes at most the client's timeout; requests that were not
/// started by then have an error with the outcome `not_sent`. When the server asks to slow down
/// (429), all requests wait.
///
/// \snippet reference.cpp get_many
///
/// \throws Error with kind `invalid_argument` when `concurrency` is 0, but for no uid.
[[nodiscard]] BENTOCLOUD_EXPORT std::vector<Result<std::optional<ApiToken>>> get_many(
    const CloudClient& client, const std::vector<std::string>& uids,
    const BatchOptions& options = {});

/// `remove` for many uids at once, in the same way. A uid that is given twice is removed once, and
/// its other result is an error with `not_found()`.
///
/// \snippet reference.cpp remove_many
[[nodiscard]] BENTOCLOUD_EXPORT std::vector<Result<void>> remove_many(
    const CloudClient& client, const std::vector<std::string>& uids,
    const BatchOptions& options = {});

/// The pages of a list, read as they are asked for. An input range: it can be gone through once.
///
/// Thread safety: one thread at a time.
class BENTOCLOUD_EXPORT Pages {
 public:
  struct End {};  ///< marks the end of the range

  /// An input iterator over pages.
  class BENTOCLOUD_EXPORT Iterator {
   public:
    /// \{
    /// As every input iterator has it.
    using iterator_category = std::input_iterator_tag;
    using value_type = std::vector<ApiToken>;
    using difference_type = std::ptrdiff_t;
    using pointer = const value_type*;
    using reference = const value_type&;
    /// \}

    Iterator() = default;  ///< is at the end of every range

    /// \{
    /// The page, which lives until the iterator moves on.
    [[nodiscard]] reference operator*() const noexcept;
    [[nodiscard]] pointer operator->() const noexcept { return &**this; }
    /// \}
    /// \{
    /// Reads the next page. \throws Error; the iterator then still has the page that it had, is not
    /// at the end, and `++` tries again.
    Iterator& operator++();
    void operator++(int) { ++*this; }
    /// \}

    /// \{
    /// Whether there is no page left.
    friend bool operator==(const Iterator& iterator, End) noexcept { return iterator.at_end(); }
    friend bool operator!=(const Iterator& iterator, End) noexcept { return !iterator.at_end(); }
    friend bool operator==(End, const Iterator& iterator) noexcept { return iterator.at_end(); }
    friend bool operator!=(End, const Iterator& iterator) noexcept { return !iterator.at_end(); }
    /// \}

   private:
    friend class Pages;
    [[nodiscard]] bool at_end() const noexcept;
    class Reader;
    std::shared_ptr<Reader> reader_;
  };

  /// Sends a request: reads the first page. \throws Error
  [[nodiscard]] Iterator begin() const;
  [[nodiscard]] End end() const noexcept { return {}; }  ///< the end of the range; sends nothing

 private:
  friend Pages pages(const CloudClient& client, std::string_view search);
  Pages(const CloudClient& client, std::string_view search);

  struct Query;
  std::shared_ptr<const Query> query_;
};

}  // namespace api_token
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
