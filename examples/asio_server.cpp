// A server of coroutines (Boost.Asio, C++20) that calls BentoCloud: for each line with a uid it
// responds with the token as JSON, or with why there is none.
//
// Usage: asio_server PORT     on 127.0.0.1; 0: any free port, which it prints

#include <cstdint>
#include <iostream>
#include <stop_token>
#include <string>
#include <utility>

#include "asio_pool.hpp"

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

std::string line_for(const bentocloud::Error& error) { return std::string(error.what()) + '\n'; }

asio::awaitable<void> serve(tcp::socket socket, bentocloud::CloudClient client,
                            example::CallPool& pool) {
  std::string received;
  for (;;) {
    const std::size_t size = co_await asio::async_read_until(socket, asio::dynamic_buffer(received),
                                                             '\n', asio::use_awaitable);
    const std::string uid = received.substr(0, size - 1);
    received.erase(0, size);
    std::string line;
    try {
      const auto get = [uid](const bentocloud::CloudClient& cloud) {
        return bentocloud::api_token::get(cloud, uid);
      };
      const std::optional<bentocloud::ApiToken> token = co_await pool.run(client, get);
      line = (token ? to_json(*token) : "none") + '\n';
    } catch (const bentocloud::Error& error) {
      line = line_for(error);
    }
    co_await asio::async_write(socket, asio::buffer(line), asio::use_awaitable);
  }
}

asio::awaitable<void> accept(tcp::acceptor& acceptor, bentocloud::CloudClient client,
                             example::CallPool& pool) {
  for (;;) {
    tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
    // Its end is that of the connection, however that comes.
    asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), client, pool), asio::detached);
  }
}

void run(std::uint16_t port) {
  std::stop_source stop;  // your program's
  bentocloud::Cancellation cancelled;
  const std::stop_callback forward(stop.get_token(), [&cancelled] { cancelled.cancel(); });

  asio::io_context context(1);
  tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), port});
  std::cout << acceptor.local_endpoint().port() << std::endl;
  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](const auto& /*error*/, int /*signal*/) {
    stop.request_stop();
    context.stop();
  });

  example::CallPool pool(4);
  const auto client = bentocloud::CloudClient::from_environment().with_cancellation(cancelled);
  asio::co_spawn(context, accept(acceptor, client, pool), asio::detached);
  context.run();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(static_cast<std::uint16_t>(argc > 1 ? std::stoi(argv[1]) : 0));
  } catch (const std::exception& error) {
    std::cerr << "asio_server: " << error.what() << '\n';
    return 1;
  }
}
