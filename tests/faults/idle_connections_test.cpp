#include <atomic>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include <curl/curl.h>
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "connection.hpp"
#include "fault_server.hpp"
#include "own_sockets.hpp"
#include "route.hpp"
#include "support/sample.hpp"

namespace faults {
namespace {

std::atomic<int> handles{0};  // of libcurl, in this process
thread_local int ports_asked_for = 0;

using bentocloud::CloudClient;
using bentocloud::Error;
using bentocloud::Outcome;
using std::chrono::milliseconds;
using std::chrono::seconds;
namespace api_token = bentocloud::api_token;

const std::string token = sample::token_json("t1", "ci");
const Action unknown = respond(400, R"({"error":"record not found"})");

std::vector<std::string> numbered(int count) {
  std::vector<std::string> uids;
  for (int i = 0; i < count; ++i) uids.push_back(std::to_string(i));
  return uids;
}

// Every call has one attempt.
CloudClient impatient_client(const Route& route) {
  bentocloud::ClientOptions options;
  options.retry.max_attempts = 1;
  return route.client(options);
}

class IdleConnection : public ::testing::TestWithParam<Way> {};

TEST_P(IdleConnection, ThatTheServerClosedCostsNoAttempt) {
  const Route route(GetParam(), [](const Request& request) {
    return (request.method == "DELETE" ? respond(200, "{}") : respond(200, token)).then(close());
  });
  const CloudClient client = impatient_client(route);
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(api_token::get(client, "t1"));
    ASSERT_TRUE(all_readable(sockets_to(route.first_port())));
    EXPECT_NO_THROW(api_token::remove(client, "t1"));
    ASSERT_TRUE(all_readable(sockets_to(route.first_port())));
    api_token::UpdateOptions changes;
    changes.description = "CI/CD";
    EXPECT_NO_THROW(api_token::update(client, "t1", changes));
    ASSERT_TRUE(all_readable(sockets_to(route.first_port())));
  }
  EXPECT_EQ(route.server().counts().requests, 30);
}

TEST_P(IdleConnection, ThatTheServerClosedLeavesNoDoubt) {
  const Route route(GetParam(), [](const Request& request) {
    return request.method == "GET" ? respond(200, token).then(close()) : unknown;
  });
  const CloudClient client = route.client();
  for (const auto& outcome : api_token::get_many(client, numbered(16))) {
    ASSERT_TRUE(outcome.value()) << outcome.error().what();
  }
  ASSERT_TRUE(all_readable(sockets_to(route.first_port())));
  const Error error = sample::error_of([&] {
    api_token::remove(client, "nobody's");
    return 0;
  });
  EXPECT_TRUE(error.not_found()) << error.what();
  EXPECT_EQ(error.outcome(), Outcome::rejected);
  EXPECT_EQ(error.attempts(), 1);
  EXPECT_EQ(route.seen("DELETE"), 1);
}

// libcurl repeats a GET itself then, but until 8.20 only five times in the life of a handle.
TEST_P(IdleConnection, ThatEndsWhenAGetIsSentCostsNoAttempt) {
  const Route route(GetParam(), [](const Request& request) {
    return request.number > 1 ? close() : respond(200, token);
  });
  const CloudClient client = impatient_client(route);
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(api_token::get(client, "t1")) << i;
  EXPECT_EQ(route.server().counts().requests, 39);
}

TEST_P(IdleConnection, ThatEndsWhenAGetIsSentIsNotReplacedByAnotherIdleOne) {
  std::atomic<int> waiting{0};
  const Action wait_for_both("wait", [&waiting](Connection& client, const Request&) {
    ++waiting;
    while (waiting < 2) {
      if (!client.pause(milliseconds(1))) return false;
    }
    return true;
  });
  const Route route(GetParam(), [&](const Request& request) {
    return request.number > 1 ? close() : wait_for_both.then(respond(200, token));
  });
  const CloudClient client = impatient_client(route);
  for (const auto& outcome : api_token::get_many(client, numbered(2))) {
    EXPECT_TRUE(outcome.value());
  }
  EXPECT_TRUE(api_token::get(client, "t1"));
  EXPECT_EQ(route.server().counts().requests, 4);
}

// libcurl 8.21 does not see it of connections that were idle for less than a second.
TEST_P(IdleConnection, ThatTheServerJustClosedIsReplaced) {
  const Route route(GetParam(), [](const Request& request) {
    return (request.method == "GET" ? respond(200, token) : respond(200, "{}")).then(close());
  });
  const CloudClient client = impatient_client(route);
  for (int i = 0; i < 50; ++i) {
    for (const auto& outcome : api_token::get_many(client, numbered(4))) {
      ASSERT_TRUE(outcome.value()) << outcome.error().what();
    }
    ASSERT_TRUE(all_readable(sockets_to(route.first_port())));
    ASSERT_NO_THROW(api_token::remove(client, "t1")) << i;
  }
  EXPECT_EQ(route.seen("DELETE"), 50);
}

TEST_P(IdleConnection, ThatTheServerClosedIsReplacedInABatchToo) {
  const Route route(GetParam(), [](const Request& request) {
    return (request.method == "GET" ? respond(200, token) : respond(200, "{}")).then(close());
  });
  const CloudClient client = impatient_client(route);
  for (int i = 0; i < 5; ++i) {
    for (const auto& outcome : api_token::get_many(client, numbered(16))) {
      ASSERT_TRUE(outcome.value()) << outcome.error().what();
    }
    ASSERT_TRUE(all_readable(sockets_to(route.first_port())));
    for (const auto& outcome : api_token::remove_many(client, numbered(16))) {
      ASSERT_TRUE(outcome) << outcome.error().what();
    }
    ASSERT_TRUE(all_readable(sockets_to(route.first_port())));
  }
  EXPECT_EQ(route.server().counts().requests, 160);
}

// Sent by servers that close idle connections by the book.
TEST_P(IdleConnection, AResponseThatNobodyAskedForIsNotTakenForTheNext) {
  std::atomic<int> received{0};
  int gets = 0;
  const Route route(GetParam(), [&](const Request& request) {
    if (request.method != "GET") return respond(200, "{}");
    const Action wait("wait", [&received, number = ++gets](Connection& client, const Request&) {
      while (received < number) {
        if (!client.pause(milliseconds(1))) return false;
      }
      return true;
    });
    return respond(200, token).then(wait).then(send(response(408, "", {{"Connection", "close"}})));
  });
  const CloudClient client = impatient_client(route);
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(api_token::get(client, "t1"));
    ++received;
    ASSERT_TRUE(all_readable(sockets_to(route.first_port())));
    EXPECT_NO_THROW(api_token::remove(client, "t1"));
  }
  EXPECT_EQ(route.server().counts().requests, 20);
}

