#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include <bentocloud/cloud_client.hpp>

#include "progress.hpp"

namespace cli {

/// The value of an environment variable; empty when there is none.
[[nodiscard]] std::string environment_variable(const char* name);

/// What every command gets: the options that all of them have, and the way to BentoCloud.
struct Session {
  std::optional<std::string> context;
  std::optional<std::string> organization;
  std::optional<std::string> ca_file;
  std::optional<std::string> proxy;
  bool allow_insecure_http = false;
  std::chrono::milliseconds timeout = bentocloud::ClientOptions().timeout;
  bool verbose = false;
  bool quiet = false;
  bool do_not_track = true;  ///< whatever is said

  /// Cancelled by a signal.
  bentocloud::Cancellation interrupted;

  /// The command line as it was given, to be copied into a shell.
  std::string command_line;

  /// Of the context that the command line names, or else as the environment says.
  /// \throws bentocloud::Error when there are none.
  [[nodiscard]] bentocloud::Credentials credentials() const;

  /// Called for each response that a call goes on with.
  using OnResponse = std::function<void(Progress& progress)>;

  /// A client whose calls end with `interrupted`. On a terminal it shows what it waits for.
  /// \throws bentocloud::Error when there are no credentials.
  [[nodiscard]] bentocloud::CloudClient client(OnResponse on_response = {}) const;

  /// A client for what has to be done in spite of a signal.
  /// \throws bentocloud::Error when there are no credentials.
  [[nodiscard]] bentocloud::CloudClient uninterrupted_client(OnResponse on_response = {}) const;

  /// A client with these credentials, whatever others there are. Its calls end with `interrupted`.
  /// \throws bentocloud::Error when they cannot be used.
  [[nodiscard]] bentocloud::CloudClient client_with(
      const bentocloud::Credentials& credentials) const;

  /// Whether the credentials are those of a context, and not the environment's.
  [[nodiscard]] bool uses_context_file() const;

  /// The context that is meant, which may not be there.
  [[nodiscard]] std::string context_name() const;

  /// A command line of `api-token` that goes to the same cloud, to be copied into a shell:
  /// `bentocloud api-token delete t1`, or with an option `bentocloud api-token list --search ci`.
  [[nodiscard]] std::string command(const std::string& name, const std::string& argument,
                                    const std::string& option = {}) const;
  [[nodiscard]] std::string command(const std::string& name) const;
};

/// From here on a signal cancels `session.interrupted`; a second one ends the process. Before any
/// other thread is made.
void end_with_signals(const Session& session);

/// Asks a question to which only `y` or `yes`, in any case, means true. False too when there is
/// a signal.
[[nodiscard]] bool confirm(const std::string& question);

}  // namespace cli
