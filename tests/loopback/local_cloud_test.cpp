#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <curl/curl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <bentocloud/error.hpp>
#include <bentocloud/testing/local_cloud.hpp>

namespace bentocloud::fakes {
namespace {

// A client of HTTP that knows nothing of this library. It keeps its connection alive.
class Browser {
 public:
  explicit Browser(std::chrono::milliseconds timeout = std::chrono::seconds(20))
      : curl_(curl_easy_init(), &curl_easy_cleanup) {
    headers_.reset(curl_slist_append(nullptr, "X-YATAI-API-TOKEN: fake-api-token"));
    curl_easy_setopt(curl_.get(), CURLOPT_HTTPHEADER, headers_.get());
    curl_easy_setopt(curl_.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl_.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
    curl_easy_setopt(curl_.get(), CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl_.get(), CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(curl_.get(), CURLOPT_WRITEFUNCTION, &append);
  }

  // Returns the status.
  long ask(const std::string& method, const std::string& url, const char* upload = nullptr) {
    body.clear();
    curl_easy_setopt(curl_.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl_.get(), CURLOPT_HTTPGET, 1L);
    curl_easy_setopt(curl_.get(), CURLOPT_NOBODY, method == "HEAD" ? 1L : 0L);
    if (upload != nullptr) curl_easy_setopt(curl_.get(), CURLOPT_POSTFIELDS, upload);
    curl_easy_setopt(curl_.get(), CURLOPT_CUSTOMREQUEST, method.c_str());
    long status = 0;
    if (curl_easy_perform(curl_.get()) == CURLE_OK) {
      curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
      long connections = 0;
      curl_easy_getinfo(curl_.get(), CURLINFO_NUM_CONNECTS, &connections);
      new_connections += connections;
    }
    return status;
  }

  // How many TCP segments, of its connection, had to be sent again.
  [[nodiscard]] unsigned retransmissions() const {
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl_easy_getinfo(curl_.get(), CURLINFO_ACTIVESOCKET, &socket);
    tcp_info info{};
    socklen_t size = sizeof info;
    EXPECT_EQ(::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size), 0);
    return info.tcpi_total_retrans;
  }

  std::string body;
  long new_connections = 0;

 private:
  static std::size_t append(char* data, std::size_t size, std::size_t count, void* text) {
    static_cast<std::string*>(text)->append(data, size * count);
    return size * count;
  }

  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl_;
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers_{nullptr,
                                                                       &curl_slist_free_all};
};

int port_of(const LocalCloud& cloud) {
  return std::stoi(cloud.endpoint().substr(cloud.endpoint().rfind(':') + 1));
}

// Returns the socket.
int connect_and_send(const LocalCloud& cloud, const std::string& bytes) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port_of(cloud)));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  const timeval patience{20, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  EXPECT_EQ(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL), ssize_t(bytes.size()));
  return socket;
}

// Returns all that comes until the server ends the connection, and closes the socket.
std::string receive_all(int socket) {
  std::string text;
  char byte = 0;
  ssize_t received = 0;
  while ((received = ::recv(socket, &byte, 1, 0)) == 1) text += byte;
  EXPECT_EQ(received, 0) << "the connection was not ended";
  ::close(socket);
  return text;
}

std::string send_and_receive(const LocalCloud& cloud, const std::string& bytes) {
  return receive_all(connect_and_send(cloud, bytes));
}

