#include "transport/curl/transfer.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include "base/text.hpp"
#include "base/wipe.hpp"
#include "transport/curl/handle_options.hpp"
#include "transport/curl/system.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace curl {
namespace {

constexpr std::size_t max_header_size = std::size_t{256} << 10;

// Compression within compression: some bytes on the wire can then keep libcurl busy for hours.
bool is_nested_encoding(const HttpHeaders& headers, std::string_view name,
                        std::string_view value) noexcept {
  if (equals_ignoring_case(name, "Transfer-Encoding")) {
    return !equals_ignoring_case(value, "chunked");
  }
  return equals_ignoring_case(name, "Content-Encoding") &&
         (value.find(',') != std::string_view::npos ||
          find_header(headers, "Content-Encoding") != nullptr);
}

// Whether another attempt, on another connection, may do better.
bool is_transient(CURLcode result) noexcept {
  switch (result) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY:
    case CURLE_FAILED_INIT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_ABORTED_BY_CALLBACK:  // only `on_start` does it
      return true;
    default:
      return false;
  }
}

bool is_without_connection(CURLcode result) noexcept {
  return result == CURLE_COULDNT_RESOLVE_HOST || result == CURLE_COULDNT_RESOLVE_PROXY ||
         result == CURLE_COULDNT_CONNECT;
}

ErrorKind kind_of(CURLcode result) noexcept {
  switch (result) {
    case CURLE_OPERATION_TIMEDOUT:
      return ErrorKind::timeout;
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_FILESIZE_EXCEEDED:
    case CURLE_WRITE_ERROR:
      return ErrorKind::decode;
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_BAD_FUNCTION_ARGUMENT:  // libcurl 8.21, of a client's key
      return ErrorKind::configuration;
    default:
      return ErrorKind::transport;
  }
}

// libcurl's texts end where its buffer does, perhaps within the token that a server has repeated.
std::string without_cut_token(std::string text, const Secret& token) {
  if (text.size() < CURL_ERROR_SIZE - 1) return text;
  const std::string_view value = token.reveal();
  std::size_t size = (std::min)(value.size(), text.size());
  while (text.compare(text.size() - size, size, value, 0, size) != 0) --size;
  return text.erase(text.size() - size) + "…";
}

}  // namespace

HeaderList::HeaderList(const HttpRequest& request) {
  const std::string_view secret = request.authentication.reveal();
  std::size_t size = request.authentication_header.size() + secret.size() + 16;
  for (const HttpHeader& header : request.headers) {
    size += header.name.size() + header.value.size() + 3;
  }
  text_.reserve(size);  // all at once: a copy of the secret that is left behind would not be wiped
  nodes_.reserve(request.headers.size() + 2);
  for (const HttpHeader& header : request.headers) {
    // libcurl's way to send an empty value; a colon alone would take the header away.
    add(header.name, header.value.empty() ? ";" : ": ", header.value);
  }
  // libcurl would wait for a permission to send larger bodies, and repeat the request on a 417.
  if (!request.body.empty()) add("Expect", ":", {});
  if (!secret.empty()) add(request.authentication_header, ": ", secret);
  for (std::size_t i = 1; i < nodes_.size(); ++i) nodes_[i - 1].next = &nodes_[i];
}

HeaderList::~HeaderList() { wipe(text_); }

void HeaderList::add(std::string_view name, std::string_view separator, std::string_view value) {
  const std::size_t begin = text_.size();
  text_.append(name).append(separator).append(value).push_back('\0');
  nodes_.push_back({text_.data() + begin, nullptr});
}

void Transfer::prepare(CURL* easy, const CurlOptions& options, Sockets& sockets, Shared& shared) {
  set_options(easy, options);
  set(easy, CURLOPT_NOPROGRESS, 0L);
  set(easy, CURLOPT_XFERINFOFUNCTION, &on_progress);
  set(easy, CURLOPT_RESOLVER_START_FUNCTION, &on_look_up);
  set(easy, CURLOPT_SOCKOPTFUNCTION, &on_socket);
  set(easy, CURLOPT_PREREQFUNCTION, &on_start);
  set(easy, CURLOPT_HEADERFUNCTION, &on_header);
  set(easy, CURLOPT_WRITEFUNCTION, &on_body);
  require(sockets.serve(easy));
  require(shared.serve(easy));
}

