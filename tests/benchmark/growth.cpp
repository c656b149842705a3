// The same works with ten times as much each time: lines of `growth`, work, count and milliseconds
// of CPU time, for the chart. Nothing may grow faster than its work.
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include <bentocloud/bentocloud.hpp>

#include "canned_cloud.hpp"
#include "measure.hpp"
#include "services/api_token_codec.hpp"
#include "tokens.hpp"

namespace {

namespace api_token = bentocloud::api_token;
using bentocloud::CloudClient;

double measure(int rounds, const std::function<void()>& work) {
  std::vector<double> times;
  for (int round = 0; round < rounds; ++round) times.push_back(bench::cpu_milliseconds(work));
  return bench::median(std::move(times));
}

void decode(const std::string& body, std::size_t count) {
  bentocloud::json::ApiTokenPage page;
  const auto mismatch = bentocloud::json::read(body, page, bentocloud::json::AfterMismatch::stop);
  bench::require(!mismatch && page.items.size() == count, "the page was not read");
}

void require_all(std::size_t results, std::size_t successes, std::size_t expected) {
  bench::require(results == expected && successes == expected, "a uid failed");
}

template <class Results>
void require_success(const Results& results, std::size_t expected) {
  std::size_t successes = 0;
  for (const auto& result : results) successes += result.has_value() ? 1 : 0;
  require_all(results.size(), successes, expected);
}

void measure_all(std::size_t count, int rounds) {
  const bench::CannedCloud cloud(count);
  const CloudClient client = cloud.client().with_timeout(std::chrono::minutes(2));
  bentocloud::Cancellation cancellation;
  cancellation.cancel();
  const CloudClient cancelled = client.with_cancellation(cancellation);
  const std::string body = bench::page_json(0, count, count);
  const std::vector<std::string> uids = bench::uids(count);
  const auto print = [&](const char* work, const std::function<void()>& run) {
    run();  // opens the connections
    std::cout << "growth\t" << work << '\t' << count << '\t' << measure(rounds, run) << std::endl;
  };
  print("decode a page", [&] { decode(body, count); });
  print("list", [&] { bench::require(api_token::list(client).size() == count, "not whole"); });
  print("get_many", [&] { require_success(api_token::get_many(client, uids), count); });
  print("remove_many", [&] { require_success(api_token::remove_many(client, uids), count); });
  print("get_many, cancelled",
        [&] { bench::require(api_token::get_many(cancelled, uids).size() == count, "not whole"); });
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run(argc, argv, [](bool quick) {
    for (std::size_t count = 10; count <= 10'000; count *= 10) {
      if (quick && count > 100) break;
      measure_all(count, quick ? 1 : 3);
    }
    const CloudClient client({bentocloud::Secret(bench::api_key), "http://127.0.0.1:1"});
    bentocloud::Cancellation cancellation;
    cancellation.cancel();
    const CloudClient cancelled = client.with_cancellation(cancellation);
    const std::vector<std::string> uids = bench::uids(quick ? 1'000 : 100'000);
    for (const bool removes : {false, true}) {
      const double time = measure(quick ? 1 : 5, [&] {
        const std::size_t results = removes ? api_token::remove_many(cancelled, uids).size()
                                            : api_token::get_many(cancelled, uids).size();
        bench::require(results == uids.size(), "not a result for each uid");
      });
      bench::print({std::string("cancelling ") + (removes ? "remove_many" : "get_many") + " of " +
                        bench::format(uids.size()) + " uids",
                    time, "ms", "CPU time"});
    }
  });
}
