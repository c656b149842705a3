// Awaits calls of bentocloud in a coroutine of Boost.Asio (1.74 or newer, C++20), over a small pool
// of threads: copy it into your project.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <type_traits>
#include <utility>

#include <boost/asio.hpp>

#include <bentocloud/bentocloud.hpp>

namespace example {

namespace asio = boost::asio;

/// Thread safety: all members may be called from any thread.
class CallPool {
 public:
  /// So many calls are under way at once; others are queued.
  explicit CallPool(std::size_t threads) : workers_(threads) {}
  CallPool(const CallPool&) = delete;
  CallPool& operator=(const CallPool&) = delete;
  /// Cancels all calls, so that nothing waits for a timeout.
  ~CallPool() {
    stopping_.cancel();
    workers_.join();
  }

  /// What `call(client)` returns or throws: `co_await pool.run(client, …)`. The client's timeout
  /// counts from now, and its deadline and its cancellations hold in the queue too: a call that
  /// they end there has the outcome `not_sent`.
  template <class Function,
            class Value = std::invoke_result_t<Function&, const bentocloud::CloudClient&>>
  asio::awaitable<Value> run(bentocloud::CloudClient client, Function call) {
    client = client.with_cancellation(stopping_);
    const bentocloud::Deadline deadline = client.deadline();
    client = client.with_deadline(deadline.expires_at());
    asio::steady_timer timer(co_await asio::this_coro::executor, deadline.expires_at());
    auto start = [&](auto handler) {
      const auto job = std::make_shared<Job<Value, decltype(handler)>>(
          [client, call = std::move(call)]() mutable { return call(std::as_const(client)); },
          std::move(handler));
      // A call whose time is over ends at once, in whatever thread: it sends nothing.
      const auto run_if_queued = [weak = std::weak_ptr(job)](auto&&...) {
        if (const auto queued = weak.lock()) queued->run();
      };
      timer.async_wait(run_if_queued);
      job->registration = deadline.on_cancel(run_if_queued);
      asio::post(workers_, [job] { job->run(); });
    };
    std::future<Value> result =
        co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::future<Value>)>(
            start, asio::use_awaitable);
    co_return result.get();
  }

 private:
  // Run once, by a worker or by what ends it in the queue.
  template <class Value, class Handler>
  struct Job {
    template <class Task>
    Job(Task its_task, Handler its_handler)
        : task(std::move(its_task)), handler(std::move(its_handler)) {}

    void run() {
      if (begun.exchange(true)) return;
      task();
      const auto executor = asio::get_associated_executor(handler);
      asio::post(executor, [handler = std::move(handler), result = task.get_future()]() mutable {
        handler(std::move(result));
      });
    }

    std::packaged_task<Value()> task;
    Handler handler;
    std::atomic<bool> begun{false};
    bentocloud::Cancellation::Registration registration;
  };

  bentocloud::Cancellation stopping_;
  asio::thread_pool workers_;
};

}  // namespace example
