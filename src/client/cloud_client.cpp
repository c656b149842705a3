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
#include "credentials/providers.hpp"

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

// In the place of those with the same names.
void add_headers(HttpHeaders& all, const HttpHeaders& added) {
  for (const HttpHeader& header : added) {
    const std::string what = "the extra header " + in_quotes(header.name);
    if (!is_header_name(header.name))
      throw Error(ErrorKind::configuration, what + " is not a valid name");
    if (is_reserved_header(header.name)) {
      throw Error(ErrorKind::configuration, what + " is set by the library itself");
    }
    require_header_value(what, header.value);
  }
  const auto is_replaced = [&added](const HttpHeader& header) {
    return find_header(added, header.name) != nullptr;
  };
  all.erase(std::remove_if(all.begin(), all.end(), is_replaced), all.end());
  all.insert(all.end(), added.begin(), added.end());
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
  add_headers(headers, options.extra_headers);
  return headers;
}

Identity usable_identity(const Credentials& credentials) {
  Secret token(trim(credentials.api_token.reveal()));
  if (token.empty()) {
    throw Error(ErrorKind::configuration,
                "the API token (from " + credentials.source + ") is empty",
                std::string("set BENTO_CLOUD_API_KEY, or run ") + login_command);
  }
  require_header_value("the API token (from " + credentials.source + ")", token.reveal());
  return {std::move(token), credentials.source};
}

[[noreturn]] void throw_failure_of_provider(std::string message) {
  throw Error(ErrorKind::configuration, std::move(message),
              "this is what the provider of the client's credentials has thrown");
}

// What it throws does not pass as it is: it is none of the caller's.
Credentials ask(const CredentialsProvider& provider) try {
  if (!provider) throw Error(ErrorKind::configuration, "the provider of credentials is empty");
  return provider();
} catch (const Error& error) {
  if (error.kind() == ErrorKind::configuration) throw;
  throw_failure_of_provider(error.what());
} catch (const std::exception& error) {
  throw_failure_of_provider(error.what());
} catch (...) {
  throw_failure_of_provider("something that is not a std::exception");
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

// What a running client is to use from now on.
Identity next_identity(const CredentialsProvider& provider, const std::string& url) {
  const Credentials credentials = ask(provider);
  const Endpoint endpoint = parse_endpoint(trim(credentials.endpoint));
  if (endpoint.url != url) {
    throw Error(ErrorKind::configuration,
                "the credentials (from " + credentials.source + ") are now for another endpoint, " +
                    in_quotes(endpoint.url),
                "a client keeps the endpoint that it began with: make a new one");
  }
  return usable_identity(credentials);
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

CloudClient::CloudClient(const Credentials& credentials, ClientOptions options)
    : CloudClient(credentials, nullptr, std::move(options)) {}

CloudClient::CloudClient(const CredentialsProvider& provider, ClientOptions options)
    : CloudClient(ask(provider), provider, std::move(options)) {}

CloudClient::CloudClient(const Credentials& credentials, const CredentialsProvider& provider,
                         ClientOptions options)
    : timeout_(options.timeout) {
  if (options.page_size < 1 || options.page_size > 1000) {
    throw Error(ErrorKind::configuration, "the page size is not between 1 and 1000");
  }
  Endpoint endpoint = usable_endpoint(credentials, options);
  Identity identity = usable_identity(credentials);
  headers_ = std::make_shared<const HttpHeaders>(common_headers(options));
  std::shared_ptr<Transport> transport = transport_of(endpoint, options);
  CurrentCredentials::Ask next;
  if (provider) {
    next = [provider, url = endpoint.url] { return next_identity(provider, url); };
  }
  state_ =
      std::make_shared<const ClientState>(std::move(endpoint), std::move(identity), std::move(next),
                                          std::move(options), std::move(transport));
}

CloudClient CloudClient::from_environment(ClientOptions options) {
  return CloudClient(environment_provider(), std::move(options));
}

CloudClient CloudClient::from_context(std::string_view name, ClientOptions options) {
  return CloudClient(context_provider(name), std::move(options));
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

CloudClient CloudClient::with_headers(const HttpHeaders& headers) const {
  HttpHeaders all = *headers_;
  add_headers(all, headers);
  CloudClient copy = *this;
  copy.headers_ = std::make_shared<const HttpHeaders>(std::move(all));
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
  return perform({*state_, *headers_, deadline()}, request);
}

void CloudClient::send_all(const std::vector<ApiRequest>& requests, std::size_t concurrency,
                           const OnResult& on_result) const {
  if (concurrency == 0)
    throw Error(ErrorKind::invalid_argument, "a concurrency of 0 sends nothing");
  perform_all({*state_, *headers_, deadline()}, requests, concurrency, on_result);
}

Error CloudClient::make_error(const ApiRequest& request, const ApiResponse& response) const {
  return http_error(*state_, request, response);
}

Error CloudClient::make_error(ErrorDetails details) const {
  return error_without_secrets(*state_, std::move(details));
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
