#pragma once

#include <chrono>
#include <exception>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <bentocloud/export.hpp>
#include <bentocloud/secret.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// The category of an error.
enum class ErrorKind {
  configuration,     ///< no usable credentials, endpoint or option; nothing was sent
  invalid_argument,  ///< an argument that no server could accept; nothing was sent
  transport,         ///< no complete response: connection, TLS or protocol
  timeout,           ///< the time allowed for the call ran out
  cancelled,         ///< the caller cancelled
  http,              ///< a complete response whose status is not a success
  decode,            ///< a response that BentoCloud's API does not give, or that is too large
  callback,          ///< a function of the caller's threw: `std::rethrow_if_nested` throws that
};

/// What became of the request on the server's side, as far as can be known.
enum class Outcome {
  not_sent,  ///< the server never saw it whole: certainly not acted on
  rejected,  ///< the server responded that it did not act on it
  applied,   ///< the server responded with success, but the response was not usable
  unknown,   ///< it was sent, and no response tells; it may have been acted on
};

/// The name of the enumerator, such as `transport`.
[[nodiscard]] BENTOCLOUD_EXPORT std::string_view to_string(ErrorKind kind) noexcept;
/// The name of the enumerator, such as `not_sent`.
[[nodiscard]] BENTOCLOUD_EXPORT std::string_view to_string(Outcome outcome) noexcept;
/// Prints the name of the enumerator.
BENTOCLOUD_EXPORT std::ostream& operator<<(std::ostream& out, ErrorKind kind);
/// Prints the name of the enumerator.
BENTOCLOUD_EXPORT std::ostream& operator<<(std::ostream& out, Outcome outcome);

/// Whether a token exists, as far as is known.
enum class Existence {
  no,       ///< it was never created, or is gone
  yes,      ///< it exists
  unknown,  ///< the server could not be asked
};

/// The name of the enumerator, such as `yes`.
[[nodiscard]] BENTOCLOUD_EXPORT std::string_view to_string(Existence existence) noexcept;
/// Prints the name of the enumerator.
BENTOCLOUD_EXPORT std::ostream& operator<<(std::ostream& out, Existence existence);

/// The two tokens of an `api_token::rotate` that failed, as they were at its end.
struct RotationState {
  /// What is known of one of the two.
  struct Token {
    std::string uid{};                      ///< the token's uid; empty when not known
    std::string name{};                     ///< the token's name; empty when not known
    Existence exists = Existence::unknown;  ///< whether the token exists now
  };
  Token old_token{};  ///< the one to be replaced
  Token successor{};  ///< the one in its place
};

/// The contents of an `Error`. A `Transport` of your own fills in `kind`, `message`, `outcome` and
/// `retryable`; the layers above it add the rest. What is forgotten is taken the safe way: nothing
/// is repeated that may have been acted on.
struct ErrorDetails {
  ErrorKind kind = ErrorKind::transport;  ///< what went wrong
  Outcome outcome = Outcome::unknown;     ///< what became of the request
  std::string message{};      ///< what happened, without the operation; never holds a secret
  std::string operation{};    ///< what was tried, such as `create API token "ci"`
  std::string hint{};         ///< what the reader can do about it; may be empty
  std::string trace_id{};     ///< the server's `x-trace-id`; may be empty
  int status = 0;             ///< HTTP status; 0 when no response came
  int attempts = 0;           ///< how many requests were put on the wire, or tried to
  bool retryable = false;     ///< whether the same call may succeed a little later
  bool not_found = false;     ///< whether the server said that there is no such token
  bool lacks_scopes = false;  ///< whether a 403 is about the scopes of the client's API token
  bool name_taken = false;    ///< whether a create was refused since the name is in use
  std::optional<std::chrono::milliseconds> retry_after{};  ///< how long the server asks to wait
  std::string uid{};              ///< that of a token which was created although the call failed
  std::optional<Secret> token{};  ///< the value of that token, when the response held it
  std::optional<RotationState> rotation{};  ///< which tokens there are after a failed rotation
  Secret partial_body{};  ///< what came of a response that broke off; may hold a token's value
};

