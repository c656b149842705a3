#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/fake_cloud.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

const std::string endpoint = "https://cloud.example.com";
const std::string unauthorized = R"({"message":"the API token is missing or invalid"})";

Credentials vault(const std::string& token) { return {Secret(token), endpoint, "the vault"}; }

// What a provider gives at its first call, its second and so on, the last for ever; and how often
// it was asked.
struct Vault {
  std::vector<std::string> tokens;
  std::shared_ptr<std::atomic<int>> asked = std::make_shared<std::atomic<int>>(0);

  [[nodiscard]] CredentialsProvider provider() const {
    return [tokens = tokens, asked = asked] {
      const auto call = static_cast<std::size_t>(asked->fetch_add(1));
      return vault(tokens[std::min(call, tokens.size() - 1)]);
    };
  }
};

CloudClient client_of(const sample::Cloud& cloud, const CredentialsProvider& provider,
                      ClientOptions options = {}) {
  options.timing = cloud.clock->timing();
  return CloudClient(provider, sample::with(cloud.transport, std::move(options)));
}

std::vector<std::string> tokens_sent(const sample::Cloud& cloud) {
  std::vector<std::string> tokens;
  for (const HttpRequest& request : cloud.transport->requests()) {
    tokens.emplace_back(request.authentication.reveal());
  }
  return tokens;
}

using Tokens = std::vector<std::string>;

TEST(Provider, IsAskedAtTheStartAndNotAgainWithoutNeed) {
  const sample::Cloud cloud;
  const Vault vault{{"first-token", "second-token"}};
  const CloudClient client = client_of(cloud, vault.provider());
  EXPECT_EQ(*vault.asked, 1);
  EXPECT_EQ(client.endpoint(), endpoint);
  for (const int status : {200, 400, 403, 404, 500}) {
    cloud.transport->respond(status, status == 200   ? sample::token_json("t1", "n")
                                     : status == 403 ? R"({"message":"need the scopes: api"})"
                                                     : "{}");
  }
  EXPECT_TRUE(api_token::get(client, "t1"));
  for (int i = 0; i < 3; ++i) {
    EXPECT_THROW(static_cast<void>(api_token::get(client, "t1")), Error);
  }
  EXPECT_THROW(static_cast<void>(api_token::create(client, "n")), Error);
  EXPECT_EQ(*vault.asked, 1);
  EXPECT_EQ(tokens_sent(cloud), Tokens(5, "first-token"));
}

TEST(Provider, IsNotAskedForACallThatIsSentWithoutAToken) {
  const sample::Cloud cloud;
  const Vault vault{{"first-token", "second-token"}};
  const CloudClient client = client_of(cloud, vault.provider());
  cloud.transport->respond(401, unauthorized);
  ApiRequest request{"log in", "GET", {"api", "v1", "auth", "code"}};
  request.is_anonymous = true;
  EXPECT_EQ(client.send(request).http.status, 401);
  EXPECT_EQ(*vault.asked, 1);
  EXPECT_EQ(tokens_sent(cloud), Tokens{""});
}

// A server that refuses each new token must not keep a call for ever.
TEST(Provider, LetsACallBeSentAgainOnceThoughOthersAskMeanwhile) {
  const sample::Cloud cloud;
  int tokens = 0;
  const CloudClient client =
      client_of(cloud, [&tokens] { return vault("token-" + std::to_string(++tokens)); });
  int sent = 0;
  const auto refuse = [&](const HttpRequest& request, const Deadline&) {
    const bool is_other = request.url.find("other") != std::string::npos;
    if (!is_other && ++sent < 5) {
      EXPECT_THROW(static_cast<void>(api_token::get(client, "other")), Error);
    }
    return HttpResponse{401, {}, unauthorized, {}};
  };
  for (int i = 0; i < 20; ++i) cloud.transport->handle(refuse);
  EXPECT_THROW(static_cast<void>(api_token::get(client, "t1")), Error);
  EXPECT_EQ(sent, 2);
}

