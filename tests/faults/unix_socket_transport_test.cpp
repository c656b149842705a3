#include "unix_socket_transport.hpp"

#include <array>
#include <chrono>
#include <cstring>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <bentocloud/bentocloud.hpp>

#include "action.hpp"
#include "sockets.hpp"
#include "support/sample.hpp"

namespace faults {
namespace {

// Listens on a Unix domain socket; gives each connection the next response, or none, and keeps what
// it received.
class UnixServer {
 public:
  explicit UnixServer(std::vector<std::string> responses)
      : folder_(::testing::TempDir() + "bentocloud-socket-XXXXXX"),
        listener_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (mkdtemp(folder_.data()) == nullptr) throw std::runtime_error("no folder");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path().copy(address.sun_path, sizeof(address.sun_path) - 1);
    if (bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener_.get(), 8) != 0) {
      throw std::runtime_error("cannot listen on " + path());
    }
    thread_ = std::thread([this, responses = std::move(responses)] {
      for (const std::string& response : responses) serve(response);
    });
  }
  UnixServer(const UnixServer&) = delete;
  UnixServer& operator=(const UnixServer&) = delete;
  ~UnixServer() {
    thread_.join();
    unlink(path().c_str());
    rmdir(folder_.c_str());
  }

  [[nodiscard]] std::string path() const { return folder_ + "/socket"; }
  /// Once all have been served.
  [[nodiscard]] std::vector<std::string> requests() {
    thread_.join();
    thread_ = std::thread([] {});
    return requests_;
  }

 private:
  void serve(const std::string& response) {
    const FileDescriptor client(accept(listener_.get(), nullptr, nullptr));
    std::string received;
    std::array<char, 4096> buffer{};
    while (received.find("\r\n\r\n") == std::string::npos) {
      const ssize_t size = read(client.get(), buffer.data(), buffer.size());
      if (size <= 0) break;
      received.append(buffer.data(), static_cast<std::size_t>(size));
    }
    requests_.push_back(received);
    if (response.empty()) {  // until the client goes
      while (read(client.get(), buffer.data(), buffer.size()) > 0) continue;
    } else {
      static_cast<void>(write(client.get(), response.data(), response.size()));
    }
  }

  std::string folder_;
  FileDescriptor listener_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

bentocloud::CloudClient client_of(const UnixServer& server) {
  bentocloud::ClientOptions options;
  options.retry.max_attempts = 1;
  options.transport = std::make_shared<example::UnixSocketTransport>(server.path());
  return bentocloud::CloudClient({bentocloud::Secret("key"), "http://127.0.0.1"}, options);
}

TEST(UnixSocketTransport, KeepsWhatATransportPromises) {
  UnixServer server({response(200, sample::token_json("t1", "ci"), {{"x-trace-id", "4bf92f"}}),
                     response(200, std::string(1000, ' ')), response(302), std::string()});
  const bentocloud::CloudClient client = client_of(server);
  EXPECT_EQ(bentocloud::api_token::get(client, "t1").value().name, "ci");
  bentocloud::ApiRequest request{"poke", "GET", {"things"}};
  request.max_response_size = 999;
  EXPECT_EQ(sample::error_of([&] { return client.send(request); }).kind(),
            bentocloud::ErrorKind::decode);
  EXPECT_EQ(client.send(request).http.status, 302);

  bentocloud::Cancellation stop;
  std::thread canceller([&stop] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    stop.cancel();
  });
  const auto start = std::chrono::steady_clock::now();
  const bentocloud::Error error = sample::error_of(
      [&] { return bentocloud::api_token::create(client.with_cancellation(stop), "ci"); });
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(1000));
  EXPECT_EQ(error.kind(), bentocloud::ErrorKind::cancelled);
  EXPECT_EQ(error.outcome(), bentocloud::Outcome::unknown);
  canceller.join();

  const std::vector<std::string> requests = server.requests();
  ASSERT_EQ(requests.size(), 4U);
  EXPECT_EQ(requests[0].find("GET /api/v1/api_tokens/t1 HTTP/1.1\r\n"), 0U);
  EXPECT_NE(requests[0].find("X-YATAI-API-TOKEN: key\r\n"), std::string::npos);
  EXPECT_NE(requests[3].find(R"({"name":"ci"})"), std::string::npos) << requests[3];
}

TEST(UnixSocketTransport, WithoutAServerNothingWasSent) {
  bentocloud::ClientOptions options;
  options.retry.max_attempts = 1;
  options.transport = std::make_shared<example::UnixSocketTransport>("/nowhere/socket");
  const bentocloud::CloudClient client({bentocloud::Secret("key"), "http://127.0.0.1"}, options);
  const bentocloud::Error error =
      sample::error_of([&] { return bentocloud::api_token::create(client, "ci"); });
  EXPECT_EQ(error.kind(), bentocloud::ErrorKind::transport);
  EXPECT_EQ(error.outcome(), bentocloud::Outcome::not_sent);
  EXPECT_TRUE(error.retryable());
}

}  // namespace
}  // namespace faults
