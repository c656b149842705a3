// Lists and pages against a simulated server whose tokens come and go between any two responses.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

// Sanitizers look for errors in the code, which a part of the schedules runs as well.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int thinning = 8;
#else
constexpr int thinning = 1;
#endif

using Ids = std::vector<std::uint64_t>;

enum class Caps { none, fixed, varying };
enum class Totals { true_ones, stale, lies };

struct Schedule {
  std::uint64_t seed;
  std::uint64_t page_size;
};

// Has tokens in a fixed order, the newest first; their uids are numbers that grow. A response
// has the list as it is when it leaves, and responses leave in any order.
class ChangingServer final : public Transport {
 public:
  explicit ChangingServer(const Schedule& schedule)
      : random_(schedule.seed), page_(std::max<std::uint64_t>(schedule.page_size, 2)) {
    // Sometimes more pages than are planned in one round.
    const std::uint64_t pages_of_short_ones = below(10) == 0 ? 200 : 20;
    const std::uint64_t max_pages = page_ < 10 ? pages_of_short_ones : page_ < 1000 ? 12 : 4;
    create(below(max_pages * page_ + 1));
    initial_ = oldest_first_;
    changes_left_ = below(4) == 0 ? 0 : below(40);
    one_change_in_ = 1 + below(8);
    caps_ = static_cast<Caps>(below(3));
    if (caps_ == Caps::none) totals_ = static_cast<Totals>(below(3));
    is_at_rest_ = changes_left_ == 0 && caps_ == Caps::none && totals_ != Totals::lies;
    fixed_cap_ = 2 + below(page_);
  }