TEST(Provider, IsAskedAgainWhenTheTokenIsRefused) {
  struct Refusal {
    int status;
    std::string body;
  };
  for (const Refusal& refusal :
       {Refusal{401, unauthorized}, Refusal{401, ""},
        Refusal{403, R"({"message":"the api token is expired"})"},
        Refusal{403, R"({"message":"get api token: record not found"})"}}) {
    const sample::Cloud cloud;
    const Vault vault{{"first-token", "second-token"}};
    const CloudClient client = client_of(cloud, vault.provider());
    cloud.transport->respond(refusal.status, refusal.body);
    cloud.transport->respond(200, sample::token_json("t1", "n"));
    cloud.transport->respond(200, sample::token_json("t1", "n"));
    EXPECT_TRUE(api_token::get(client, "t1"));
    EXPECT_TRUE(api_token::get(client, "t1"));  // from now on with the other one
    EXPECT_EQ(*vault.asked, 2);
    EXPECT_EQ(tokens_sent(cloud), (Tokens{"first-token", "second-token", "second-token"}));
    EXPECT_EQ(cloud.clock->sleeps, std::vector<std::chrono::milliseconds>(1));  // of no time
  }
}

TEST(Provider, LetsACreateBeRepeatedEvenWithoutRetries) {
  const sample::Cloud cloud;
  const Vault vault{{"first-token", "second-token"}};
  ClientOptions options;
  options.retry.max_attempts = 1;
  const CloudClient client = client_of(cloud, vault.provider(), options);
  cloud.transport->respond(401, unauthorized);
  cloud.transport->respond(200, sample::created_json("t1", "n"));
  EXPECT_EQ(api_token::create(client, "n").token->reveal(), sample::token_value);
  EXPECT_EQ(tokens_sent(cloud), (Tokens{"first-token", "second-token"}));
  EXPECT_EQ(cloud.transport->requests().at(0).body, cloud.transport->requests().at(1).body);
}

TEST(Provider, ThatGivesTheSameTokenLeavesTheErrorAsItIs) {
  const sample::Cloud cloud;
  const Vault vault{{"first-token"}};
  const CloudClient client = client_of(cloud, vault.provider());
  cloud.transport->respond(401, unauthorized);
  const Error error = sample::error_of([&] { return api_token::get(client, "t1"); });

  const sample::Cloud other;
  other.transport->respond(401, unauthorized);
  const CloudClient fixed(vault.provider()(), sample::with(other.transport));
  const Error expected = sample::error_of([&] { return api_token::get(fixed, "t1"); });
  EXPECT_STREQ(error.what(), expected.what());
  EXPECT_EQ(error.kind(), ErrorKind::http);
  EXPECT_TRUE(error.unauthorized());
  EXPECT_EQ(error.attempts(), 1);
  EXPECT_EQ(*vault.asked, 3);  // and once for the fixed ones
}

TEST(Provider, IsAskedAtMostOnceInACall) {
  const sample::Cloud cloud;
  const Vault vault{{"first-token", "second-token", "third-token"}};
  const CloudClient client = client_of(cloud, vault.provider());
  cloud.transport->respond(401, unauthorized);
  cloud.transport->respond(401, unauthorized);
  const Error error = sample::error_of([&] { return api_token::get(client, "t1"); });
  EXPECT_TRUE(error.unauthorized());
  EXPECT_EQ(error.attempts(), 2);
  EXPECT_NE(error.hint().find("the vault"), std::string::npos) << error.hint();
  EXPECT_EQ(*vault.asked, 2);
  cloud.transport->respond(401, unauthorized);
  cloud.transport->respond(200, sample::token_json("t1", "n"));
  EXPECT_TRUE(api_token::get(client, "t1"));  // but again in the next one
  EXPECT_EQ(*vault.asked, 3);
}

