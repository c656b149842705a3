// A BentoCloud on this machine, to point any client at: this library's, BentoML's, curl.
#include <charconv>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <pthread.h>
#include <signal.h>

#include <bentocloud/api_token.hpp>
#include <bentocloud/error.hpp>
#include <bentocloud/testing/local_cloud.hpp>

namespace {

constexpr const char* usage =
    "Usage: local_cloud [OPTION]...\n"
    "Serves a BentoCloud on 127.0.0.1 until Ctrl-C.\n"
    "  --port PORT     the port to listen on; by default any that is free\n"
    "  --token TOKEN   the API token that opens it; by default \"fake-api-token\"\n"
    "  --latency TIME  waits before each response, such as 50ms or 2s\n"
    "  --yatai         responds as Yatai does, the open-source server\n"
    "  --seed FILE     begins with the tokens of a JSON file, such as `bentocloud api-token list\n"
    "                  -o json` writes; by default with none\n";

int usage_error(const std::string& message) {
  std::cerr << "local_cloud: " << message << '\n' << usage;
  return 2;
}

// The number at the beginning of `text`, which is then without it; none when it is none.
std::optional<int> take_number(std::string_view& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

std::optional<int> parse_port(std::string_view text) {
  const std::optional<int> port = take_number(text);
  return port && text.empty() && *port <= 65535 ? port : std::nullopt;
}

std::optional<std::chrono::milliseconds> parse_latency(std::string_view text) {
  const std::optional<int> number = take_number(text);
  if (number && text == "ms") return std::chrono::milliseconds(*number);
  if (number && text == "s") return std::chrono::seconds(*number);
  return std::nullopt;
}

struct Arguments {
  bentocloud::fakes::LocalCloudOptions cloud;
  std::string seed;
};

// What is wrong with an option; nothing when it was understood.
std::string take_option(const std::string& name, const std::string& value, Arguments& arguments) {
  if (name == "--token") {
    arguments.cloud.cloud.api_token = value;
  } else if (name == "--seed") {
    arguments.seed = value;
  } else if (name == "--port") {
    const std::optional<int> port = parse_port(value);
    if (!port) return value + " is not a port";
    arguments.cloud.port = *port;
  } else if (name == "--latency") {
    const auto latency = parse_latency(value);
    if (!latency) return value + " is not a time such as 50ms or 2s";
    arguments.cloud.latency = *latency;
  } else {
    return "unknown argument " + name;
  }
  return {};
}

std::vector<bentocloud::ApiToken> read_tokens(const std::string& path) {
  if (path.empty()) return {};
  std::ifstream file(path);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  if (!file) throw std::runtime_error("cannot read " + path);
  return bentocloud::parse_api_tokens(text);
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  bentocloud::fakes::LocalCloudOptions& options = arguments.cloud;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--help") {
      std::cout << usage;
      return 0;
    }
    if (argument == "--yatai") {
      options.cloud.like_yatai = true;
      continue;
    }
    if (i + 1 == argc) return usage_error(argument + " is unknown, or needs a value");
    const std::string error = take_option(argument, argv[++i], arguments);
    if (!error.empty()) return usage_error(error);
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
    const std::vector<bentocloud::ApiToken> tokens = read_tokens(arguments.seed);
    bentocloud::fakes::LocalCloud cloud(options);
    for (auto it = tokens.rbegin(); it != tokens.rend(); ++it) {
      cloud.cloud().add(*it);  // the list is newest first
    }
    std::cout << "export BENTO_CLOUD_API_ENDPOINT=" << cloud.endpoint() << '\n'
              << "export BENTO_CLOUD_API_KEY=" << options.cloud.api_token << std::endl;
    int signal = 0;
    sigwait(&signals, &signal);
  } catch (const std::exception& error) {
    std::cerr << "local_cloud: " << error.what() << '\n';
    return 1;
  }
}
