#include <atomic>
#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "connection.hpp"
#include "fault_server.hpp"
#include "front_proxy.hpp"
#include "support/sample.hpp"

namespace faults {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
namespace api_token = bentocloud::api_token;

// Two HTTP/2 servers before one: connections lead to one that can be stopped, and are then dead
// without anybody's saying so; all later connections lead to the other.
class DeadHttp2Connection : public ::testing::Test {
 protected:
  [[nodiscard]] bentocloud::CloudClient client(int max_attempts) const {
    bentocloud::ClientOptions options;
    options.curl.ca_file = trusted_.path();
    options.timeout = seconds(20);
    options.retry.initial_delay = milliseconds(1);
    options.retry.max_attempts = max_attempts;
    options.retry.attempt_timeout = milliseconds(500);  // of all but the last
    return bentocloud::CloudClient(
        {bentocloud::Secret("key-0123456789"), "https://127.0.0.1:" + std::to_string(way_.port())},
        options);
  }

  Action next_action(const Request& request) {
    if (++requests_ == fatal_request_) stop();
    // Not all at the same time, so that there is always one on the way.
    return pause(milliseconds(25 * (requests_ % 16)))
        .then(respond(
            200, sample::token_json(request.target.substr(request.target.rfind('/') + 1), "n")));
  }

  void stop() {
    is_stopped_ = true;
    stopped_.stop();
  }

  Action lead() {
    const int port = is_stopped_ ? working_.port() : stopped_.port();
    return {"lead", [port](Connection& client, const Request&) {
              if (std::optional<Connection> server = client.open(port)) {
                Connection::relay(client, *server);
              }
              return false;
            }};
  }

  [[nodiscard]] FaultServerOptions leading() {
    FaultServerOptions options;
    options.before_reading = [this](const Request&) { return lead(); };
    return options;
  }

  int requests_ = 0;
  int fatal_request_ = 0;
  std::atomic<bool> is_stopped_{false};
  CertificateAuthority authority_;
  TemporaryFile trusted_{authority_.certificate()};
  FaultServer server_{[this](const Request& request) { return next_action(request); }};
  FrontProxy stopped_{server_.port(), authority_.issue()};
  FrontProxy working_{server_.port(), authority_.issue()};
  FaultServer way_{in_order({close()}), leading()};
};

TEST_F(DeadHttp2Connection, IsLeftByTheNextAttempt) {
  // A second attempt on the dead connection would be the last. It has all the time of the call, for
  // on a busy machine a new connection may take longer than an attempt before it may.
  const bentocloud::CloudClient client = this->client(2);
  EXPECT_TRUE(api_token::get(client, "1"));
  const int connections = way_.counts().connections;
  stop();
  EXPECT_TRUE(api_token::get(client, "2"));
  EXPECT_EQ(way_.counts().connections, connections + 1);
}

TEST_F(DeadHttp2Connection, IsLeftByAllThatAreOnTheWay) {
  fatal_request_ = 50;
  std::vector<std::string> uids;
  for (int i = 0; i < 200; ++i) uids.push_back(std::to_string(i));
  for (const auto& outcome : api_token::get_many(client(4), uids)) {
    EXPECT_TRUE(outcome) << outcome.error().what();
  }
}

}  // namespace
}  // namespace faults
