#include <algorithm>
#include <chrono>
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

TEST(Printing, HoldsNoSecret) {
  const auto text_of = [](const auto& value) { return ::testing::PrintToString(value); };
  HttpRequest request;
  request.method = "POST";
  request.url = "https://host/api";
  request.headers = {{"Accept", "application/json"}};
  request.body = "the secret body";
  request.authentication_header = "X-Key";
  request.authentication = Secret("the secret key");
  EXPECT_EQ(text_of(request),
            "POST https://host/api, X-Key: [redacted], Accept: application/json, body of 15 bytes");
  EXPECT_EQ(text_of(HttpResponse{200, {{"A", "b"}}, "secret"}), "HTTP 200, A: b, body of 6 bytes");
  EXPECT_EQ(text_of(Credentials{Secret("key"), "https://host", "the test"}),
            "https://host, API token [redacted], from the test");
  EXPECT_EQ(text_of(Secret("key")), "[redacted]");
  EXPECT_EQ(text_of(Secret()), "[empty]");
  EXPECT_EQ(text_of(ErrorKind::timeout), "timeout");
  EXPECT_EQ(text_of(Outcome::not_sent), "not_sent");
}

TEST(Equality, IsThatOfTheMembers) {
  const HttpRequest request{"GET", "https://host/", {{"A", "b"}}, "body", "X-Key", Secret("key")};
  HttpRequest other = request;
  EXPECT_EQ(other, request);
  other.authentication = Secret("kez");
  EXPECT_NE(other, request);
  EXPECT_EQ((HttpResponse{200, {{"A", "b"}}, "c"}), (HttpResponse{200, {{"A", "b"}}, "c"}));
  EXPECT_NE((HttpResponse{200, {{"A", "b"}}, "c"}), (HttpResponse{200, {{"A", "d"}}, "c"}));
  const Credentials credentials{Secret("key")};
  EXPECT_EQ(credentials, Credentials{Secret("key")});
  EXPECT_NE(credentials, Credentials{Secret("kez")});
}

TEST(Equality, OfCurlOptionsIsThatOfTheMembers) {
  const auto differs = [](auto change) {
    CurlOptions options;
    change(options);
    return options != CurlOptions() && options == CurlOptions(options);
  };
  EXPECT_EQ(CurlOptions(), CurlOptions());
  EXPECT_TRUE(differs([](auto& o) { o.connect_timeout = std::chrono::seconds(1); }));
  EXPECT_TRUE(differs([](auto& o) { o.ca_file = "a"; }));
  EXPECT_TRUE(differs([](auto& o) { o.client_certificate = "a"; }));
  EXPECT_TRUE(differs([](auto& o) { o.client_key = "a"; }));
  EXPECT_TRUE(differs([](auto& o) { o.client_key_password = Secret("a"); }));
  EXPECT_TRUE(differs([](auto& o) { o.max_idle_time = std::chrono::seconds(1); }));
  EXPECT_TRUE(differs([](auto& o) { o.max_idle_connections = 1; }));
  EXPECT_TRUE(differs([](auto& o) { o.proxy = "a"; }));
  EXPECT_TRUE(differs([](auto& o) { o.proxy_user = "a"; }));
  EXPECT_TRUE(differs([](auto& o) { o.proxy_password = Secret("a"); }));
  EXPECT_TRUE(differs([](auto& o) { o.ignore_proxy = true; }));
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
