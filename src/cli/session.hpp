#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <bentocloud/cloud_client.hpp>

namespace cli {

/// What every subcommand gets: the options that all of them have, and the way to BentoCloud.
struct Session {
  std::optional<std::string> context;
  std::chrono::milliseconds timeout = bentocloud::ClientOptions().timeout;
  bool verbose = false;
  bool quiet = false;

  bentocloud::Cancellation interrupted;
  std::shared_ptr<std::atomic<int>> signal = std::make_shared<std::atomic<int>>(0);

  /// Set by the subcommand that the command line names: does the work and returns the exit code.
  std::function<int()> action;

  /// A client whose calls end with `interrupted`. `on_answer` is told of each answer that a call
  /// goes on with.
  /// \throws bentocloud::Error when there are no credentials.
  [[nodiscard]] bentocloud::CloudClient client(std::function<void()> on_answer = {}) const;
};

/// From here on Ctrl-C and SIGTERM set `session.signal` and cancel `session.interrupted`; a second
/// one ends the process. Before any other thread is made.
void watch_signals(const Session& session);

/// Asks a question that only `y` or `yes` answers with true. False too when interrupted.
[[nodiscard]] bool confirm(const Session& session, const std::string& question);

}  // namespace cli
