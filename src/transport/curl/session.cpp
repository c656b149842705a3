#include "transport/curl/session.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <new>
#include <optional>
#include <utility>
#include <variant>

#include <bentocloud/error.hpp>

#include "transport/curl/system.hpp"
#include "transport/curl/transfer.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace curl {
namespace {

using std::chrono::milliseconds;
using TimePoint = Deadline::Clock::time_point;

constexpr TimePoint never = (TimePoint::max)();
constexpr TimePoint no_hold = (TimePoint::min)();

// How long streams that share a connection are waited for before they are resumed; then twice as
// long each time, until something comes.
constexpr milliseconds stall_patience{20};

// How long a connection is waited for that others may share, or whose session.
constexpr milliseconds connect_patience{1000};

// Until 7.86, what libcurl has OpenSSL write to a connection that has ended raises SIGPIPE.
system::WithoutSigpipe without_sigpipe() noexcept {
  static const bool is_needed = curl_version_info(CURLVERSION_NOW)->version_num < 0x075700;
  return system::WithoutSigpipe(is_needed);
}

[[noreturn]] void throw_out_of_descriptors() {
  if (system::can_open_socket()) throw std::bad_alloc();
  ErrorDetails details;
  details.kind = ErrorKind::transport;
  details.outcome = Outcome::not_sent;
  details.message = out_of_descriptors;
  details.hint = out_of_descriptors_hint;
  details.retryable = true;
  throw Error(std::move(details));
}

// As libcurl takes it.
int milliseconds_until(TimePoint time) {
  const auto left = std::chrono::ceil<milliseconds>(Deadline(time).remaining()).count();
  constexpr int longest = (std::numeric_limits<int>::max)();
  return left < longest ? static_cast<int>(left) : longest;
}

// The result of one request, for who waits for it.
class Single final : public Exchange {
 public:
  Single(const HttpRequest& request, const Deadline& deadline)
      : request_(request), deadline_(deadline) {}

  [[nodiscard]] const HttpRequest& request() const noexcept override { return request_; }
  [[nodiscard]] const Deadline& deadline() const noexcept override { return deadline_; }
  void on_response(HttpResponse response) override { response_ = std::move(response); }
  void on_failure(const Error& error) override { error_ = error; }

  [[nodiscard]] HttpResponse take() {
    if (error_) throw Error(*error_);
    return std::move(response_);
  }

 private:
  const HttpRequest& request_;
  const Deadline& deadline_;
  HttpResponse response_;
  std::optional<Error> error_;
};

// A handle at work: taken out of the multi at the end, which ends what it was doing.
class Running {
 public:
  Running(CURLM* multi, CURL* easy, Exchange& exchange, const CurlOptions& options,
          Sockets& sockets, LookUps& look_ups)
      : multi_(multi),
        easy_(easy),
        exchange_(exchange),
        wake_up_(exchange.deadline().on_cancel([multi] { curl_multi_wakeup(multi); })),
        transfer_(multi, easy, exchange.request(), exchange.deadline(), options, sockets,
                  look_ups) {}
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    const auto guard = without_sigpipe();
    curl_multi_remove_handle(multi_, easy_);
  }

  [[nodiscard]] CURL* handle() const noexcept { return easy_; }
  [[nodiscard]] Exchange& exchange() const noexcept { return exchange_; }
  [[nodiscard]] const Deadline& deadline() const noexcept { return exchange_.deadline(); }
  [[nodiscard]] Transfer& transfer() noexcept { return transfer_; }
  [[nodiscard]] const Transfer& transfer() const noexcept { return transfer_; }

  // Before, nothing is sent.
  CURLMcode begin() {
    has_begun_ = true;
    return curl_multi_add_handle(multi_, easy_);
  }
  [[nodiscard]] bool has_begun() const noexcept { return has_begun_; }

  // It is to begin again when there is room for its look-up.
  void wait_for_names() noexcept {
    const auto guard = without_sigpipe();
    curl_multi_remove_handle(multi_, easy_);
    has_begun_ = false;
    waits_for_names_ = true;
  }
  [[nodiscard]] bool waits_for_names() const noexcept { return waits_for_names_; }

  // From the start, as the options are now.
  CURLMcode restart() {
    const auto guard = without_sigpipe();
    curl_multi_remove_handle(multi_, easy_);
    return curl_multi_add_handle(multi_, easy_);
  }

