#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "fault_server.hpp"
#include "route.hpp"
#include "support/sample.hpp"

namespace faults {
namespace {

using bentocloud::CloudClient;
using bentocloud::Error;
using bentocloud::ErrorKind;
using bentocloud::Outcome;
namespace api_token = bentocloud::api_token;

// Asked again and again, it could lock somebody out.
TEST(ProxyThatWantsAuthentication, IsAskedOnceAndNamed) {
  for (const char* scheme : {"http", "https"}) {
    for (const Action& refusal :
         {respond(407, "no", {{"Proxy-Authenticate", "Basic realm=\"x\""}}), respond(407)}) {
      const FaultServer proxy_server(in_order({refusal}));
      const std::string address = "127.0.0.1:" + std::to_string(proxy_server.port());
      setenv("http_proxy", ("http://" + address).c_str(), 1);
      setenv("HTTPS_PROXY", ("http://" + address).c_str(), 1);
      bentocloud::ClientOptions options;
      options.allow_insecure_http = true;
      options.retry.initial_delay = std::chrono::milliseconds(1);
      const CloudClient client(
          {scheme + std::string("://bento.example"), bentocloud::Secret("key")}, options);
      const auto expect_refused = [&](const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::transport);
        EXPECT_EQ(error.outcome(), Outcome::not_sent);
        EXPECT_EQ(error.attempts(), 1);
        EXPECT_FALSE(error.retryable());
        const std::string what = error.what();
        EXPECT_NE(what.find("proxy " + address + " requires authentication"), std::string::npos)
            << what;
      };
      expect_refused(sample::error_of([&] { return api_token::get(client, "t1"); }));
      expect_refused(sample::error_of([&] { return api_token::create(client, "ci"); }));
      for (const api_token::RemoveOutcome& outcome : api_token::remove_all(client, {"1", "2"})) {
        expect_refused(outcome.error.value());
      }
      EXPECT_EQ(proxy_server.counts().requests, 4);
      unsetenv("http_proxy");
      unsetenv("HTTPS_PROXY");
    }
  }
}

// Without a proxy it is a status like any other.
TEST(ProxyThatWantsAuthentication, IsNotBlamedForTheServersResponse) {
  for (const Way way : {Way::plain, Way::tls, Way::http2, Way::connect_proxy}) {
    const Route route(way, in_order({respond(407)}));
    const Error error = sample::error_of([&] { return api_token::get(route.client(), "t1"); });
    EXPECT_EQ(error.kind(), ErrorKind::http) << to_string(way);
    EXPECT_EQ(error.status(), 407);
    EXPECT_EQ(route.server().counts().requests, 1);
  }
}

}  // namespace
}  // namespace faults
