#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <vector>

#include <curl/curl.h>

#include <bentocloud/deadline.hpp>
#include <bentocloud/export.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace curl {

/// How many names the sessions of a client look up at once. libcurl has a thread for each, and when
/// nobody waits for it any more, the thread goes on until the system's resolver gives up: with a
/// name server that does not respond there would be more and more of them.
///
/// Thread safety: may be used from any thread.
class LookUps {
 public:
  using TimePoint = Deadline::Clock::time_point;

  static constexpr std::size_t most = 4;
  /// How long one counts that was abandoned: as long as glibc tries one name server by default,
  /// twice for 5 s.
  static constexpr std::chrono::seconds patience{10};

  /// Whether a request of `multi` may look up a name. If so, call `end` or `abandon` afterwards.
  [[nodiscard]] bool begin(CURLM* multi, TimePoint now);
  /// It is over.
  void end() noexcept;
  /// Nobody waits for it any more. When it is over cannot be seen: it counts for some time.
  void abandon(TimePoint now) noexcept;

  /// Whether it is worth to begin. If not, `multi` is woken up when one ends; it asks again at
  /// `abandoned_end` at the latest, and has to `leave` before it ends.
  [[nodiscard]] bool has_room(CURLM* multi, TimePoint now);
  [[nodiscard]] TimePoint abandoned_end();
  void leave(CURLM* multi) noexcept;

 private:
  [[nodiscard]] bool is_full(TimePoint now);  // with `mutex_` held, as the next
  void drop(CURLM* multi) noexcept;

  std::mutex mutex_;
  std::size_t pending_ = 0;
  std::vector<TimePoint> abandoned_;  // until when they count, the first first
  std::vector<CURLM*> waiting_;
};

}  // namespace curl
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
