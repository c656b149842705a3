#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/local_cloud.hpp>

#include "fault_server.hpp"

namespace faults {
namespace {

using bentocloud::CloudClient;
using bentocloud::Error;
using bentocloud::Outcome;
namespace api_token = bentocloud::api_token;

constexpr int threads = 16;

// In MiB. Sanitizers keep what was freed, and records of what was done to it.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr long allowed_growth = 1024;
#else
constexpr long allowed_growth = 32;
#endif

// Of all threads; the long form has 100,000.
int calls() {
  const char* text = std::getenv("BENTOCLOUD_SOAK_CALLS");
  return text == nullptr ? 3200 : std::atoi(text);
}

// A fault in one request of twenty, at every place where one can be.
class Faults {
 public:
  explicit Faults(int port) : port_(port) {}

  Action operator()(const Request& /*request*/) {
    switch (engine_() % 140) {
      case 0:
        return close();
      case 1:
        return reset();
      case 2:
        return respond(503, "", {{"Retry-After", "0"}});
      case 3:
        return respond(429, "", {{"Retry-After", "0"}});
      case 4:
        return forward_silently(port_).then(close());
      case 5:
        return forward_silently(port_).then(reset());
      case 6:
        return forward(port_, &cut_in_body).then(close());
      default:
        return forward(port_);
    }
  }

 private:
  int port_;
  std::mt19937 engine_{20261124};
};

struct Tally {
  std::atomic<int> attempts{0};  // as the log tells
  std::atomic<int> successes{0};
  std::atomic<int> errors{0};
};

// One thread's work: tokens of its own, in all five operations.
class Worker {
 public:
  Worker(CloudClient client, int number, Tally& tally)
      : client_(std::move(client)),
        prefix_("worker-" + std::to_string(number) + "-"),
        engine_(static_cast<unsigned>(number)),
        tally_(tally) {}

  void run(int calls) {
    for (int i = 0; i < calls; ++i) {
      try {
        call();
        ++tally_.successes;
      } catch (const Error& error) {
        ++tally_.errors;
        // The server is well and the key is right: there is no other trouble than we made.
        EXPECT_TRUE(error.retryable() || error.outcome() == Outcome::applied) << error.what();
      }
    }
  }

  [[nodiscard]] const std::set<std::string>& owned() const { return owned_; }
  [[nodiscard]] const std::set<std::string>& doubtful() const { return doubtful_; }

 private:
  void call() {
    if (owned_.size() < 3) return create();
    const std::string uid = *owned_.begin();
    switch (engine_() % 4) {
      case 0:
        return remove(uid);
      case 1: {
        api_token::UpdateOptions changes;
        changes.description = std::to_string(engine_());
        EXPECT_EQ(api_token::update(client_, uid, changes).description, *changes.description);
        return;
      }
      case 2:
        EXPECT_GE(api_token::list(client_, prefix_).size(), owned_.size());
        return;
      default:
        EXPECT_EQ(api_token::get(client_, uid)->uid, uid);
    }
  }

  void create() {
    const std::string name = prefix_ + std::to_string(++created_);
    try {
      owned_.insert(api_token::create(client_, name).uid);
    } catch (const Error& error) {
      if (error.outcome() == Outcome::applied || error.outcome() == Outcome::unknown) {
        doubtful_.insert(name);
      }
      throw;
    }
  }

  void remove(const std::string& uid) {
    owned_.erase(uid);
    try {
      api_token::remove(client_, uid);
    } catch (const Error&) {
      owned_.insert(uid);
      throw;
    }
  }

  CloudClient client_;
  std::string prefix_;
  std::mt19937 engine_;
  Tally& tally_;
  int created_ = 0;
  std::set<std::string> owned_;     // uids
  std::set<std::string> doubtful_;  // names
};

std::ptrdiff_t open_files() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

long memory_in_mib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmRSS:", 0) == 0) return std::stol(line.substr(6)) / 1024;
  }
  return 0;
}

TEST(Soak, ManyThreadsThroughAnUnreliableNetwork) {
  bentocloud::fakes::LocalCloud cloud;
  FaultServerOptions server_options;
  server_options.keeps_requests = false;
  const FaultServer server(
      Faults(std::stoi(cloud.endpoint().substr(cloud.endpoint().rfind(':') + 1))), server_options);
  bentocloud::ClientOptions options;
  options.retry.initial_delay = std::chrono::milliseconds(1);
  options.retry.max_attempts = 10;
  Tally tally;
  options.log = [&tally](const bentocloud::LogRecord& record) {
    if (record.event == bentocloud::LogRecord::Event::request) ++tally.attempts;
  };
  const CloudClient client({cloud.credentials().api_token, server.endpoint()}, options);

  std::vector<Worker> workers;
  for (int i = 0; i < threads; ++i) workers.emplace_back(client, i, tally);
  const auto run = [&workers](int calls_each) {
    std::vector<std::thread> running;
    for (Worker& worker : workers) {
      running.emplace_back([&worker, calls_each] { worker.run(calls_each); });
    }
    for (std::thread& thread : running) thread.join();
  };
  const int calls_each = calls() / threads;
  run(calls_each / 4);
  const long memory_before = memory_in_mib();
  const std::ptrdiff_t files_before = open_files();
  run(calls_each - calls_each / 4);

  EXPECT_LT(memory_in_mib() - memory_before, allowed_growth);
  EXPECT_LT(open_files() - files_before, 8 * threads);
  // None is spent on a connection that had ended before; libcurl repeats a GET by itself.
  EXPECT_GE(server.counts().requests, tally.attempts);
  EXPECT_GT(tally.attempts, calls_each * threads);
  EXPECT_GT(tally.successes, calls_each * threads * 9 / 10);
  RecordProperty("errors", tally.errors);

  // Whatever exists is owned, or was reported as doubtful; whatever is owned exists.
  std::set<std::string> owned;
  std::set<std::string> doubtful;
  for (const Worker& worker : workers) {
    owned.insert(worker.owned().begin(), worker.owned().end());
    doubtful.insert(worker.doubtful().begin(), worker.doubtful().end());
  }
  for (const bentocloud::ApiToken& token : cloud.cloud().tokens()) {
    EXPECT_TRUE(owned.erase(token.uid) == 1 || doubtful.count(token.name) == 1) << token.name;
  }
  EXPECT_TRUE(owned.empty());
}

}  // namespace
}  // namespace faults
