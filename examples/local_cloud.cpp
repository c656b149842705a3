// A BentoCloud on this machine, to point any client at: this library's, BentoML's, curl.
#include <cstdlib>
#include <iostream>
#include <string>

#include <pthread.h>
#include <signal.h>

#include <bentocloud/error.hpp>
#include <bentocloud/testing/local_cloud.hpp>

namespace {

constexpr const char* usage =
    "Usage: local_cloud [--port PORT] [--token TOKEN]\n"
    "Serves an empty BentoCloud on 127.0.0.1 until Ctrl-C.\n"
    "  --port PORT    the port to listen on; by default any that is free\n"
    "  --token TOKEN  the API token that opens it; by default \"fake-api-token\"\n";

int usage_error(const std::string& message) {
  std::cerr << "local_cloud: " << message << '\n' << usage;
  return 2;
}

// -1 when it is none.
int parse_port(const std::string& text) {
  const bool is_number = text.find_first_not_of("0123456789") == std::string::npos;
  const int port = is_number && !text.empty() && text.size() <= 5 ? std::stoi(text) : -1;
  return port <= 65535 ? port : -1;
}

}  // namespace

int main(int argc, char** argv) {
  bentocloud::fakes::LocalCloudOptions options;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--help") {
      std::cout << usage;
      return 0;
    }
    if (argument != "--port" && argument != "--token") {
      return usage_error("unknown argument " + argument);
    }
    if (++i == argc) return usage_error(argument + " needs a value");
    if (argument == "--token") options.cloud.api_token = argv[i];
    if (argument == "--port" && (options.port = parse_port(argv[i])) < 0) {
      return usage_error(std::string(argv[i]) + " is not a port");
    }
  }
  // So that the lines below mean the same to every shell.
  constexpr const char* plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  const std::string& token = options.cloud.api_token;
  if (token.empty() || token.find_first_not_of(plain) != std::string::npos) {
    return usage_error("the token is not made of letters, digits and -._~");
  }

  // Blocked before the server makes its threads, so that no thread is interrupted: this one waits
  // for the signals.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  try {
    const bentocloud::fakes::LocalCloud cloud(options);
    std::cout << "export BENTO_CLOUD_API_ENDPOINT=" << cloud.endpoint() << '\n'
              << "export BENTO_CLOUD_API_KEY=" << options.cloud.api_token << std::endl;
    int signal = 0;
    sigwait(&signals, &signal);
  } catch (const bentocloud::Error& error) {
    std::cerr << "local_cloud: " << error.what() << '\n';
    return 1;
  }
}