  // Until when others wait for it, or it for others.
  [[nodiscard]] TimePoint patience_end() const noexcept { return begin_ + connect_patience; }
  // Half-way between its begin and now.
  [[nodiscard]] TimePoint half_time() const {
    return begin_ + (Deadline::Clock::now() - begin_) / 2;
  }

  // Nothing as long as somebody waits for the response.
  std::optional<Error> interruption() {
    if (deadline().cancelled()) return transfer_.interrupted(ErrorKind::cancelled, "cancelled");
    if (deadline().expired()) return transfer_.interrupted(ErrorKind::timeout, "timed out");
    return std::nullopt;
  }

 private:
  CURLM* multi_;
  CURL* easy_;
  Exchange& exchange_;
  Cancellation::Registration wake_up_;
  const TimePoint begin_ = Deadline::Clock::now();
  bool has_begun_ = false;
  bool waits_for_names_ = false;  // or did
  Transfer transfer_;
};

}  // namespace

// What goes on during one `send_all`.
class Session::TransferBatch {
 public:
  TransferBatch(Session& session, const Transport::Next& next, std::size_t concurrency)
      : session_(session),
        multi_(session.multi_.get()),
        next_(next),
        concurrency_(concurrency),
        idle_{session.handles_.front().get()} {}
  TransferBatch(const TransferBatch&) = delete;
  TransferBatch& operator=(const TransferBatch&) = delete;
  // One handle is enough to keep; the connections are the multi's.
  ~TransferBatch() {
    running_.clear();
    session_.handles_.resize(1);
    session_.shared_->leave(multi_);
    session_.shared_->look_ups().leave(multi_);
  }

  void run() {
    for (;;) {
      start();
      begin_waiting();
      if (running_.empty()) return;
      has_shared_ = has_shared_ || running_.size() > 1;
      if (!perform()) continue;
      if (hold_end_ != no_hold && hold_end() == no_hold) continue;
      int ready = 0;
      const int longest = milliseconds_until(next_look());
      if (!works(curl_multi_poll(multi_, nullptr, 0, longest, &ready))) continue;
      if (ready > 0) {
        stall_patience_ = stall_patience;
      } else if (may_share_connections()) {
        resume_stalled_streams();
        stall_patience_ *= 2;
      }
    }
  }

 private:
  using Iterator = std::vector<std::unique_ptr<Running>>::iterator;

  void start() {
    if (running_.empty()) pause_end_ = {};
    hold_end_ = no_hold;
    while (running_.size() < concurrency_ && Deadline::Clock::now() >= next_start()) {
      hold_end_ = hold_end();
      if (hold_end_ != no_hold) return;
      const Transport::Step step = next_();
      Exchange* const* const exchange = std::get_if<Exchange*>(&step);
      keep_connections(exchange != nullptr ? concurrency_ : session_.options_.max_idle_connections);
      if (exchange == nullptr) {
        const auto* const wait = std::get_if<Transport::WaitUntil>(&step);
        wait_end_ = wait != nullptr ? wait->time : never;
        return;
      }
      start(**exchange);
    }
  }

  void start(Exchange& exchange) try {
    if (idle_.empty()) idle_.push_back(session_.add_handle());
    running_.push_back(std::make_unique<Running>(multi_, idle_.back(), exchange, session_.options_,
                                                 session_.sockets_, session_.shared_->look_ups()));
    idle_.pop_back();
  } catch (const Error& error) {
    exchange.on_failure(error);
  }

  // Not before: something goes wrong, or there is nothing to start.
  [[nodiscard]] TimePoint next_start() const { return (std::max)(pause_end_, wait_end_); }

