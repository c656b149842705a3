#include <ostream>
#include <string>
#include <utility>

#include <bentocloud/error.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace {

// create API token "ci": HTTP 503: no healthy upstream (trace id 4bf92f35, 4 attempts). Report …
std::string sentence(const ErrorDetails& details) {
  std::string text = details.operation;
  const auto append = [&text](const std::string& part) {
    if (part.empty()) return;
    if (!text.empty()) text += ": ";
    text += part;
  };
  if (details.status != 0) append("HTTP " + std::to_string(details.status));
  append(details.message.empty() ? std::string(to_string(details.kind)) + " error"
                                 : details.message);

  std::string origin;
  if (!details.trace_id.empty()) origin = "trace id " + details.trace_id;
  if (details.attempts > 1) {
    if (!origin.empty()) origin += ", ";
    origin += std::to_string(details.attempts) + " attempts";
  }
  if (!origin.empty()) text += " (" + origin + ')';
  if (!details.hint.empty()) text += "; " + details.hint;
  return text;
}

ErrorDetails details_of(ErrorKind kind, std::string message, std::string hint) {
  ErrorDetails details;
  details.kind = kind;
  if (kind == ErrorKind::configuration || kind == ErrorKind::invalid_argument) {
    details.outcome = Outcome::not_sent;
  }
  details.message = std::move(message);
  details.hint = std::move(hint);
  return details;
}

}  // namespace

struct Error::State {
  ErrorDetails details;
  std::string what;
};

Error::Error(ErrorKind kind, std::string message, std::string hint)
    : Error(details_of(kind, std::move(message), std::move(hint))) {}

Error::Error(ErrorDetails details) {
  std::string what = sentence(details);
  state_ = std::make_shared<const State>(State{std::move(details), std::move(what)});
}

const char* Error::what() const noexcept { return state_->what.c_str(); }

const ErrorDetails& Error::details() const noexcept { return state_->details; }

std::string_view to_string(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::configuration:
      return "configuration";
    case ErrorKind::invalid_argument:
      return "invalid_argument";
    case ErrorKind::transport:
      return "transport";
    case ErrorKind::timeout:
      return "timeout";
    case ErrorKind::cancelled:
      return "cancelled";
    case ErrorKind::http:
      return "http";
    case ErrorKind::decode:
      return "decode";
    case ErrorKind::callback:
      return "callback";
  }
  return "?";
}

std::string_view to_string(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::not_sent:
      return "not_sent";
    case Outcome::rejected:
      return "rejected";
    case Outcome::applied:
      return "applied";
    case Outcome::unknown:
      return "unknown";
  }
  return "?";
}

std::string_view to_string(Existence existence) noexcept {
  switch (existence) {
    case Existence::no:
      return "no";
    case Existence::yes:
      return "yes";
    case Existence::unknown:
      return "unknown";
  }
  return "?";
}

std::ostream& operator<<(std::ostream& out, ErrorKind kind) { return out << to_string(kind); }

std::ostream& operator<<(std::ostream& out, Outcome outcome) { return out << to_string(outcome); }

std::ostream& operator<<(std::ostream& out, Existence existence) {
  return out << to_string(existence);
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
