// A transport over another HTTP library: cpp-httplib, 0.11 or newer. Link it and its libraries.
#include <future>
#include <list>

#include <httplib.h>

#include <bentocloud/result.hpp>
#include <bentocloud/transport.hpp>
using namespace bentocloud;
using namespace std::chrono_literals;

class HttplibTransport final : public Transport {
 public:
  HttpResponse send(const HttpRequest& request, const Deadline& deadline) override {
    const std::size_t path = request.url.find('/', 8);
    httplib::Client client(request.url.substr(0, path));
    client.set_read_timeout(1h);  // what counts is the deadline
    httplib::Request http;
    http.method = request.method;
    http.path = request.url.substr(path);
    http.body = request.body;
    for (const auto& [name, value] : request.headers) http.set_header(name, value);
    http.set_header(request.authentication_header, std::string(request.authentication.reveal()));
    HttpResponse response;
    bool fits = true;
    http.content_receiver = [&](const char* data, std::size_t size, auto, auto) {
      fits = size <= request.max_response_size - response.body.size();
      if (fits) response.body.append(data, size);
      return fits;
    };
    auto sent = std::async(std::launch::async, [&] { return client.send(http); });
    while (sent.wait_for(10ms) != std::future_status::ready)
      if (deadline.cancelled() || deadline.expired()) client.stop();
    const httplib::Result result = sent.get();
    if (!result) {
      ErrorDetails details;  // with an outcome that is unknown
      details.message = httplib::to_string(result.error());
      details.kind = !fits                  ? ErrorKind::decode
                     : deadline.cancelled() ? ErrorKind::cancelled
                     : deadline.expired()   ? ErrorKind::timeout
                                            : ErrorKind::transport;
      if (result.error() == httplib::Error::Connection) details.outcome = Outcome::not_sent;
      details.retryable = fits && !deadline.cancelled();
      throw Error(details);
    }
    for (const auto& [name, value] : result->headers) response.headers.push_back({name, value});
    response.status = result->status;
    return response;
  }
  void send_all(const Next& next, std::size_t concurrency) override {
    std::list<std::future<std::function<void()>>> running;  // gives the results to the exchanges
    do {
      Step step = Done();
      while (running.size() < concurrency && std::get_if<Exchange*>(&(step = next())))
        running.push_back(std::async(
            std::launch::async, [this, to = std::get<0>(step)]() -> std::function<void()> {
              const auto result = attempt([&] { return send(to->request(), to->deadline()); });
              return [=] { result ? to->on_response(*result) : to->on_failure(result.error()); };
            }));
      const WaitUntil* const wait = std::get_if<WaitUntil>(&step);
      bool waits = !running.empty();
      while (waits && !(wait && wait->time <= Deadline::Clock::now()))
        running.remove_if([&](auto& one) {
          if (one.wait_for(1ms) != std::future_status::ready) return false;
          one.get()();
          waits = false;
          return true;
        });
    } while (!running.empty());
  }
};