  // No more than so many, as connections become idle.
  void keep_connections(std::size_t count) {
    count = (std::min)(count, concurrency_);
    if (count == kept_) return;
    kept_ = count;
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(kept_));
  }

  // Until when no more are started, for there may soon be an HTTP/2 connection for all, or a
  // session of TLS that others resume; `no_hold` when they may be. Only when the pre-request
  // callback is called, libcurl (7.80 to 8.21) knows what is spoken over a connection, and shares
  // it. CURLOPT_PIPEWAIT would wait for the first response of a server without HTTP/2 (8.14, 8.21).
  [[nodiscard]] TimePoint hold_end() const {
    if (session_.protocol_ == Protocol::http1) return no_hold;
    TimePoint end = never;
    bool is_connected = false;
    for (const auto& running : running_) {
      if (!running->transfer().uses_tls()) continue;
      const bool has_started = running->transfer().has_started();
      const bool is_patient = Deadline::Clock::now() < running->patience_end();
      if (has_started && (session_.shared_->is_open() || !is_patient)) {
        is_connected = true;
      } else if (is_patient) {
        end = (std::min)(end, running->patience_end());
      } else {
        return no_hold;
      }
    }
    const bool is_held = end != never && (!is_connected || session_.protocol_ == Protocol::http2);
    return is_held ? end : no_hold;
  }

  void begin_waiting() {
    for (const auto& running : running_) {
      if (!running->has_begun() && !has_to_wait(*running) && !works(running->begin())) return;
    }
  }

  // For the look-ups of other requests of the client, or for its first TLS connection.
  [[nodiscard]] bool has_to_wait(const Running& running) {
    if (running.waits_for_names())
      return !session_.shared_->look_ups().has_room(multi_, Deadline::Clock::now());
    return running.transfer().uses_tls() && Deadline::Clock::now() < running.patience_end() &&
           !session_.shared_->may_connect(multi_);
  }

  // libcurl 7.88 may have read the end of an HTTP/2 response while it was at another one, and then
  // looks at it only when more comes, or when it is told to go on.
  void resume_stalled_streams() {
    const auto guard = without_sigpipe();
    for (const auto& running : running_) {
      curl_easy_pause(running->handle(), CURLPAUSE_RECV);
      curl_easy_pause(running->handle(), CURLPAUSE_CONT);
    }
  }

  // Whether nothing is left to do now but to wait.
  bool perform() { return works(advance()) && !finish() && !interrupt(); }

  [[nodiscard]] CURLMcode advance() const {
    const auto guard = without_sigpipe();
    int busy = 0;
    return curl_multi_perform(multi_, &busy);
  }

  // Whether libcurl had finished something. One transfer at a time: the next request is sent before
  // the exchanges of other responses take their time.
  bool finish() {
    int messages = 0;
    const CURLMsg* const message = curl_multi_info_read(multi_, &messages);
    if (message == nullptr) return false;
    const CURLcode result = message->data.result;
    const auto found = std::find_if(
        running_.begin(), running_.end(),
        [message](const auto& running) { return running->handle() == message->easy_handle; });
    // What came in time is a response, even if time is up now.
    std::optional<Error> error;
    if (result == CURLE_ABORTED_BY_CALLBACK) error = (*found)->interruption();
    if (error) {
      fail(found, *error);
    } else if ((*found)->transfer().has_to_wait_for_names()) {
      (*found)->wait_for_names();
    } else if ((*found)->transfer().must_restart(result)) {
      works((*found)->restart());
    } else {
      settle(found, result);
    }
    return true;
  }

  // Whether something had to be ended.
  bool interrupt() {
    bool any = false;
    for (std::size_t i = running_.size(); i-- > 0;) {
      if (const std::optional<Error> error = running_[i]->interruption()) {
        fail(running_.begin() + static_cast<std::ptrdiff_t>(i), *error);
        any = true;
      }
    }
    return any;
  }

  // If not, something is wrong with libcurl itself, or with the memory.
  bool works(CURLMcode code) {
    if (code == CURLM_OK) return true;
    while (!running_.empty()) {
      fail(running_.end() - 1, running_.back()->transfer().interrupted(ErrorKind::transport,
                                                                       curl_multi_strerror(code)));
    }
    return false;
  }

  void settle(Iterator position, CURLcode result) {
    std::optional<HttpResponse> response;
    try {
      response = (*position)->transfer().finish(result);
    } catch (const Error& error) {
      // As long as a request is on it, libcurl 7.88 puts others on a dead HTTP/2 connection.
      if ((*position)->transfer().uses_tls() && session_.protocol_ != Protocol::http1) {
        pause_end_ = (std::max)(pause_end_, Deadline::Clock::now() + connect_patience);
      }
      fail(position, error);
      return;
    }
    if ((*position)->transfer().uses_tls()) {
      session_.protocol_ = (*position)->transfer().is_http1() ? Protocol::http1 : Protocol::http2;
      session_.shared_->open();  // a server that has given no session until now gives none
    }
    last_response_ = Deadline::Clock::now();
    pause_end_ = {};
    release(position).on_response(*std::move(response));
  }

  void fail(Iterator position, const Error& error) {
    // Whatever ended one connection may have ended others: none that is idle now is used again.
    const bool is_failure =
        error.kind() == ErrorKind::transport || error.kind() == ErrorKind::timeout;
    if (is_failure) ++session_.shared_->failures();
    if (error.kind() == ErrorKind::timeout && last_response_ < (*position)->half_time()) {
      pause_end_ = never;
    }
    release(position).on_failure(error);
  }

  // The handle is at nothing any more when the exchange, which may then end, gets its result.
  Exchange& release(Iterator position) {
    Exchange& exchange = (*position)->exchange();
    idle_.push_back((*position)->handle());
    running_.erase(position);
    wait_end_ = {};
    stall_patience_ = stall_patience;
    return exchange;
  }

  // When there may be something to do, though nothing comes and nobody cancels.
  [[nodiscard]] TimePoint next_look() const {
    TimePoint next = never;
    if (hold_end_ != no_hold) {
      next = hold_end_;
    } else if (running_.size() < concurrency_) {
      next = next_start();
    }
    for (const auto& running : running_) {
      next = (std::min)(next, running->deadline().expires_at());
      if (!running->has_begun()) next = (std::min)(next, wait_end(*running));
    }
    if (may_share_connections()) next = (std::min)(next, Deadline::Clock::now() + stall_patience_);
    return next;
  }

  // Until when at most, if nobody wakes it up.
  [[nodiscard]] TimePoint wait_end(const Running& running) const {
    return running.waits_for_names() ? session_.shared_->look_ups().abandoned_end()
                                     : running.patience_end();
  }

  // Over HTTP/2.
  [[nodiscard]] bool may_share_connections() const {
    return has_shared_ && session_.protocol_ != Protocol::http1 &&
           std::any_of(running_.begin(), running_.end(),
                       [](const auto& running) { return running->transfer().uses_tls(); });
  }

  Session& session_;
  CURLM* const multi_;
  const Transport::Next& next_;
  const std::size_t concurrency_;
  std::vector<CURL*> idle_;
  std::vector<std::unique_ptr<Running>> running_;
  TimePoint last_response_{};
  std::size_t kept_ = 0;
  TimePoint hold_end_ = no_hold;
  bool has_shared_ = false;  // more than one was running at once
  milliseconds stall_patience_ = stall_patience;
  // A request has failed or timed out, and no response has come since. libcurl leaves a dead HTTP/2
  // connection only when the last request on it ends, so no more are put on it until then.
  TimePoint pause_end_{};
  TimePoint wait_end_{};  // until then there is nothing more to send
};

