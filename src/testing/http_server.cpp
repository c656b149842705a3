#include "testing/http_server.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include <microhttpd.h>
#if __has_include(<netinet/in.h>)  // on Windows <microhttpd.h> brings what it has
#include <netinet/in.h>
#endif

#include <bentocloud/error.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace fakes {
namespace {

// Of one connection, for its buffers: sets how long a request's head may be.
constexpr std::size_t memory_limit = std::size_t{256} * 1024;

// libmicrohttpd makes one for each request as soon as it knows the target, and tells us when the
// request is over.
void* begin_request(void*, const char* target, MHD_Connection*) {
  auto request = std::make_unique<HttpRequest>();
  request->url = target;
  return request.release();
}

void end_request(void*, MHD_Connection*, void** context, MHD_RequestTerminationCode) {
  delete static_cast<HttpRequest*>(*context);
  *context = nullptr;
}

MHD_Result add_header(void* headers, MHD_ValueKind, const char* name, const char* value) {
  static_cast<HttpHeaders*>(headers)->push_back({name, value != nullptr ? value : ""});
  return MHD_YES;
}

MHD_Result send_response(MHD_Connection* connection, HttpResponse response) {
  MHD_Response* out = MHD_create_response_from_buffer(response.body.size(), response.body.data(),
                                                      MHD_RESPMEM_MUST_COPY);
  if (out == nullptr) return MHD_NO;
  for (const HttpHeader& header : response.headers) {
    MHD_add_response_header(out, header.name.c_str(), header.value.c_str());
  }
  const MHD_Result result =
      MHD_queue_response(connection, static_cast<unsigned>(response.status), out);
  MHD_destroy_response(out);
  return result;
}

// Called with the head of a request, with each piece of its body, and once more at its end.
MHD_Result handle(void* handler, MHD_Connection* connection, const char*, const char* method,
                  const char*, const char* data, std::size_t* size, void** context) {
  auto* const request = static_cast<HttpRequest*>(*context);
  if (request->method.empty()) {
    request->method = method;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, &add_header, &request->headers);
    return MHD_YES;
  }
  if (*size > 0) {
    request->body.append(data, *size);
    *size = 0;
    return MHD_YES;
  }
  try {
    return send_response(connection, (*static_cast<HttpServer::Handler*>(handler))(*request));
  } catch (...) {
    return MHD_NO;  // closes the connection
  }
}

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

MHD_OptionItem option(MHD_OPTION name, std::size_t value) {
  return {name, static_cast<std::intptr_t>(value), nullptr};
}

}  // namespace

struct HttpServer::Daemon {
  Daemon(int port, Handler its_handler) : handler(std::move(its_handler)) {
    sockaddr_in address = loopback(port);
    if (port >= 0 && port <= std::numeric_limits<std::uint16_t>::max()) start(address);
    if (daemon != nullptr) return;
    ErrorDetails details;
    details.kind = ErrorKind::configuration;
    details.outcome = Outcome::not_sent;
    details.message = "port " + std::to_string(port) + " cannot be listened on";
    throw Error(std::move(details));
  }
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;
  ~Daemon() {
    if (daemon != nullptr) MHD_stop_daemon(daemon);
  }

  void start(sockaddr_in& address);

  Handler handler;
  MHD_Daemon* daemon = nullptr;
};

void HttpServer::Daemon::start(sockaddr_in& address) {
  const std::array options{option(MHD_OPTION_CONNECTION_LIMIT, std::numeric_limits<int>::max()),
                           option(MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory_limit),
                           // Two servers never share a port.
                           option(MHD_OPTION_LISTENING_ADDRESS_REUSE, 0),
                           MHD_OptionItem{MHD_OPTION_SOCK_ADDR, 0, &address},
                           option(MHD_OPTION_END, 0)};
  const unsigned flags =
      MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION;
  daemon = MHD_start_daemon(flags, 0, nullptr, nullptr, &bentocloud::fakes::handle, &handler,
                            MHD_OPTION_URI_LOG_CALLBACK, &begin_request, nullptr,
                            MHD_OPTION_NOTIFY_COMPLETED, &end_request, nullptr, MHD_OPTION_ARRAY,
                            options.data(), MHD_OPTION_END);
}

HttpServer::HttpServer(int port, Handler handler)
    : daemon_(std::make_unique<Daemon>(port, std::move(handler))) {}

HttpServer::~HttpServer() = default;

int HttpServer::port() const {
  return MHD_get_daemon_info(daemon_->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
