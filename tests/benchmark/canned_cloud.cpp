#include "canned_cloud.hpp"

#include <charconv>
#include <string_view>

#include "tokens.hpp"

namespace bench {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view collection = "/api/v1/api_tokens";

std::size_t parameter(std::string_view target, std::string_view name) {
  const char* const end = target.data() + target.size();
  std::size_t value = 0;
  std::from_chars(target.data() + target.find(name) + name.size(), end, value);
  return value;
}

std::string body_for(std::string_view target, std::size_t tokens) {
  const std::string_view rest = target.substr(collection.size());
  if (rest.empty()) {  // a create
    std::string created = token_json(uid_of(0));
    created.back() = ',';
    return created + R"("token":"the-token-itself"})";
  }
  if (rest.front() == '/') return token_json(std::string(rest.substr(1)));
  return page_json(parameter(target, "start="), parameter(target, "count="), tokens);
}

// A handshake takes a round trip, too.
faults::FaultServerOptions options_of(const faults::CertificateAuthority& authority, bool has_tls,
                                      milliseconds latency) {
  faults::FaultServerOptions options;
  options.keeps_requests = false;
  if (!has_tls) return options;
  options.tls = faults::TlsOptions{authority.issue()};
  options.before_reading = [latency](const faults::Request& first_bytes) {
    return first_bytes.number == 1 && latency > latency.zero() ? faults::pause(latency)
                                                               : faults::Action();
  };
  return options;
}

}  // namespace

CannedCloud::CannedCloud(std::size_t tokens, milliseconds latency, bool has_tls)
    : server_(
          [tokens, latency](const faults::Request& request) {
            const faults::Action success =
                faults::respond(200, body_for(request.target, tokens),
                                {{"Content-Type", "application/json"},
                                 {"Date", "Tue, 24 Nov 2026 12:00:00 GMT"},
                                 {"x-trace-id", "4bf92f3577b34da6a3ce929d0e0e4736"}});
            return latency == milliseconds::zero() ? success : faults::pause(latency).then(success);
          },
          options_of(authority_, has_tls, latency)) {}

bentocloud::CloudClient CannedCloud::client() const {
  bentocloud::ClientOptions options;
  options.curl.ca_file = ca_file();
  return bentocloud::CloudClient({bentocloud::Secret(api_key), endpoint()}, options);
}

}  // namespace bench
