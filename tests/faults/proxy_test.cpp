#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "connection.hpp"
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
      setenv("http_proxy", ("http://somebody:sesame@" + address + "/").c_str(), 1);
      setenv("HTTPS_PROXY", ("http://" + address).c_str(), 1);
      bentocloud::ClientOptions options;
      options.allow_insecure_http = true;
      options.retry.initial_delay = std::chrono::milliseconds(1);
      const CloudClient client(
          {bentocloud::Secret("key"), scheme + std::string("://bento.example")}, options);
      const auto expect_refused = [&](const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::transport);
        EXPECT_EQ(error.outcome(), Outcome::not_sent);
        EXPECT_EQ(error.attempts(), 1);
        EXPECT_FALSE(error.retryable());
        const std::string what = error.what();
        EXPECT_NE(what.find("the proxy " + address + " (of "), std::string::npos) << what;
        EXPECT_NE(what.find("requires authentication"), std::string::npos) << what;
        EXPECT_EQ(what.find("sesame"), std::string::npos) << what;
      };
      expect_refused(sample::error_of([&] { return api_token::get(client, "t1"); }));
      expect_refused(sample::error_of([&] { return api_token::create(client, "ci"); }));
      for (const auto& outcome : api_token::remove_many(client, {"1", "2"})) {
        expect_refused(outcome.error());
      }
      EXPECT_EQ(proxy_server.counts().requests, 4);
      unsetenv("http_proxy");
      unsetenv("HTTPS_PROXY");
    }
  }
}

// A proxy that lets in who says "ada:sesame".
Action proxy_for_ada(const Request& request) {
  const std::string* const credentials =
      bentocloud::find_header(request.headers, "Proxy-Authorization");
  if (credentials != nullptr && *credentials == "Basic YWRhOnNlc2FtZQ==") return proxy();
  return respond(407, "", {{"Proxy-Authenticate", "Basic realm=\"x\""}});
}

class ProxyByOption : public ::testing::TestWithParam<Way> {
 protected:
  [[nodiscard]] CloudClient client(const std::string& user, const std::string& password) const {
    bentocloud::ClientOptions options;
    options.curl.proxy = proxy_.endpoint();
    options.curl.proxy_user = user;
    options.curl.proxy_password = bentocloud::Secret(password);
    return route_.client(options);
  }

  // The environment names another proxy.
  Route route_{GetParam(), in_order({respond(200, sample::token_json("t1", "ci"))})};
  FaultServer proxy_{&proxy_for_ada};
};

TEST_P(ProxyByOption, IsTakenInsteadOfTheEnvironments) {
  EXPECT_TRUE(api_token::get(client("ada", "sesame"), "t1"));
  EXPECT_EQ(route_.proxy_server().counts().connections, 0);
  EXPECT_GE(proxy_.counts().requests, 1);
  // What it gets itself it need not pass on, and this one does.
  if (GetParam() == Way::forward_proxy) return;
  const std::string head = route_.server().requests().at(0).head;
  EXPECT_EQ(head.find("YWRhOnNlc2FtZQ"), std::string::npos) << head;
}

TEST_P(ProxyByOption, SaysThatItsPasswordIsWrong) {
  for (const std::string user : {"", "ada", "eve"}) {
    const CloudClient client = this->client(user, user.empty() ? "" : "open");
    const int requests = proxy_.counts().requests;
    const Error error = sample::error_of([&] { return api_token::create(client, "ci"); });
    const std::string what = error.what();
    const std::string address = "127.0.0.1:" + std::to_string(proxy_.port());
    EXPECT_EQ(error.outcome(), Outcome::not_sent);
    EXPECT_NE(what.find("the proxy " + address + " (of ClientOptions::curl.proxy)"),
              std::string::npos)
        << what;
    EXPECT_NE(error.hint().find("curl.proxy_password"), std::string::npos) << error.hint();
    EXPECT_EQ(what.find("open"), std::string::npos) << what;
    EXPECT_EQ(proxy_.counts().requests, requests + 1);
  }
  EXPECT_EQ(route_.server().counts().requests, 0);
}

