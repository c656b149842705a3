#include "session.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <utility>

#include <bentocloud/contexts.hpp>
#include <bentocloud/log.hpp>

#include "context_access.hpp"
#include "failure.hpp"
#include "system.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {

using bentocloud::ClientOptions;
using bentocloud::CloudClient;
using bentocloud::LogRecord;

namespace {

ClientOptions options_of(const Session& session, Session::OnResponse on_response) {
  ClientOptions options;
  options.timeout = session.timeout;
  options.user_agent = program_name;
  options.organization = session.organization.value_or("");
  options.allow_insecure_http = session.allow_insecure_http;
  options.curl.ca_file = session.ca_file.value_or("");
  options.curl.proxy = session.proxy.value_or("");
  auto progress = std::make_shared<Progress>(!session.quiet && !session.verbose);
  options.log = [verbose = session.verbose, progress = std::move(progress),
                 on_response = std::move(on_response)](const LogRecord& record) {
    if (verbose) write_error(bentocloud::to_string(record) + '\n');
    progress->follow(record);
    if (on_response && is_final(record)) on_response(*progress);
  };
  return options;
}

}  // namespace

std::string environment_variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool Session::uses_context_file() const {
  return context || (environment_variable("BENTO_CLOUD_API_KEY").empty() &&
                     environment_variable("BENTO_CLOUD_API_KEY_FILE").empty());
}

std::string Session::context_name() const {
  return context ? *context : bentocloud::contexts::current();
}

bentocloud::Credentials Session::credentials() const {
  return context ? bentocloud::credentials_from_context(*context)
                 : bentocloud::credentials_from_environment();
}

CloudClient Session::client(OnResponse on_response) const {
  return uninterrupted_client(std::move(on_response)).with_cancellation(interrupted);
}

CloudClient Session::uninterrupted_client(OnResponse on_response) const {
  if (uses_context_file()) warn_of_readers(*this);
  return CloudClient(credentials(), options_of(*this, std::move(on_response)));
}

CloudClient Session::client_with(const bentocloud::Credentials& credentials) const {
  return CloudClient(credentials, options_of(*this, {})).with_cancellation(interrupted);
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
