#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include <curl/curl.h>

#include <bentocloud/export.hpp>

#include "transport/curl/look_ups.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace curl {

struct ShareDeleter {
  void operator()(CURLSH* share) const noexcept { curl_share_cleanup(share); }
};

/// What the sessions of a client share: the TLS sessions that servers let it resume, the addresses
/// of names, and how many requests have failed. Not the connections: libcurl cannot share those
/// between threads.
///
/// Thread safety: may be used from any thread.
class Shared {
 public:
  Shared();
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;
  ~Shared();

  /// Makes `easy` use it. The handle must end before this.
  CURLcode serve(CURL* easy) noexcept;

  /// Counts the requests that have failed.
  std::atomic<unsigned>& failures() noexcept { return failures_; }

  [[nodiscard]] LookUps& look_ups() noexcept { return look_ups_; }

  /// Whether this process was forked from the one that made this. Then it is of no use, for a
  /// thread that is not in this process may have been at it.
  [[nodiscard]] bool is_inherited() const noexcept;
  /// From now on, only one thread lets go of what was inherited, without waiting for locks.
  void abandon() noexcept { is_abandoned_ = true; }

  /// \{
  /// Whether a request of `multi` may open a TLS connection: the first one of a client does, and
  /// the others wait until there is a session that they can resume. `multi` is woken up then, or
  /// when the first has failed; it has to `leave` before it ends.
  [[nodiscard]] bool may_connect(CURLM* multi);
  void leave(CURLM* multi) noexcept;
  /// \}

  /// Whether nobody waits (any more): there is a session, or a server that gives none.
  [[nodiscard]] bool is_open() const noexcept { return is_open_; }
  void open() noexcept;

 private:
  void wake_waiting() noexcept;

  static void on_lock(CURL* easy, curl_lock_data data, curl_lock_access, void* self) noexcept;
  static void on_unlock(CURL* easy, curl_lock_data data, void* self) noexcept;

  const long process_;
  std::atomic<unsigned> failures_{0};
  std::atomic<bool> is_abandoned_{false};
  LookUps look_ups_;
  std::array<std::mutex, CURL_LOCK_DATA_LAST> locks_;
  std::mutex mutex_;  // of the next three
  std::atomic<bool> is_open_;
  CURLM* first_ = nullptr;  // which opens the first connection
  std::vector<CURLM*> waiting_;
  std::unique_ptr<CURLSH, ShareDeleter> share_;
};

}  // namespace curl
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
