// Calls that take many requests, against a server that is far away: in units of its round-trip
// time, which is simulated by a delay of each response.
#include <algorithm>
#include <chrono>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <bentocloud/bentocloud.hpp>

#include "canned_cloud.hpp"
#include "front_proxy.hpp"
#include "measure.hpp"
#include "tokens.hpp"

namespace {

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
constexpr milliseconds batch_latency{20};

// A cloud where a token is rotated every 0.2 s: a new one comes before all others, and an old one
// goes. Those that stay keep their order.
class RotatingCloud {
 public:
  explicit RotatingCloud(std::size_t tokens) : next_(tokens) {
    for (std::size_t i = tokens; i-- > 0;) tokens_.push_back(i);
  }

  // Called by one thread at a time.
  faults::Action operator()(const faults::Request& request) {
    for (const auto now = Clock::now(); last_ + milliseconds(200) < now; last_ += milliseconds(200))
      rotate();
    const std::size_t start = number_after(request.target, "start=");
    const std::size_t end =
        (std::min)(start + number_after(request.target, "count="), tokens_.size());
    std::string page = R"({"total":)" + std::to_string(tokens_.size()) + R"(,"items":[)";
    for (std::size_t i = start; i < end; ++i)
      page += (i > start ? "," : "") + bench::token_json(bench::uid_of(tokens_[i]));
    return faults::pause(list_latency).then(faults::respond(200, page + "]}"));
  }

  // Whether each token that was there from the first request to the last is in the list.
  [[nodiscard]] bool are_in(const std::vector<ApiToken>& listed, std::size_t first_new) const {
    std::size_t found = 0;
    for (const std::size_t token : tokens_) {
      if (token >= first_new) continue;
      while (found < listed.size() && listed[found].uid != bench::uid_of(token)) ++found;
      if (found == listed.size()) return false;
    }
    return true;
  }
  [[nodiscard]] std::size_t next() const { return next_; }

 private:
  using Clock = std::chrono::steady_clock;

  static std::size_t number_after(const std::string& text, const std::string& key) {
    return std::stoul(text.substr(text.find(key) + key.size()));
  }

  void rotate() {
    tokens_.insert(tokens_.begin(), next_++);
    tokens_.erase(tokens_.begin() + static_cast<std::ptrdiff_t>(engine_() % tokens_.size()));
  }

  std::size_t next_;
  std::vector<std::size_t> tokens_;
  Clock::time_point last_ = Clock::now();
  std::minstd_rand engine_{17};
};

void measure_list_with_rotations(std::size_t tokens, int rounds) {
  std::vector<double> figures;
  for (int round = 0; round < rounds; ++round) {
    RotatingCloud cloud(tokens);
    const faults::FaultServer server(
        [&cloud](const faults::Request& request) { return cloud(request); });
    const CloudClient client({bentocloud::Secret(bench::api_key), server.endpoint()});
    static_cast<void>(api_token::list(client));
    const std::size_t first_new = cloud.next();
    std::vector<ApiToken> listed;
    figures.push_back(bench::wall_milliseconds([&] { listed = api_token::list(client); }) /
                      static_cast<double>(list_latency.count()));
    bench::require(cloud.are_in(listed, first_new), "the list has lost a token");
  }
  bench::print({"list of " + bench::format(tokens) + " tokens, one rotated every 0.2 s",
                bench::median(std::move(figures)), "round trips", "at 50 ms; none lost"});
}

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
                round_trips_of_list(client, tokens, rounds), "round trips",
                "100 a page, at 50 ms"});
}

// The same cloud, over HTTP/2.
class Http2Front {
 public:
  explicit Http2Front(const bench::CannedCloud& cloud) : front_(cloud.port(), authority_.issue()) {}

  [[nodiscard]] CloudClient client() const {
    bentocloud::ClientOptions options;
    options.curl.ca_file = trusted_.path();
    return CloudClient({bentocloud::Secret(bench::api_key), front_.endpoint()}, options);
  }