TEST_P(IdleConnection, ThatIsAliveIsUsedAgain) {
  const Route route(GetParam(), in_order({respond(200, token)}));
  const CloudClient client = impatient_client(route);
  EXPECT_TRUE(api_token::get(client, "t1"));
  const int before = ports_asked_for;
  EXPECT_GE(before, 1);
  for (int i = 0; i < 19; ++i) EXPECT_TRUE(api_token::get(client, "t1"));
  EXPECT_EQ(ports_asked_for, before);  // no system call more than needed
  EXPECT_EQ(sockets_to(route.first_port()).size(), 1U);
  EXPECT_EQ(route.server().counts().connections, 1);
}

// None that is older than a failure: it may have ended in the same way.
TEST_P(IdleConnection, IsNotUsedAfterAFailure) {
  constexpr int connections = 6;  // some of which libcurl tries by itself
  std::atomic<int> waiting{0};
  const Action wait_for_all("wait", [&waiting](Connection& client, const Request&) {
    ++waiting;
    while (waiting < connections) {
      if (!client.pause(milliseconds(1))) return false;
    }
    return true;
  });
  const Route route(GetParam(), [&](const Request& request) {
    if (request.method == "GET") return wait_for_all.then(respond(200, token));
    return request.number > 1 ? close() : respond(200, "{}");
  });
  const CloudClient client = route.client();
  for (const auto& outcome : api_token::get_many(client, numbered(connections))) {
    ASSERT_TRUE(outcome.value()) << outcome.error().what();
  }
  EXPECT_NO_THROW(api_token::remove(client, "t1"));
  const std::vector<Request> requests = route.server().requests();
  ASSERT_EQ(requests.size(), connections + 2U);
  EXPECT_EQ(requests[connections].number, 2);
  EXPECT_EQ(requests[connections + 1].number, 1);
}

INSTANTIATE_TEST_SUITE_P(Faults, IdleConnection,
                         ::testing::Values(Way::plain, Way::tls, Way::connect_proxy),
                         [](const auto& way) { return to_string(way.param); });

