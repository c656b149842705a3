// Of the connections that one client opens, 20 ms away: how many resume no session of TLS.
#include <functional>
#include <future>
#include <string>
#include <vector>

#include "canned_cloud.hpp"
#include "measure.hpp"
#include "tokens.hpp"

namespace {

namespace api_token = bentocloud::api_token;
using bentocloud::CloudClient;

void measure(const std::string& work, const std::function<void(const CloudClient&)>& run) {
  const bench::CannedCloud cloud(0, std::chrono::milliseconds(20), true);
  run(cloud.client());
  const faults::Counts counts = cloud.counts();
  bench::print({"TLS, " + work + ": connections that resume no session",
                static_cast<double>(counts.full_handshakes), "",
                "of " + std::to_string(counts.connections)});
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run(argc, argv, [](bool) {
    measure("get_many at 32", [](const CloudClient& client) {
      for (const auto& token : api_token::get_many(client, bench::uids(64), {32}))
        bench::require(token.has_value(), "a uid failed");
    });
    measure("16 threads", [](const CloudClient& client) {
      std::vector<std::future<void>> threads;
      for (int i = 0; i < 16; ++i) {
        threads.push_back(std::async(std::launch::async, [&client] {
          bench::require(api_token::get(client, bench::uid_of(7)).has_value(), "no token");
        }));
      }
      for (std::future<void>& thread : threads) thread.get();
    });
    measure("10 creates", [](const CloudClient& client) {
      for (int i = 0; i < 10; ++i) static_cast<void>(api_token::create(client, "ci"));
    });
  });
}
