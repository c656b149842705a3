#include "failure.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "system.hpp"
#include "text.hpp"

namespace cli {
namespace {

struct Hints {
  std::string facts;   // such as why there was no other attempt
  std::string advice;  // for somebody at a terminal
};

void append(std::string& text, std::string_view part) {
  if (!text.empty()) text += "; ";
  text += part;
}

// The library names its options, of which this program has others.
std::string in_our_words(std::string text) {
  constexpr std::pair<std::string_view, std::string_view> words[] = {
      {"ClientOptions::allow_insecure_http", "--allow-insecure-http"},
      {"raise ClientOptions::max_response_size", "ask for less with --search"},
      {", or lower ClientOptions::curl.max_idle_connections", ""},
      {"ClientOptions::curl.ca_file", "--ca-file"},
      {"ClientOptions::curl.proxy", "--proxy"},
      {"set curl.proxy_user and curl.proxy_password",
       "give them in the environment: https_proxy=http://USER:PASSWORD@HOST"},
      {"curl.proxy", "--proxy"},
  };
  for (const auto& [there, here] : words) {
    const std::size_t found = text.find(there);
    if (found != std::string::npos) text.replace(found, there.size(), here);
  }
  return text;
}

// The library's hints are joined by semicolons.
Hints hints_of(const bentocloud::Error& error) {
  constexpr std::string_view notes[] = {"retries exhausted", "not retried", "no time is left"};
  const std::string text = in_our_words(error.hint());
  Hints hints;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view part = rest.substr(0, rest.find("; "));
    const bool is_note = std::any_of(std::begin(notes), std::end(notes), [part](auto note) {
      return part.substr(0, note.size()) == note;
    });
    append(is_note ? hints.facts : hints.advice, part);
    rest.remove_prefix((std::min)(part.size() + 2, rest.size()));
  }
  return hints;
}

}  // namespace

int exit_code::of_signal(int number) noexcept { return 128 + number; }

int exit_code::of(const bentocloud::Error& error) noexcept {
  using bentocloud::ErrorKind;
  if (error.kind() == ErrorKind::cancelled) return of_signal(received_signal());
  if (error.kind() == ErrorKind::invalid_argument) return usage;
  const bool is_refused = error.status() == 401 || error.status() == 403;
  const bool has_no_credentials = error.kind() == ErrorKind::configuration;
  return is_refused || has_no_credentials ? not_logged_in : failed;
}

int exit_code::of(const std::system_error& error) noexcept {
  return error.code() == std::errc::interrupted ? of_signal(received_signal()) : failed;
}

std::string two_lines(const std::string& fact, const std::string& advice) {
  return advice.empty() ? fact : fact + '\n' + advice;
}

std::string fact_of(const bentocloud::Error& error) {
  auto details = error.details();
  details.message = in_our_words(std::move(details.message));
  details.hint = hints_of(error).facts;
  constexpr std::string_view remove = "remove ";
  if (details.operation.compare(0, remove.size(), remove) == 0) {
    details.operation.replace(0, remove.size(), "delete ");
  }
  return bentocloud::Error(std::move(details)).what();
}

std::string advice_of(const bentocloud::Error& error) {
  using bentocloud::ErrorKind;
  std::string text = hints_of(error).advice;
  const bool is_network =
      error.kind() == ErrorKind::transport || error.kind() == ErrorKind::timeout;
  if (text.empty() && is_network) {
    return "Check the network and the endpoint; --verbose shows each attempt";
  }
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] &= ~0x20;
  return text;
}

NoSuchToken::NoSuchToken(const std::string& uid, const std::string& what_to_do)
    : Failure(exit_code::not_found, "there is no API token " + printable(uid), what_to_do) {}

}  // namespace cli
