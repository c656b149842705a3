#include <algorithm>
#include <array>
#include <utility>

#include <bentocloud/cloud_client.hpp>
#include <bentocloud/version.hpp>

#include "base/text.hpp"
#include "client/call.hpp"
#include "client/client_state.hpp"
#include "client/endpoint.hpp"
#include "client/http_error.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace {

using std::chrono::milliseconds;

// Everything that could end a header early, or be read differently by different servers.
bool is_header_value(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char character) {
    const auto byte = static_cast<unsigned char>(character);
    return (byte >= 0x20 && byte != 0x7F) || byte == '\t';
  });
}

bool is_header_name(std::string_view name) {
  constexpr std::string_view characters =
      "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  return !name.empty() && name.find_first_not_of(characters) == std::string_view::npos;
}

// What this library or libcurl sets; a second one would let server and proxy disagree on which
// counts.
bool is_reserved_header(std::string_view name) {
  static constexpr std::array<std::string_view, 11> reserved = {authentication_header,
                                                                organization_header,
                                                                "Accept",
                                                                "Accept-Encoding",
                                                                "Connection",
                                                                "Content-Length",
                                                                "Content-Type",
                                                                "Expect",
                                                                "Host",
                                                                "Transfer-Encoding",
                                                                "User-Agent"};
  return std::any_of(reserved.begin(), reserved.end(), [name](std::string_view header) {
    return equals_ignoring_case(name, header);
  });
}

void require_header_value(std::string_view what, std::string_view value) {
  if (!is_header_value(value)) {
    throw Error(ErrorKind::configuration,
                std::string(what) + " holds a line break or another control character");
  }
}

// The headers of every request but the one with the API token.
HttpHeaders common_headers(const ClientOptions& options) {
  HttpHeaders headers;
  headers.push_back({"Accept", "application/json"});
  std::string user_agent = options.user_agent;
  if (!user_agent.empty()) user_agent += ' ';
  headers.push_back({"User-Agent", user_agent + "bentocloud-cpp/" + std::string(version)});
  require_header_value("the user agent", user_agent);
  if (!options.organization.empty()) {
    require_header_value("the organization", options.organization);
    headers.push_back({organization_header, options.organization});
  }
  for (const HttpHeader& header : options.extra_headers) {
    const std::string what = "the extra header " + in_quotes(header.name);
    if (!is_header_name(header.name))
      throw Error(ErrorKind::configuration, what + " is not a valid name");
    if (is_reserved_header(header.name)) {
      throw Error(ErrorKind::configuration, what + " is set by the library itself");
    }
    require_header_value(what, header.value);
    headers.push_back(header);
  }
  return headers;
}

Secret usable_token(const Credentials& credentials) {
  Secret token(trim(credentials.api_token.reveal()));
  if (token.empty()) {
    throw Error(ErrorKind::configuration,
                "the API token (from " + credentials.source + ") is empty",
                std::string("set BENTO_CLOUD_API_KEY, or run ") + login_command);
  }
  require_header_value("the API token (from " + credentials.source + ")", token.reveal());
  return token;
}

Endpoint usable_endpoint(const Credentials& credentials, const ClientOptions& options) {
  Endpoint endpoint = parse_endpoint(trim(credentials.endpoint));
  if (!endpoint.is_https && !endpoint.is_loopback && !options.allow_insecure_http) {
    throw Error(
        ErrorKind::configuration,
        "the endpoint " + in_quotes(endpoint.url) + " would carry the API token in the clear",
        "use https, or allow it with ClientOptions::allow_insecure_http");
  }
  return endpoint;
}

std::shared_ptr<Transport> transport_of(const Endpoint& endpoint, const ClientOptions& options) {
  if (!options.transport) {
    CurlOptions curl = options.curl;
    curl.ignore_proxy = curl.ignore_proxy || endpoint.is_loopback;
    return make_curl_transport(curl);
  }
  if (options.curl != CurlOptions()) {
    throw Error(
        ErrorKind::configuration,
        "ClientOptions::transport and ClientOptions::curl are both set, but a transport of your "
        "own does not obey the options of libcurl");
  }
  return options.transport;
}

}  // namespace

CloudClient::CloudClient(Credentials credentials, ClientOptions options)
    : timeout_(options.timeout) {
  if (options.page_size < 1 || options.page_size > 1000) {
    throw Error(ErrorKind::configuration, "the page size is not between 1 and 1000");
  }
  ClientState state;
  state.endpoint = usable_endpoint(credentials, options);
  state.api_token = usable_token(credentials);
  state.source = std::move(credentials.source);
  state.headers = common_headers(options);
  state.transport = transport_of(state.endpoint, options);
  state.options = std::move(options);
  state_ = std::make_shared<const ClientState>(std::move(state));
}

CloudClient CloudClient::from_environment(ClientOptions options) {
  return CloudClient(credentials_from_environment(), std::move(options));
}

CloudClient CloudClient::from_context(std::string_view name, ClientOptions options) {
  return CloudClient(credentials_from_context(name), std::move(options));
}

CloudClient CloudClient::with_timeout(milliseconds timeout) const {
  CloudClient copy = *this;
  copy.timeout_ = timeout;
  return copy;
}

CloudClient CloudClient::with_deadline(const Deadline& deadline) const {
  CloudClient copy = deadline.cancellation() ? with_cancellation(*deadline.cancellation()) : *this;
  copy.limit_ = copy.limit_.no_later_than(deadline.expires_at());
  return copy;
}

CloudClient CloudClient::with_cancellation(const Cancellation& cancellation) const {
  CloudClient copy = *this;
  const std::optional<Cancellation>& before = limit_.cancellation();
  copy.limit_ = {limit_.expires_at(),
                 before ? Cancellation::any_of(*before, cancellation) : cancellation};
  return copy;
}

std::string CloudClient::endpoint() const { return state_->endpoint.url; }

ClientOptions CloudClient::options() const {
  ClientOptions options = state_->options;
  options.timeout = timeout_;
  return options;
}

Deadline CloudClient::deadline() const {
  const Deadline timeout = Deadline::after(timeout_, state_->options.timing.now());
  return limit_.no_later_than(timeout.expires_at());
}

ApiResponse CloudClient::send(const ApiRequest& request) const {
  return perform(*state_, request, deadline());
}

void CloudClient::send_all(const std::vector<ApiRequest>& requests, std::size_t concurrency,
                           const OnResult& on_result) const {
  if (concurrency == 0)
    throw Error(ErrorKind::invalid_argument, "a concurrency of 0 sends nothing");
  perform_all(*state_, requests, deadline(), concurrency, on_result);
}

Error CloudClient::make_error(const ApiRequest& request, const ApiResponse& response) const {
  return http_error(*state_, request, response);
}

Error CloudClient::make_error(ErrorDetails details) const {
  return error_without_secrets(*state_, std::move(details));
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
