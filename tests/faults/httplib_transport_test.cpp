#include "httplib_transport.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "connection.hpp"
#include "fault_server.hpp"
#include "route.hpp"
#include "support/sample.hpp"

namespace faults {
namespace {

constexpr int at_once = 16;

bentocloud::CloudClient client_of(const FaultServer& server,
                                  bentocloud::ClientOptions options = {}) {
  options.transport = std::make_shared<HttplibTransport>();
  return bentocloud::CloudClient({bentocloud::Secret("key"), server.endpoint()}, options);
}

std::vector<bentocloud::ApiRequest> requests(int count) {
  std::vector<bentocloud::ApiRequest> requests;
  for (int i = 0; i < count; ++i) requests.push_back({"poke", "GET", {std::to_string(i)}});
  return requests;
}

// None of the first gets a response before all of them are there.
TEST(HttplibTransport, IsAsConcurrentAsItMayBe) {
  std::mutex mutex;
  std::condition_variable changed;
  int arrived = 0;
  const Action wait{"wait", [&](Connection&, const Request&) {
                      std::unique_lock lock(mutex);
                      ++arrived;
                      changed.notify_all();
                      return changed.wait_for(lock, std::chrono::seconds(20),
                                              [&] { return arrived >= at_once; });
                    }};
  const FaultServer server(
      [&wait](const Request&) { return Action(wait).then(respond(200, "{}")); });
  int succeeded = 0;
  client_of(server).send_all(requests(64), at_once,
                             [&](std::size_t, const bentocloud::ApiResult& result) {
                               succeeded += result.error ? 0 : 1;
                               return true;
                             });
  EXPECT_EQ(succeeded, 64);
}

TEST(HttplibTransport, IsCancelledWithin100Milliseconds) {
  const FaultServer server([](const Request&) { return stall(); });
  bentocloud::Cancellation cancellation;
  std::chrono::steady_clock::time_point begin;
  std::thread canceller([&] {
    EXPECT_TRUE(server.wait_until([](const Counts& counts) { return counts.requests == 4; }));
    begin = std::chrono::steady_clock::now();
    cancellation.cancel();
  });
  int cancelled = 0;
  client_of(server)
      .with_cancellation(cancellation)
      .send_all(requests(9), 4, [&](std::size_t, const bentocloud::ApiResult& result) {
        cancelled += result.error.value().kind() == bentocloud::ErrorKind::cancelled ? 1 : 0;
        return true;
      });
  const auto end = std::chrono::steady_clock::now();
  canceller.join();
  EXPECT_EQ(cancelled, 9);
  EXPECT_LT(end - begin, std::chrono::milliseconds(100));
}

TEST(HttplibTransport, KeepsWhatATransportPromises) {
  const FaultServer server(in_order({respond(200, sample::token_json("t1", "ci")),
                                     respond(302, "", {{"Location", "/elsewhere"}}),
                                     respond(200, std::string(1000, ' ')), stall()}));
  bentocloud::ClientOptions options;
  options.retry.max_attempts = 1;
  const bentocloud::CloudClient client = client_of(server, options);
  EXPECT_EQ(bentocloud::api_token::get(client, "t1").value().name, "ci");
  bentocloud::ApiRequest request{"poke", "GET", {"things"}};
  EXPECT_EQ(client.send(request).http.status, 302);
  request.max_response_size = 999;
  EXPECT_EQ(sample::error_of([&] { return client.send(request); }).kind(),
            bentocloud::ErrorKind::decode);
  const auto hurried = client.with_timeout(std::chrono::milliseconds(100));
  EXPECT_EQ(sample::error_of([&] { return hurried.send(request); }).kind(),
            bentocloud::ErrorKind::timeout);
  EXPECT_EQ(server.counts().requests, 4);
}

}  // namespace
}  // namespace faults
