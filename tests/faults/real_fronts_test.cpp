#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "fault_server.hpp"
#include "front_proxy.hpp"
#include "own_sockets.hpp"
#include "support/sample.hpp"

namespace faults {
namespace {

using bentocloud::CloudClient;
using bentocloud::Error;
using bentocloud::Outcome;
using std::chrono::milliseconds;
using std::chrono::seconds;
namespace api_token = bentocloud::api_token;

// A server that keeps tokens, called "token-N".
class Backend {
 public:
  // Called by one thread at a time.
  Action operator()(const Request& request) {
    const std::lock_guard lock(mutex_);
    const std::string uid = request.target.substr(request.target.rfind('/') + 1);
    if (request.method == "POST") {
      const std::size_t begin = request.body.find("token-");
      const std::string name = request.body.substr(begin, request.body.find('"', begin) - begin);
      ++creates_[name];
      tokens_.insert(name);
      return respond(200, sample::created_json(name, name));
    }
    if (request.target.find('?') != std::string::npos) {
      return respond(200, R"({"start":0,"count":100,"total":0,"items":[]})");
    }
    if (tokens_.count(uid) == 0) return respond(400, R"({"error":"record not found"})");
    if (request.method == "DELETE") tokens_.erase(uid);
    return respond(200, sample::token_json(uid, uid));
  }

  [[nodiscard]] std::map<std::string, int> creates() const {
    const std::lock_guard lock(mutex_);
    return creates_;
  }
  [[nodiscard]] bool has(const std::string& uid) const {
    const std::lock_guard lock(mutex_);
    return tokens_.count(uid) > 0;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, int> creates_;  // by name: how often
  std::set<std::string> tokens_;
};

class RealFront : public ::testing::TestWithParam<std::tuple<Front, bool>> {
 protected:
  void SetUp() override {
    const Front front = std::get<0>(GetParam());
    if (!is_installed(front)) GTEST_SKIP() << to_string(front) << " is not installed";
    front_.emplace(server_.port(), authority_.issue(),
                   FrontOptions{front, std::get<1>(GetParam())});
  }

  [[nodiscard]] CloudClient client(int max_attempts) const {
    bentocloud::ClientOptions options;
    options.curl.ca_file = trusted_.path();
    options.timeout = timeout;
    options.retry.max_attempts = max_attempts;
    options.retry.initial_delay = milliseconds(1);
    options.retry.max_delay = milliseconds(50);
    return CloudClient({bentocloud::Secret("key-0123456789"), front_->endpoint()}, options);
  }

  static constexpr seconds timeout{10};

  Backend backend_;
  FaultServer server_{[this](const Request& request) { return backend_(request); }};
  CertificateAuthority authority_;
  TemporaryFile trusted_{authority_.certificate()};
  std::optional<FrontProxy> front_;
};

TEST_P(RealFront, MayCloseIdleConnections) {
  const CloudClient client = this->client(1);
  const std::string uid = api_token::create(client, "token-1").uid;
  for (const auto& outcome : api_token::get_many(client, std::vector<std::string>(16, uid))) {
    EXPECT_TRUE(outcome.value()) << outcome.error().what();
  }
  EXPECT_FALSE(sockets_to(front_->port()).empty());
  ASSERT_TRUE(all_readable(sockets_to(front_->port())));  // after a second
  for (const auto& outcome : api_token::get_many(client, std::vector<std::string>(16, uid))) {
    EXPECT_TRUE(outcome.value()) << outcome.error().what();
  }
  EXPECT_NO_THROW(api_token::remove(client, uid));
  EXPECT_FALSE(backend_.has(uid));
}

// One thread's calls, and whether what they say is so.
class Worker {
 public:
  Worker(CloudClient client, const Backend& backend, int number)
      : client_(std::move(client)),
        backend_(backend),
        number_(number),
        engine_(static_cast<unsigned>(number)) {}

  void run(int calls) {
    for (int i = 0; i < calls; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      if (tokens_.empty() || engine_() % 4 == 0) {
        create("token-" + std::to_string(number_) + '-' + std::to_string(i) + '-');
      } else {
        call(*tokens_.begin());
      }
      EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(11));
    }
  }

 private:
  void create(const std::string& name) {
    try {
      EXPECT_EQ(api_token::create(client_, name).uid, name);
      EXPECT_TRUE(backend_.has(name));
      tokens_.insert(name);
    } catch (const Error& error) {
      if (error.outcome() == Outcome::unknown) return;
      EXPECT_EQ(error.outcome(), Outcome::not_sent) << error.what();
      EXPECT_FALSE(backend_.has(name)) << error.what();
    }
  }

  void call(const std::string uid) try {
    switch (engine_() % 4) {
      case 0:
        EXPECT_TRUE(api_token::get(client_, uid));
        return;
      case 1:
        EXPECT_TRUE(api_token::list(client_).empty());
        return;
      case 2: {
        api_token::UpdateOptions changes;
        changes.description = "changed";
        EXPECT_EQ(api_token::update(client_, uid, changes).uid, uid);
        return;
      }
      default:
        tokens_.erase(uid);
        api_token::remove(client_, uid);
        EXPECT_FALSE(backend_.has(uid));
    }
  } catch (const Error& error) {
    // There is no other trouble than that of the network.
    EXPECT_TRUE(error.outcome() == Outcome::unknown || error.outcome() == Outcome::not_sent)
        << error.what();
  }

  CloudClient client_;
  const Backend& backend_;
  int number_;
  std::mt19937 engine_;
  std::set<std::string> tokens_;
};

TEST_P(RealFront, MayReload) {
  const CloudClient client = this->client(4);
  // nginx listens some time before it takes signals, and none of its workers is there earlier.
  EXPECT_TRUE(api_token::list(client).empty());
  std::atomic<bool> is_over{false};
  int reloads = 0;
  // After every 25 requests that reached the backend: reloaded by the clock, a front on a busy
  // machine would do nothing but start.
  std::thread reloader([&] {
    for (int next = 0; !is_over; std::this_thread::sleep_for(milliseconds(10))) {
      const int requests = server_.counts().requests;
      if (requests < next) continue;
      front_->reload();
      ++reloads;
      next = requests + 25;
    }
  });
  std::vector<std::thread> threads;
  for (int i = 0; i < 5; ++i) {
    threads.emplace_back([&, i] { Worker(client, backend_, i).run(100); });
  }
  for (std::thread& thread : threads) thread.join();
  is_over = true;
  reloader.join();
  EXPECT_GE(reloads, 2);
  EXPECT_GT(backend_.creates().size(), 50U);
  for (const auto& [name, count] : backend_.creates()) EXPECT_EQ(count, 1) << name;
}

INSTANTIATE_TEST_SUITE_P(Faults, RealFront,
                         ::testing::Combine(::testing::Values(Front::nginx, Front::haproxy),
                                            ::testing::Bool()),
                         [](const auto& front) {
                           return to_string(std::get<0>(front.param)) +
                                  (std::get<1>(front.param) ? "_http2" : "_http1");
                         });

}  // namespace
}  // namespace faults
