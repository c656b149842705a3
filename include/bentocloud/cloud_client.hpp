#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <bentocloud/credentials.hpp>
#include <bentocloud/curl_transport.hpp>
#include <bentocloud/deadline.hpp>
#include <bentocloud/export.hpp>
#include <bentocloud/log.hpp>
#include <bentocloud/retry.hpp>
#include <bentocloud/transport.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// Options of a `CloudClient`.
struct ClientOptions {
  /// How long a whole call may take: all attempts, the sleeps between them and the pages of a list.
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
  /// When and how failed attempts are retried.
  RetryPolicy retry{};
  /// How many items to ask for at a time when a list is read; 1 to 1000.
  int page_size = 100;
  /// Acts for this organization instead of the user's own.
  std::string organization{};
  /// Sent with every request. Their values are never logged.
  HttpHeaders extra_headers{};
  /// Allows `http://` to other machines: anyone on the way can read the token.
  bool allow_insecure_http = false;
  /// Put before this library's own name in `User-Agent`: `my-tool/1.2`.
  std::string user_agent{};
  /// Largest response that is read, decompressed, in bytes.
  std::size_t max_response_size = std::size_t{64} << 20;
  /// Called for every request, response, failure, retry and end of a call.
  LogHook log{};
  /// Replaced in tests of back-off and deadlines.
  Timing timing{};
  /// Options of libcurl.
  CurlOptions curl{};
  /// Sends the requests instead of libcurl. Together with `curl` options, which it would not obey,
  /// it is an error of kind `configuration`.
  std::shared_ptr<Transport> transport{};
};

/// A part of a URL's query, unencoded.
struct QueryParameter {
  std::string name{};   ///< what comes before the `=`
  std::string value{};  ///< and what comes after it
};

/// A request in the terms of BentoCloud's API, for the functions of its services.
struct ApiRequest {
  /// What an error says was tried: `get API token "abc"`. May hold any text: it is escaped and cut
  /// where it is shown.
  std::string operation{};
  std::string method{};  ///< `GET`, `POST`, `PATCH` or `DELETE`
  /// Path segments below the endpoint, unencoded: `{"api", "v1", "api_tokens", uid}`. One that is
  /// empty, `.` or `..` is refused, for it would name another resource.
  std::vector<std::string> path{};
  std::vector<QueryParameter> query{};  ///< in this order
  std::string body{};                   ///< JSON, or empty
  /// Whether `path` names a token, so that a "not found" can mean that there is none: see
  /// `Error::not_found()`.
  bool names_token = false;
  /// Whether it may be acted on twice without harm, and thus be retried when it is not certain that
  /// it was not acted on. When it is not set, the method says so: see `is_idempotent()`.
  std::optional<bool> idempotent{};
  /// Sent without the API token, as the calls are by which a program logs in.
  bool is_anonymous = false;
  /// Largest response that is read, decompressed, in bytes; `ClientOptions::max_response_size`
  /// holds too.
  std::size_t max_response_size = (std::numeric_limits<std::size_t>::max)();

  /// `idempotent`, or else true for `GET` and `DELETE` alone. A `PATCH` that was given up may still
  /// be executed, and would undo what came after it.
  [[nodiscard]] bool is_idempotent() const noexcept {
    return idempotent.value_or(method == "GET" || method == "DELETE");
  }
};

/// A complete HTTP response, of any status, and how many attempts it took.
struct ApiResponse {
  HttpResponse http{};  ///< the response to the last attempt
  int attempts = 1;     ///< how many attempts were made
  /// Whether an attempt before the last may have been acted on.
  bool possibly_applied_before = false;
  /// Why the status, if it is one that retries can help, was not retried.
  std::string retry_note{};
};

/// What became of one request of several.
struct ApiResult {
  ApiResponse response{};        ///< when there is no error
  std::optional<Error> error{};  ///< why there is no complete response
};

/// Called with each result as it arrives, in the calling thread; `index` is that of the request.
/// Return false to stop: requests in flight are aborted. Deadlines keep running meanwhile.
using OnResult = std::function<bool(std::size_t index, ApiResult result)>;

struct ClientState;

/// A client of BentoCloud's HTTP API: credentials, options and a transport. A handle that is cheap
/// to copy; copies share all of it.
///
/// \snippet reference.cpp client
///
/// Credentials may change while it runs, when they come from a provider. It is asked again when the
/// server refuses the API token (`Error::unauthorized()`), at most once in a call, where a
/// `send_all` is one: one thread asks, and those that need it too wait for it until their
/// deadlines. When it gives another token, the request is sent again, a create too, for it was
/// rejected. When it throws, the call fails with kind `configuration` and that message. It may not
/// give another endpoint.
///
/// Thread safety: any number of threads may use one client, or copies of it, at once.
///
/// At exit: nothing of the library is destroyed when a program ends, so calls work while its
/// globals are destroyed, also in other threads. Over TLS this is so for the globals that made
/// their client before their constructor ended: OpenSSL before 4.0 cleans up at exit, earlier than
/// any global that was there before it, and a call at that time or later crashes in it. A program
/// that cannot make its client so early calls `OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT,
/// nullptr)` first.
class BENTOCLOUD_EXPORT CloudClient {
 public:
  /// A client with these credentials; it sends nothing yet.
  /// \throws Error with kind `configuration` when the endpoint is not a usable URL or would carry
  /// the token in the clear, when the token is empty, when a header value could not be sent as one
  /// or when options exclude each other.
  explicit CloudClient(const Credentials& credentials, ClientOptions options = {});