TEST(LocalCloud, RespondsOnLoopback) {
  const LocalCloud cloud;
  EXPECT_EQ(cloud.endpoint().rfind("http://127.0.0.1:", 0), 0u);
  EXPECT_EQ(cloud.credentials().endpoint, cloud.endpoint());
  const std::string tokens = cloud.endpoint() + "/api/v1/api_tokens";
  Browser browser;
  EXPECT_EQ(browser.ask("POST", tokens, R"({"name":"ci-token"})"), 200);
  EXPECT_NE(browser.body.find(R"("token":"c)"), std::string::npos);
  EXPECT_EQ(browser.ask("GET", tokens + "?start=0&count=1&search=ci%2D"), 200);
  EXPECT_NE(browser.body.find(R"("total":1)"), std::string::npos);
  EXPECT_EQ(browser.ask("GET", tokens + "/a%2Fb"), 404);
  EXPECT_EQ(browser.ask("GET", cloud.endpoint() + "/"), 200);  // the dashboard
}

TEST(LocalCloud, EveryMethodHasAResponseAndLeavesTheConnectionUsable) {
  const LocalCloud cloud;
  const std::string one = cloud.endpoint() + "/api/v1/api_tokens/nobody";
  Browser browser;
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(browser.ask("GET", one), 404);
    EXPECT_EQ(browser.ask("PATCH", one, "{}"), 404);
    EXPECT_EQ(browser.ask("DELETE", one), 404);  // without a body, and without a length of it
    EXPECT_EQ(browser.ask("PUT", one, "{}"), 404);
    EXPECT_EQ(browser.ask("POST", one, "{}"), 404);
  }
  EXPECT_EQ(browser.ask("HEAD", one), 404);
  EXPECT_EQ(browser.ask("OPTIONS", one), 404);
  EXPECT_EQ(browser.ask("NONSENSE", one), 404);
  EXPECT_EQ(browser.ask("GET", one), 404);
  EXPECT_EQ(browser.new_connections, 1);
}