Session::Session(const CurlOptions& options, std::shared_ptr<Shared> shared)
    : options_(options), shared_(std::move(shared)), multi_(curl_multi_init()) {
  // libcurl 7.88 has a multi that nothing can wake when there was no descriptor left.
  if (!multi_ || curl_multi_wakeup(multi_.get()) != CURLM_OK) throw_out_of_descriptors();
  add_handle();
}

// Over TLS, libcurl would tell the server that the connections end.
Session::~Session() {
  if (is_inherited()) {
    sockets_.detach();
    shared_->abandon();
  }
  const auto guard = without_sigpipe();
  handles_.clear();
  multi_.reset();
}

CURL* Session::add_handle() {
  std::unique_ptr<CURL, EasyDeleter> handle(curl_easy_init());
  if (!handle) throw std::bad_alloc();
  Transfer::prepare(handle.get(), options_, sockets_, *shared_);
  handles_.push_back(std::move(handle));
  return handles_.back().get();
}

HttpResponse Session::send(const HttpRequest& request, const Deadline& deadline) {
  Single exchange(request, deadline);
  Transport::Step next = &exchange;
  send_all([&next] { return std::exchange(next, Transport::Done()); }, 1);
  return exchange.take();
}

void Session::send_all(const Transport::Next& next, std::size_t concurrency) {
  TransferBatch(*this, next, concurrency).run();
}

}  // namespace curl
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