  HttpResponse send(const HttpRequest& request, const Deadline&) override {
    if (++responses_ == rotation_at_) {
      create(1);
      remove(1);
    }
    const std::uint64_t total_before = oldest_first_.size();
    if (changes_left_ > 0 && below(one_change_in_) == 0) {
      --changes_left_;
      change();
    }
    const std::uint64_t start = number_after(request.url, "start=");
    const std::uint64_t size = oldest_first_.size();
    const std::uint64_t end =
        std::min(size, start + std::min(number_after(request.url, "count="), cap()));
    std::string body = R"({"total":)" + std::to_string(total(total_before)) + R"(,"items":[)";
    for (std::uint64_t i = start; i < end; ++i) {
      if (i > start) body += ',';
      body += R"({"uid":")" +
              std::to_string(oldest_first_[static_cast<std::size_t>(size - 1 - i)]) +
              R"(","name":"n","created_at":"2026-11-01T02:03:04Z"})";
    }
    return {200, {}, body + "]}"};
  }

  void send_all(const Next& next, std::size_t concurrency) override {
    std::vector<Exchange*> running;
    ++rounds_;
    for (;;) {
      while (Exchange* exchange = running.size() < concurrency ? sample::take(next) : nullptr) {
        running.push_back(exchange);
      }
      if (running.empty()) return;
      std::swap(running[static_cast<std::size_t>(below(running.size()))], running.back());
      Exchange* const exchange = running.back();
      running.pop_back();
      exchange->on_response(send(exchange->request(), exchange->deadline()));
    }
  }

  // Whether nothing changes, and the server says so; and how many responses there were then.
  [[nodiscard]] bool is_at_rest() const { return is_at_rest_; }
  [[nodiscard]] std::uint64_t responses() const { return responses_; }

  // Of the call: the tokens that there were at its beginning, and are at its end.
  // Lets `tokens` be there from the beginning, and one be created and one removed meanwhile, before
  // the response with this number.
  void rotate_once(std::uint64_t tokens, std::uint64_t before_response) {
    oldest_first_.clear();
    create(tokens);
    initial_ = oldest_first_;
    caps_ = Caps::none;
    totals_ = Totals::true_ones;
    changes_left_ = 0;
    rotation_at_ = before_response;
    is_at_rest_ = false;
  }
  [[nodiscard]] int rounds() const { return rounds_; }

  [[nodiscard]] std::uint64_t page() const { return page_; }
  [[nodiscard]] const Ids& initial() const { return initial_; }
  [[nodiscard]] const Ids& remaining() const { return oldest_first_; }

 private:
  static std::uint64_t number_after(const std::string& url, const std::string& key) {
    return std::stoull(url.substr(url.find(key) + key.size()));
  }

  std::uint64_t below(std::uint64_t end) { return random_() % end; }

  void create(std::uint64_t count) {
    for (; count > 0; --count) oldest_first_.push_back(++last_id_);
  }

  // So many that are one behind the other.
  void remove(std::uint64_t count) {
    if (oldest_first_.empty()) return;
    const std::uint64_t first = below(oldest_first_.size());
    const std::uint64_t end = std::min<std::uint64_t>(first + count, oldest_first_.size());
    oldest_first_.erase(oldest_first_.begin() + static_cast<std::ptrdiff_t>(first),
                        oldest_first_.begin() + static_cast<std::ptrdiff_t>(end));
  }

  void remove_newest(std::uint64_t count) {
    count = std::min<std::uint64_t>(count, oldest_first_.size());
    oldest_first_.resize(oldest_first_.size() - static_cast<std::size_t>(count));
  }

  void remove_here_and_there() {
    oldest_first_.erase(std::remove_if(oldest_first_.begin(), oldest_first_.end(),
                                       [this](std::uint64_t) { return below(3) == 0; }),
                        oldest_first_.end());
  }

  void change() {
    const std::uint64_t burst = 1 + below(4 * page_);
    switch (below(12)) {
      case 0:
        return create(1);
      case 1:
        return remove(1);
      case 2:
        return create(burst);
      case 3:
        return remove(burst);
      case 4:
        return remove_newest(burst);
      case 5:  // so that the total is as before
        remove(burst);
        return create(burst);
      case 6:
        remove_newest(burst);
        return create(below(2) * burst);
      case 7:
        if (below(4) == 0) remove_here_and_there();
        return;
      case 8:
        if (below(10) == 0) oldest_first_.clear();
        return create(below(2 * page_));
      default:
        create(1);
        return remove(1);
    }
  }

  std::uint64_t cap() {
    switch (caps_) {
      case Caps::fixed:
        return fixed_cap_;
      case Caps::varying:
        return 2 + below(page_);
      default:
        return page_;
    }
  }

  std::uint64_t total(std::uint64_t before) {
    switch (totals_) {
      case Totals::stale:
        return before;
      case Totals::lies:
        return below(3) == 0 ? random_() : below(2 * oldest_first_.size() + 2);
      default:
        return oldest_first_.size();
    }
  }

  std::mt19937_64 random_;
  const std::uint64_t page_;  // how many are asked for
  Ids oldest_first_;
  Ids initial_;
  std::uint64_t last_id_ = 0;
  std::uint64_t responses_ = 0;
  std::uint64_t rotation_at_ = 0;
  int rounds_ = 0;
  bool is_at_rest_ = false;
  std::uint64_t changes_left_ = 0;
  std::uint64_t one_change_in_ = 1;
  Caps caps_ = Caps::none;
  Totals totals_ = Totals::true_ones;
  std::uint64_t fixed_cap_ = 0;
};

Ids with_list(const CloudClient& client) {
  Ids ids;
  for (const ApiToken& token : api_token::list(client)) ids.push_back(std::stoull(token.uid));
  return ids;
}

Ids with_pages(const CloudClient& client) {
  Ids ids;
  for (const std::vector<ApiToken>& page : api_token::pages(client)) {
    for (const ApiToken& token : page) ids.push_back(std::stoull(token.uid));
  }
  return ids;
}

// How many pages a list at rest is read in: each brings all but its overlap, and one that is full
// is not known to be the last.
std::uint64_t pages_of(std::uint64_t tokens, std::uint64_t page) {
  const std::uint64_t overlap = std::max<std::uint64_t>(page / 16, 1);
  return tokens < page ? 1 : 2 + (tokens - page) / (page - overlap);
}

