// The examples of the reference, each between the two marks by which Doxygen finds it. They run
// against a cloud in this program, so that they are known to work.

#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <future>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <variant>
#include <vector>
#if __has_include(<stop_token>)
#include <stop_token>
#endif

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/fake_clock.hpp>
#include <bentocloud/testing/fake_cloud.hpp>
#include <bentocloud/testing/fake_transport.hpp>
#include <bentocloud/testing/local_cloud.hpp>

namespace {

using namespace bentocloud;
using namespace std::chrono_literals;

void save(std::string_view secret) { std::cout << secret.size() << " characters are saved\n"; }

void list(const CloudClient& client) {
  //! [list]
  for (const ApiToken& token : api_token::list(client, "ci")) {
    std::cout << token.name << ": " << token.uid << '\n';
  }
  //! [list]
}

void pages(const CloudClient& client) {
  //! [pages]
  for (const std::vector<ApiToken>& page : api_token::pages(client)) {
    for (const ApiToken& token : page) std::cout << token.name << '\n';
  }
  //! [pages]
}

void scopes(const ApiToken& token) {
  //! [scopes]
  const std::vector<Scope> wanted = {scope::api, "read_model"};
  for (const Scope& scope : token.scopes) std::cout << scope << '\n';
  if (token.scopes == wanted) std::cout << "nothing to change\n";
  //! [scopes]
}

std::string create(const CloudClient& client) {
  //! [create]
  api_token::CreateOptions options;
  options.description = "CI/CD pipeline";
  options.scopes = {scope::api, scope::read_cluster};
  options.expired_at = now() + std::chrono::hours(24 * 30);
  const ApiToken token = api_token::create(client, "ci-token", options);
  save(token.token->reveal());  // the only time that it can be read
  //! [create]
  scopes(token);
  return token.uid;
}

void get(const CloudClient& client, const std::string& uid) {
  //! [get]
  if (const std::optional<ApiToken> token = api_token::get(client, uid)) {
    std::cout << token->name << '\n';
  }
  //! [get]
}

void find(const CloudClient& client) {
  //! [find]
  if (const std::optional<ApiToken> token = api_token::find(client, "ci-token")) {
    std::cout << token->uid << '\n';
  }
  //! [find]
}

void update(const CloudClient& client, const std::string& uid) {
  //! [update]
  api_token::UpdateOptions changes;
  changes.expired_at = now() + std::chrono::hours(24 * 60);
  const ApiToken token = api_token::update(client, uid, changes);
  //! [update]
  //! [print]
  std::cout << token << '\n';                // one line, `[redacted]` for the value
  std::cout << to_json(token, {2}) << '\n';  // as `to_dict()` gives it, indented by 2
  //! [print]
  //! [parse]
  const ApiToken read_back = parse_api_token(to_json(token));
  std::cout << read_back.uid << '\n';
  //! [parse]
}

void remove(const CloudClient& client, const std::string& uid) {
  //! [remove]
  api_token::remove(client, uid);
  //! [remove]
}

void get_many(const CloudClient& client, const std::vector<std::string>& uids) {
  //! [get_many]
  for (const Result<std::optional<ApiToken>>& result : api_token::get_many(client, uids)) {
    if (!result) {
      std::cerr << result.error().what() << '\n';
    } else if (*result) {
      std::cout << (*result)->name << '\n';
    }
  }
  //! [get_many]
}

void remove_many(const CloudClient& client, const std::vector<std::string>& uids) {
  //! [remove_many]
  const std::vector<Result<void>> results = api_token::remove_many(client, uids);
  for (std::size_t i = 0; i < uids.size(); ++i) {
    if (!results[i] && !results[i].error().not_found()) {
      std::cerr << uids[i] << ": " << results[i].error().what() << '\n';
    }
  }
  //! [remove_many]
}

void without_exceptions(const CloudClient& client) {
  //! [attempt]
  const Result<std::vector<ApiToken>> tokens = attempt([&] { return api_token::list(client); });
  if (!tokens) {
    std::cerr << tokens.error().what() << '\n';
  } else {
    std::cout << tokens->size() << " tokens\n";
  }
  //! [attempt]
}

void current(const CloudClient& client) {
  //! [current]
  const User me = user::current(client);
  std::cout << me.name << ", " << me.email << '\n';
  std::cout << to_json(me, {2}) << '\n';  // all of it, indented by 2
  //! [current]
  //! [current_organization]
  std::cout << organization::current(client).name << '\n';
  //! [current_organization]
}

void client(const Credentials& credentials) {
  //! [client]
  ClientOptions options;
  options.timeout = 20s;
  options.user_agent = "my-tool/1.2";
  const CloudClient client(credentials, options);
  const CloudClient quick = client.with_timeout(5s);  // shares all else
  //! [client]
  std::cout << quick.endpoint() << '\n';
}

void send(const CloudClient& client) {
  //! [send]
  ApiRequest request;
  request.operation = "list API tokens";  // what an error says was tried
  request.method = "GET";
  request.path = {"api", "v1", "api_tokens"};
  request.query = {{"count", "10"}};

  const ApiResponse response = client.send(request);
  if (response.http.status != 200) throw client.make_error(request, response);
  std::cout << response.http.body << '\n';
  //! [send]

  //! [send_all]
  const std::vector<ApiRequest> requests(3, request);
  client.send_all(requests, 2, [&](std::size_t index, const ApiResult& result) {
    std::cout << "request " << index << ": ";
    if (result.error) {
      std::cout << result.error->what() << '\n';
    } else {
      std::cout << "HTTP " << result.response.http.status << '\n';
    }
    return true;  // go on
  });
  //! [send_all]
}

void rotate(const CloudClient& client, const std::string& uid) {
  //! [rotate]
  try {
    const ApiToken successor = api_token::rotate(
        client, uid, {}, [](const ApiToken& token) { save(token.token->reveal()); });
    std::cout << successor.name << '\n';
  } catch (const Error& error) {
    std::cerr << error.what() << '\n';
    if (!error.rotation()->successor.uid.empty()) {
      std::cerr << "the new one: " << error.rotation()->successor.exists << '\n';
    }
  }
  //! [rotate]
}

void error(const CloudClient& client) {
  //! [error]
  try {
    api_token::remove(client, "kjgx35wojnsj0epoosuw");
  } catch (const Error& error) {
    if (error.not_found()) return;  // somebody else was faster
    if (error.retryable()) std::cerr << "It may work a little later.\n";
    std::cerr << error.what() << '\n';
  }
  //! [error]
}

void intent(const CloudClient& client) {
  //! [intent]
  try {
    std::cout << api_token::create(client, "nightly").uid << '\n';
  } catch (const Error& error) {
    if (error.name_taken()) {
      std::cerr << "There is a token with this name; choose another one.\n";
    } else if (error.unauthorized()) {
      std::cerr << "Log in first.\n";
    } else if (error.forbidden()) {
      std::cerr << "This API token may not create others.\n";
    } else if (error.rate_limited() && error.retry_after()) {
      std::cerr << "Try again in " << error.retry_after()->count() << " ms.\n";
    } else if (error.possibly_applied()) {
      std::cerr << "Look into the list before you try again.\n";
    }
    std::cerr << error.what() << '\n';
  }
  //! [intent]
}

void cancel(const CloudClient& client) {
  //! [cancellation]
  Cancellation stop;
  std::thread worker([&] {
    try {
      std::cout << api_token::list(client.with_cancellation(stop)).size() << '\n';
    } catch (const Error& error) {
      std::cerr << error.what() << '\n';  // error.kind() == ErrorKind::cancelled
    }
  });
  stop.cancel();  // the call ends within 100 ms
  worker.join();
  //! [cancellation]
}

#ifdef __cpp_lib_jthread
void cancel(const CloudClient& client, const std::stop_token& token) {
  //! [stop_token]
  Cancellation stop;
  const std::stop_callback forward(token, [&stop] { stop.cancel(); });
  const std::vector<ApiToken> tokens = api_token::list(client.with_cancellation(stop));
  //! [stop_token]
  std::cout << tokens.size() << '\n';
}
#endif

// Waits for something that does not look at deadlines.
bool wait_for_cancellation(const Deadline& deadline) {
  //! [on_cancel]
  std::promise<void> cancelled;
  const auto registration = deadline.on_cancel([&cancelled] { cancelled.set_value(); });
  const std::future_status status = cancelled.get_future().wait_for(deadline.remaining());
  //! [on_cancel]
  return status == std::future_status::ready;
}

void deadline(const CloudClient& client, const ApiRequest& request) {
  //! [deadline]
  const CloudClient limited = client.with_deadline(Deadline::after(10s));
  const ApiResponse first = limited.send(request);
  const ApiResponse second = limited.send(request);  // has what the first has left
  //! [deadline]
  std::cout << first.http.status << ' ' << second.http.status << '\n';
}

void log(const Credentials& credentials) {
  //! [log]
  ClientOptions options;
  options.log = [](const LogRecord& record) { std::clog << to_string(record) << '\n'; };
  const CloudClient client(credentials, options);
  //! [log]
  current(client);
}

void credentials() {
  //! [credentials_from_environment]
  // CloudClient::from_environment() also reads the file again when its API token is refused.
  const CloudClient client(credentials_from_environment());
  //! [credentials_from_environment]
  std::cout << client.endpoint() << '\n';

  //! [credentials_from_context]
  try {
    const Credentials staging = credentials_from_context("staging");
    std::cout << staging.endpoint << ", from " << staging.source << '\n';
  } catch (const Error& error) {
    std::cerr << error.what() << '\n';  // says how to log in
  }
  //! [credentials_from_context]

  //! [contexts]
  for (const Context& context : contexts::list()) {
    std::cout << context.name << (context.name == contexts::current() ? " (current): " : ": ")
              << context.endpoint << '\n';
  }
  //! [contexts]
}

void providers(const std::string& path, const std::function<std::string()>& read_from_vault) {
  //! [api_token_file]
  const CloudClient mounted(api_token_file(path));
  //! [api_token_file]
  //! [provider]
  const CloudClient vaulted([read_from_vault]() -> Credentials {
    return {Secret(read_from_vault()), "https://acme.cloud.bentoml.com", "the vault"};
  });
  //! [provider]
  std::cout << mounted.endpoint() << ' ' << vaulted.endpoint() << '\n';
}

void trace(const CloudClient& client) {
  //! [with_headers]
  const std::string parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const std::vector<ApiToken> tokens =
      api_token::list(client.with_headers({{"traceparent", parent}}));
  //! [with_headers]
  std::cout << tokens.size() << '\n';
}

// Not run here, for it would change the file of whoever runs this.
//! [contexts_save]
[[maybe_unused]] void log_in(const Credentials& credentials) {
  const CloudClient client(credentials);
  const User me = user::current(client);  // throws when the token is not good
  contexts::save({"staging", client.endpoint(), credentials.api_token, me.email});
}
//! [contexts_save]

//! [transport]
// Counts what goes through it.
class CountingTransport final : public ForwardingTransport {
 public:
  using ForwardingTransport::ForwardingTransport;