TEST(Provider, IsAskedOnceForABatch) {
  for (const bool helps : {true, false}) {
    const sample::Cloud cloud;
    const Vault vault{{"first-token", helps ? "second-token" : "first-token"}};
    const CloudClient client = client_of(cloud, vault.provider());
    std::vector<std::string> uids;
    for (int i = 0; i < 40; ++i) {
      uids.push_back("t" + std::to_string(i));
      for (int attempt = 0; attempt < 2; ++attempt) {
        cloud.transport->handle([](const HttpRequest& request, const Deadline&) {
          const bool is_good = request.authentication == Secret("second-token");
          return HttpResponse{
              is_good ? 200 : 401, {}, is_good ? sample::token_json("t1", "n") : unauthorized};
        });
      }
    }
    for (const auto& result : api_token::get_many(client, uids)) {
      EXPECT_EQ(result.has_value(), helps);
      EXPECT_TRUE(result || result.error().unauthorized());
    }
    EXPECT_EQ(*vault.asked, 2);
  }
}

TEST(Provider, IsAskedOnceForThoseThatWereRefusedTogether) {
  // The transport has all of the batch on its way before it responds.
  class Together : public ForwardingTransport {
   public:
    using ForwardingTransport::ForwardingTransport;
    void send_all(const Next& next, std::size_t concurrency) override {
      for (;;) {
        const std::vector<Exchange*> all = sample::take_all(next, concurrency);
        if (all.empty()) return;
        for (Exchange* exchange : all) {
          const bool is_good = exchange->request().authentication == Secret("second-token");
          exchange->on_response(
              {is_good ? 200 : 401, {}, is_good ? sample::token_json("t1", "n") : unauthorized});
        }
      }
    }
  };
  const sample::Cloud cloud;
  const Vault vault{{"first-token", "second-token"}};
  ClientOptions options;
  options.timing = cloud.clock->timing();
  const CloudClient client(vault.provider(),
                           sample::with(std::make_shared<Together>(cloud.transport), options));
  for (const auto& result : api_token::get_many(client, {"a", "b", "c", "d"})) {
    EXPECT_TRUE(result) << result.error().what();
  }
  EXPECT_EQ(*vault.asked, 2);
}

// A provider that throws what it is told to, from its second call on.
template <class Exception>
CredentialsProvider failing_later(const Exception& exception) {
  return [exception, asked = std::make_shared<std::atomic<int>>(0)] {
    if ((*asked)++ > 0) throw exception;
    return vault("first-token");
  };
}

TEST(Provider, WhatItThrowsIsAConfigurationErrorWithItsMessage) {
  const CredentialsProvider sealed = []() -> Credentials {
    throw std::runtime_error("the vault is sealed");
  };
  const Error at_start = sample::error_of([&] { return CloudClient(sealed); });
  EXPECT_EQ(at_start.kind(), ErrorKind::configuration);
  EXPECT_EQ(at_start.message(), "the vault is sealed");

  const sample::Cloud cloud;
  const CloudClient client =
      client_of(cloud, failing_later(std::runtime_error("the vault is sealed")));
  cloud.transport->respond(401, {{"x-trace-id", "4bf92f"}}, unauthorized);
  const Error error = sample::error_of([&] { return api_token::create(client, "n"); });
  EXPECT_EQ(error.kind(), ErrorKind::configuration);
  EXPECT_EQ(error.message(), "the vault is sealed");
  EXPECT_EQ(error.outcome(), Outcome::rejected);
  EXPECT_EQ(error.operation(), "create API token \"n\"");
  EXPECT_EQ(error.attempts(), 1);
  EXPECT_TRUE(error.unauthorized());
  EXPECT_EQ(error.trace_id(), "4bf92f");
  EXPECT_EQ(cloud.transport->requests().size(), 1U);

  // The old token is tried by the next call, for it may be good again.
  cloud.transport->respond(200, sample::token_json("t1", "n"));
  EXPECT_TRUE(api_token::get(client, "t1"));
}