TEST_P(ProxyByOption, IsNotTakenForWhatNoProxyNames) {
  setenv("NO_PROXY", "bento.example", 1);
  const Error error =
      sample::error_of([&] { return api_token::get(client("ada", "sesame"), "t1"); });
  unsetenv("NO_PROXY");
  EXPECT_EQ(error.kind(), ErrorKind::transport) << error.what();  // there is no such host
  EXPECT_EQ(proxy_.counts().connections, 0);
}

TEST(ProxyByOptions, ThatIsNotWholeIsRefusedWithoutItsPassword) {
  const auto refused = [](const std::string& proxy, const std::string& user,
                          const std::string& password) {
    bentocloud::ClientOptions options;
    options.curl.proxy = proxy;
    options.curl.proxy_user = user;
    options.curl.proxy_password = bentocloud::Secret(password);
    const Error error = sample::error_of([&options] {
      return CloudClient({bentocloud::Secret("key"), "https://bento.example"}, options);
    });
    EXPECT_EQ(error.kind(), ErrorKind::configuration);
    EXPECT_EQ(std::string(error.what()).find("sesame"), std::string::npos) << error.what();
    return std::string(error.what());
  };
  const std::string proxy = "http://127.0.0.1:1";
  EXPECT_NE(refused("http://ada:sesame@127.0.0.1:1", "", "").find("curl.proxy_password"),
            std::string::npos);
  EXPECT_NE(refused("", "ada", "sesame").find("curl.proxy "), std::string::npos);
  EXPECT_NE(refused(proxy, "", "sesame").find("curl.proxy_user"), std::string::npos);
}

// Plain HTTP is safe on loopback, but not by way of a proxy.
TEST(ProxyByOptions, IsNotTakenToThisMachine) {
  const Route route(Way::plain, in_order({respond(200, sample::token_json("t1", "ci"))}));
  const FaultServer other(in_order({proxy()}));
  bentocloud::ClientOptions options;
  options.curl.proxy = other.endpoint();
  EXPECT_TRUE(api_token::get(route.client(options), "t1"));
  EXPECT_EQ(other.counts().connections, 0);
}

INSTANTIATE_TEST_SUITE_P(Faults, ProxyByOption,
                         ::testing::Values(Way::forward_proxy, Way::connect_proxy),
                         [](const auto& way) { return to_string(way.param); });

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

Action tunnel_to(int port) {
  return {"tunnel", [port](Connection& client, const Request&) {
            std::optional<Connection> server = client.open(port);
            if (server && client.write("HTTP/1.1 200 \r\n\r\n")) Connection::relay(client, *server);
            client.close();
            return false;
          }};
}

// libcurl 7.88 says "no filter connected" to those that are put on a connection which has ended.
TEST(TunnelOfAProxy, OverHttp2MayEndWhileManyUseIt) {
  const CertificateAuthority authority;
  const TemporaryFile trusted(authority.certificate());
  CertificateOptions names;
  names.names = "DNS:bento.example";
  std::optional<FrontProxy> dying;
  int requests = 0;
  const FaultServer server([&](const Request&) {
    if (++requests == 20) dying.reset();
    return pause(std::chrono::milliseconds(requests % 5))
        .then(respond(200, sample::token_json("t1", "ci")));
  });
  dying.emplace(server.port(), authority.issue(names));
  const FrontProxy living(server.port(), authority.issue(names));
  // Two of three tunnels are not made, after the first one.
  int tunnels = 0;
  const FaultServer proxy_server([&, dying_port = dying->port()](const Request&) {
    if (++tunnels == 1) return tunnel_to(dying_port);
    return tunnels % 3 == 1 ? tunnel_to(living.port()) : reset();
  });
  setenv("HTTPS_PROXY", proxy_server.endpoint().c_str(), 1);
  bentocloud::ClientOptions options;
  options.curl.ca_file = trusted.path();
  options.retry.initial_delay = std::chrono::milliseconds(1);
  const CloudClient client({bentocloud::Secret("key-0123456789"), "https://bento.example"},
                           options);
  for (const auto& outcome : api_token::get_many(client, std::vector<std::string>(100, "t1"))) {
    EXPECT_TRUE(outcome.value()) << outcome.error().what();
  }
  unsetenv("HTTPS_PROXY");
}

}  // namespace
}  // namespace faults
