#include "transport/curl/shared.hpp"

#include <algorithm>
#include <new>

#include "transport/curl/system.hpp"
#include "transport/curl/transfer.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace curl {

namespace {

// Since 8.12 libcurl, as RFC 8446 (C.4) advises, resumes with a ticket of TLS 1.3 once. Servers
// give one or two at a time: a burst of connections would wait for next to nothing. Before, all
// resume that begin their handshake before one has ended it, as they do when the server is not
// near.
bool is_worth_waiting() noexcept {
  return curl_version_info(CURLVERSION_NOW)->version_num < 0x080c00;
}

}  // namespace

Shared::Shared()
    : process_(system::process_id()), is_open_(!is_worth_waiting()), share_(curl_share_init()) {
  if (!share_) throw std::bad_alloc();
  curl_share_setopt(share_.get(), CURLSHOPT_USERDATA, this);
  curl_share_setopt(share_.get(), CURLSHOPT_LOCKFUNC, &on_lock);
  curl_share_setopt(share_.get(), CURLSHOPT_UNLOCKFUNC, &on_unlock);
  // A libcurl without TLS knows of no sessions.
  curl_share_setopt(share_.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
  curl_share_setopt(share_.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
}

// What another process was at when this one was forked is left as it is.
Shared::~Shared() {
  if (is_inherited()) static_cast<void>(share_.release());
}

CURLcode Shared::serve(CURL* easy) noexcept {
  return curl_easy_setopt(easy, CURLOPT_SHARE, share_.get());
}

bool Shared::is_inherited() const noexcept { return process_ != system::process_id(); }

bool Shared::may_connect(CURLM* multi) {
  if (is_open_) return true;
  const std::lock_guard lock(mutex_);
  if (first_ == nullptr) first_ = multi;
  if (is_open_ || first_ == multi) return true;
  if (std::find(waiting_.begin(), waiting_.end(), multi) == waiting_.end()) {
    waiting_.push_back(multi);
  }
  return false;
}

void Shared::leave(CURLM* multi) noexcept {
  if (is_open_) return;  // and whoever has waited was woken
  const std::lock_guard lock(mutex_);
  waiting_.erase(std::remove(waiting_.begin(), waiting_.end(), multi), waiting_.end());
  if (first_ != multi) return;
  first_ = nullptr;
  wake_waiting();
}

void Shared::open() noexcept {
  if (is_open_) return;
  const std::lock_guard lock(mutex_);
  wake_waiting();
  is_open_ = true;
}

void Shared::wake_waiting() noexcept {
  for (CURLM* const multi : waiting_) curl_multi_wakeup(multi);
  waiting_.clear();
}

void Shared::on_lock(CURL* easy, curl_lock_data data, curl_lock_access /*access*/,
                     void* self) noexcept {
  auto& shared = *static_cast<Shared*>(self);
  if (shared.is_abandoned_) return;
  shared.locks_[data].lock();
  // Who is woken finds the session, for which it has to wait here.
  if (data == CURL_LOCK_DATA_SSL_SESSION && !shared.is_open_ && Transfer::is_given_session(easy)) {
    shared.open();
  }
}

void Shared::on_unlock(CURL* /*easy*/, curl_lock_data data, void* self) noexcept {
  auto& shared = *static_cast<Shared*>(self);
  if (!shared.is_abandoned_) shared.locks_[data].unlock();
}

}  // namespace curl
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
