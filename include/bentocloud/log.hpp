#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <bentocloud/error.hpp>
#include <bentocloud/export.hpp>
#include <bentocloud/http.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// One thing that a client did. Never holds a secret: bodies are left out, and of the headers only
/// an allow-list is kept.
struct LogRecord {
  /// What was done.
  enum class Event {
    request,   ///< an attempt begins
    response,  ///< a complete response came
    failure,   ///< no complete response came
    retry,     ///< the client sleeps for `elapsed`, then tries again
    summary,   ///< the call is over: the last record of each call, and one for each
  };
  Event event = Event::request;  ///< what was done
  std::string operation{};       ///< the call, such as `create API token "ci"`
  std::string method{};          ///< the request's method
  std::string url{};             ///< the request's URL; holds no secret
  /// The number of the attempt, from 1; in a summary the number of attempts, 0 when none was begun.
  int attempt = 1;
  int status = 0;  ///< the status of a response; in a summary that of the last attempt
  /// How long the attempt took; in a retry the delay before the next; in a summary how long the
  /// whole call took, with its sleeps.
  std::chrono::milliseconds elapsed{};
  HttpHeaders headers{};  ///< the headers of the request or response that an allow-list has
  /// The message of a failure; in a retry with another API token, where that came from.
  std::string detail{};
  /// The id of the call, by which its records are told from those of others. It counts the calls of
  /// a client and its copies from 1; each request of a batch is a call.
  std::uint64_t call = 0;

  /// \{
  /// Set in a summary only.
  Outcome outcome = Outcome::unknown;  ///< what became of it on the server; `applied` if it worked
  /// `Error::kind()` of a call that failed; none when the status is a success. A body that cannot
  /// be decoded is found later, and is not in it.
  std::optional<ErrorKind> error{};
  std::uint64_t bytes_sent = 0;      ///< the size of the bodies of all attempts
  std::uint64_t bytes_received = 0;  ///< the size of all complete responses' bodies, decompressed
  /// \}
  /// Whether the response came over a connection that was made for it; of a summary the last one.
  /// None when there was none, or the transport does not know.
  std::optional<bool> new_connection{};
};

/// One line for people, without a line break.
///
/// \snippet reference.cpp log
[[nodiscard]] BENTOCLOUD_EXPORT std::string to_string(const LogRecord& record);

/// Called in the caller's thread, from several threads at once when the client is used so. What it
/// throws is dropped: a log must not lose the secret of a token just created.
using LogHook = std::function<void(const LogRecord&)>;

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
