#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include <bentocloud/cloud_client.hpp>

namespace cli {

/// What every command gets: the options that all of them have, and the way to BentoCloud.
struct Session {
  std::optional<std::string> context;
  std::chrono::milliseconds timeout = bentocloud::ClientOptions().timeout;
  bool verbose = false;
  bool quiet = false;
  bool do_not_track = true;  ///< whatever is said

  /// Cancelled by a signal.
  bentocloud::Cancellation interrupted;

  /// The command line as it was given, to be copied into a shell.
  std::string command_line;

  /// A client whose calls end with `interrupted`. `on_response` is called for each response that a
  /// call goes on with.
  /// \throws bentocloud::Error when there are no credentials.
  [[nodiscard]] bentocloud::CloudClient client(std::function<void()> on_response = {}) const;

  /// A client for what has to be done in spite of a signal.
  /// \throws bentocloud::Error when there are no credentials.
  [[nodiscard]] bentocloud::CloudClient uninterrupted_client(
      std::function<void()> on_response = {}) const;

  /// Another command line of this program, with the same context, to be copied into a shell:
  /// `bentocloud api-token delete t1`.
  [[nodiscard]] std::string command(const std::string& name,
                                    const std::optional<std::string>& argument = {}) const;
};

/// From here on a signal cancels `session.interrupted`; a second one ends the process. Before any
/// other thread is made.
void end_with_signals(const Session& session);

/// Asks a question that only `y` or `yes` answers with true. False too when there is a signal.
[[nodiscard]] bool confirm(const std::string& question);

}  // namespace cli