TEST(IdleConnections, AreNotUsedWhenTheyHaveBeenIdleForTooLong) {
  for (const Way way : {Way::plain, Way::tls, Way::http2}) {
    const Route route(way, in_order({respond(200, token)}));
    bentocloud::ClientOptions options;
    options.curl.ca_file = route.ca_file();
    options.curl.ignore_proxy = true;  // of earlier tests
    options.curl.max_idle_time = seconds(1);
    const CloudClient client({bentocloud::Secret(route_key), route.endpoint()}, options);
    const int port = route.first_port();
    EXPECT_TRUE(api_token::get(client, "t1"));
    const std::vector<int> before = local_ports(sockets_to(port));
    EXPECT_TRUE(api_token::get(client, "t1"));
    EXPECT_EQ(local_ports(sockets_to(port)), before) << to_string(way);
    std::this_thread::sleep_for(milliseconds(2100));  // libcurl counts whole seconds
    EXPECT_TRUE(api_token::get(client, "t1"));
    EXPECT_NE(local_ports(sockets_to(port)), before) << to_string(way);
  }
}

// Responds to no request before so many are here.
class RoundTrip {
 public:
  explicit RoundTrip(int size) : size_(size) {}

  [[nodiscard]] Action wait() {
    return {"wait", [this](Connection& client, const Request&) {
              ++arrived_;
              while (arrived_ < size_) {
                if (!client.pause(milliseconds(1))) return false;
              }
              return true;
            }};
  }

 private:
  const int size_;
  std::atomic<int> arrived_{0};
};

// How many a client leaves open when its calls are over.
class IdleConnectionsOf : public ::testing::TestWithParam<Way> {
 protected:
  static int descriptors() {
    return static_cast<int>(
        std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}));
  }

  static void expect_few(const Route& route, int descriptors_before) {
    EXPECT_LE(sockets_to(route.first_port()).size(), 16U);
    // The server's ends are in this process, too.
    EXPECT_TRUE(route.server().wait_until(
        [](const Counts& counts) { return counts.open_connections <= 16; }));
    EXPECT_LE(descriptors() - descriptors_before, 48 + 16);
  }
};

TEST_P(IdleConnectionsOf, BatchesOfManyThreadsAreFew) {
  const Route route(
      GetParam(), [](const Request&) { return pause(milliseconds(2)).then(respond(200, token)); });
  const CloudClient client = route.client();
  const int before = descriptors();
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&client] {
      for (int batch = 0; batch < 3; ++batch) {
        EXPECT_TRUE(api_token::get_many(client, numbered(40)).back().value());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  expect_few(route, before);
}

TEST_P(IdleConnectionsOf, CallsOfManyThreadsAreFew) {
  const Route route(GetParam(), [](const Request& request) {
    return pause(milliseconds(50))
        .then(respond(200, request.method == "POST" ? sample::created_json("t1", "ci") : token));
  });
  const CloudClient client = route.client();
  const int before = descriptors();
  std::vector<std::thread> threads;
  for (int i = 0; i < 64; ++i) {
    threads.emplace_back([&client, i] {
      EXPECT_TRUE(api_token::get(client, "t1"));
      if (i % 10 != 0) return;
      EXPECT_EQ(api_token::create(client, "ci").uid, "t1");
    });
  }
  for (std::thread& thread : threads) thread.join();
  expect_few(route, before);
}

TEST_P(IdleConnectionsOf, AClientAreAsManyAsItIsTold) {
  for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{3}}) {
    RoundTrip trip(8);
    const Route route(GetParam(),
                      [&](const Request&) { return trip.wait().then(respond(200, token)); });
    bentocloud::ClientOptions options;
    options.curl.max_idle_connections = count;
    const CloudClient client = route.client(options);
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&client] { EXPECT_TRUE(api_token::get(client, "t1")); });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(sockets_to(route.first_port()).size(), count);
  }
}

// Each response comes when all before it have been taken.
TEST_P(IdleConnectionsOf, ABatchAreNoneTooFew) {
  std::atomic<int> taken{0};
  const Action in_turn("in turn", [&taken](Connection& client, const Request& request) {
    while (taken < std::stoi(request.target.substr(request.target.rfind('/') + 1))) {
      if (!client.pause(milliseconds(1))) return false;
    }
    return true;
  });
  const Route route(GetParam(), [&](const Request&) { return in_turn.then(respond(200, "{}")); });
  bentocloud::ClientOptions options;
  options.curl.max_idle_connections = 2;
  const CloudClient client = route.client(options);
  std::vector<bentocloud::ApiRequest> requests;
  for (const std::string& uid : numbered(8)) requests.push_back({"poke", "GET", {"things", uid}});
  client.send_all(requests, 4, [&taken](std::size_t, const bentocloud::ApiResult& result) {
    EXPECT_FALSE(result.error);
    return ++taken > 0;
  });
  EXPECT_EQ(sockets_to(route.first_port()).size(), GetParam() == Way::http2 ? 1U : 2U);
}

