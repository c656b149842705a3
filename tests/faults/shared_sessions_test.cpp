// The sessions of TLS that a client resumes: of many connections that it opens, only the first has
// a full handshake.
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <curl/curl.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <bentocloud/bentocloud.hpp>

#include "connection.hpp"
#include "fault_server.hpp"
#include "support/sample.hpp"

namespace faults {
namespace {

using bentocloud::CloudClient;
using std::chrono::milliseconds;
using std::chrono::seconds;
namespace api_token = bentocloud::api_token;

// Since 8.12 libcurl resumes a session for one connection at a time, and with a ticket of TLS 1.3
// once (RFC 8446, C.4). A server of OpenSSL gives two with a full handshake, and one with another:
// connections that are opened one after the other resume, but of a burst only some.
bool takes_sessions_out() { return curl_version_info(CURLVERSION_NOW)->version_num >= 0x080c00; }

// Where so many threads wait for each other.
class Meeting {
 public:
  explicit Meeting(int expected) : expected_(expected) {}

  [[nodiscard]] Action wait() {
    return {"wait", [this](Connection&, const Request&) {
              std::unique_lock lock(mutex_);
              ++arrived_;
              changed_.notify_all();
              return changed_.wait_for(lock, seconds(10), [this] { return arrived_ >= expected_; });
            }};
  }

 private:
  const int expected_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int arrived_ = 0;
};

std::string uid_of(const Request& request) {
  return request.target.substr(request.target.rfind('/') + 1);
}

Action token_for(const Request& request) {
  return request.method == "POST" ? respond(200, sample::created_json("t1", "ci"))
                                  : respond(200, sample::token_json(uid_of(request), "ci"));
}

std::vector<std::string> numbered(int count) {
  std::vector<std::string> uids;
  for (int i = 0; i < count; ++i) uids.push_back(std::to_string(i));
  return uids;
}

// With what version of TLS the server speaks.
class SharedSessions : public ::testing::TestWithParam<int> {
 protected:
  [[nodiscard]] FaultServer& serve(Script script, Script before_reading = {}) {
    FaultServerOptions options;
    options.tls = TlsOptions{authority_.issue(), GetParam()};
    options.before_reading = std::move(before_reading);
    return server_.emplace(std::move(script), std::move(options));
  }

  // Far away: the handshakes of all connections begin before one of them ends, but for that of the
  // first. No response comes before all connections are there.
  void serve_from_afar(int connections) {
    handshakes_.emplace(connections - 1);
    responses_.emplace(connections);
    static_cast<void>(serve(
        [this](const Request& request) { return responses_->wait().then(token_for(request)); },
        [this](const Request& first_bytes) {
          return first_bytes.connection == 1 || first_bytes.number > 1 ? Action()
                                                                       : handshakes_->wait();
        }));
  }

  [[nodiscard]] CloudClient client(bentocloud::ClientOptions options = {}) const {
    options.curl.ca_file = trusted_.path();
    options.retry.initial_delay = milliseconds(1);
    return CloudClient({bentocloud::Secret("key"), server_->endpoint()}, std::move(options));
  }

