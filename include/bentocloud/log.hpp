#pragma once

#include <chrono>
#include <functional>
#include <string>

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
  };
  Event event = Event::request;         ///< what was done
  std::string operation{};              ///< such as `create API token "ci"`
  std::string method{};                 ///< of the request
  std::string url{};                    ///< of the request; holds no secret
  int attempt = 1;                      ///< the number of the attempt, from 1
  int status = 0;                       ///< of a response
  std::chrono::milliseconds elapsed{};  ///< of the attempt; of a retry the delay before it
  HttpHeaders headers{};                ///< of the request or the response, by an allow-list
  std::string detail{};                 ///< of a failure
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
