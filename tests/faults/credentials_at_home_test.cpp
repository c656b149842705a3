#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "fault_server.hpp"
#include "route.hpp"
#include "support/sample.hpp"

namespace faults {
namespace {

using bentocloud::CloudClient;
using bentocloud::Error;
namespace api_token = bentocloud::api_token;

const std::string created = sample::created_json("t1", "ci");

TEST(CredentialsAtHome, TheTokenGoesToTheEndpointOnEveryWay) {
  for (const Way way : all_ways) {
    const Route route(way, in_order({respond(200, created)}));
    EXPECT_TRUE(api_token::get(route.client(), "t1")) << to_string(way);
    const Request request = route.server().requests().at(0);
    EXPECT_EQ(*bentocloud::find_header(request.headers, "X-YATAI-API-TOKEN"), route_key);
  }
}

TEST(CredentialsAtHome, ARedirectIsNotFollowed) {
  for (const int status : {300, 301, 302, 303, 305, 307, 308}) {
    const FaultServer elsewhere(in_order({respond(200, created)}));
    const Route route(Way::plain,
                      in_order({respond(status, "",
                                        {{"Location", elsewhere.endpoint() + "/api/v1/"},
                                         {"Refresh", "0; url=" + elsewhere.endpoint()},
                                         {"Alt-Svc", "h2=\":1\""}})}));
    EXPECT_EQ(sample::error_of([&] { return api_token::get(route.client(), "t1"); }).status(),
              status);
    EXPECT_EQ(sample::error_of([&] { return api_token::create(route.client(), "ci"); }).status(),
              status);
    EXPECT_EQ(elsewhere.counts().connections, 0);
    EXPECT_EQ(route.server().counts().requests, 2);
  }
}

TEST(CredentialsAtHome, AProxysConnectDoesNotCarryThem) {
  const Route route(Way::connect_proxy, in_order({respond(200, created)}));
  bentocloud::ClientOptions options;
  options.organization = "acme";
  options.extra_headers = {{"X-Other-Secret", "sesame"}};
  EXPECT_TRUE(api_token::get(route.client(options), "t1"));
  EXPECT_EQ(api_token::create(route.client(options), "ci").uid, "t1");
  ASSERT_GE(route.proxy_server().requests().size(), 2u);
  for (const Request& request : route.proxy_server().requests()) {
    EXPECT_EQ(request.method, "CONNECT");
    for (const std::string& secret : {route_key, std::string("sesame"), std::string("acme")}) {
      EXPECT_EQ(request.head.find(secret), std::string::npos) << request.head;
    }
  }
  EXPECT_EQ(*bentocloud::find_header(route.server().requests().at(0).headers, "X-Other-Secret"),
            "sesame");
}

TEST(CredentialsAtHome, PlainHttpIsRefusedBeforeAByteIsSent) {
  const FaultServer proxy_server(in_order({proxy()}));
  setenv("http_proxy", proxy_server.endpoint().c_str(), 1);
  const Error error = sample::error_of([] {
    return CloudClient({bentocloud::Secret(route_key), "http://bento.example"});
  });
  EXPECT_EQ(error.kind(), bentocloud::ErrorKind::configuration);
  EXPECT_EQ(error.outcome(), bentocloud::Outcome::not_sent);
  EXPECT_EQ(proxy_server.counts().connections, 0);
}

TEST(CredentialsAtHome, PlainHttpToLoopbackDoesNotTakeTheProxy) {
  const FaultServer server(in_order({respond(200, created)}));
  const FaultServer proxy_server(in_order({proxy()}));
  setenv("http_proxy", proxy_server.endpoint().c_str(), 1);
  setenv("ALL_PROXY", proxy_server.endpoint().c_str(), 1);
  const CloudClient client({bentocloud::Secret(route_key), server.endpoint()});
  EXPECT_TRUE(api_token::get(client, "t1"));
  EXPECT_EQ(proxy_server.counts().connections, 0);
}

TEST(CredentialsAtHome, AProxysPasswordIsNotPrinted) {
  for (const char* proxy_url :
       {"http://user:ses ame@127.0.0.1:1", "odd://user:sesame@127.0.0.1:1",
        "http://user:sesame@127.0.0.1:99999", "http://user:sesame@nobody.invalid:1"}) {
    setenv("HTTPS_PROXY", proxy_url, 1);
    bentocloud::ClientOptions options;
    options.retry.max_attempts = 1;
    const CloudClient client({bentocloud::Secret(route_key), "https://bento.invalid"}, options);
    const Error error = sample::error_of([&] { return api_token::get(client, "t1"); });
    EXPECT_EQ(error.status(), 0);
    EXPECT_EQ(std::string(error.what()).find("ses"), std::string::npos) << error.what();
  }
}

TEST(CredentialsAtHome, NoProxyIsObeyed) {
  const FaultServer proxy_server(in_order({proxy()}));
  setenv("http_proxy", proxy_server.endpoint().c_str(), 1);
  setenv("NO_PROXY", "bento.invalid", 1);
  bentocloud::ClientOptions options;
  options.allow_insecure_http = true;
  options.retry.max_attempts = 1;
  const CloudClient client({bentocloud::Secret(route_key), "http://bento.invalid"}, options);
  EXPECT_EQ(sample::error_of([&] { return api_token::get(client, "t1"); }).status(), 0);
  EXPECT_EQ(proxy_server.counts().connections, 0);
}

// libcurl cuts its texts at 255 bytes, here within the token.
TEST(CredentialsAtHome, NoPartOfTheTokenIsPrintedWhereATextIsCut) {
  const std::string label = std::string(62, 'x') + '.';
  const std::string host = label + label + label + std::string(26, 'x') + '.' + route_key;
  bentocloud::ClientOptions options;
  options.retry.max_attempts = 1;
  options.curl.ignore_proxy = true;  // of earlier tests
  const CloudClient client({bentocloud::Secret(route_key), "https://" + host + ".invalid"},
                           options);
  const std::string what = sample::error_of([&] { return api_token::get(client, "t1"); }).what();
  EXPECT_NE(what.find(label), std::string::npos) << what;
  EXPECT_EQ(what.find(route_key.substr(0, 3)), std::string::npos) << what;
}

// A server that repeats whatever it is told, and a log that keeps whatever it is given.
TEST(CredentialsAtHome, NothingThatIsPrintedOrLoggedHoldsASecret) {
  const Action echo("echo", [](Connection& connection, const Request& request) {
    const std::string* key = bentocloud::find_header(request.headers, "X-YATAI-API-TOKEN");
    return respond(401, *key + R"( {"error":")" + *key + "\"}",
                   {{"x-trace-id", *key}, {"Set-Cookie", *key}, {"Server", *key}, {"Date", *key}})
        .run(connection, request);
  });
  const Action echo_in_json("echo", [](Connection& connection, const Request& request) {
    const std::string* key = bentocloud::find_header(request.headers, "X-YATAI-API-TOKEN");
    return respond(400, R"({"error":")" + *key + "\"}").run(connection, request);
  });
  const Route route(
      Way::plain,
      in_order({respond(200, created), respond(200, created), respond(503), respond(200, created),
                echo, echo_in_json, send("HTTP/1.1 200 OK\r\n" + route_key).then(close()), close(),
                respond(500, created), send(cut_in_body(response(200, created))).then(close()),
                respond(200, "{" + created), reset()}));
  std::ostringstream out;
  bentocloud::ClientOptions options;
  options.log = [&out](const bentocloud::LogRecord& record) {
    out << bentocloud::to_string(record) << '\n' << record.detail << record.url << record.operation;
    for (const bentocloud::HttpHeader& header : record.headers) {
      out << header.name << header.value;
    }
  };
  const CloudClient client = route.client(options);
  const auto call = [&out](auto&& function) {
    try {
      function();
    } catch (const Error& error) {
      const bentocloud::ErrorDetails& details = error.details();
      out << error.what() << '\n'
          << details.message << details.hint << details.operation << details.trace_id << details.uid
          << '\n';
    }
  };
  for (int i = 0; i < 3; ++i) {
    call([&] { out << api_token::create(client, "ci") << '\n'; });
    call([&] { out << *api_token::get(client, "t1") << '\n'; });
    call([&] { static_cast<void>(api_token::get(client, route_key)); });
    call([&] { out << to_json(api_token::create(client, "ci")) << '\n'; });
    call([&] { api_token::remove(client, "t1"); });
  }
  EXPECT_GT(out.str().size(), 1000u);
  for (const std::string& secret : {route_key, sample::token_value}) {
    EXPECT_EQ(out.str().find(secret), std::string::npos) << out.str();
  }
}

}  // namespace
}  // namespace faults
