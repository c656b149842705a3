#include "client/current_credentials.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "client/call.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

std::string redact(std::string text, const Identity& identity) {
  return redact(redact(std::move(text), identity.previous_token), identity.api_token);
}

std::string excerpt(std::string text, const Identity& identity, std::size_t max_size) {
  return excerpt(redact(std::move(text), identity.previous_token), identity.api_token, max_size);
}

CurrentCredentials::CurrentCredentials(Identity identity, Ask ask)
    : ask_(std::move(ask)), current_(std::make_shared<const Identity>(std::move(identity))) {}

std::shared_ptr<const Identity> CurrentCredentials::get() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

std::shared_ptr<const Identity> CurrentCredentials::renew(
    const std::shared_ptr<const Identity>& refused, bool may_ask, const Deadline& deadline,
    const Timing& timing) {
  constexpr Deadline::Clock::duration longest_wait = std::chrono::hours(1);  // what can be counted
  const Cancellation::Registration wake_up = deadline.on_cancel([this] {
    { const std::lock_guard lock(mutex_); }  // not while somebody is about to wait
    changed_.notify_all();
  });
  std::unique_lock lock(mutex_);
  while (current_ == refused && asking_ != std::thread::id()) {
    // A provider that uses the client that it is for would wait for itself.
    if (asking_ == std::this_thread::get_id()) return current_;
    const Deadline::Clock::time_point now = timing.now();
    if (std::optional<ErrorDetails> end = end_of(deadline, now)) throw Error(*std::move(end));
    changed_.wait_for(lock, (std::min)(deadline.remaining(now), longest_wait));
  }
  if (current_ == refused && may_ask && can_change()) ask(lock);
  return current_;
}

void CurrentCredentials::ask(std::unique_lock<std::mutex>& lock) {
  const auto end = [this] {
    asking_ = {};
    changed_.notify_all();
  };
  const auto next = std::make_shared<Identity>(*current_);
  asking_ = std::this_thread::get_id();
  lock.unlock();
  try {
    Identity given = ask_();
    if (given.api_token != next->api_token) next->previous_token = next->api_token;
    next->api_token = std::move(given.api_token);
    next->source = std::move(given.source);
    next->failure.reset();
  } catch (const Error& error) {
    next->failure = error;
  } catch (...) {  // no memory is left
    lock.lock();
    end();
    throw;
  }
  lock.lock();
  current_ = next;
  end();
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