// What is wrong with what was listed; empty when nothing is.
std::string fault_of(const Ids& listed, const ChangingServer& server) {
  const std::set<std::uint64_t> all(listed.begin(), listed.end());
  if (all.size() != listed.size()) return "a token is there twice";

  const Ids& remaining = server.remaining();
  const auto remains = [&](std::uint64_t id) {
    return std::binary_search(remaining.begin(), remaining.end(), id);
  };
  for (const std::uint64_t id : server.initial()) {
    if (remains(id) && all.count(id) == 0) return "token " + std::to_string(id) + " is lost";
  }

  // One that is newer than its predecessor follows only when all those before it are gone, and was
  // created during the call.
  const std::uint64_t newest = server.initial().empty() ? 0 : server.initial().back();
  bool may_begin_anew = true;
  std::uint64_t last_initial = newest + 1;
  for (std::size_t i = 0; i < listed.size(); ++i) {
    const bool is_out_of_order = i > 0 && listed[i] > listed[i - 1];
    if (is_out_of_order && (!may_begin_anew || listed[i] <= newest)) {
      return "token " + std::to_string(listed[i]) + " is out of order";
    }
    if (listed[i] <= newest && std::exchange(last_initial, listed[i]) <= listed[i]) {
      return "token " + std::to_string(listed[i]) + " is out of its order";
    }
    may_begin_anew = may_begin_anew && !remains(listed[i]);
  }

  if (server.is_at_rest() && server.responses() != pages_of(listed.size(), server.page())) {
    return "pages are read that are not needed";
  }
  return {};
}

struct Way {
  const char* name;
  Ids (*read)(const CloudClient& client);
  int page_size;
  int schedules;
};

class ChangingListOf : public ::testing::TestWithParam<Way> {};

TEST_P(ChangingListOf, HasAllThatExistsDuringTheCallOnceAndInOrder) {
  const Way& way = GetParam();
  ClientOptions options;
  options.page_size = way.page_size;
  int faults = 0;
  for (int i = 0; i < way.schedules / thinning && faults < 3; ++i) {
    const Schedule schedule{static_cast<std::uint64_t>(i),
                            static_cast<std::uint64_t>(way.page_size)};
    const auto server = std::make_shared<ChangingServer>(schedule);
    std::string fault;
    try {
      fault = fault_of(way.read(CloudClient({Secret("key"), "https://cloud.example.com"},
                                            sample::with(server, options))),
                       *server);
    } catch (const Error& error) {
      fault = error.what();
    }
    if (fault.empty()) continue;
    ++faults;
    ADD_FAILURE() << way.name << ", seed " << schedule.seed << ": " << fault;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Schedules, ChangingListOf,
    ::testing::Values(Way{"List1", &with_list, 1, 3000}, Way{"List2", &with_list, 2, 3000},
                      Way{"List7", &with_list, 7, 3000}, Way{"List100", &with_list, 100, 1200},
                      Way{"List1000", &with_list, 1000, 200}, Way{"Pages1", &with_pages, 1, 3000},
                      Way{"Pages2", &with_pages, 2, 3000}, Way{"Pages7", &with_pages, 7, 3000},
                      Way{"Pages100", &with_pages, 100, 1200},
                      Way{"Pages1000", &with_pages, 1000, 200}),
    [](const auto& way) { return std::string(way.param.name); });

TEST(ChangingList, OfFiveThousandWithARotationTakesHardlyMoreThanAtRest) {
  std::vector<int> rounds;
  for (std::uint64_t seed = 0; seed < 108; seed += thinning) {
    const auto server = std::make_shared<ChangingServer>(Schedule{seed, 100});
    server->rotate_once(5000, 1 + seed % 54);
    const Ids ids =
        with_list(CloudClient({Secret("key"), "https://cloud.example.com"}, sample::with(server)));
    ASSERT_EQ(fault_of(ids, *server), "") << "seed " << seed;
    rounds.push_back(server->rounds());
  }
  std::sort(rounds.begin(), rounds.end());
  EXPECT_EQ(rounds[rounds.size() / 2], 2);
  EXPECT_LE(rounds.back(), 4);
}

}  // namespace
}  // namespace bentocloud
