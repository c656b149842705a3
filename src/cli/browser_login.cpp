#include "browser_login.hpp"

#include <optional>
#include <string_view>

#include "document.hpp"
#include "failure.hpp"
#include "system.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {
namespace {

using bentocloud::ApiRequest;
using bentocloud::ApiResponse;
using bentocloud::CloudClient;
using bentocloud::Deadline;

constexpr int ok = 200;
constexpr std::chrono::seconds poll_interval(1);  // as Python polls

ApiRequest request_of(const std::string& operation, const std::string& what) {
  ApiRequest request;
  request.operation = operation;
  request.method = "GET";
  request.path = {"api", "v1", "auth", what};
  request.is_anonymous = true;
  return request;
}

std::string field_of(const ApiResponse& response, const std::string& field) {
  if (auto text = text_field(response.http.body, field)) return *std::move(text);
  throw Failure(exit_code::failed,
                "the response to the login has no " + field + ": it is not BentoCloud's",
                "Check --endpoint");
}

std::string begin(const CloudClient& client) {
  const ApiRequest request = request_of("begin the login", "code");
  const ApiResponse response = client.send(request);
  if (response.http.status != ok) throw bentocloud::Error(client.make_error(request, response));
  return field_of(response, "code");
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view unreserved =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-._~";
  constexpr std::string_view digits = unreserved.substr(0, 16);
  std::string out;
  for (const char each : text) {
    const auto byte = static_cast<unsigned char>(each);
    if (unreserved.find(each) != std::string_view::npos) {
      out += each;
    } else {
      out += {'%', digits[byte / 16], digits[byte % 16]};
    }
  }
  return out;
}

// Any status but success means that nobody has confirmed it yet.
std::optional<std::string> poll(const CloudClient& client, const std::string& code) {
  ApiRequest request = request_of("finish the login", "token");
  request.query = {{"code", code}};
  const ApiResponse response = client.send(request);
  if (response.http.status != ok) return std::nullopt;
  return field_of(response, "token");
}

}  // namespace

bentocloud::Secret log_in_by_browser(const Session& session, const std::string& endpoint,
                                     std::chrono::milliseconds patience) {
  const CloudClient client =
      session.client_with({bentocloud::Secret("none"), endpoint, "the browser"});
  const std::string code = begin(client);
  const std::string url = client.endpoint() + "/api_tokens?code=" + percent_encoded(code);
  write_error("To log in, confirm it on this page, which your browser should open now:\n" +
              printable(url) + '\n');
  open_in_browser(url);
  const Deadline deadline = Deadline::after(patience);
  while (!deadline.expired()) {
    if (const auto token = poll(client, code)) return bentocloud::Secret(*token);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline.remaining());
    const auto pause = (std::min)(left, std::chrono::milliseconds(poll_interval));
    if (!session.interrupted.sleep_for(pause)) {
      throw Failure(exit_code::of_signal(received_signal()), "interrupted; nothing was saved");
    }
  }
  throw Failure(exit_code::failed, "nobody has confirmed the login in the browser in time",
                "To wait for longer, use --wait; without a browser, give an --api-token");
}

}  // namespace cli