TEST(Provider, AnErrorOfThisLibraryKeepsWhatItSays) {
  for (const ErrorKind kind : {ErrorKind::configuration, ErrorKind::transport}) {
    const sample::Cloud cloud;
    const CloudClient client =
        client_of(cloud, failing_later(Error(kind, "no file", "mount the secret")));
    cloud.transport->respond(401, unauthorized);
    const Error error = sample::error_of([&] { return api_token::get(client, "t1"); });
    EXPECT_EQ(error.kind(), ErrorKind::configuration);
    EXPECT_NE(error.message().find("no file"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("mount the secret"), std::string::npos);
  }
}

TEST(Provider, WhatIsNoExceptionIsAnErrorToo) {
  const sample::Cloud cloud;
  const CloudClient client = client_of(cloud, failing_later(7));
  cloud.transport->respond(401, unauthorized);
  const Error error = sample::error_of([&] { return api_token::get(client, "t1"); });
  EXPECT_EQ(error.kind(), ErrorKind::configuration);
  const Error empty = sample::error_of([] { return CloudClient(CredentialsProvider()); });
  EXPECT_EQ(empty.kind(), ErrorKind::configuration);
}

TEST(Provider, MayNotChangeTheEndpoint) {
  const sample::Cloud cloud;
  const auto asked = std::make_shared<std::atomic<int>>(0);
  const CloudClient client = client_of(cloud, [asked]() -> Credentials {
    const bool is_first = (*asked)++ == 0;
    return {Secret(is_first ? "first-token" : "second-token"),
            is_first ? endpoint : "https://other.example.com", "the vault"};
  });
  cloud.transport->respond(401, unauthorized);
  const Error error = sample::error_of([&] { return api_token::get(client, "t1"); });
  EXPECT_EQ(error.kind(), ErrorKind::configuration);
  EXPECT_NE(error.message().find("https://other.example.com"), std::string::npos) << error.what();
  EXPECT_EQ(cloud.transport->requests().size(), 1U);  // the token did not go to the old endpoint
  EXPECT_EQ(client.endpoint(), endpoint);
}

TEST(Provider, MaySpellTheEndpointInAnotherWay) {
  const sample::Cloud cloud;
  const auto asked = std::make_shared<std::atomic<int>>(0);
  const CloudClient client = client_of(cloud, [asked]() -> Credentials {
    const bool is_first = (*asked)++ == 0;
    return {Secret(is_first ? "first-token" : " second-token\n"),
            is_first ? endpoint : endpoint + "//\n", "the vault"};
  });
  cloud.transport->respond(401, unauthorized);
  cloud.transport->respond(200, sample::token_json("t1", "n"));
  EXPECT_TRUE(api_token::get(client, "t1"));
  EXPECT_EQ(tokens_sent(cloud).back(), "second-token");
}

TEST(Provider, WhatCannotBeATokenIsAConfigurationError) {
  for (const std::string bad : {"", " \n", "two\nlines"}) {
    const sample::Cloud cloud;
    const Vault vault{{"first-token", bad}};
    const CloudClient client = client_of(cloud, vault.provider());
    cloud.transport->respond(401, unauthorized);
    const Error error = sample::error_of([&] { return api_token::get(client, "t1"); });
    EXPECT_EQ(error.kind(), ErrorKind::configuration);
    EXPECT_NE(error.message().find("the vault"), std::string::npos) << error.what();
  }
}

TEST(Provider, MayUseTheClientThatItIsFor) {
  const sample::Cloud cloud;
  const auto self = std::make_shared<std::unique_ptr<CloudClient>>();
  const auto asked = std::make_shared<std::atomic<int>>(0);
  *self = std::make_unique<CloudClient>(client_of(cloud, [self, asked]() -> Credentials {
    if ((*asked)++ == 0) return vault("first-token");
    return vault(api_token::get(**self, "t1") ? "second-token" : "first-token");
  }));
  cloud.transport->respond(401, unauthorized);
  cloud.transport->respond(401, unauthorized);
  const Error error = sample::error_of([&] { return api_token::get(**self, "t1"); });
  EXPECT_EQ(error.kind(), ErrorKind::configuration);  // the inner call was refused, too
  EXPECT_EQ(*asked, 2);
  self->reset();
}

TEST(Provider, BothTokensAreKeptOutOfMessages) {
  const sample::Cloud cloud;
  const Vault vault{{"first-token", "second-token"}};
  std::string log;
  ClientOptions options;
  options.log = [&log](const LogRecord& record) { log += to_string(record) + '\n'; };
  const CloudClient client = client_of(cloud, vault.provider(), options);
  cloud.transport->respond(401, unauthorized);
  cloud.transport->respond(400, R"({"error":"neither first-token nor second-token"})");
  const Error error = sample::error_of([&] { return api_token::create(client, "n"); });
  EXPECT_EQ(error.message(), "neither [redacted] nor [redacted]");
  EXPECT_EQ(log.find("-token"), std::string::npos) << log;
  EXPECT_NE(log.find("next attempt in 0 ms with the API token from the vault"), std::string::npos)
      << log;
}

// A provider whose second call waits until it is let go on.
class SlowProvider {
 public:
  [[nodiscard]] CredentialsProvider provider() {
    return [this] {
      std::unique_lock lock(mutex_);
      if (++asked_ > 1) {
        changed_.notify_all();
        changed_.wait(lock, [this] { return may_go_on_; });
      }
      return vault(asked_ > 1 ? "second-token" : "first-token");
    };
  }
  void wait_until_asked() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return asked_ > 1; });
  }
  void go_on() {
    const std::lock_guard lock(mutex_);
    may_go_on_ = true;
    changed_.notify_all();
  }
  [[nodiscard]] int asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int asked_ = 0;
  bool may_go_on_ = false;
};

