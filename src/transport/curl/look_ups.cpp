#include "transport/curl/look_ups.hpp"

#include <algorithm>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace curl {

bool LookUps::begin(CURLM* multi, TimePoint now) {
  const std::lock_guard lock(mutex_);
  drop(multi);
  if (is_full(now)) return false;
  // Now: to abandon it must not fail for want of memory.
  abandoned_.reserve(most);
  ++pending_;
  return true;
}

void LookUps::end() noexcept {
  const std::lock_guard lock(mutex_);
  --pending_;
  for (CURLM* const multi : waiting_) curl_multi_wakeup(multi);
  waiting_.clear();
}

void LookUps::abandon(TimePoint now) noexcept {
  const std::lock_guard lock(mutex_);
  --pending_;
  abandoned_.push_back(now + patience);
}

bool LookUps::has_room(CURLM* multi, TimePoint now) {
  const std::lock_guard lock(mutex_);
  drop(multi);
  if (!is_full(now)) return true;
  waiting_.push_back(multi);
  return false;
}

LookUps::TimePoint LookUps::abandoned_end() {
  const std::lock_guard lock(mutex_);
  return abandoned_.empty() ? (TimePoint::max)() : abandoned_.front();
}

void LookUps::leave(CURLM* multi) noexcept {
  const std::lock_guard lock(mutex_);
  drop(multi);
}

bool LookUps::is_full(TimePoint now) {
  const auto is_over = [now](TimePoint end) { return end <= now; };
  abandoned_.erase(std::remove_if(abandoned_.begin(), abandoned_.end(), is_over), abandoned_.end());
  return pending_ + abandoned_.size() >= most;
}

void LookUps::drop(CURLM* multi) noexcept {
  waiting_.erase(std::remove(waiting_.begin(), waiting_.end(), multi), waiting_.end());
}

}  // namespace curl
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
