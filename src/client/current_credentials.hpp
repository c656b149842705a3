#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include <bentocloud/deadline.hpp>
#include <bentocloud/error.hpp>
#include <bentocloud/retry.hpp>
#include <bentocloud/secret.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// As whom a client sends its requests.
struct Identity {
  Secret api_token;
  std::string source;              ///< where the token came from, for messages
  Secret previous_token{};         ///< a late response may still repeat it
  std::optional<Error> failure{};  ///< why there is no newer one: the provider was asked in vain
};

/// `text` with `[redacted]` for the tokens of `identity`; see `redact` and `excerpt` of a secret.
[[nodiscard]] std::string redact(std::string text, const Identity& identity);
[[nodiscard]] std::string excerpt(std::string text, const Identity& identity, std::size_t max_size);

/// The identity of a client at the moment.
///
/// Thread safety: all members may be called from any thread.
class CurrentCredentials {
 public:
  /// Gives the next one. \throws Error
  using Ask = std::function<Identity()>;

  /// Without `ask` it stays as it is.
  CurrentCredentials(Identity identity, Ask ask);
  CurrentCredentials(const CurrentCredentials&) = delete;
  CurrentCredentials& operator=(const CurrentCredentials&) = delete;
  ~CurrentCredentials() = default;

  [[nodiscard]] bool can_change() const noexcept { return ask_ != nullptr; }
  [[nodiscard]] std::shared_ptr<const Identity> get() const;

  /// The identity to use instead of `refused`: what was asked for since that was taken, or is asked
  /// for now, by one thread for all. `refused` itself when nobody may be asked.
  /// \throws Error when the deadline ends the wait for another thread that asks.
  [[nodiscard]] std::shared_ptr<const Identity> renew(
      const std::shared_ptr<const Identity>& refused, bool may_ask, const Deadline& deadline,
      const Timing& timing);

 private:
  void ask(std::unique_lock<std::mutex>& lock);

  const Ask ask_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<const Identity> current_;
  std::thread::id asking_;  // the thread that asks; of no thread when none does
};

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