  static void get_from_threads(const CloudClient& client, int count) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) {
      threads.emplace_back([&client, uid = std::to_string(i)] {
        EXPECT_EQ(api_token::get(client, uid).value().uid, uid);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  // Of a burst of connections.
  void expect_one_full_handshake(int connections) const {
    const Counts counts = server_->counts();
    EXPECT_EQ(counts.connections, connections);
    EXPECT_GE(counts.full_handshakes, 1);
    EXPECT_LE(counts.full_handshakes, takes_sessions_out() ? connections : 1);
  }

  const CertificateAuthority authority_;
  const TemporaryFile trusted_{authority_.certificate()};
  std::optional<Meeting> handshakes_;
  std::optional<Meeting> responses_;
  std::optional<FaultServer> server_;  // ends first, with the threads that meet
};

// The first of them gets its response when the server has seen them all: nobody waits for that, but
// for the session alone. With TLS 1.2 that is there with the handshake.
TEST_P(SharedSessions, OfABatchOneConnectionAloneHasAFullHandshake) {
  serve_from_afar(32);
  for (const auto& token : api_token::get_many(client(), numbered(64), {32})) {
    EXPECT_TRUE(token.value()) << token.error().what();
  }
  expect_one_full_handshake(32);
}

TEST_P(SharedSessions, OfThreadsThatBeginAtOnceOneAloneHasAFullHandshake) {
  serve_from_afar(16);
  get_from_threads(client(), 16);
  expect_one_full_handshake(16);
}

// Connections are not shared: each thread has one of its own.
TEST_P(SharedSessions, OfThreadsThatBeginLaterNoneHasAFullHandshake) {
  responses_.emplace(16);
  const FaultServer& server = serve(
      [this](const Request& request) {
        return request.connection == 1 && request.number == 1
                   ? token_for(request)
                   : responses_->wait().then(token_for(request));
      },
      [this](const Request& first_bytes) {
        return first_bytes.connection == 1 || first_bytes.number > 1 ? Action()
                                                                     : handshakes_->wait();
      });
  handshakes_.emplace(15);
  const CloudClient client = this->client();
  EXPECT_TRUE(api_token::get(client, "first"));
  get_from_threads(client, 16);
  expect_one_full_handshake(16);
  EXPECT_EQ(server.counts().requests, 17);
}

TEST_P(SharedSessions, OfCreatesTheFirstAloneHasAFullHandshake) {
  const FaultServer& server = serve(&token_for);
  const CloudClient client = this->client();
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(api_token::create(client, "ci").token);
  EXPECT_EQ(server.counts().connections, 10);
  EXPECT_EQ(server.counts().full_handshakes, 1);
}

// Each thread has handles of its own.
TEST_P(SharedSessions, OfCreatesByThreadsOneAfterTheOtherTheFirstAloneHasAFullHandshake) {
  const FaultServer& server = serve(&token_for);
  const CloudClient client = this->client();
  for (int i = 0; i < 10; ++i) {
    std::thread([&] { EXPECT_TRUE(api_token::create(client, "ci").token); }).join();
  }
  EXPECT_EQ(server.counts().full_handshakes, 1);
}

TEST_P(SharedSessions, ClientsShareNone) {
  const FaultServer& server = serve(&token_for);
  EXPECT_TRUE(api_token::get(client(), "t1"));
  EXPECT_TRUE(api_token::get(client(), "t1"));
  EXPECT_EQ(server.counts().full_handshakes, 2);
}

TEST_P(SharedSessions, AFirstConnectionThatFailsIsFollowedByAnother) {
  handshakes_.emplace(takes_sessions_out() ? 1 : 15);
  responses_.emplace(16);
  static_cast<void>(
      serve([this](const Request& request) { return responses_->wait().then(token_for(request)); },
            [this](const Request& first_bytes) {
              if (first_bytes.connection == 1) return reset();
              return first_bytes.connection == 2 ? Action() : handshakes_->wait();
            }));
  get_from_threads(client(), 16);
  expect_one_full_handshake(17);
}

// They wait for it, but not for long.
TEST_P(SharedSessions, AFirstConnectionThatHangsDoesNotHoldUpTheOthers) {
  const FaultServer& server =
      serve([](const Request& request) { return token_for(request); },
            [this](const Request& first_bytes) {
              if (first_bytes.connection > 1) return Action();
              return Action("hang", [this](Connection& client, const Request&) {
                const bool others_are_served = server_->wait_until(
                    [](const Counts& counts) { return counts.requests >= 7; }, seconds(20));
                client.reset();
                return !others_are_served;
              });
            });
  bentocloud::ClientOptions options;
  options.curl.connect_timeout = seconds(60);
  options.retry.attempt_timeout = seconds(60);
  get_from_threads(client(options), 8);
  EXPECT_EQ(server.counts().requests, 8);
}

// One that waits for another's session keeps to its deadline, has sent nothing, and can be
// cancelled.
TEST_P(SharedSessions, WhoWaitsCanBeEnded) {
  const FaultServer& server = serve(&token_for, [](const Request&) { return stall(); });
  const CloudClient client = this->client();
  bentocloud::Cancellation first;
  std::thread connecting([&] {
    const bentocloud::Error error =
        sample::error_of([&] { return api_token::get(client.with_cancellation(first), "t1"); });
    EXPECT_EQ(error.kind(), bentocloud::ErrorKind::cancelled);
  });
  EXPECT_TRUE(server.wait_until([](const Counts& counts) { return counts.connections == 1; }));
  const auto begin = std::chrono::steady_clock::now();
  const bentocloud::Error late = sample::error_of(
      [&] { return api_token::create(client.with_timeout(milliseconds(50)), "ci"); });
  EXPECT_EQ(late.kind(), bentocloud::ErrorKind::timeout);
  EXPECT_EQ(late.outcome(), bentocloud::Outcome::not_sent);
  bentocloud::Cancellation second;
  std::thread canceller([&] { second.cancel(); });
  const bentocloud::Error cancelled =
      sample::error_of([&] { return api_token::create(client.with_cancellation(second), "ci"); });
  EXPECT_EQ(cancelled.kind(), bentocloud::ErrorKind::cancelled);
  EXPECT_EQ(cancelled.outcome(), bentocloud::Outcome::not_sent);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(1));
  if (!takes_sessions_out()) {
    EXPECT_EQ(server.counts().connections, 1);
  }
  first.cancel();
  canceller.join();
  connecting.join();
}

INSTANTIATE_TEST_SUITE_P(Faults, SharedSessions, ::testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& version) {
                           return version.param == TLS1_2_VERSION ? "Tls12" : "Tls13";
                         });

}  // namespace
}  // namespace faults