  /// With the credentials that `provider` gives now, and later when those are refused.
  ///
  /// \snippet reference.cpp provider
  ///
  /// \throws Error as above; what `provider` throws, with kind `configuration`.
  explicit CloudClient(const CredentialsProvider& provider, ClientOptions options = {});

  /// \{
  /// Copied even where it could be moved, so that each client can be used.
  CloudClient(const CloudClient&) = default;
  CloudClient& operator=(const CloudClient&) = default;
  /// \}

  /// With the credentials that BentoML would use: see `credentials_from_environment()`. The
  /// environment is read now; the file that it leads to is read again when its API token is
  /// refused, so that a login or a rotation reaches this client.
  /// \throws Error with kind `configuration`; so does the next.
  [[nodiscard]] static CloudClient from_environment(ClientOptions options = {});

  /// With those of one context of BentoML's context file: see `credentials_from_context()`. The
  /// file is read again, too.
  [[nodiscard]] static CloudClient from_context(std::string_view name, ClientOptions options = {});

  /// The same client, whose calls end after `timeout`.
  [[nodiscard]] CloudClient with_timeout(std::chrono::milliseconds timeout) const;
  /// The same for a duration of any kind, in milliseconds, rounded up; what is too long for these
  /// is no limit.
  template <class Rep, class Period>
  [[nodiscard]] CloudClient with_timeout(std::chrono::duration<Rep, Period> timeout) const {
    return with_timeout(detail::ceil_saturating<std::chrono::milliseconds>(timeout));
  }

  /// The same client, whose calls end by `deadline` too, so that several share one budget: each
  /// call still has the client's timeout, and what comes first ends it. A cancellation of the
  /// deadline is added as `with_cancellation` does.
  ///
  /// \snippet reference.cpp deadline
  [[nodiscard]] CloudClient with_deadline(const Deadline& deadline) const;
  /// The same without a cancellation.
  [[nodiscard]] CloudClient with_deadline(Deadline::Clock::time_point deadline) const {
    return with_deadline(Deadline(deadline));
  }

  /// The same client, whose calls end when `cancellation` is cancelled, or one that was added
  /// before.
  [[nodiscard]] CloudClient with_cancellation(const Cancellation& cancellation) const;

  /// The same client, whose requests carry these headers too; one that was there before with the
  /// same name is replaced. Their values are never logged.
  ///
  /// \snippet reference.cpp with_headers
  ///
  /// \throws Error with kind `configuration` as for `ClientOptions::extra_headers`: those that the
  /// library or libcurl sets are refused.
  [[nodiscard]] CloudClient with_headers(const HttpHeaders& headers) const;

  /// The URL that all requests begin with: `https://cloud.bentoml.com`, without a trailing slash.
  [[nodiscard]] std::string endpoint() const;
  /// The options as they were given, but with the timeout of this handle.
  [[nodiscard]] ClientOptions options() const;

  /// When a call that starts now has to be over.
  [[nodiscard]] Deadline deadline() const;

  /// Sends the request, retrying as `RetryPolicy` says, and returns the last response, whatever its
  /// status. For the functions of BentoCloud's services, and for
  /// calls that this library has no function for.
  ///
  /// \snippet reference.cpp send
  ///
  /// \throws Error when there is no complete response; with kind `invalid_argument`, and nothing
  /// sent, when the path cannot be a URL's.
  [[nodiscard]] ApiResponse send(const ApiRequest& request) const;

  /// Sends several requests as `send` does, with at most `concurrency` (1 or more) of them on the
  /// way at once, in the calling thread. Each has its own attempts; but when the server asks one to
  /// slow down (429, or a `Retry-After`), all wait. Returns when `on_result` has been told of all.
  ///
  /// \snippet reference.cpp send_all
  ///
  /// \throws Error with kind `invalid_argument` when `concurrency` is 0, and what `on_result`
  /// throws: the requests that are under way are then given up.
  void send_all(const std::vector<ApiRequest>& requests, std::size_t concurrency,
                const OnResult& on_result) const;

  /// The error for a response that is not a success: the server's message, the trace id, and what
  /// to do about it. That of a `POST` is quoted without the value of any `token` in it, and, when
  /// it is not certain that nothing was created, only where it says `error`, `message` or `detail`.
  [[nodiscard]] Error make_error(const ApiRequest& request, const ApiResponse& response) const;

  /// These details as an error, in which the client's API token is not to be read.
  [[nodiscard]] Error make_error(ErrorDetails details) const;

 private:
  CloudClient(const Credentials& credentials, const CredentialsProvider& provider,
              ClientOptions options);

  std::shared_ptr<const ClientState> state_;
  std::shared_ptr<const HttpHeaders> headers_;  // of every request
  std::chrono::milliseconds timeout_;
  Deadline limit_;  // what was added, besides the timeout
};

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