// The first time it looks for one to resume. One that is given comes with the end of the handshake
// (TLS 1.2) or some time later, when something is read (TLS 1.3).
bool Transfer::is_given_session(CURL* easy) noexcept {
  void* transfer = nullptr;
  if (easy != nullptr) curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
  return transfer != nullptr && ++static_cast<Transfer*>(transfer)->uses_of_sessions_ > 1;
}

Transfer::Transfer(CURLM* multi, CURL* easy, const HttpRequest& request, const Deadline& deadline,
                   const CurlOptions& options, Sockets& sockets, LookUps& look_ups)
    : multi_(multi),
      easy_(easy),
      request_(request),
      deadline_(deadline),
      options_(options),
      sockets_(sockets),
      look_ups_(look_ups),
      uses_tls_(request.url.compare(0, 6, "https:") == 0),
      max_response_size_(request.max_response_size),
      max_starts_(request.method == "GET" ? 2 : 1),
      request_headers_(request) {
  set(easy, CURLOPT_URL, request.url.c_str());
  constexpr auto largest = static_cast<std::size_t>((std::numeric_limits<curl_off_t>::max)());
  set(easy, CURLOPT_MAXFILESIZE_LARGE,
      static_cast<curl_off_t>((std::min)(max_response_size_, largest)));
  set(easy, CURLOPT_HTTPGET, 1L);
  if (!request.body.empty()) {
    set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(easy, CURLOPT_POSTFIELDS, request.body.data());
  }
  set(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  set(easy, CURLOPT_FORBID_REUSE, request.method == "POST" ? 1L : 0L);
  set(easy, CURLOPT_FRESH_CONNECT, request.method == "POST" ? 1L : 0L);
  set(easy, CURLOPT_HTTPHEADER, request_headers_.get());
  set(easy, CURLOPT_ERRORBUFFER, error_text_.data());
  set(easy, CURLOPT_RESOLVER_START_DATA, this);
  set(easy, CURLOPT_SOCKOPTDATA, this);
  set(easy, CURLOPT_XFERINFODATA, this);
  set(easy, CURLOPT_PREREQDATA, this);
  set(easy, CURLOPT_HEADERDATA, this);
  set(easy, CURLOPT_WRITEDATA, this);
  set(easy, CURLOPT_PRIVATE, this);
}

Transfer::~Transfer() {
  if (is_looking_up_) look_ups_.abandon(Deadline::Clock::now());
  curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, nullptr);
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, nullptr);
  curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, nullptr);
  curl_easy_setopt(easy_, CURLOPT_PRIVATE, nullptr);
  wipe(response_.body);
}

bool Transfer::must_restart(CURLcode result) noexcept {
  // libcurl itself repeats what ended so, but until 8.20 only five times in the life of a handle.
  const bool has_died =
      result == CURLE_SEND_ERROR && header_size_ == 0 && starts_ < max_starts_ && is_reused();
  return std::exchange(is_stale_, false) || has_died;
}

HttpResponse Transfer::finish(CURLcode result) {
  const bool is_given_up =
      result == CURLE_OPERATION_TIMEDOUT || result == CURLE_ABORTED_BY_CALLBACK;
  if (!is_given_up && std::exchange(is_looking_up_, false)) look_ups_.end();
  if (is_refused_by_proxy()) throw refusal_by_proxy();
  // libcurl takes headers that break off for whole ones.
  if (result == CURLE_OK && !headers_ended_) result = CURLE_PARTIAL_FILE;
  if (result != CURLE_OK) throw failure(result);
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  response_.status = static_cast<int>(status);
  response_.new_connection = !is_reused();
  return std::move(response_);
}

Error Transfer::interrupted(ErrorKind kind, std::string message) {
  // The connection may be at fault, and over HTTP/2 it would outlive the transfer.
  curl_easy_setopt(easy_, CURLOPT_FORBID_REUSE, 1L);
  ErrorDetails details = this->details(kind, std::move(message));
  details.retryable = kind == ErrorKind::timeout;
  return Error(std::move(details));
}

