#include "session.hpp"

#include <cstdlib>
#include <utility>

#include <bentocloud/log.hpp>
#include <bentocloud/retry.hpp>

#include "failure.hpp"
#include "system.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {

using bentocloud::ClientOptions;
using bentocloud::CloudClient;
using bentocloud::LogRecord;

CloudClient Session::client(std::function<void()> on_response) const {
  return uninterrupted_client(std::move(on_response)).with_cancellation(interrupted);
}

CloudClient Session::uninterrupted_client(std::function<void()> on_response) const {
  ClientOptions options;
  options.timeout = timeout;
  options.user_agent = program_name;
  options.log = [verbose = verbose, on_response = std::move(on_response)](const LogRecord& record) {
    if (verbose) write_error(bentocloud::to_string(record) + '\n');
    const bool is_final =
        record.event == LogRecord::Event::response && !bentocloud::is_transient(record.status);
    if (on_response && is_final) on_response();
  };
  return context ? CloudClient::from_context(*context, std::move(options))
                 : CloudClient::from_environment(std::move(options));
}

std::string Session::command(const std::string& name,
                             const std::optional<std::string>& argument) const {
  std::string text = std::string(program_name) + " api-token " + name;
  if (context) text += " --context " + shell_word(*context);
  if (!argument) return text;
  const bool looks_like_option = argument->substr(0, 1) == "-";
  return text + (looks_like_option ? " -- " : " ") + shell_word(*argument);
}

void end_with_signals(const Session& session) {
  watch_signals([stop = session.interrupted](int number) mutable {
    if (stop.cancelled()) std::_Exit(exit_code::of_signal(number));
    stop.cancel();
  });
}

bool confirm(const std::string& question) {
  write_error(question + " [y/N] ");
  const std::optional<std::string> reply = read_line();
  return reply == "y" || reply == "Y" || reply == "yes";
}

}  // namespace cli
