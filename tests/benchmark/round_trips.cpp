// Calls that take many requests, against a server that is far away: in units of its round-trip
// time, which is simulated by a delay of each response.
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

bool are_whole(const std::vector<ApiToken>& tokens, std::size_t expected) {
  std::size_t in_order = 0;
  for (const ApiToken& token : tokens) in_order += token.uid == bench::uid_of(in_order) ? 1 : 0;
  return tokens.size() == expected && in_order == expected;
}

constexpr milliseconds list_latency{50};
constexpr milliseconds bulk_latency{20};

// The first round opens the connections, and does not count.
double round_trips_of_list(const CloudClient& client, std::size_t tokens, int rounds) {
  std::vector<double> figures;
  for (int round = 0; round <= rounds; ++round) {
    std::vector<ApiToken> listed;
    const double time = bench::wall_milliseconds([&] { listed = api_token::list(client); });
    bench::require(are_whole(listed, tokens), "the list is not whole and in order");
    if (round > 0) figures.push_back(time / static_cast<double>(list_latency.count()));
  }
  return bench::median(std::move(figures));
}

void measure_list(const std::string& way, const CloudClient& client, std::size_t tokens,
                  int rounds) {
  bench::print({"list of " + bench::format(tokens) + " tokens over " + way,
                round_trips_of_list(client, tokens, rounds), "round trips", Bar::at_most, 5,
                "100 a page, at 50 ms"});
}

void measure_lists(std::size_t tokens, int rounds) {
  const bench::CannedCloud cloud(tokens, list_latency);
  measure_list("HTTP/1.1", cloud.client(), tokens, rounds);

  const faults::CertificateAuthority authority;
  const faults::TemporaryFile trusted(authority.certificate());
  const faults::FrontProxy front(cloud.port(), authority.issue());
  bentocloud::ClientOptions options;
  options.curl.ca_file = trusted.path();
  const CloudClient client({bentocloud::Secret(bench::api_key), front.endpoint()}, options);
  measure_list("HTTP/2", client, tokens, rounds);
}

template <class Call>
double one_by_one(const std::vector<std::string>& uids, Call call) {
  return bench::wall_milliseconds([&] {
    for (const std::string& uid : uids) call(uid);
  });
}

template <class Call>
double together(const std::vector<std::string>& uids, Call call) {
  return bench::wall_milliseconds([&] {
    const auto outcomes = call();
    bench::require(outcomes.size() == uids.size(), "there is not an outcome for each uid");
    for (const auto& outcome : outcomes) bench::require(outcome.has_value(), "a uid failed");
  });
}

// 16 at once, the default, can be 16 times as fast at most: the bar is for 32.
template <class Single, class Many>
void compare(const std::string& name, const std::vector<std::string>& uids, Single single,
             Many many) {
  const double slow = one_by_one(uids, single);
  for (const std::size_t concurrency : {std::size_t{16}, std::size_t{32}}) {
    const api_token::BatchOptions options{concurrency};
    const double fast = together(uids, [&] { return many(options); });
    bench::print(
        {name + " of " + bench::format(uids.size()) + " uids, " + std::to_string(concurrency) +
             " at once, against one by one",
         slow / fast, "×", Bar::at_least, concurrency == 16 ? 0.0 : 20.0,
         bench::format(fast) + " ms; one by one " + bench::format(slow) + " ms, at 20 ms"});
  }
}

void measure_bulk(std::size_t count) {
  const bench::CannedCloud cloud(0, bulk_latency);
  const CloudClient client = cloud.client().with_timeout(std::chrono::minutes(2));
  std::vector<std::string> uids;
  for (std::size_t i = 0; i < count; ++i) uids.push_back(bench::uid_of(i));
  const auto get_many = [&](const api_token::BatchOptions& options) {
    auto outcomes = api_token::get_many(client, uids, options);
    for (std::size_t i = 0; i < uids.size(); ++i) {
      bench::require(outcomes[i] && *outcomes[i] && (*outcomes[i])->uid == uids[i],
                     "a token is missing");
    }
    return outcomes;
  };
  const auto get = [&](const std::string& uid) {
    bench::require(api_token::get(client, uid)->uid == uid, "another token");
  };
  const auto remove_many = [&](const api_token::BatchOptions& options) {
    return api_token::remove_many(client, uids, options);
  };
  const auto remove = [&](const std::string& uid) { api_token::remove(client, uid); };
  compare("get_many", uids, get, get_many);
  compare("remove_many", uids, remove, remove_many);
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run(argc, argv, [](bool quick) {
    measure_lists(quick ? 500 : 5'000, quick ? 1 : 5);
    measure_bulk(quick ? 40 : 1'000);
  });
}