Error Transfer::failure(CURLcode result) const {
  const bool is_too_large = too_large_ || result == CURLE_FILESIZE_EXCEEDED;
  std::string message = error_text_[0] != '\0' ? error_text_.data() : curl_easy_strerror(result);
  if (result == CURLE_ABORTED_BY_CALLBACK) {
    message = "the connection was closed before a response came";
  } else if (is_too_large) {
    message = "the response is larger than " + std::to_string(max_response_size_) + " bytes";
  } else if (response_.status != 0 && !headers_ended_) {
    message = "the response broke off within its headers, or they are not acceptable";
  } else if (message.find("://") != std::string::npos) {
    // The URL of a proxy, perhaps with a password.
    message = std::string("the proxy cannot be used: ") + curl_easy_strerror(result);
  }
  const bool out_of_files = is_without_connection(result) && !system::can_open_socket();
  if (out_of_files) message = out_of_descriptors;
  const Secret& token = request_.authentication;
  message = excerpt(without_cut_token(std::move(message), token), token, CURL_ERROR_SIZE);
  ErrorDetails details = this->details(kind_of(result), std::move(message));
  if (out_of_files) details.hint = out_of_descriptors_hint;
  if (is_too_large) details.hint = "raise ClientOptions::max_response_size";
  if (result == CURLE_PEER_FAILED_VERIFICATION && is_unknown_authority()) {
    details.hint =
        "to trust the server's certificate authority, name its PEM file in "
        "ClientOptions::curl.ca_file or the environment variable SSL_CERT_FILE";
  }
  details.retryable = is_transient(result);
  // libcurl (seen with 7.88): "no filter connected", when the connection to a proxy has ended.
  if (result == CURLE_FAILED_INIT && bytes_requested() == bytes_before_start_) {
    details.outcome = Outcome::not_sent;
  }
  return Error(std::move(details));
}

// Over TLS a proxy refuses to make a tunnel; without, it responds in the server's place.
bool Transfer::is_refused_by_proxy() const noexcept {
  constexpr long authentication_required = 407;
  long connect_status = 0;
  curl_easy_getinfo(easy_, CURLINFO_HTTP_CONNECTCODE, &connect_status);
  if (connect_status == authentication_required) return true;
  return response_.status == authentication_required && !uses_tls_ && !options_.ignore_proxy;
}

// Not retried: a proxy may lock out who asks again and again.
Error Transfer::refusal_by_proxy() const {
  ErrorDetails details;
  details.kind = ErrorKind::transport;
  details.outcome = Outcome::not_sent;
  details.message = "the proxy" + name_of_proxy(options_, uses_tls_) +
                    " requires authentication (HTTP status 407)";
  details.hint = options_.proxy.empty() ? "the proxy's URL can hold a user and a password: "
                                          "http://USER:PASSWORD@HOST:PORT"
                                        : "set curl.proxy_user and curl.proxy_password";
  return Error(std::move(details));
}

// Among all that may be wrong with a certificate, as OpenSSL numbers it.
bool Transfer::is_unknown_authority() const noexcept {
  constexpr std::array<long, 4> unknown = {18, 19, 20, 21};  // X509_V_ERR_…, stable for ever
  long reason = 0;
  curl_easy_getinfo(easy_, CURLINFO_SSL_VERIFYRESULT, &reason);
  return std::find(unknown.begin(), unknown.end(), reason) != unknown.end();
}

// Whether libcurl has made no connection.
bool Transfer::is_reused() const noexcept {
  long new_connections = 0;
  curl_easy_getinfo(easy_, CURLINFO_NUM_CONNECTS, &new_connections);
  return new_connections == 0;
}

// What libcurl counts as sent of requests, those to a proxy included.
long Transfer::bytes_requested() const noexcept {
  long bytes = 0;
  curl_easy_getinfo(easy_, CURLINFO_REQUEST_SIZE, &bytes);
  return bytes;
}

ErrorDetails Transfer::details(ErrorKind kind, std::string message) const {
  ErrorDetails details;
  details.kind = kind;
  details.message = std::move(message);
  details.outcome = starts_ > 0 ? Outcome::unknown : Outcome::not_sent;
  details.status = response_.status;
  details.partial_body = Secret(response_.body);
  return details;
}

// libcurl calls it before it looks up a name that it does not know, and before it takes an address
// for one.
int Transfer::on_look_up(void* /*resolver*/, void* /*reserved*/, void* self) noexcept {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.is_looking_up_) return 0;
  try {
    transfer.is_looking_up_ = transfer.look_ups_.begin(transfer.multi_, Deadline::Clock::now());
  } catch (...) {
    return 0;  // better one too many
  }
  transfer.is_turned_away_ = !transfer.is_looking_up_;
  return transfer.is_turned_away_ ? 1 : 0;
}