TEST(Provider, OthersWaitForItWithinTheirDeadlines) {
  SlowProvider slow;
  const auto cloud = std::make_shared<fakes::FakeCloud>();
  ApiToken good;
  good.name = "second";
  good.token = Secret("second-token");
  cloud->add(good);
  const CloudClient client(slow.provider(), sample::with(cloud));
  std::thread asker([&] { EXPECT_TRUE(api_token::find(client, "second")); });
  slow.wait_until_asked();

  const Error late = sample::error_of([&] {
    return api_token::find(client.with_timeout(std::chrono::milliseconds(50)), "second");
  });
  EXPECT_EQ(late.kind(), ErrorKind::timeout) << late.what();
  EXPECT_EQ(late.outcome(), Outcome::rejected);

  Cancellation stop;
  std::thread stopper([&] { stop.cancel(); });
  const Error cancelled =
      sample::error_of([&] { return api_token::find(client.with_cancellation(stop), "second"); });
  EXPECT_EQ(cancelled.kind(), ErrorKind::cancelled) << cancelled.what();
  stopper.join();

  std::vector<std::thread> waiting;
  for (int i = 0; i < 4; ++i) {
    waiting.emplace_back([&] { EXPECT_TRUE(api_token::find(client, "second")); });
  }
  slow.go_on();
  asker.join();
  for (std::thread& thread : waiting) thread.join();
  EXPECT_EQ(slow.asked(), 2);
}

// The token that the client itself uses is replaced: what is handed over is what the provider
// gives.
TEST(Provider, LetsAClientRotateItsOwnToken) {
  for (const bool is_lost : {false, true}) {
    fakes::FakeCloudOptions cloud_options;
    cloud_options.like_yatai = is_lost;  // where the refusal is a 403
    const auto cloud = std::make_shared<fakes::FakeCloud>(cloud_options);
    ApiToken own;
    own.name = "own";
    own.scopes = {scope::api};
    own = cloud->add(own);
    const auto stored = std::make_shared<Secret>(*own.token);
    const CloudClient client(
        [stored]() -> Credentials {
          return {*stored, endpoint, "the vault"};
        },
        sample::with(cloud));
    const ApiToken successor = api_token::rotate(
        client, own.uid, {}, [&](const ApiToken& token) { *stored = *token.token; });
    const std::vector<ApiToken> left = api_token::list(client);
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].uid, successor.uid);
    EXPECT_EQ(cloud->requests().back().authentication, *successor.token);
  }
}

}  // namespace
}  // namespace bentocloud