/// The one exception of this library. It carries details instead of being one of a tree of classes:
///
/// \snippet reference.cpp error
///
/// Thread safety: immutable. Copies share their state, so that copying neither loses nor throws.
class BENTOCLOUD_EXPORT Error : public std::exception {
 public:
  /// With all that is known: for those who bring a `Transport` of their own.
  explicit Error(ErrorDetails details);
  /// With a kind, a message and a hint. The kinds `configuration` and `invalid_argument` have the
  /// outcome `not_sent`; the others `unknown`.
  Error(ErrorKind kind, std::string message, std::string hint = {});
  /// Copied even where it could be moved, so that none is ever without its details.
  Error(const Error&) = default;
  Error& operator=(const Error&) = default;  ///< shares the details of the other
  ~Error() override = default;

  /// One sentence for a person: operation, status, the server's message, trace id and hint.
  [[nodiscard]] const char* what() const noexcept override;

  /// The category of what went wrong, such as `timeout`.
  [[nodiscard]] ErrorKind kind() const noexcept { return details().kind; }
  /// What became of the request on the server's side.
  [[nodiscard]] Outcome outcome() const noexcept { return details().outcome; }
  /// HTTP status, or 0 when no response came.
  [[nodiscard]] int status() const noexcept { return details().status; }
  /// The server's own message, or what the transport or the decoder saw.
  [[nodiscard]] const std::string& message() const noexcept { return details().message; }
  /// What was tried, such as `create API token "ci"`.
  [[nodiscard]] const std::string& operation() const noexcept { return details().operation; }
  /// The server's `x-trace-id`, which BentoCloud's support asks for after a 5xx; may be empty.
  [[nodiscard]] const std::string& trace_id() const noexcept { return details().trace_id; }
  /// What the reader can do about it, such as how to log in; may be empty.
  [[nodiscard]] const std::string& hint() const noexcept { return details().hint; }
  /// How many attempts were made; 0 when the call was refused before the first.
  [[nodiscard]] int attempts() const noexcept { return details().attempts; }
  /// Whether the same call may succeed a little later. Says nothing about whether repeating it is
  /// safe: that is `outcome()`.
  [[nodiscard]] bool retryable() const noexcept { return details().retryable; }

  /// \{
  /// Whether the server said that there is no such token. A 404 that is not about a token (a wrong
  /// endpoint, a misspelled organization) does not count; its `hint()` says what to check.
  ///
  /// This and the next ones are what to catch an error for:
  ///
  /// \snippet reference.cpp intent
  [[nodiscard]] bool not_found() const noexcept { return details().not_found; }
  /// Whether the client's own API token is missing, wrong or expired: 401, or a 403 that is not
  /// about scopes. `hint()` says where the token came from and how to log in.
  [[nodiscard]] bool unauthorized() const noexcept {
    return status() == 401 || (status() == 403 && !forbidden());
  }
  /// Whether the client's API token is good, but lacks scopes that the call needs (403).
  [[nodiscard]] bool forbidden() const noexcept { return details().lacks_scopes; }
  /// Whether a create was refused since the user has a token with this name already.
  [[nodiscard]] bool name_taken() const noexcept { return details().name_taken; }
  /// Whether the server asked to slow down (429).
  [[nodiscard]] bool rate_limited() const noexcept { return status() == 429; }
  /// Whether the server acted on the request, or may have.
  [[nodiscard]] bool possibly_applied() const noexcept {
    return outcome() == Outcome::applied || outcome() == Outcome::unknown;
  }
  /// \}
  /// How long the server asks to wait before the next call (`Retry-After`), if it does.
  [[nodiscard]] const std::optional<std::chrono::milliseconds>& retry_after() const noexcept {
    return details().retry_after;
  }
  /// After a failed create that the server did act on: the new token's uid, if the response held
  /// it.
  [[nodiscard]] const std::string& uid() const noexcept { return details().uid; }
  /// After a failed create that the server did act on: the new token's value, if the response held
  /// it. It can be read nowhere else.
  [[nodiscard]] const std::optional<Secret>& token() const noexcept { return details().token; }

  /// After a failed `api_token::rotate`: which of the two tokens exist.
  [[nodiscard]] const std::optional<RotationState>& rotation() const noexcept {
    return details().rotation;
  }

  /// All details of the error at once.
  [[nodiscard]] const ErrorDetails& details() const noexcept;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