// libcurl calls it for a new connection, when it has the address.
int Transfer::on_socket(void* self, curl_socket_t /*socket*/, curlsocktype /*purpose*/) noexcept {
  auto& transfer = *static_cast<Transfer*>(self);
  if (std::exchange(transfer.is_looking_up_, false)) transfer.look_ups_.end();
  return CURL_SOCKOPT_OK;
}

// libcurl calls it when the connection is there, just before each time that it sends the request
// (since 7.80). The look at the socket is for what libcurl (7.88 to 8.21, with OpenSSL) does not
// see: 7.88 takes a close notification of TLS for a sign of life.
int Transfer::on_start(void* self, char* /*peer*/, char* /*local*/, int /*peer_port*/,
                       int local_port) noexcept {
  auto& transfer = *static_cast<Transfer*>(self);
  if (transfer.starts_ == transfer.max_starts_) return CURL_PREREQFUNC_ABORT;
  transfer.is_stale_ = transfer.sockets_.is_stale(local_port) ||
                       (transfer.starts_ > 0 && transfer.is_reused());  // may have died as well
  if (transfer.is_stale_) return CURL_PREREQFUNC_ABORT;
  transfer.local_port_ = local_port;
  transfer.bytes_before_start_ = transfer.bytes_requested();
  ++transfer.starts_;
  return CURL_PREREQFUNC_OK;
}

// libcurl calls it now and then even while it reads without end, as from a proxy that floods.
int Transfer::on_progress(void* self, curl_off_t /*to_get*/, curl_off_t /*got*/,
                          curl_off_t /*to_send*/, curl_off_t /*sent*/) noexcept {
  const auto& transfer = *static_cast<Transfer*>(self);
  if (!transfer.deadline_.cancelled() && !transfer.deadline_.expired()) return 0;
  // Now: when libcurl tells of the end, it has put an HTTP/2 connection back already.
  curl_easy_setopt(transfer.easy_, CURLOPT_FORBID_REUSE, 1L);
  return 1;
}

// libcurl gives whole lines: of interim responses (1xx) first, then those of the response. False
// when the response is not to be read.
bool Transfer::add_header_line(std::string_view line) {
  if (status_expected_ && line.substr(0, 5) == "HTTP/") {
    status_expected_ = false;
    headers_ended_ = false;
    is_http1_ = line.substr(5, 2) == "1.";
    if (is_http1_) sockets_.mark_http1(local_port_);
    response_.headers.clear();
    response_.headers.reserve(16);
    response_.status = 0;
    const std::size_t space = line.find(' ');
    if (space != std::string_view::npos) {
      std::from_chars(line.data() + space + 1, line.data() + line.size(), response_.status);
    }
    return true;
  }
  if (trim(line).empty()) {
    headers_ended_ = true;
    if (response_.status < 200) {
      // Not the final response yet.
      response_.status = 0;
      status_expected_ = true;
    }
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return true;
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trim(line.substr(colon + 1));
  if (is_nested_encoding(response_.headers, name, value)) return false;
  response_.headers.push_back({std::string(name), std::string(value)});
  return true;
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count,
                                void* self) noexcept try {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::size_t bytes = size * count;
  transfer.header_size_ += bytes;
  if (transfer.header_size_ > max_header_size) return 0;
  return transfer.add_header_line({data, bytes}) ? bytes : 0;
} catch (...) {
  return 0;
}

bool Transfer::append_body(std::string_view bytes) {
  std::string& body = response_.body;
  if (bytes.size() > max_response_size_ - body.size()) {
    too_large_ = true;
    return false;
  }
  if (body.capacity() - body.size() < bytes.size()) {
    // By hand, for what a string leaves behind when it grows may be a token.
    curl_off_t announced = 0;
    curl_easy_getinfo(easy_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced);
    const std::size_t needed = body.size() + bytes.size();
    const std::size_t expected = body.empty() && announced > 0 && announced < (1 << 20)
                                     ? static_cast<std::size_t>(announced)
                                     : 2 * needed;
    std::string larger;
    larger.reserve((std::max)(needed, expected));
    larger = body;
    wipe(body);
    body = std::move(larger);
  }
  body.append(bytes);
  return true;
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* self) noexcept
    try {
  const std::size_t bytes = size * count;
  return static_cast<Transfer*>(self)->append_body({data, bytes}) ? bytes : 0;
} catch (...) {
  return 0;
}

}  // namespace curl
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
