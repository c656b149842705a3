#include "fault_server.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "raw_client.hpp"

namespace faults {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
using End = RawClient::End;

const std::string get = "GET /a HTTP/1.1\r\nHost: here\r\n\r\n";
const std::string post = "POST /b?c=d HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhello";
const std::string ok = response(200, "0123456789");

/// What a client gets for `request`, and how its connection ends then.
struct Seen {
  std::string bytes;
  End end;
};
bool operator==(const Seen& left, const Seen& right) {
  return left.bytes == right.bytes && left.end == right.end;
}
std::ostream& operator<<(std::ostream& stream, const Seen& seen) {
  return stream << '"' << seen.bytes << "\", end " << static_cast<int>(seen.end);
}

Seen see(const FaultServer& server, const std::string& request = post) {
  RawClient client(server.port());
  client.send(request);
  std::string bytes = client.read_all();
  return {std::move(bytes), client.end()};
}

FaultServerOptions before_reading(Script script) {
  FaultServerOptions options;
  options.before_reading = std::move(script);
  return options;
}

/// How long `server` takes to be destroyed.
Clock::duration destroy(std::optional<FaultServer>& server) {
  const Clock::time_point start = Clock::now();
  server.reset();
  return Clock::now() - start;
}
// Far more than it takes, so that a busy machine does not matter; without a prompt end the tests
// would wait for ever.
constexpr milliseconds prompt{1000};

TEST(Response, StatesItsLength) {
  EXPECT_EQ(response(503, "busy", {{"Retry-After", "1"}}),
            "HTTP/1.1 503 \r\nRetry-After: 1\r\nContent-Length: 4\r\n\r\nbusy");
  EXPECT_EQ(response(200, "", {{"content-length", "9"}}),
            "HTTP/1.1 200 \r\ncontent-length: 9\r\n\r\n");
  EXPECT_EQ(response(200, "0\r\n\r\n", {{"Transfer-Encoding", "chunked"}}),
            "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  EXPECT_EQ(response(103), "HTTP/1.1 103 \r\n\r\n");
  EXPECT_EQ(response(204), "HTTP/1.1 204 \r\n\r\n");
}

TEST(Response, IsCut) {
  const std::string whole = "HTTP/1.1 200 \r\nA: b\r\n\r\n12345678";
  EXPECT_EQ(cut_in_head(whole), "HTTP/1.1 20");
  EXPECT_EQ(cut_in_body(whole), "HTTP/1.1 200 \r\nA: b\r\n\r\n1234");
}

TEST(FaultServer, KeepsConnectionsAliveAndWhatItSaw) {
  const FaultServer server(in_order({respond(200, "first"), respond(404, "other")}));
  RawClient client(server.port());
  for (const std::string body : {"first", "other", "other"}) {
    const std::string expected = response(body == "first" ? 200 : 404, body);
    client.send(post);
    EXPECT_EQ(client.read(expected.size()), expected);
  }
  EXPECT_TRUE(client.hears_nothing_for(milliseconds(20)));

  const std::vector<Request> requests = server.requests();
  ASSERT_EQ(requests.size(), 3u);
  EXPECT_EQ(requests[0].method, "POST");
  EXPECT_EQ(requests[0].target, "/b?c=d");
  EXPECT_EQ(requests[0].head + requests[0].body, post);
  EXPECT_EQ(requests[0].body, "hello");
  ASSERT_EQ(requests[0].headers.size(), 2u);
  EXPECT_EQ(requests[0].headers[0].name, "Host");
  EXPECT_EQ(requests[0].headers[0].value, "here");
  EXPECT_EQ(requests[0].action, "respond 200");
  EXPECT_EQ(requests[1].action, "respond 404");
  EXPECT_EQ(requests[2].number, 3);
  EXPECT_EQ(requests[2].connection, 1);
  EXPECT_EQ(server.counts().connections, 1);
  EXPECT_EQ(server.counts().open_connections, 1);
  EXPECT_EQ(server.counts().requests, 3);
}

TEST(FaultServer, ClosesWhenTheClientWantsIt) {
  const FaultServer server(in_order({send(ok)}));
  EXPECT_EQ(see(server, "GET / HTTP/1.0\r\n\r\n"), (Seen{ok, End::closed}));
  EXPECT_EQ(see(server, "GET / HTTP/1.1\r\nconnection: close\r\n\r\n"), (Seen{ok, End::closed}));
}

TEST(FaultServer, ReadsLargeBodies) {
  const FaultServer server(in_order({respond(200).then(close())}));
  const std::string body(std::size_t{2} << 20, 'x');
  see(server,
      "POST / HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  ASSERT_EQ(server.requests().size(), 1u);
  EXPECT_EQ(server.requests()[0].body, body);
}

TEST(FaultServer, LetsTheClientContinue) {
  const FaultServer server(in_order({send(ok)}));
  RawClient client(server.port());
  client.send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  EXPECT_EQ(client.read(go_on.size()), go_on);
  EXPECT_EQ(server.counts().requests, 0);
  client.send("ab");
  EXPECT_EQ(client.read(ok.size()), ok);
  EXPECT_EQ(server.counts().requests, 1);
}

TEST(FaultServer, CountsPartialRequestsApart) {
  const FaultServer server(in_order({send(ok)}));
  RawClient(server.port()).send(post.substr(0, 10));
  RawClient(server.port()).send(post.substr(0, post.size() - 1));
  RawClient(server.port()).send("");
  EXPECT_TRUE(server.wait_until([](const Counts& counts) {
    return counts.connections == 3 && counts.open_connections == 0;
  }));
  EXPECT_EQ(server.counts().partial_requests, 2);
  EXPECT_EQ(server.counts().requests, 0);
  EXPECT_TRUE(server.requests().empty());
}

TEST(FaultServer, RefusesWhatItCannotRead) {
  const FaultServer server(in_order({send(ok)}));
  for (const std::string request :
       {"nonsense\r\n\r\n", "GET / FTP/1.1\r\n\r\n", "GET / HTTP/1.1 more\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"})
    EXPECT_EQ(see(server, request), (Seen{response(400), End::closed}));
  EXPECT_EQ(server.counts().partial_requests, 4);
  EXPECT_EQ(server.counts().requests, 0);
}

TEST(FaultServer, EndsBeforeReading) {
  for (const auto& [action, end] :
       {std::pair(close(), End::closed), std::pair(reset(), End::reset)}) {
    const FaultServer server(in_order({send(ok)}), before_reading(in_order({action})));
    EXPECT_EQ(see(server), (Seen{"", end}));
    EXPECT_TRUE(
        server.wait_until([](const Counts& counts) { return counts.open_connections == 0; }));
    EXPECT_EQ(server.counts().partial_requests, 1);
    EXPECT_EQ(server.counts().requests, 0);
  }
}

TEST(FaultServer, LetsTheClientFinishWhenItCloses) {
  const FaultServer server(in_order({send(ok)}), before_reading(in_order({close()})));
  EXPECT_EQ(see(server, std::string(std::size_t{16} << 20, 'x')), (Seen{"", End::closed}));
}

TEST(FaultServer, EndsWithinTheRequest) {
  const FaultServer server(in_order({send(ok)}),
                           before_reading(in_order({read_bytes(post.size() - 2).then(reset())})));
  EXPECT_EQ(see(server), (Seen{"", End::reset}));
  EXPECT_EQ(server.counts().requests, 0);
}

TEST(FaultServer, EndsAKeptAliveConnectionBeforeReading) {
  const FaultServer server(in_order({send(ok)}), before_reading([](const Request& request) {
                             return request.number == 2 ? reset() : Action();
                           }));
  RawClient client(server.port());
  client.send(post);
  EXPECT_EQ(client.read(ok.size()), ok);
  client.send(post);
  EXPECT_EQ(client.read_all(), "");
  EXPECT_EQ(client.end(), End::reset);
  EXPECT_EQ(server.counts().requests, 1);
}

TEST(FaultServer, ReadsOnAfterAPause) {
  const FaultServer server(in_order({send(ok).then(close())}),
                           before_reading(in_order({pause(milliseconds(30))})));
  const Clock::time_point start = Clock::now();
  EXPECT_EQ(see(server), (Seen{ok, End::closed}));
  EXPECT_GE(Clock::now() - start, milliseconds(30));
}

TEST(FaultServer, EndsAfterReading) {
  const FaultServer server(in_order({close(), reset()}));
  EXPECT_EQ(see(server), (Seen{"", End::closed}));
  EXPECT_EQ(see(server), (Seen{"", End::reset}));
  EXPECT_EQ(server.counts().requests, 2);
  EXPECT_EQ(server.requests()[1].action, "reset");
}

TEST(FaultServer, EndsWithinTheResponse) {
  const FaultServer server(
      in_order({send(cut_in_head(ok)).then(close()), send(cut_in_head(ok)).then(reset()),
                send(cut_in_body(ok)).then(close()), send(cut_in_body(ok)).then(reset())}));
  EXPECT_EQ(see(server), (Seen{cut_in_head(ok), End::closed}));
  EXPECT_EQ(see(server), (Seen{cut_in_head(ok), End::reset}));
  EXPECT_EQ(see(server), (Seen{cut_in_body(ok), End::closed}));
  EXPECT_EQ(see(server), (Seen{cut_in_body(ok), End::reset}));
  EXPECT_EQ(server.counts().requests, 4);
  EXPECT_EQ(server.requests()[3].action,
            "send " + std::to_string(cut_in_body(ok).size()) + " bytes, reset");
}

TEST(FaultServer, SendsAnyBytes) {
  const std::string garbage("\0\xff garbage", 10);
  const FaultServer server(in_order({send(response(103)).then(send(garbage)).then(close())}));
  EXPECT_EQ(see(server), (Seen{response(103) + garbage, End::closed}));
}

TEST(FaultServer, DripsByteByByte) {
  const FaultServer server(in_order({drip("ab", std::chrono::hours(1))}));
  RawClient client(server.port());
  client.send(get);
  EXPECT_EQ(client.read(1), "a");
  EXPECT_TRUE(client.hears_nothing_for(milliseconds(20)));
}

TEST(FaultServer, DripsInTime) {
  const FaultServer server(in_order({drip("abcd", milliseconds(20)).then(close())}));
  const Clock::time_point start = Clock::now();
  EXPECT_EQ(see(server), (Seen{"abcd", End::closed}));
  EXPECT_GE(Clock::now() - start, milliseconds(80));
}

TEST(FaultServer, FloodsUntilTheClientGoes) {
  const FaultServer server(in_order({flood(std::string(1 << 16, 'x'))}));
  {
    RawClient client(server.port());
    client.send(get);
    EXPECT_EQ(client.read(std::size_t{8} << 20).size(), std::size_t{8} << 20);
  }
  EXPECT_TRUE(server.wait_until([](const Counts& counts) { return counts.open_connections == 0; }));
}

TEST(FaultServer, StallsUntilTheClientGoes) {
  const FaultServer server(in_order({stall()}));
  {
    RawClient client(server.port());
    client.send(get);
    EXPECT_TRUE(client.hears_nothing_for(milliseconds(50)));
    EXPECT_TRUE(
        server.wait_until([](const Counts& counts) { return counts.open_connections == 1; }));
  }
  EXPECT_TRUE(server.wait_until([](const Counts& counts) { return counts.open_connections == 0; }));
}

TEST(FaultServer, IsDestroyedPromptlyWhateverItDoes) {
  const Action slow_drip = drip(std::string(1000, 'x'), milliseconds(1000));
  const std::vector<Action> actions = {
      stall(), slow_drip,     flood("x"), pause(std::chrono::hours(1)),
      close(), read_bytes(1), send(ok)};
  for (const Action& action : actions) {
    std::optional<FaultServer> server(std::in_place, in_order({action}));
    RawClient client(server->port());
    client.send(get);
    ASSERT_TRUE(server->wait_until([](const Counts& counts) { return counts.requests == 1; }));
    EXPECT_LT(destroy(server), prompt) << action.name();
  }
}

TEST(FaultServer, IsDestroyedPromptlyWhileItReads) {
  std::optional<FaultServer> server(std::in_place, in_order({send(ok)}));
  RawClient idle(server->port());
  RawClient slow(server->port());
  slow.send(post.substr(0, 10));
  ASSERT_TRUE(server->wait_until([](const Counts& counts) { return counts.connections == 2; }));
  EXPECT_LT(destroy(server), prompt);
}

TEST(FaultServer, WaitsForACondition) {
  const FaultServer server(in_order({send(ok)}));
  EXPECT_FALSE(server.wait_until([](const Counts& counts) { return counts.requests > 0; },
                                 milliseconds(10)));
}

TEST(FaultServer, CountsExactlyWhenManyCallAtOnce) {
  constexpr int clients = 32;
  constexpr int requests = 25;
  int calls = 0;  // the script needs no lock
  const FaultServer server([&calls](const Request& request) {
    return ++calls % 2 == 0 ? respond(200, request.target) : respond(503, request.target);
  });
  std::vector<std::thread> threads;
  threads.reserve(clients);
  for (int i = 0; i < clients; ++i)
    threads.emplace_back([&server, i] {
      RawClient client(server.port());
      const std::string path = '/' + std::to_string(i);
      const std::size_t response_size = response(200, path).size();
      for (int j = 0; j < requests; ++j) {
        client.send("GET " + path + " HTTP/1.1\r\n\r\n");
        const std::string received = client.read(response_size);
        EXPECT_EQ(received.substr(received.size() - path.size()), path);
      }
    });
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(server.counts().connections, clients);
  EXPECT_EQ(server.counts().requests, clients * requests);
  EXPECT_EQ(calls, clients * requests);
  const std::vector<Request> seen = server.requests();
  for (int i = 0; i < clients; ++i)
    EXPECT_EQ(std::count_if(seen.begin(), seen.end(),
                            [&](const Request& request) {
                              return request.target == '/' + std::to_string(i);
                            }),
              requests);
}

TEST(FaultServer, Forwards) {
  const FaultServer behind(in_order({send(response(100) + ok)}));
  const FaultServer server(in_order({forward(behind.port()).then(close()),
                                     forward(behind.port(), &cut_in_body).then(reset()),
                                     forward_silently(behind.port()).then(close())}));
  EXPECT_EQ(see(server), (Seen{ok, End::closed}));
  EXPECT_EQ(see(server), (Seen{cut_in_body(ok), End::reset}));
  EXPECT_EQ(see(server), (Seen{"", End::closed}));
  ASSERT_EQ(behind.requests().size(), 3u);
  for (const Request& request : behind.requests()) EXPECT_EQ(request.head + request.body, post);
}

TEST(FaultServer, SaysWhenItCannotForward) {
  std::optional<FaultServer> behind(std::in_place,
                                    in_order({close(), send("garbage").then(close())}));
  const FaultServer server(in_order({forward(behind->port()).then(close())}));
  EXPECT_EQ(see(server).bytes, response(502));  // no response
  EXPECT_EQ(see(server).bytes, response(502));  // no HTTP
  behind.reset();
  EXPECT_EQ(see(server).bytes, response(502));  // no server
}

TEST(FaultServer, IsDestroyedPromptlyWhileItForwards) {
  const FaultServer silent(in_order({stall()}));
  const FullBacklog unreachable;
  for (const int port : {silent.port(), unreachable.port()}) {
    std::optional<FaultServer> server(std::in_place, in_order({forward(port)}));
    RawClient client(server->port());
    client.send(get);
    ASSERT_TRUE(server->wait_until([](const Counts& counts) { return counts.requests == 1; }));
    EXPECT_LT(destroy(server), prompt);
  }
}

TEST(FullBacklog, LetsNobodyIn) {
  const FullBacklog backlog;
  const FileDescriptor socket = connect_to_loopback(backlog.port());
  pollfd connected{socket.get(), POLLOUT, 0};
  EXPECT_EQ(::poll(&connected, 1, 100), 0);
}

}  // namespace
}  // namespace faults
