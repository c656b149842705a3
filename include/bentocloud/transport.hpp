#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <variant>

#include <bentocloud/deadline.hpp>
#include <bentocloud/error.hpp>
#include <bentocloud/export.hpp>
#include <bentocloud/http.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// A request of a batch, with the callbacks for its result: exactly one of `on_response` and
/// `on_failure` is called, once, in the thread of `Transport::send_all`.
class BENTOCLOUD_EXPORT Exchange {
 public:
  Exchange() = default;
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  virtual ~Exchange();

  /// What to send. Valid until the result is there, as is the deadline.
  [[nodiscard]] virtual const HttpRequest& request() const noexcept = 0;
  /// When this request has to be over; the others have deadlines of their own.
  [[nodiscard]] virtual const Deadline& deadline() const noexcept = 0;

  /// Takes the response that `Transport::send` would return.
  virtual void on_response(HttpResponse response) = 0;
  /// Takes the error that `Transport::send` would throw.
  virtual void on_failure(const Error& error) = 0;
};

/// Puts one HTTP request on the wire and waits for the response. Derive from it to bring your own
/// HTTP stack, from `ForwardingTransport` to decorate another transport, or use
/// `bentocloud::fakes` to have none.
///
/// Thread safety: `send` is called from many threads at once.
class BENTOCLOUD_EXPORT Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport();

  /// Returns the response, whatever its status: an HTTP error is a response.
  ///
  /// An implementation must not follow redirects, must put a request other than `GET` on the wire
  /// at most once, and must return by the deadline, or within 100 ms of a cancellation.
  ///
  /// \throws Error with kind `transport`, `timeout`, `cancelled` or `decode` (a response too large)
  /// only when there is no complete response. Its `outcome` is `not_sent` when the server certainly
  /// did not get the whole request, and otherwise `unknown`; its `retryable` says whether another
  /// attempt may do better. Any other exception counts as an `Error` with kind `transport` and
  /// outcome `unknown` that is not retryable.
  virtual HttpResponse send(const HttpRequest& request, const Deadline& deadline) = 0;

  /// There is nothing to start before `time`, nor before one of the requests in flight has its
  /// result.
  struct WaitUntil {
    Deadline::Clock::time_point time;  ///< when to ask for the next step again
  };
  /// There is nothing more to start.
  struct Done {};
  /// What to do next: start this exchange, which is not null; wait; or nothing more.
  using Step = std::variant<Exchange*, WaitUntil, Done>;
  /// Gives the next step of a batch. To be called in the thread of `send_all`.
  using Next = std::function<Step()>;

  /// Sends the requests that `next` gives, with at most `concurrency` of them in flight at once.
  ///
  /// Call `next` whenever one more request may be started; after `WaitUntil` not before that time
  /// or the next result, whichever comes first. Return as soon as nothing is in flight and `next`
  /// gives no exchange: after `WaitUntil` too, for then the client itself waits, and calls again.
  ///
  /// An exchange lives until it has its result. An exception that comes out of `next` or an
  /// exchange ends the batch: abort what is in flight, and let the exception pass. Requests without
  /// a result when this function returns or throws count as failed with outcome `unknown`.
  ///
  /// This default sends one request after the other. A transport of your own needs no threads of
  /// its own either: what it promises for each request is what `send` promises.
  virtual void send_all(const Next& next, std::size_t concurrency);
};

/// Passes all requests to another transport, with the concurrency of that one. Derive from it to
/// decorate a transport; a derived class that overrides only `send` sees no request of a batch.
///
/// \snippet reference.cpp transport
///
/// Thread safety: that of the other transport.
class BENTOCLOUD_EXPORT ForwardingTransport : public Transport {
 public:
  /// Passes everything to `inner`, which must not be null.
  explicit ForwardingTransport(std::shared_ptr<Transport> inner);

  HttpResponse send(const HttpRequest& request, const Deadline& deadline) override;
  void send_all(const Next& next, std::size_t concurrency) override;

 private:
  std::shared_ptr<Transport> inner_;
};

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
