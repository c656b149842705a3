#include "session.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

#include <bentocloud/log.hpp>

#include "failure.hpp"
#include "system.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {

using bentocloud::ClientOptions;
using bentocloud::CloudClient;
using bentocloud::LogRecord;

bentocloud::Credentials Session::credentials() const {
  return context ? bentocloud::credentials_from_context(*context)
                 : bentocloud::credentials_from_environment();
}

CloudClient Session::client(OnResponse on_response) const {
  return uninterrupted_client(std::move(on_response)).with_cancellation(interrupted);
}

CloudClient Session::uninterrupted_client(OnResponse on_response) const {
  ClientOptions options;
  options.timeout = timeout;
  options.user_agent = program_name;
  options.organization = organization.value_or("");
  options.allow_insecure_http = allow_insecure_http;
  options.curl.ca_file = ca_file.value_or("");
  options.curl.proxy = proxy.value_or("");
  auto progress = std::make_shared<Progress>(!quiet && !verbose);
  options.log = [verbose = verbose, progress = std::move(progress),
                 on_response = std::move(on_response)](const LogRecord& record) {
    if (verbose) write_error(bentocloud::to_string(record) + '\n');
    progress->follow(record);
    if (on_response && is_final(record)) on_response(*progress);
  };
  return CloudClient(credentials(), std::move(options));
}

std::string Session::command(const std::string& name) const {
  std::string text = std::string(program_name) + " api-token " + name;
  if (context) text += " --context " + shell_word(*context);
  if (organization) text += " --organization " + shell_word(*organization);
  if (ca_file) text += " --ca-file " + shell_word(*ca_file);
  if (proxy) text += " --proxy " + shell_word(*proxy);
  if (allow_insecure_http) text += " --allow-insecure-http";
  return text;
}

std::string Session::command(const std::string& name, const std::string& argument,
                             const std::string& option) const {
  const bool looks_like_option = argument.substr(0, 1) == "-";
  const std::string before = !option.empty() ? option + ' ' : looks_like_option ? "-- " : "";
  return command(name) + ' ' + before + shell_word(argument);
}

void end_with_signals(const Session& session) {
  watch_signals([stop = session.interrupted](int number) mutable {
    if (stop.cancelled()) std::_Exit(exit_code::of_signal(number));
    stop.cancel();
  });
}

bool confirm(const std::string& question) {
  write_error(question + " [y/N] ");
  std::string reply = read_line().value_or("");
  std::transform(reply.begin(), reply.end(), reply.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? letter | 0x20 : letter;
  });
  return reply == "y" || reply == "yes";
}

}  // namespace cli
