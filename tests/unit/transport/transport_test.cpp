#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

TEST(FindHeader, IgnoresCaseAndTakesTheFirst) {
  const HttpHeaders headers = {{"Retry-After", "1"}, {"retry-after", "2"}, {"X-Empty", ""}};
  EXPECT_EQ(*find_header(headers, "RETRY-AFTER"), "1");
  EXPECT_EQ(*find_header(headers, "x-empty"), "");
  EXPECT_EQ(find_header(headers, "Retry"), nullptr);
  EXPECT_EQ(find_header({}, "Retry-After"), nullptr);
}

// Starts all that it may before it responds to the first.
class Wide final : public Transport {
 public:
  HttpResponse send(const HttpRequest&, const Deadline&) override { return {200, {}, {}}; }
  void send_all(const Next& next, std::size_t concurrency) override {
    const std::vector<Exchange*> all = sample::take_all(next, concurrency);
    most_at_once = (std::max)(most_at_once, all.size());
    for (Exchange* exchange : all) exchange->on_response({200, {}, {}});
  }
  std::size_t most_at_once = 0;
};

// One that has nothing to say about batches.
class Decorated final : public ForwardingTransport {
 public:
  using ForwardingTransport::ForwardingTransport;
};

TEST(ForwardingTransport, IsAsConcurrentAsTheOtherOne) {
  const auto wide = std::make_shared<Wide>();
  const auto decorated = std::make_shared<Decorated>(wide);
  const CloudClient client({Secret("key"), "https://cloud.example.com"}, sample::with(decorated));
  std::vector<ApiRequest> requests;
  for (int i = 0; i < 64; ++i) requests.push_back({"poke", "GET", {"things", std::to_string(i)}});
  int succeeded = 0;
  client.send_all(requests, 16, [&](std::size_t, const ApiResult& result) {
    succeeded += result.error ? 0 : 1;
    return true;
  });
  EXPECT_EQ(succeeded, 64);
  EXPECT_EQ(wide->most_at_once, 16U);
  EXPECT_EQ(client.send(requests.front()).http.status, 200);
}

}  // namespace
}  // namespace bentocloud
