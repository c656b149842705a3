// Calls that take many requests, against a server that is far away: in units of its round-trip
// time, which is simulated by a delay of each answer.
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <bentocloud/bentocloud.hpp>

#include "canned_cloud.hpp"
#include "front_proxy.hpp"
#include "measure.hpp"
#include "tokens.hpp"

namespace {

using bench::Bar;
using bentocloud::ApiToken;
using bentocloud::CloudClient;
using std::chrono::milliseconds;
namespace api_token = bentocloud::api_token;

constexpr milliseconds latency{50};

bool are_whole(const std::vector<ApiToken>& tokens, std::size_t expected) {
  std::size_t in_order = 0;
  for (const ApiToken& token : tokens) in_order += token.uid == bench::uid_of(in_order) ? 1 : 0;
  return tokens.size() == expected && in_order == expected;
}

// The first round opens the connections, and does not count.
double round_trips_of_list(const CloudClient& client, std::size_t tokens, int rounds) {
  std::vector<double> figures;
  for (int round = 0; round <= rounds; ++round) {
    std::vector<ApiToken> listed;
    const double time = bench::wall_milliseconds([&] { listed = api_token::list(client); });
    bench::require(are_whole(listed, tokens), "the list is not whole and in order");
    if (round > 0) figures.push_back(time / static_cast<double>(latency.count()));
  }
  return bench::median(std::move(figures));
}

void measure_list(const std::string& way, const CloudClient& client, std::size_t tokens,
                  int rounds) {
  bench::print({"list of " + std::to_string(tokens) + " tokens over " + way,
                round_trips_of_list(client, tokens, rounds), "round trips", Bar::at_most, 5,
                "100 a page, at 50 ms"});
}

void measure_lists(std::size_t tokens, int rounds) {
  const bench::CannedCloud cloud(tokens, latency);
  measure_list("HTTP/1.1", cloud.client(), tokens, rounds);

  const faults::CertificateAuthority authority;
  const faults::TemporaryFile trusted(authority.certificate());
  const faults::FrontProxy front(cloud.port(), authority.issue());
  bentocloud::ClientOptions options;
  options.ca_file = trusted.path();
  const CloudClient client({front.endpoint(), bentocloud::Secret(bench::api_key)}, options);
  measure_list("HTTP/2", client, tokens, rounds);
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run(argc, argv,
                    [](bool quick) { measure_lists(quick ? 500 : 5'000, quick ? 1 : 5); });
}
