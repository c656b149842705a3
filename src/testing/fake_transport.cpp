#include <stdexcept>
#include <utility>

#include <bentocloud/testing/fake_transport.hpp>

#include "testing/fake_cloud_json.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace fakes {

void FakeTransport::respond(int status, HttpHeaders headers, std::string body) {
  HttpResponse response{status, std::move(headers), std::move(body)};
  handle(
      [response = std::move(response)](const HttpRequest&, const Deadline&) { return response; });
}

void FakeTransport::respond(const ApiToken& token) {
  HttpResponse response = token_response(token);
  respond(response.status, std::move(response.headers), std::move(response.body));
}

void FakeTransport::respond(const std::vector<ApiToken>& tokens) {
  HttpResponse response = list_response(tokens);
  respond(response.status, std::move(response.headers), std::move(response.body));
}

void FakeTransport::fail(ErrorDetails details) {
  handle([details = std::move(details)](const HttpRequest&, const Deadline&) -> HttpResponse {
    throw Error(details);
  });
}

void FakeTransport::handle(Handler handler) {
  const std::lock_guard lock(mutex_);
  handlers_.push_back(std::move(handler));
}

std::vector<HttpRequest> FakeTransport::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::size_t FakeTransport::responses_left() const {
  const std::lock_guard lock(mutex_);
  return handlers_.size();
}

HttpResponse FakeTransport::send(const HttpRequest& request, const Deadline& deadline) {
  Handler handler;
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    if (handlers_.empty()) {
      throw std::logic_error("FakeTransport has no response for " + request.method + ' ' +
                             request.url);
    }
    handler = std::move(handlers_.front());
    handlers_.pop_front();
  }
  return handler(request, deadline);
}

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
