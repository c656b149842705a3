#include <algorithm>
#include <exception>
#include <map>
#include <memory>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "client/call.hpp"
#include "client/http_error.hpp"
#include "transport/thrown_error.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace {

using std::chrono::milliseconds;
using TimePoint = Deadline::Clock::time_point;

// Several calls at once, each with attempts of its own; but when the server asks one to be slower,
// all are.
class CallBatch {
 public:
  CallBatch(CallContext& context, const std::vector<ApiRequest>& requests, std::size_t concurrency,
            const OnResult& on_result)
      : context_(context),
        state_(context.state),
        requests_(requests),
        deadline_(context.deadline),
        concurrency_(concurrency),
        on_result_(on_result) {}

  void run() try {
    for (;;) {
      was_asked_ = false;
      std::optional<Error> error = send_all();
      const bool is_broken = error || !was_asked_;
      if (!error) error = Error(without_result());
      while (!running_.empty()) running_.begin()->second->on_failure(*error);
      const std::optional<TimePoint> begin = next_begin();
      if (!begin) return;
      // It would go on like this for ever.
      if (is_broken) return give_up(not_sent(*error));
      sleep_until(*begin);
    }
  } catch (const Stopped&) {  // what was under way is given up
  }

 private:
  struct Stopped {};

  class Entry final : public Exchange {
   public:
    Entry(CallBatch& batch, std::size_t index)
        : batch_(batch), index_(index), call_(batch.context_, batch.requests_[index]) {}

    [[nodiscard]] const HttpRequest& request() const noexcept override { return call_.request(); }
    [[nodiscard]] const Deadline& deadline() const noexcept override {
      return call_.attempt_deadline();
    }
    void on_response(HttpResponse response) override {
      batch_.guarded([&] {
        call_.responded(std::move(response));
        batch_.after_attempt(*this);
      });
    }
    void on_failure(const Error& error) override {
      batch_.guarded([&] {
        call_.failed(error);
        batch_.after_attempt(*this);
      });
    }

    [[nodiscard]] std::size_t index() const noexcept { return index_; }
    [[nodiscard]] Call& call() noexcept { return call_; }

   private:
    CallBatch& batch_;
    std::size_t index_;
    Call call_;
  };

  // What the transport throws; but our own exceptions, which pass through it, come out as they are.
  std::optional<Error> send_all() {
    std::optional<Error> error;
    try {
      state_.transport->send_all([this] { return guarded([this] { return next(); }); },
                                 concurrency_);
    } catch (...) {
      if (!ours_) error = thrown_error();
    }
    if (ours_) std::rethrow_exception(ours_);
    return error;
  }

  // What the transport calls: it may do anything to an exception.
  template <class Function>
  std::invoke_result_t<const Function&> guarded(const Function& function) try {
    return function();
  } catch (...) {
    ours_ = std::current_exception();
    throw;
  }

  static ErrorDetails without_result() {
    ErrorDetails details;
    details.message = "the transport returned without a result";
    return details;
  }

  static ErrorDetails not_sent(const Error& error) {
    ErrorDetails details = error.details();
    details.outcome = Outcome::not_sent;
    details.partial_body = {};
    return details;
  }

  // Ends all that is not on the way.
  void give_up(const ErrorDetails& why) {
    while (!waiting_.empty()) {
      const std::unique_ptr<Entry> entry = std::move(waiting_.begin()->second);
      waiting_.erase(waiting_.begin());
      report(entry->index(), {{}, entry->call().given_up(why)});
    }
    if (next_ == requests_.size()) return;
    const Error error = not_begun(why);
    while (next_ < requests_.size()) {
      log_not_begun(state_, requests_[next_], error.kind());
      report(next_++, {{}, error});
    }
  }

  // One error for all of them, since there may be a hundred thousand. It names what was tried when
  // that is the same for all.
  [[nodiscard]] Error not_begun(ErrorDetails details) const {
    const auto first = requests_.begin() + static_cast<std::ptrdiff_t>(next_);
    if (std::all_of(first, requests_.end(), [first](const ApiRequest& request) {
          return request.operation == first->operation;
        })) {
      details.operation = first->operation;
    }
    return error_without_secrets(state_, std::move(details));
  }

