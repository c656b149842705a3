#include <string>
#include <utility>

#include <bentocloud/error.hpp>

namespace bentocloud {
namespace {

// create API token "ci": HTTP 503: no healthy upstream (trace id 4bf92f35, 4 attempts). Report …
std::string sentence(const ErrorFacts& facts) {
  std::string text = facts.operation;
  const auto append = [&text](const std::string& part) {
    if (part.empty()) return;
    if (!text.empty()) text += ": ";
    text += part;
  };
  if (facts.status != 0) append("HTTP " + std::to_string(facts.status));
  append(facts.message.empty() ? std::string(to_string(facts.kind)) + " error" : facts.message);

  std::string details;
  if (!facts.trace_id.empty()) details = "trace id " + facts.trace_id;
  if (facts.attempts > 1) {
    if (!details.empty()) details += ", ";
    details += std::to_string(facts.attempts) + " attempts";
  }
  if (!details.empty()) text += " (" + details + ')';
  if (!facts.hint.empty()) text += "; " + facts.hint;
  return text;
}

}  // namespace

struct Error::State {
  ErrorFacts facts;
  std::string what;
};

Error::Error(ErrorFacts facts) {
  std::string what = sentence(facts);
  state_ = std::make_shared<const State>(State{std::move(facts), std::move(what)});
}

const char* Error::what() const noexcept { return state_->what.c_str(); }

const ErrorFacts& Error::facts() const noexcept { return state_->facts; }

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

}  // namespace bentocloud