// Which are then left alone, until they are too old.
TEST_P(IdleConnectionsOf, ManyThreadsAreNotAllUsedByOne) {
  if (GetParam() == Way::http2) return;  // the front has connections of its own to the server
  RoundTrip trip(4);
  const Route route(GetParam(),
                    [&](const Request&) { return trip.wait().then(respond(200, token)); });
  const CloudClient client = route.client();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&client] { EXPECT_TRUE(api_token::get(client, "t1")); });
  }
  for (std::thread& thread : threads) thread.join();
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(api_token::get(client, "t1"));
  EXPECT_EQ(route.server().requests().back().number, 9);
}

// A handle of libcurl has buffers of its own.
TEST_P(IdleConnectionsOf, ABatchHaveOneHandle) {
  const Route route(
      GetParam(), [](const Request&) { return pause(milliseconds(2)).then(respond(200, token)); });
  const CloudClient client = route.client();
  const CloudClient other = route.client();
  const int at_first = handles;
  EXPECT_TRUE(api_token::get(other, "t1"));
  const int of_one_call = handles - at_first;  // libcurl may have some of its own
  EXPECT_GE(of_one_call, 1);
  EXPECT_TRUE(api_token::get_many(client, numbered(40)).back().value());
  EXPECT_EQ(handles, at_first + 2 * of_one_call);
}

TEST_P(IdleConnectionsOf, ALargeBatchAreFew) {
  const Route route(
      GetParam(), [](const Request&) { return pause(milliseconds(20)).then(respond(200, token)); });
  const CloudClient client = route.client();
  EXPECT_TRUE(api_token::get_many(client, numbered(80), {40}).back().value());
  EXPECT_LE(sockets_to(route.first_port()).size(), 16U);
}

TEST_P(IdleConnectionsOf, CreatesAreFew) {
  const Route route(GetParam(), in_order({respond(200, sample::created_json("t1", "ci"))}));
  const CloudClient client = route.client();
  EXPECT_TRUE(api_token::get(client, "t1"));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(api_token::create(client, "ci").uid, "t1");
  // libcurl 8 takes leave of one over TLS until its next call, or a later one when the server is
  // slow to do so, too.
  const bool takes_leave =
      GetParam() != Way::plain && curl_version_info(CURLVERSION_NOW)->version_num >= 0x080000;
  const std::size_t closing = takes_leave ? 1 : 0;
  for (int i = 0; takes_leave && i < 500 && sockets_to(route.first_port()).size() > 2; ++i) {
    std::this_thread::sleep_for(milliseconds(10));
    EXPECT_TRUE(api_token::get(client, "t1"));
  }
  EXPECT_LE(sockets_to(route.first_port()).size(), 1 + closing);
  const CloudClient other = route.client();
  const std::size_t before = sockets_to(route.first_port()).size();
  EXPECT_EQ(api_token::create(other, "ci").uid, "t1");
  EXPECT_LE(sockets_to(route.first_port()).size(), before + closing);
}

INSTANTIATE_TEST_SUITE_P(Faults, IdleConnectionsOf,
                         ::testing::Values(Way::plain, Way::tls, Way::http2),
                         [](const auto& way) { return to_string(way.param); });

}  // namespace
}  // namespace faults

// They stand before libcurl's and the C library's own, for the library as a shared one, too.
#pragma GCC visibility push(default)
CURL* curl_easy_init() {
  static const auto original = reinterpret_cast<CURL* (*)()>(::dlsym(RTLD_NEXT, __func__));
  ++faults::handles;
  return original();
}
void curl_easy_cleanup(CURL* handle) {
  static const auto original = reinterpret_cast<void (*)(CURL*)>(::dlsym(RTLD_NEXT, __func__));
  --faults::handles;
  original(handle);
}
int getsockname(int file, sockaddr* address, socklen_t* size) noexcept {
  static const auto original =
      reinterpret_cast<int (*)(int, sockaddr*, socklen_t*)>(::dlsym(RTLD_NEXT, __func__));
  ++faults::ports_asked_for;
  return original(file, address, size);
}
#pragma GCC visibility pop