 private:
  faults::CertificateAuthority authority_;
  faults::TemporaryFile trusted_{authority_.certificate()};
  faults::FrontProxy front_;
};

void measure_lists(std::size_t tokens, int rounds) {
  const bench::CannedCloud cloud(tokens, list_latency);
  measure_list("HTTP/1.1", cloud.client(), tokens, rounds);
  const Http2Front front(cloud);
  measure_list("HTTP/2", front.client(), tokens, rounds);
  measure_list_with_rotations(tokens, rounds);
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

// One by one for a tenth of them, for that takes its time.
template <class Single, class Many>
void compare(const std::string& name, const std::vector<std::string>& uids, Single single,
             Many many) {
  const std::vector<std::string> tenth(
      uids.begin(), uids.begin() + static_cast<std::ptrdiff_t>(uids.size() / 10));
  const double slow = 10 * one_by_one(tenth, single);
  const double fast = together(uids, many);
  bench::print({name + ", 32 at once, against one by one", slow / fast, "×",
                bench::format(fast) + " ms; one by one " + bench::format(slow) + " ms, at 20 ms"});
}

void measure_batches(const std::string& way, const CloudClient& new_client, std::size_t count) {
  const CloudClient client = new_client.with_timeout(std::chrono::minutes(2));
  const std::vector<std::string> uids = bench::uids(count);
  const std::string what = " of " + bench::format(count) + " uids over " + way;
  const auto get_many = [&] {
    auto tokens = api_token::get_many(client, uids, {32});
    for (std::size_t i = 0; i < uids.size(); ++i) {
      bench::require(tokens[i] && *tokens[i] && (*tokens[i])->uid == uids[i], "a token is missing");
    }
    return tokens;
  };
  const auto get = [&](const std::string& uid) {
    bench::require(api_token::get(client, uid)->uid == uid, "another token");
  };
  compare("get_many" + what, uids, get, get_many);
  compare(
      "remove_many" + what, uids, [&](const std::string& uid) { api_token::remove(client, uid); },
      [&] { return api_token::remove_many(client, uids, {32}); });
}

void measure_batches(std::size_t count) {
  const bench::CannedCloud plain(0, batch_latency);
  measure_batches("HTTP", plain.client(), count);
  const bench::CannedCloud with_tls(0, batch_latency, true);
  measure_batches("HTTPS without HTTP/2", with_tls.client(), count);
  const Http2Front front(plain);
  measure_batches("HTTP/2", front.client(), count);
}

// Of a server that is near and slow: the first connection is all that the others may wait for.
void measure_slow_responses(milliseconds latency) {
  const faults::CertificateAuthority authority;
  const faults::TemporaryFile trusted(authority.certificate());
  faults::FaultServerOptions options;
  options.keeps_requests = false;
  options.tls = faults::TlsOptions{authority.issue()};
  const faults::FaultServer server(
      [latency](const faults::Request& request) {
        const std::string uid = request.target.substr(request.target.rfind('/') + 1);
        return faults::pause(latency).then(faults::respond(200, bench::token_json(uid)));
      },
      std::move(options));
  std::vector<double> seconds;
  for (int round = 0; round < 5; ++round) {
    bentocloud::ClientOptions client_options;
    client_options.curl.ca_file = trusted.path();
    const CloudClient client({bentocloud::Secret(bench::api_key), server.endpoint()},
                             client_options);
    const std::vector<std::string> uids = bench::uids(32);
    seconds.push_back(together(uids, [&] { return api_token::get_many(client, uids, {16}); }) /
                      1000);
  }
  bench::print(
      {"get_many of 32 uids over HTTPS without HTTP/2, 16 at once, a cold client",
       bench::median(std::move(seconds)), "s",
       "each response takes " + bench::format(static_cast<double>(latency.count()) / 1000) + " s"});
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run(argc, argv, [](bool quick) {
    measure_lists(quick ? 500 : 5'000, quick ? 1 : 5);
    measure_batches(quick ? 40 : 1'000);
    measure_slow_responses(milliseconds(quick ? 10 : 200));
  });
}
