#include "action.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "connection.hpp"
#include "http_message.hpp"

namespace faults {
namespace {

/// The whole response of the server at `port`; empty when it gives none.
std::string ask(const Connection& client, int port, const std::string& request) {
  std::optional<Connection> server = client.open(port);
  if (!server || !server->write(request)) return {};
  std::string head;
  do {
    head = server->read_until(end_of_head, max_head_size);
  } while (head.rfind("HTTP/1.1 1", 0) == 0);
  const std::optional<std::size_t> length = content_length(parse_headers(head));
  if (!length) return {};
  const std::string body = server->read_exactly(*length);
  return body.size() == *length ? head + body : std::string();
}

bool pass_on(Connection& client, int port, const std::string& request, const Change& change) {
  std::string received = ask(client, port, request);
  if (received.empty()) return client.write(response(502));
  return client.write(change ? change(received) : received);
}

/// The port at the end of `HOST:PORT`; 0 when there is none.
int port_of_authority(std::string_view authority) {
  const std::string_view digits = authority.substr(authority.rfind(':') + 1);
  int port = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return port;
}

bool tunnel(Connection& client, const Request& request) {
  std::optional<Connection> server = client.open(port_of_authority(request.target));
  if (!server) return client.write(response(502));
  if (client.write("HTTP/1.1 200 \r\n\r\n")) Connection::relay(client, *server);
  client.close();
  return false;
}

bool pass_on_absolute(Connection& client, const Request& request) {
  constexpr std::string_view scheme = "http://";
  if (request.target.rfind(scheme, 0) != 0) return client.write(response(400));
  const std::string_view target = request.target;
  const std::size_t path = std::min(target.find('/', scheme.size()), target.size());
  const std::string_view authority = target.substr(scheme.size(), path - scheme.size());
  const std::string head = request.method + ' ' + std::string(target.substr(path)) +
                           request.head.substr(request.method.size() + 1 + target.size());
  return pass_on(client, port_of_authority(authority), head + request.body, {});
}

std::size_t head_size(std::string_view response) {
  return response.find(end_of_head) + end_of_head.size();
}

}  // namespace

Action Action::then(const Action& next) const {
  Action both = *this;
  both.name_ += (name_.empty() ? "" : ", ") + next.name_;
  both.steps_.insert(both.steps_.end(), next.steps_.begin(), next.steps_.end());
  return both;
}

bool Action::run(Connection& client, const Request& request) const {
  return std::all_of(steps_.begin(), steps_.end(),
                     [&](const Step& step) { return step(client, request); });
}

std::string response(int status, std::string_view body, const bentocloud::HttpHeaders& headers) {
  std::string bytes = "HTTP/1.1 " + std::to_string(status) + " \r\n";
  for (const bentocloud::HttpHeader& header : headers)
    bytes += header.name + ": " + header.value + "\r\n";
  const bool bodiless = status < 200 || status == 204 || status == 304;
  if (!bodiless && bentocloud::find_header(headers, "Content-Length") == nullptr &&
      bentocloud::find_header(headers, "Transfer-Encoding") == nullptr)
    bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  bytes += "\r\n";
  return bytes.append(body);
}

std::string cut_in_head(std::string_view response) {
  return std::string(response.substr(0, head_size(response) / 2));
}

std::string cut_in_body(std::string_view response) {
  return std::string(response.substr(0, (head_size(response) + response.size()) / 2));
}

Action send(std::string bytes) {
  std::string name = "send " + std::to_string(bytes.size()) + " bytes";
  return {std::move(name), [bytes = std::move(bytes)](Connection& client, const Request&) {
            return client.write(bytes);
          }};
}

Action respond(int status, std::string_view body, const bentocloud::HttpHeaders& headers) {
  return {"respond " + std::to_string(status),
          [bytes = response(status, body, headers)](Connection& client, const Request&) {
            return client.write(bytes);
          }};
}

Action drip(std::string bytes, std::chrono::milliseconds interval) {
  return {"drip", [bytes = std::move(bytes), interval](Connection& client, const Request&) {
            return std::all_of(bytes.begin(), bytes.end(), [&](char byte) {
              return client.write({&byte, 1}) && client.pause(interval);
            });
          }};
}

Action pause(std::chrono::milliseconds duration) {
  return {"pause",
          [duration](Connection& client, const Request&) { return client.pause(duration); }};
}

Action read_bytes(std::size_t count) {
  return {"read bytes", [count](Connection& client, const Request&) {
            return client.read_exactly(count).size() == count;
          }};
}

Action close() {
  return {"close", [](Connection& client, const Request&) {
            client.close();
            return false;
          }};
}

Action reset() {
  return {"reset", [](Connection& client, const Request&) {
            client.reset();
            return false;
          }};
}

Action stall() {
  return {"stall", [](Connection& client, const Request&) {
            client.stall();
            return false;
          }};
}

Action flood(std::string bytes) {
  return {"flood", [bytes = std::move(bytes)](Connection& client, const Request&) {
            while (client.write(bytes)) continue;
            return false;
          }};
}

Action forward(int port, Change change) {
  return {"forward",
          [port, change = std::move(change)](Connection& client, const Request& request) {
            return pass_on(client, port, request.head + request.body, change);
          }};
}

Action forward_silently(int port) {
  return {"forward silently", [port](Connection& client, const Request& request) {
            static_cast<void>(ask(client, port, request.head + request.body));
            return true;
          }};
}

Action proxy() {
  return {"proxy", [](Connection& client, const Request& request) {
            return request.method == "CONNECT" ? tunnel(client, request)
                                               : pass_on_absolute(client, request);
          }};
}

}  // namespace faults
