// Makes metrics and a trace of what a client logs: Prometheus-style counters and a tree of spans,
// on standard output. The cloud is a fake one in this program, and fails now and then.

#include <cstdint>
#include <iostream>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/local_cloud.hpp>

namespace {

using bentocloud::LogRecord;

// Counters with bounded labels: a uid in one would make a time series of each token.
class Metrics {
 public:
  void add(const LogRecord& record) {
    if (record.event != LogRecord::Event::summary) return;
    const std::string method = "{method=\"" + record.method + '"';
    const std::string outcome(to_string(record.outcome));
    const std::string error(record.error ? to_string(*record.error) : "none");
    const std::lock_guard lock(mutex_);
    count("calls_total" + method + ",outcome=\"" + outcome + "\",error=\"" + error + "\"}", 1);
    count("attempts_total" + method + '}', record.attempt);
    count("call_seconds_sum" + method + '}', static_cast<double>(record.elapsed.count()) / 1000);
    count("sent_bytes_total" + method + '}', static_cast<double>(record.bytes_sent));
    count("received_bytes_total" + method + '}', static_cast<double>(record.bytes_received));
    if (record.new_connection == true) count("new_connections_total" + method + '}', 1);
  }

  void print() const {
    const std::lock_guard lock(mutex_);
    for (const auto& [name, value] : counters_) std::cout << name << ' ' << value << '\n';
  }

 private:
  void count(const std::string& name, double value) { counters_["bentocloud_" + name] += value; }

  mutable std::mutex mutex_;
  std::map<std::string, double> counters_;
};

// A span for each call, with one below it for each attempt.
class Trace {
 public:
  explicit Trace(std::string name) : name_(std::move(name)) {}

  void add(const LogRecord& record) {
    const std::string elapsed = ", " + std::to_string(record.elapsed.count()) + " ms";
    const std::string attempt = "attempt " + std::to_string(record.attempt) + ": ";
    const std::lock_guard lock(mutex_);
    Call& call = calls_[record.call];
    switch (record.event) {
      case LogRecord::Event::request:
        break;
      case LogRecord::Event::response:
        call.parts.push_back(attempt + "HTTP " + std::to_string(record.status) + elapsed);
        break;
      case LogRecord::Event::failure:
        call.parts.push_back(attempt + record.detail + elapsed);
        break;
      case LogRecord::Event::retry:
        call.parts.push_back("sleep" + elapsed);
        break;
      case LogRecord::Event::summary:
        call.text = record.operation + ": " + std::string(to_string(record.outcome)) + elapsed;
        break;
    }
  }

  void print() const {
    const std::lock_guard lock(mutex_);
    std::cout << name_ << '\n';
    for (const auto& [id, call] : calls_) {
      std::cout << "  call " << id << ", " << call.text << '\n';
      for (const std::string& part : call.parts) std::cout << "    " << part << '\n';
    }
  }

 private:
  struct Call {
    std::string text;
    std::vector<std::string> parts;
  };

  const std::string name_;
  mutable std::mutex mutex_;
  std::map<std::uint64_t, Call> calls_;  // their ids rise
};

}  // namespace

int main() {
  try {
    Metrics metrics;
    Trace trace("nightly job");
    bentocloud::ClientOptions options;
    options.retry.initial_delay = std::chrono::milliseconds(5);
    options.log = [&](const LogRecord& record) {
      metrics.add(record);
      trace.add(record);
    };

    bentocloud::fakes::LocalCloud cloud;
    const bentocloud::CloudClient client =
        bentocloud::CloudClient(cloud.credentials(), options)
            .with_headers(
                {{"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}});
    const std::string first = bentocloud::api_token::create(client, "first").uid;
    const std::string second = bentocloud::api_token::create(client, "second").uid;
    cloud.cloud().fail_next(1, 503);
    for (const auto& result : bentocloud::api_token::get_many(client, {first, second, "nobody"})) {
      if (!result) std::cerr << result.error().what() << '\n';
    }
    bentocloud::api_token::remove(client, first);

    metrics.print();
    trace.print();
  } catch (const bentocloud::Error& error) {
    std::cerr << "observability: " << error.what() << '\n';
    return 1;
  }
}
