#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "fault_server.hpp"
#include "route.hpp"

namespace faults {
namespace {

using std::chrono::milliseconds;
namespace api_token = bentocloud::api_token;

// Tokens whose uids are numbers that grow; the list has the newest first.
class Tokens {
 public:
  explicit Tokens(std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) oldest_first_.push_back(++last_);
  }

  // Creates one, and removes another.
  void rotate() {
    const std::lock_guard lock(mutex_);
    oldest_first_.push_back(++last_);
    oldest_first_.erase(oldest_first_.begin() +
                        static_cast<std::ptrdiff_t>(random_() % (oldest_first_.size() - 1)));
  }

  [[nodiscard]] std::vector<std::uint64_t> all() const {
    const std::lock_guard lock(mutex_);
    return oldest_first_;
  }

  // The page as it is now, after some time on the way.
  Action next_page() {
    return pause(latency()).then({"page", [this](Connection& client, const Request& asked) {
                                    return respond(200, page(asked)).run(client, asked);
                                  }});
  }

 private:
  milliseconds latency() {
    const std::lock_guard lock(mutex_);
    return milliseconds(5 + random_() % 46);
  }

  static std::uint64_t number_after(const std::string& target, const std::string& key) {
    return std::stoull(target.substr(target.find(key) + key.size()));
  }

  [[nodiscard]] std::string page(const Request& request) const {
    const std::lock_guard lock(mutex_);
    const std::uint64_t size = oldest_first_.size();
    const std::uint64_t start = number_after(request.target, "start=");
    const std::uint64_t end = std::min(size, start + number_after(request.target, "count="));
    std::string body = R"({"total":)" + std::to_string(size) + R"(,"items":[)";
    for (std::uint64_t i = start; i < end; ++i) {
      if (i > start) body += ',';
      body += R"({"uid":")" +
              std::to_string(oldest_first_[static_cast<std::size_t>(size - 1 - i)]) +
              R"(","name":"n","created_at":"2026-11-01T02:03:04Z"})";
    }
    return body + "]}";
  }

  mutable std::mutex mutex_;
  std::vector<std::uint64_t> oldest_first_;
  std::uint64_t last_ = 0;
  std::mt19937 random_{20261125};
};

// Calls `change` again and again until it is destroyed.
class Changes {
 public:
  Changes(milliseconds interval, std::function<void()> change)
      : thread_([this, interval, change = std::move(change)] {
          std::unique_lock lock(mutex_);
          while (!changed_.wait_for(lock, interval, [this] { return is_over_; })) change();
        }) {}
  Changes(const Changes&) = delete;
  Changes& operator=(const Changes&) = delete;
  ~Changes() {
    {
      const std::lock_guard lock(mutex_);
      is_over_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_over_ = false;
  std::thread thread_;
};

// How many tokens are not in the list although they were there before and after; or, when it is not
// in order, all.
std::size_t lost(const std::vector<std::uint64_t>& before,
                 const std::vector<bentocloud::ApiToken>& listed,
                 const std::vector<std::uint64_t>& after) {
  std::vector<std::uint64_t> uids;
  for (auto token = listed.rbegin(); token != listed.rend(); ++token) {
    uids.push_back(std::stoull(token->uid));
  }
  if (std::adjacent_find(uids.begin(), uids.end(), std::greater_equal<>()) != uids.end()) {
    return before.size();
  }
  std::vector<std::uint64_t> expected;
  std::set_intersection(before.begin(), before.end(), after.begin(), after.end(),
                        std::back_inserter(expected));
  return static_cast<std::size_t>(std::count_if(
      expected.begin(), expected.end(),
      [&](std::uint64_t uid) { return !std::binary_search(uids.begin(), uids.end(), uid); }));
}

TEST(ChangingList, LosesNothingWhileTokensAreRotated) {
  constexpr int threads = 8;
  constexpr int lists_of_each = 25;
  Tokens tokens(2500);
  const Route route(Way::plain, [&](const Request&) { return tokens.next_page(); });
  const bentocloud::CloudClient client = route.client();
  std::atomic<int> failures{0};
  const Changes changes(milliseconds(200), [&] { tokens.rotate(); });
  std::vector<std::thread> readers;
  for (int i = 0; i < threads; ++i) {
    readers.emplace_back([&] {
      for (int list = 0; list < lists_of_each; ++list) {
        const std::vector<std::uint64_t> before = tokens.all();
        const std::vector<bentocloud::ApiToken> listed = api_token::list(client);
        if (lost(before, listed, tokens.all()) > 0) ++failures;
      }
    });
  }
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(failures, 0) << "of " << threads * lists_of_each << " lists lack tokens";
}

}  // namespace
}  // namespace faults
