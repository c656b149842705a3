#include "session.hpp"

#include <csignal>
#include <iostream>
#include <thread>
#include <utility>

#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include <bentocloud/log.hpp>
#include <bentocloud/retry.hpp>

#include "terminal.hpp"

namespace cli {

using bentocloud::ClientOptions;
using bentocloud::CloudClient;
using bentocloud::LogRecord;

CloudClient Session::client(std::function<void()> on_answer) const {
  ClientOptions options;
  options.timeout = timeout;
  options.user_agent = program_name;
  options.log = [verbose = verbose, on_answer = std::move(on_answer)](const LogRecord& record) {
    if (verbose) write_error(bentocloud::to_string(record) + '\n');
    const bool is_final =
        record.event == LogRecord::Event::response && !bentocloud::is_transient(record.status);
    if (on_answer && is_final) on_answer();
  };
  const CloudClient client = context ? CloudClient::from_context(*context, std::move(options))
                                     : CloudClient::from_environment(std::move(options));
  return client.with_cancellation(interrupted);
}

// `Cancellation::cancel` must not be called in a signal handler, so a thread waits for the signals
// instead. They are blocked everywhere else.
void watch_signals(const Session& session) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // A reader that went away is an error of write(), which says what is lost by that.
  std::signal(SIGPIPE, SIG_IGN);

  std::thread([signals, stop = session.interrupted, received = session.signal]() mutable {
    int number = 0;
    sigwait(&signals, &number);
    received->store(number);
    stop.cancel();
    sigwait(&signals, &number);
    _exit(128 + number);
  }).detach();
}

bool confirm(const Session& session, const std::string& question) {
  write_error(question + " [y/N] ");
  pollfd input{STDIN_FILENO, POLLIN, 0};
  while (::poll(&input, 1, 50) <= 0) {
    if (session.interrupted.cancelled()) return false;
  }
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace cli