  HttpResponse send(const HttpRequest& request, const Deadline& deadline) override {
    ++count_;
    return ForwardingTransport::send(request, deadline);
  }

  void send_all(const Next& next, std::size_t concurrency) override {
    const auto counted = [&] {
      Step step = next();
      if (std::holds_alternative<Exchange*>(step)) ++count_;
      return step;
    };
    ForwardingTransport::send_all(counted, concurrency);
  }

  [[nodiscard]] int count() const { return count_; }

 private:
  std::atomic<int> count_ = 0;
};
//! [transport]

void transport(const Credentials& credentials) {
  //! [make_curl_transport]
  CurlOptions curl;
  curl.connect_timeout = 3s;
  const auto counting = std::make_shared<CountingTransport>(make_curl_transport(curl));
  ClientOptions options;
  options.transport = counting;
  const CloudClient client(credentials, options);
  //! [make_curl_transport]
  current(client);
  std::cout << counting->count() << " request\n";
}

void secret() {
  //! [secret]
  const Secret token("cxxxxxxxxxxxxxxxxxxx");
  save(token.reveal());  // the one way to read it
  //! [secret]
}

void times() {
  //! [timestamp]
  const Timestamp tomorrow = now() + std::chrono::hours(24);
  std::cout << format_timestamp(tomorrow) << '\n';  // such as 2026-12-23T22:11:00.000000Z
  //! [timestamp]

  //! [parse_timestamp]
  const std::optional<Timestamp> time = parse_timestamp("2026-12-23T22:11:00+01:00");
  if (time && *time < now()) std::cout << "That was before now.\n";
  //! [parse_timestamp]
}

void headers() {
  //! [find_header]
  const HttpHeaders headers = {{"retry-after", "7"}};
  if (const std::string* value = find_header(headers, "Retry-After")) std::cout << *value << '\n';
  //! [find_header]
}

void versions() {
  //! [version]
#if BENTOCLOUD_VERSION >= 100  // 0.1.0
  std::cout << "built with " << version << ", runs with " << runtime_version() << '\n';
#endif
  //! [version]
}

void use_fakes() {
  {
    //! [fake_cloud]
    const auto cloud = std::make_shared<fakes::FakeCloud>();
    ClientOptions options;
    options.transport = cloud;
    const CloudClient client(cloud->credentials(), options);
    (void)api_token::create(client, "ci");  // here: the code under test
    std::cout << cloud->tokens().size() << " token\n";
    //! [fake_cloud]
  }
  {
    //! [fake_clock]
    const fakes::FakeClock clock(*parse_timestamp("2026-11-24T12:00:00Z"));
    fakes::FakeCloudOptions cloud_options;
    cloud_options.now = clock;
    const auto cloud = std::make_shared<fakes::FakeCloud>(cloud_options);
    ClientOptions options;
    options.transport = cloud;
    options.timing = clock.timing();
    const CloudClient client(cloud->credentials(), options);

    cloud->fail_next(2, 503, {{"Retry-After", "20"}});
    (void)api_token::list(client);                   // sleeps twice, and takes no time
    std::cout << clock.sleeps().size() << '\n';      // 2
    std::cout << format_timestamp(clock()) << '\n';  // 2026-11-24T12:00:40.000000Z
    //! [fake_clock]
  }
  {
    //! [fake_transport]
    const auto transport = std::make_shared<fakes::FakeTransport>();
    transport->respond(401, R"({"error": "the API token has expired"})");
    ClientOptions options;
    options.transport = transport;
    const CloudClient client({Secret("key"), "https://cloud.example.com"}, options);
    try {
      (void)user::current(client);  // here: the code under test
    } catch (const Error& error) {
      std::cout << error.status() << ": " << error.message() << '\n';
    }
    //! [fake_transport]
  }
  {
    //! [local_cloud]
    fakes::LocalCloud cloud;
    const CloudClient client(cloud.credentials());
    (void)api_token::create(client, "ci");  // over a real socket
    std::cout << cloud.cloud().tokens().size() << " token\n";
    //! [local_cloud]
  }
}

void go_round(const Credentials& credentials) {
  const CloudClient cloud(credentials);
  const std::string uid = create(cloud);
  list(cloud);
  pages(cloud);
  get(cloud, uid);
  find(cloud);
  rotate(cloud, api_token::create(cloud, "nightly-build").uid);
  get_many(cloud, {uid});
  without_exceptions(cloud);
  update(cloud, uid);
  remove(cloud, uid);
  remove_many(cloud, {uid});
  current(cloud);
  client(credentials);
  send(cloud);
  error(cloud);
  intent(cloud);
  cancel(cloud);
#ifdef __cpp_lib_jthread
  cancel(cloud, std::stop_token());
#endif
  if (wait_for_cancellation(Deadline::after(1ms))) std::cout << "cancelled\n";
  deadline(cloud, {"list API tokens", "GET", {"api", "v1", "api_tokens"}});
  log(credentials);
  trace(cloud);
  transport(credentials);
}

}  // namespace

int main() {
  try {
    fakes::LocalCloud cloud;
    go_round(cloud.credentials());
    secret();
    times();
    headers();
    versions();
    use_fakes();
    credentials();
    std::ofstream("reference-api-token") << "key\n";
    providers("reference-api-token", [] { return std::string("key"); });
    std::remove("reference-api-token");
  } catch (const Error& error) {
    std::cerr << "reference: " << error.what() << '\n';
    return 1;
  }
}