  // The next attempt of a call.
  Transport::Step next() {
    was_asked_ = true;
    // When the pause is longer than there is time, none waits for its end.
    const bool pause_exceeds_deadline = pause_end_ >= deadline_.expires_at();
    if (const auto end = end_of(deadline_, pause_exceeds_deadline ? pause_end_ : now())) {
      give_up(*end);
      return when_to_ask();
    }
    while (running_.size() < concurrency_limit_ && now() >= pause_end_) {
      std::unique_ptr<Entry> entry;
      std::size_t index = next_;
      try {
        if (!waiting_.empty() && waiting_.begin()->first <= now()) {
          // Those that were begun come first, so that the server's trouble is not made larger.
          entry = std::move(waiting_.begin()->second);
          waiting_.erase(waiting_.begin());
          index = entry->index();
        } else if (next_ < requests_.size()) {
          ++next_;
          entry = std::make_unique<Entry>(*this, index);
        } else {
          break;
        }
        entry->call().start(now());
      } catch (const Error& error) {
        report(index, {{}, error});
        continue;
      }
      Exchange* const exchange = entry.get();
      running_.emplace(exchange, std::move(entry));
      return exchange;
    }
    return when_to_ask();
  }

  // When there is nothing to start now.
  [[nodiscard]] Transport::Step when_to_ask() const {
    constexpr Transport::WaitUntil next_result{(TimePoint::max)()};
    if (running_.size() >= concurrency_limit_) return next_result;
    if (const std::optional<TimePoint> begin = next_begin()) return Transport::WaitUntil{*begin};
    if (running_.empty()) return Transport::Done();
    return next_result;
  }

  void after_attempt(Entry& finished) {
    const auto found = running_.find(&finished);
    std::unique_ptr<Entry> entry = std::move(found->second);
    running_.erase(found);
    Call& call = entry->call();
    adjust_concurrency(call);
    if (call.result()) return report(entry->index(), *std::move(call.result()));

    waiting_.emplace(Deadline::after(call.delay(), now()).expires_at(), std::move(entry));
  }

  void report(std::size_t index, ApiResult result) {
    if (!on_result_(index, std::move(result))) throw Stopped();
  }

  // Half as many at once after the server asked for patience, and one more for each attempt after
  // which it does not: all at once again would only cost attempts.
  void adjust_concurrency(const Call& call) {
    if (!call.is_throttled()) {
      concurrency_limit_ = (std::min)(concurrency_limit_ + 1, concurrency_);
      return;
    }
    if (now() >= pause_end_)
      concurrency_limit_ = (std::max)(concurrency_limit_ / 2, std::size_t{1});
    pause_end_ = (std::max)(pause_end_, Deadline::after(call.delay(), now()).expires_at());
  }

  // When there is something to send again; nothing when all is done.
  [[nodiscard]] std::optional<TimePoint> next_begin() const {
    if (next_ < requests_.size()) return pause_end_;
    if (waiting_.empty()) return std::nullopt;
    return (std::max)(pause_end_, waiting_.begin()->first);
  }

  void sleep_until(TimePoint time) {
    const TimePoint begin = now();
    if (time <= begin) return;
    state_.options.timing.sleep(std::chrono::ceil<milliseconds>(time - begin), deadline_);
    slept_until_ = time;
  }

  // What was slept for has passed, even by a clock that a test has stopped.
  [[nodiscard]] TimePoint now() const {
    return (std::max)(state_.options.timing.now(), slept_until_);
  }

  CallContext& context_;
  const ClientState& state_;
  const std::vector<ApiRequest>& requests_;
  const Deadline& deadline_;
  const std::size_t concurrency_;
  const OnResult& on_result_;
  std::size_t next_ = 0;    // of `requests_`: the first that was not begun
  bool was_asked_ = false;  // whether the transport has called `next`
  std::exception_ptr ours_;
  std::unordered_map<const Exchange*, std::unique_ptr<Entry>> running_;
  std::multimap<TimePoint, std::unique_ptr<Entry>> waiting_;  // by when their next attempt begins
  TimePoint pause_end_ = (TimePoint::min)();                  // of all
  TimePoint slept_until_ = (TimePoint::min)();
  std::size_t concurrency_limit_ =
      concurrency_;  // how many may be on the way at once, at the moment
};

}  // namespace

void perform_all(CallContext context, const std::vector<ApiRequest>& requests,
                 std::size_t concurrency, const OnResult& on_result) {
  CallBatch(context, requests, concurrency, on_result).run();
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
