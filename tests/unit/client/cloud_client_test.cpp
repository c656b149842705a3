#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>

#include <gtest/gtest.h>
#include <unistd.h>

#include <bentocloud/bentocloud.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

Error refusal(Credentials credentials, ClientOptions options = {}) {
  return sample::error_of([&] { return CloudClient(std::move(credentials), std::move(options)); });
}

Credentials credentials(std::string token) {
  return {Secret(token), "https://cloud.example.com", "the test"};
}

// Whether `{Text}` makes credentials: it would be too easy to take the one text for the other.
template <class Text, class = void>
constexpr bool makes_credentials = false;
template <class Text>
constexpr bool makes_credentials<Text, std::void_t<decltype(Credentials{std::declval<Text>()})>> =
    true;

TEST(CloudClient, ATokenIsEnough) {
  const CloudClient client({Secret(sample::api_key)});
  EXPECT_EQ(client.endpoint(), default_endpoint);
  static_assert(makes_credentials<Secret>);
  static_assert(!makes_credentials<const char*> && !makes_credentials<std::string>);
}

TEST(CloudClient, WhatIsGivenAsEndpointMayBeAnApiToken) {
  const Error error = refusal({Secret("key"), "my-secret-api-key"});
  EXPECT_EQ(std::string(error.what()).find("my-secret"), std::string::npos) << error.what();
}

TEST(CloudClient, SendsTheCredentialsAndItsName) {
  const sample::Cloud cloud;
  cloud.transport->respond(200, sample::token_json("t1", "n"));
  ClientOptions options;
  options.organization = "acme";
  options.user_agent = "my-tool/1.2";
  options.extra_headers = {{"X-Request-Source", "ci"}};
  ASSERT_TRUE(api_token::get(cloud.client(options), "t1"));

  const HttpRequest request = cloud.transport->requests().at(0);
  EXPECT_EQ(request.authentication_header, "X-YATAI-API-TOKEN");
  EXPECT_EQ(request.authentication.reveal(), sample::api_key);
  EXPECT_EQ(*find_header(request.headers, "X-Yatai-Organization"), "acme");
  EXPECT_EQ(*find_header(request.headers, "User-Agent"),
            "my-tool/1.2 bentocloud-cpp/" + std::string(version));
  EXPECT_EQ(*find_header(request.headers, "Accept"), "application/json");
  EXPECT_EQ(*find_header(request.headers, "X-Request-Source"), "ci");
  EXPECT_EQ(find_header(request.headers, "Content-Type"), nullptr);
}

TEST(CloudClient, WithoutAnOrganizationThereIsNoHeaderForIt) {
  const sample::Cloud cloud;
  cloud.transport->respond(200, sample::token_json("t1", "n"));
  ASSERT_TRUE(api_token::get(cloud.client(), "t1"));
  const HttpRequest request = cloud.transport->requests().at(0);
  EXPECT_EQ(find_header(request.headers, "X-Yatai-Organization"), nullptr);
  EXPECT_EQ(*find_header(request.headers, "User-Agent"), "bentocloud-cpp/" + std::string(version));
}

TEST(CloudClient, WhiteSpaceAroundATokenIsDropped) {
  const sample::Cloud cloud;
  cloud.transport->respond(200, sample::token_json("t1", "n"));
  const CloudClient client(credentials(" \tkey\r\n"), sample::with(cloud.transport));
  ASSERT_TRUE(api_token::get(client, "t1"));
  EXPECT_EQ(cloud.transport->requests().at(0).authentication.reveal(), "key");
}

TEST(CloudClient, ATokenThatIsNoHeaderValueIsRefused) {
  for (const std::string& token :
       {std::string("a\r\nX-Evil: 1"), std::string("a\nb"), std::string("a\0b", 3),
        std::string("a\x7F"), std::string("a\x1B")}) {
    const Error error = refusal(credentials(token));
    EXPECT_EQ(error.kind(), ErrorKind::configuration);
    EXPECT_EQ(error.outcome(), Outcome::not_sent);
    EXPECT_NE(std::string(error.what()).find("control character"), std::string::npos);
    EXPECT_EQ(std::string(error.what()).find("Evil"), std::string::npos);
  }
}

