// 1, 2, 4 and 8 threads on one client: how many calls of `get` succeed in all, by a server
// that responds at once, and by one that is far away.
#include <algorithm>
#include <chrono>
#include <future>
#include <string>
#include <vector>

#include "canned_cloud.hpp"
#include "measure.hpp"
#include "tokens.hpp"

namespace {

using bentocloud::CloudClient;
using std::chrono::milliseconds;

int get_until(const CloudClient& client, std::chrono::steady_clock::time_point end) {
  const std::string uid = bench::uid_of(7);
  int calls = 0;
  for (; std::chrono::steady_clock::now() < end; ++calls) {
    const auto token = bentocloud::api_token::get(client, uid);
    bench::require(token && token->uid == uid, "a thread got another token than it asked for");
  }
  return calls;
}

// In calls per second.
double throughput(const CloudClient& client, int threads, milliseconds duration) {
  const auto start = std::chrono::steady_clock::now();
  const auto end = start + duration;
  std::vector<std::future<int>> counts;
  for (int i = 0; i < threads; ++i)
    counts.push_back(std::async(std::launch::async, get_until, client, end));
  int calls = 0;
  for (std::future<int>& count : counts) calls += count.get();
  // The last call of each thread has gone on a little longer.
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return calls / elapsed.count();
}

std::vector<int> thread_counts() { return {1, 2, 4, 8}; }

bench::Comparison compare(const CloudClient& client, int rounds, milliseconds duration) {
  std::vector<bench::Comparison::Meter> meters;
  for (const int threads : thread_counts())
    meters.emplace_back(
        [&client, threads, duration] { return throughput(client, threads, duration); });
  return {rounds, meters};
}

std::string calls_per_second(const bench::Comparison& comparison) {
  std::string text;
  for (std::size_t i = 0; i < thread_counts().size(); ++i) {
    text += (i > 0 ? ", " : "") + bench::format(comparison.median(i));
  }
  return text + " calls/s";
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run(argc, argv, [](bool quick) {
    const int rounds = quick ? 1 : 15;
    const milliseconds duration(quick ? 50 : 150);

    const bench::CannedCloud near(0);
    const bench::Comparison fast = compare(near.client(), rounds, duration);
    const double lowest = (std::min)({fast.ratio(1, 0), fast.ratio(2, 0), fast.ratio(3, 0)});
    // It must not fall, but a machine whose cores are all busy already is never still.
    bench::print({"threads on one client, the lowest of 2, 4, 8 against 1", lowest, "×",
                  "1, 2, 4, 8 threads: " + calls_per_second(fast)});

    // Were a lock held while a thread waits for its response, the threads would go one by one.
    const bench::CannedCloud far(0, milliseconds(20));
    const bench::Comparison slow = compare(far.client(), rounds, duration);
    bench::print({"8 threads on one client against 1, 20 ms away", slow.ratio(3, 0), "×",
                  "1, 2, 4, 8 threads: " + calls_per_second(slow)});
  });
}