TEST(LocalCloud, WhatFollowsARequestThatIsNotUnderstoodIsNotTakenForTheNext) {
  const LocalCloud cloud;
  for (const char* nonsense : {"nonsense\r\n\r\n", "GET / HTTP/3.7\r\n\r\n",
                               "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n"}) {
    const std::string response =
        send_and_receive(cloud, nonsense + std::string("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_EQ(response.find("HTTP/1.1 200"), std::string::npos) << response;
  }
}

TEST(LocalCloud, EndsAtOnceAlthoughARequestIsHalfSent) {
  std::optional<LocalCloud> cloud(std::in_place);
  const std::string halves[] = {
      "", "GET /api/v1/api_tok",
      "POST /api/v1/api_tokens HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"};
  std::vector<int> sockets;
  for (const std::string& half : halves) sockets.push_back(connect_and_send(*cloud, half));
  Browser browser;  // what was sent before is on its way by the time that this has its response
  EXPECT_EQ(browser.ask("GET", cloud->endpoint() + "/api/v1/api_tokens"), 200);
  const auto begin = std::chrono::steady_clock::now();
  cloud.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
  for (const int socket : sockets) EXPECT_EQ(receive_all(socket), "");
}

TEST(LocalCloud, ABodyWithoutALengthIsNone) {
  const LocalCloud cloud;
  const std::string response =
      send_and_receive(cloud,
                       "POST /api/v1/api_tokens HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                       "X-YATAI-API-TOKEN: fake-api-token\r\n\r\n");
  EXPECT_NE(response.find("a DNS-1035 label must consist"), std::string::npos) << response;
}

TEST(LocalCloud, TheCloudRespondsWhateverThePath) {
  const LocalCloud cloud;
  const std::string tokens = cloud.endpoint() + "/api/v1/api_tokens/";
  Browser browser;
  for (const std::string& uid : {std::string("a%0Ab"), std::string(8000, 'a')}) {
    EXPECT_EQ(browser.ask("GET", tokens + uid), 404);
    EXPECT_NE(browser.body.find("record not found"), std::string::npos) << browser.body;
  }
  EXPECT_EQ(browser.ask("GET", tokens + "%FF"), 400);
  EXPECT_NE(browser.body.find("invalid byte sequence"), std::string::npos) << browser.body;
}

TEST(LocalCloud, ServesManyConnectionsAtOnce) {
  const LocalCloud cloud;
  const std::string tokens = cloud.endpoint() + "/api/v1/api_tokens";
  std::vector<std::unique_ptr<Browser>> browsers;
  for (int i = 0; i < 50; ++i) {
    browsers.push_back(std::make_unique<Browser>());
    EXPECT_EQ(browsers.back()->ask("GET", tokens), 200);
  }
  for (const auto& browser : browsers) {
    EXPECT_EQ(browser->ask("GET", tokens), 200);
    EXPECT_EQ(browser->new_connections, 1);
  }
}

TEST(LocalCloud, NoneOfManyClientsHasToKnockTwice) {
  const LocalCloud cloud;
  const std::string tokens = cloud.endpoint() + "/api/v1/api_tokens";
  constexpr int clients = 64;
  std::vector<std::thread> threads;
  threads.reserve(clients);
  for (int i = 0; i < clients; ++i) {
    threads.emplace_back([&tokens] {
      Browser browser;
      EXPECT_EQ(browser.ask("GET", tokens), 200);
      EXPECT_EQ(browser.retransmissions(), 0u);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(LocalCloud, EndsAtOnceAlthoughAConnectionIsKeptAlive) {
  std::optional<LocalCloud> cloud(std::in_place);
  Browser browser;
  EXPECT_EQ(browser.ask("GET", cloud->endpoint() + "/api/v1/api_tokens"), 200);
  const auto begin = std::chrono::steady_clock::now();
  cloud.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

TEST(LocalCloud, EndsAtOnceAlthoughAResponseIsDelayed) {
  LocalCloudOptions options;
  options.latency = std::chrono::seconds(30);
  std::optional<LocalCloud> cloud(options);
  Browser browser(std::chrono::milliseconds(100));
  EXPECT_EQ(browser.ask("GET", cloud->endpoint() + "/"), 0);  // the client has given up
  const auto begin = std::chrono::steady_clock::now();
  cloud.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(LocalCloud, ServersDoNotGetInEachOthersWay) {
  LocalCloud one;
  LocalCloud other;
  EXPECT_NE(one.endpoint(), other.endpoint());
  Browser browser;
  EXPECT_EQ(browser.ask("POST", one.endpoint() + "/api/v1/api_tokens", R"({"name":"a"})"), 200);
  EXPECT_EQ(one.cloud().tokens().size(), 1u);
  EXPECT_TRUE(other.cloud().tokens().empty());
}

TEST(LocalCloud, APortThatIsTakenIsAnError) {
  const LocalCloud cloud;
  LocalCloudOptions options;
  options.port = port_of(cloud);
  try {
    const LocalCloud other(options);
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::configuration);
    EXPECT_NE(std::string(error.what()).find(std::to_string(options.port)), std::string::npos);
  }
}

TEST(LocalCloud, WhatIsNoPortIsAnError) {
  for (const int port : {-1, 65536, 70000}) {
    LocalCloudOptions options;
    options.port = port;
    EXPECT_THROW(LocalCloud{options}, Error) << port;
  }
}

TEST(LocalCloud, LatencyDelaysEachResponse) {
  LocalCloudOptions options;
  options.latency = std::chrono::milliseconds(60);
  const LocalCloud cloud(options);
  Browser browser;
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(browser.ask("GET", cloud.endpoint() + "/api/v1/api_tokens"), 200);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, options.latency);
}

TEST(LocalCloud, AFailureClosesTheConnection) {
  LocalCloud cloud;
  ErrorDetails failure;
  failure.kind = ErrorKind::timeout;
  cloud.cloud().fail_next(1, failure);
  cloud.cloud().fail_next(1, 503);
  Browser browser;
  const std::string url = cloud.endpoint() + "/api/v1/api_tokens";
  EXPECT_EQ(browser.ask("POST", url, "{}"), 0);
  EXPECT_EQ(browser.ask("GET", url), 503);
  EXPECT_EQ(browser.ask("GET", url), 200);
  EXPECT_EQ(cloud.cloud().requests().size(), 3u);
}

}  // namespace
}  // namespace bentocloud::fakes