TEST(CloudClient, AnEmptyTokenIsRefusedWithAHint) {
  for (const char* token : {"", " \n"}) {
    const Error error = refusal(credentials(token));
    EXPECT_EQ(error.kind(), ErrorKind::configuration);
    EXPECT_NE(std::string(error.what()).find("BENTO_CLOUD_API_KEY"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("bentocloud cloud login"), std::string::npos);
  }
}

TEST(CloudClient, OptionsThatNobodyWouldObeyAreRefused) {
  const sample::Cloud cloud;
  const auto refused = [&cloud](auto change) {
    ClientOptions options = sample::with(cloud.transport);
    change(options.curl);
    return refusal(credentials("key"), options).kind();
  };
  const auto seconds = [](int count) { return std::chrono::seconds(count); };
  EXPECT_EQ(refused([&](auto& o) { o.connect_timeout = seconds(1); }), ErrorKind::configuration);
  EXPECT_EQ(refused([&](auto& o) { o.max_idle_time = seconds(1); }), ErrorKind::configuration);
  EXPECT_EQ(refused([&](auto& o) { o.ca_file = "ca.pem"; }), ErrorKind::configuration);
  EXPECT_EQ(refused([&](auto& o) { o.ignore_proxy = true; }), ErrorKind::configuration);
  // The options of a client are good for another.
  const CloudClient client(credentials("key"), sample::with(cloud.transport));
  EXPECT_EQ(client.options().transport, cloud.transport);
  EXPECT_NO_THROW(CloudClient(credentials("key"), client.options()));
}

TEST(CloudClient, HeadersCannotBeInjected) {
  const auto with = [](auto change) {
    ClientOptions options;
    change(options);
    return refusal(credentials("key"), options);
  };
  for (const std::string& value : {std::string("a\r\nX-Evil: 1"), std::string("a\0", 2)}) {
    EXPECT_EQ(with([&](auto& o) { o.organization = value; }).kind(), ErrorKind::configuration);
    EXPECT_EQ(with([&](auto& o) { o.user_agent = value; }).kind(), ErrorKind::configuration);
    EXPECT_EQ(with([&](auto& o) {
                o.extra_headers = {{"X-A", value}};
              }).kind(),
              ErrorKind::configuration);
    EXPECT_EQ(with([&](auto& o) {
                o.extra_headers = {{"X-A" + value, "a"}};
              }).kind(),
              ErrorKind::configuration);
  }
  for (const char* name : {"", "X A", "X:A", "X-YATAI-API-TOKEN", "x-yatai-organization", "host",
                           "Content-Length", "Transfer-Encoding", "Expect", "Connection"}) {
    EXPECT_EQ(with([&](auto& o) {
                o.extra_headers = {{name, "a"}};
              }).kind(),
              ErrorKind::configuration)
        << name;
  }
}

TEST(CloudClient, PlainHttpOnlyToLoopbackUnlessAllowed) {
  const auto make = [](const char* endpoint, bool allow) {
    ClientOptions options;
    options.allow_insecure_http = allow;
    return CloudClient({Secret("key"), endpoint}, options);
  };
  EXPECT_EQ(make("http://127.0.0.1:8080", false).endpoint(), "http://127.0.0.1:8080");
  EXPECT_EQ(make("http://localhost", false).endpoint(), "http://localhost");
  EXPECT_EQ(make("http://example.com", true).endpoint(), "http://example.com");
  const Error error = sample::error_of([&] { return make("http://example.com", false); });
  EXPECT_EQ(error.kind(), ErrorKind::configuration);
  EXPECT_NE(std::string(error.what()).find("allow_insecure_http"), std::string::npos);
}

TEST(CloudClient, PageSizeIsBounded) {
  for (const int size : {0, -1, 1001}) {
    ClientOptions options;
    options.page_size = size;
    EXPECT_EQ(refusal(credentials("key"), options).kind(), ErrorKind::configuration);
  }
}

TEST(CloudClient, EndpointsMayHaveAPathPrefix) {
  const sample::Cloud cloud;
  cloud.transport->respond(200, sample::token_json("t1", "n"));
  const CloudClient client({Secret("key"), "https://host/prefix//"}, sample::with(cloud.transport));
  EXPECT_EQ(client.endpoint(), "https://host/prefix");
  ASSERT_TRUE(api_token::get(client, "t1"));
  EXPECT_EQ(cloud.transport->requests().at(0).url, "https://host/prefix/api/v1/api_tokens/t1");
}

TEST(CloudClient, FromEnvironmentAndFromContext) {
  const std::filesystem::path home =
      ::testing::TempDir() + "bentocloud_client_test_" +
      std::to_string(::testing::UnitTest::GetInstance()->random_seed()) + "_" +
      std::to_string(getpid());
  std::filesystem::create_directories(home);
  std::ofstream(home / ".yatai.yaml") << "contexts:\n- name: staging\n"
                                         "  endpoint: https://staging.example.com\n"
                                         "  api_token: staging-key\n";
  setenv("BENTOML_HOME", home.c_str(), 1);
  setenv("BENTO_CLOUD_API_KEY", "env-key", 1);
  unsetenv("BENTO_CLOUD_API_ENDPOINT");
  EXPECT_EQ(CloudClient::from_environment().endpoint(), default_endpoint);
  EXPECT_EQ(CloudClient::from_context("staging").endpoint(), "https://staging.example.com");
  std::filesystem::remove_all(home);
}

// An environment and a home of its own; each test is a process of its own.
class ChangingFiles : public ::testing::Test {
 protected:
  ChangingFiles() {
    std::string pattern = ::testing::TempDir() + "bentocloud-home-XXXXXX";
    home_ = mkdtemp(pattern.data());
    setenv("BENTOML_HOME", home_.c_str(), 1);
    for (const char* variable : {"BENTO_CLOUD_API_KEY", "BENTO_CLOUD_API_KEY_FILE",
                                 "BENTO_CLOUD_API_ENDPOINT", "BENTOML_CLOUD_CONTEXT"}) {
      unsetenv(variable);
    }
  }
  ~ChangingFiles() override { std::filesystem::remove_all(home_); }

  void log_in(const std::string& key, const std::string& endpoint = "https://acme.example.com") {
    std::ofstream(home_ / ".yatai.yaml") << "contexts:\n- name: default\n  endpoint: " << endpoint
                                         << "\n  api_token: " << key << '\n';
  }

  // The key of the request that follows a refused one.
  std::string key_after_refusal(const CloudClient& client) {
    cloud_.transport->respond(401);
    cloud_.transport->respond(200, sample::token_json("t1", "n"));
    EXPECT_TRUE(api_token::get(client, "t1"));
    return std::string(cloud_.transport->requests().back().authentication.reveal());
  }

  [[nodiscard]] ClientOptions options() const { return sample::with(cloud_.transport); }

  std::filesystem::path home_;
  sample::Cloud cloud_;
};

TEST_F(ChangingFiles, ALoginReachesARunningClient) {
  log_in("first-key");
  const CloudClient current = CloudClient::from_environment(options());
  const CloudClient named = CloudClient::from_context("default", options());
  // The environment was read when they were made.
  setenv("BENTOML_HOME", "/nowhere", 1);
  setenv("BENTO_CLOUD_API_KEY", "another-key", 1);
  log_in("second-key");
  EXPECT_EQ(key_after_refusal(current), "second-key");
  log_in("third-key");
  EXPECT_EQ(key_after_refusal(named), "third-key");
}

TEST_F(ChangingFiles, ALoginElsewhereDoesNot) {
  log_in("first-key");
  const CloudClient client = CloudClient::from_environment(options());
  log_in("second-key", "https://other.example.com");
  cloud_.transport->respond(401);
  const Error error = sample::error_of([&] { return api_token::get(client, "t1"); });
  EXPECT_EQ(error.kind(), ErrorKind::configuration);
  EXPECT_EQ(cloud_.transport->requests().size(), 1U);
}

TEST_F(ChangingFiles, ASecretFileReachesARunningClient) {
  const std::string path = (home_ / "key").string();
  std::ofstream(path) << "first-key";
  setenv("BENTO_CLOUD_API_KEY_FILE", path.c_str(), 1);
  const CloudClient client = CloudClient::from_environment(options());
  std::ofstream(path) << "second-key";
  EXPECT_EQ(key_after_refusal(client), "second-key");
}

TEST_F(ChangingFiles, AKeyOfTheEnvironmentStays) {
  setenv("BENTO_CLOUD_API_KEY", "first-key", 1);
  const CloudClient client = CloudClient::from_environment(options());
  setenv("BENTO_CLOUD_API_KEY", "second-key", 1);
  cloud_.transport->respond(401);
  const Error error = sample::error_of([&] { return api_token::get(client, "t1"); });
  EXPECT_TRUE(error.unauthorized());
  EXPECT_EQ(cloud_.transport->requests().size(), 1U);
}

TEST(CloudClient, CopiesShareEverythingButTimeoutAndCancellation) {
  const sample::Cloud cloud;
  const CloudClient client = cloud.client();
  EXPECT_EQ(client.deadline().remaining(client.options().timing.now()), client.options().timeout);
  EXPECT_FALSE(client.deadline().cancellation());

  const Cancellation cancellation;
  const CloudClient other =
      client.with_timeout(std::chrono::seconds(5)).with_cancellation(cancellation);
  EXPECT_EQ(other.endpoint(), client.endpoint());
  EXPECT_EQ(other.deadline().remaining(client.options().timing.now()), std::chrono::seconds(5));
  EXPECT_TRUE(other.deadline().cancellation());
  EXPECT_FALSE(client.deadline().cancellation());
  EXPECT_EQ(other.options().timeout, std::chrono::seconds(5));
  EXPECT_EQ(client.options().timeout, ClientOptions().timeout);
}

TEST(CloudClient, TakesATimeoutOfAnyKindRoundedUp) {
  const CloudClient client = sample::Cloud().client();
  const auto timeout = [&client](auto value) {
    return client.with_timeout(value).options().timeout;
  };
  using std::chrono::milliseconds;
  EXPECT_EQ(timeout(std::chrono::microseconds(1500)), milliseconds(2));
  EXPECT_EQ(timeout(std::chrono::duration<double>(0.25)), milliseconds(250));
  EXPECT_EQ(timeout((std::chrono::hours::max)()), (milliseconds::max)());
  const sample::Cloud cloud;
  cloud.transport->respond(200, sample::token_json("t1", "n"));
  EXPECT_TRUE(api_token::get(cloud.client().with_timeout((std::chrono::hours::max)()), "t1"));
}

TEST(CloudClient, TheEarlierDeadlineEndsACall) {
  const sample::Cloud cloud;
  const auto begin = cloud.clock->timing().now();
  const CloudClient client = cloud.client();
  using std::chrono::seconds;
  const auto limited = client.with_deadline(begin + seconds(7));
  EXPECT_EQ(limited.deadline().expires_at(), begin + seconds(7));
  EXPECT_EQ(limited.with_deadline(begin + seconds(9)).deadline().expires_at(), begin + seconds(7));
  EXPECT_EQ(limited.with_deadline(begin + seconds(2)).deadline().expires_at(), begin + seconds(2));
  EXPECT_EQ(limited.with_timeout(seconds(1)).deadline().expires_at(), begin + seconds(1));
  EXPECT_EQ(client.with_deadline(begin + seconds(99)).deadline().expires_at(), begin + seconds(60));
  // Several calls share one budget.
  cloud.clock->advance(seconds(8));
  EXPECT_EQ(sample::error_of([&] { return api_token::get(limited, "t1"); }).kind(),
            ErrorKind::timeout);
}

TEST(CloudClient, EachCancellationThatWasAddedEndsACall) {
  for (const int which : {0, 1, 2}) {
    const sample::Cloud cloud;
    Cancellation stops[3];
    const CloudClient client =
        cloud.client().with_cancellation(stops[0]).with_cancellation(stops[1]).with_deadline(
            {(Deadline::Clock::time_point::max)(), stops[2]});
    stops[which].cancel();
    EXPECT_EQ(sample::error_of([&] { return api_token::get(client, "t1"); }).kind(),
              ErrorKind::cancelled)
        << which;
  }
}

// A transport of one's own: `on_cancel` ends what it waits for.
TEST(CloudClient, ACustomTransportIsCancelledAtOnce) {
  class Waiting final : public Transport {
   public:
    HttpResponse send(const HttpRequest&, const Deadline& deadline) override {
      std::mutex mutex;
      std::condition_variable changed;
      bool is_cancelled = false;
      const auto registration = deadline.on_cancel([&] {
        const std::lock_guard lock(mutex);
        is_cancelled = true;
        changed.notify_all();
      });
      begun.set_value();
      std::unique_lock lock(mutex);
      changed.wait_for(lock, std::chrono::seconds(30), [&] { return is_cancelled; });
      ErrorDetails details;
      details.kind = ErrorKind::cancelled;
      details.message = "cancelled";
      throw Error(std::move(details));
    }
    std::promise<void> begun;
  };
  const auto transport = std::make_shared<Waiting>();
  Cancellation stop;
  const CloudClient client =
      CloudClient({Secret("key"), "https://cloud.example.com"}, sample::with(transport))
          .with_cancellation(Cancellation())
          .with_cancellation(stop);
  Deadline::Clock::time_point begin;
  std::thread canceller([&] {
    transport->begun.get_future().wait();
    begin = Deadline::Clock::now();
    stop.cancel();
  });
  const Error error = sample::error_of([&] { return api_token::get(client, "t1"); });
  const auto end = Deadline::Clock::now();
  canceller.join();
  EXPECT_EQ(error.kind(), ErrorKind::cancelled);
  EXPECT_LT(end - begin, std::chrono::milliseconds(100));
}

TEST(CloudClient, CanBeUsedAfterItWasMovedFrom) {
  const sample::Cloud cloud;
  CloudClient client = cloud.client();
  CloudClient other = std::move(client);
  EXPECT_EQ(client.endpoint(), "https://cloud.example.com");
  other = std::move(client);
  for (const CloudClient& each : {client, other}) {
    cloud.transport->respond(200, sample::token_json("t1", "n"));
    EXPECT_TRUE(api_token::get(each, "t1"));
    EXPECT_EQ(each.options().page_size, 100);
  }
}

// What a client that is gone has returned can be used.
TEST(CloudClient, WhatATemporaryReturnsIsTheCallersOwn) {
  static_assert(!std::is_reference_v<decltype(std::declval<CloudClient>().endpoint())>);
  static_assert(!std::is_reference_v<decltype(std::declval<CloudClient>().options())>);
  const sample::Cloud cloud;
  const std::string& endpoint = cloud.client().endpoint();
  const ClientOptions& options = cloud.client().options();
  EXPECT_EQ(endpoint, "https://cloud.example.com");
  EXPECT_EQ(options.page_size, 100);
}

TEST(CloudClient, LogsEveryStepWithoutSecrets) {
  const sample::Cloud cloud;
  cloud.transport->respond(503, {{"Retry-After", "1"}, {"Set-Cookie", "session=1"}},
                           "busy " + sample::api_key);
  ErrorDetails failure;
  failure.message = "reset\nby " + sample::api_key;
  failure.retryable = true;
  failure.outcome = Outcome::unknown;
  cloud.transport->fail(failure);
  cloud.transport->respond(200, {{"x-trace-id", sample::api_key}}, R"({"total": 0, "items": []})");

  std::vector<LogRecord> records;
  ClientOptions options;
  // The last two are logged of a response.
  options.extra_headers = {
      {"X-Other-Secret", "sesame"}, {"Date", "sesame"}, {"x-trace-id", "sesame"}};
  options.log = [&records](const LogRecord& record) { records.push_back(record); };
  EXPECT_TRUE(api_token::list(cloud.client(options), sample::api_key).empty());

  using Event = LogRecord::Event;
  std::vector<Event> events;
  std::string text;
  for (const LogRecord& record : records) {
    events.push_back(record.event);
    text += to_string(record) + '\n';
  }
  EXPECT_EQ(events, (std::vector<Event>{Event::request, Event::response, Event::retry,
                                        Event::request, Event::failure, Event::retry,
                                        Event::request, Event::response, Event::summary}));
  EXPECT_EQ(records[1].status, 503);
  EXPECT_EQ(*find_header(records[1].headers, "Retry-After"), "1");
  EXPECT_EQ(records[2].elapsed, std::chrono::milliseconds(1000));
  EXPECT_EQ(records[4].detail, "reset\\x0Aby [redacted]");
  EXPECT_EQ(records[6].attempt, 3);
  for (const std::string& secret :
       {sample::api_key, std::string("sesame"), std::string("session"), std::string("busy")}) {
    EXPECT_EQ(text.find(secret), std::string::npos) << text;
  }
}

TEST(CloudClient, DoesNotLogAnApiTokenThatWasTakenForAUid) {
  const sample::Cloud cloud;
  cloud.transport->respond(404, R"({"error":"record not found"})");
  std::string log;
  ClientOptions options;
  options.log = [&log](const LogRecord& record) { log += to_string(record); };
  const std::string key = "key/with+odd=characters";
  const CloudClient client({Secret(key), "https://cloud.example.com"},
                           sample::with(cloud.transport, options));
  EXPECT_FALSE(api_token::get(client, key));
  EXPECT_NE(log.find("/api_tokens/[redacted]"), std::string::npos) << log;
  EXPECT_EQ(log.find(key), std::string::npos) << log;
}

TEST(CloudClient, ALogThatThrowsDoesNotLoseTheResponse) {
  const sample::Cloud cloud;
  cloud.transport->respond(200, sample::created_json("t1", "n"));
  ClientOptions options;
  options.log = [](const LogRecord&) { throw std::runtime_error("disk full"); };
  EXPECT_EQ(api_token::create(cloud.client(options), "n").token->reveal(), sample::token_value);
}

TEST(CloudClient, ManyThreadsShareOneClient) {
  const sample::Cloud cloud;
  constexpr int threads = 8;
  constexpr int calls = 50;
  for (int i = 0; i < threads * calls; ++i) {
    cloud.transport->respond(200, sample::token_json("t1", "n"));
  }
  const CloudClient client = cloud.client();
  std::vector<std::thread> workers;
  std::atomic<int> found{0};
  for (int i = 0; i < threads; ++i) {
    workers.emplace_back([&client, &found] {
      for (int j = 0; j < calls; ++j) found += api_token::get(client, "t1").has_value() ? 1 : 0;
    });
  }
  for (std::thread& worker : workers) worker.join();
  EXPECT_EQ(found, threads * calls);
}

}  // namespace
}  // namespace bentocloud
