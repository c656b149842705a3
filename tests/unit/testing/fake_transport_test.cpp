#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/fake_transport.hpp>

#include "support/sample.hpp"

namespace bentocloud::fakes {
namespace {

HttpRequest get(const std::string& url) {
  HttpRequest request;
  request.method = "GET";
  request.url = url;
  return request;
}

TEST(FakeTransport, GivesItsResponsesInOrder) {
  FakeTransport transport;
  transport.respond(503, {{"Retry-After", "1"}}, "busy");
  transport.handle([](const HttpRequest& request, const Deadline&) {
    return HttpResponse{200, {}, request.url};
  });
  EXPECT_EQ(transport.responses_left(), 2u);

  const HttpResponse first = transport.send(get("/a"), Deadline());
  EXPECT_EQ(first.status, 503);
  EXPECT_EQ(first.body, "busy");
  EXPECT_EQ(*find_header(first.headers, "retry-after"), "1");
  EXPECT_EQ(transport.send(get("/b"), Deadline()).body, "/b");
  EXPECT_EQ(transport.responses_left(), 0u);
}

TEST(FakeTransport, RespondsWithStatusHeadersAndBody) {
  FakeTransport transport;
  transport.respond(200);
  transport.respond(404, "gone");
  transport.respond(404, std::string("gone"));
  transport.respond(429, {{"Retry-After", "7"}});
  transport.respond(429, {{"Retry-After", "7"}, {"x-trace-id", "1"}}, "slow down");
  for (const HttpResponse& expected :
       {HttpResponse{200, {}, ""}, HttpResponse{404, {}, "gone"}, HttpResponse{404, {}, "gone"},
        HttpResponse{429, {{"Retry-After", "7"}}, ""},
        HttpResponse{429, {{"Retry-After", "7"}, {"x-trace-id", "1"}}, "slow down"}}) {
    EXPECT_EQ(transport.send(get("/"), Deadline()), expected);
  }
}

TEST(FakeTransport, RespondsWithTokens) {
  ApiToken token = parse_api_token(sample::created_json("t1", "ci"));
  token.is_global_access = true;
  const auto transport = std::make_shared<FakeTransport>();
  const CloudClient client({Secret("key")}, sample::with(transport));
  transport->respond(token);
  EXPECT_EQ(api_token::create(client, "ci"), token);
  token.token.reset();
  token.labels.clear();
  ApiToken bare;
  bare.uid = "t2";
  bare.name = "bare";
  bare.created_at = now();
  for (const ApiToken& it : {token, bare}) {
    transport->respond(it);
    EXPECT_EQ(api_token::get(client, it.uid), it);
  }
  transport->respond(std::vector<ApiToken>{token, bare});
  EXPECT_EQ(api_token::list(client), (std::vector<ApiToken>{token, bare}));
  transport->respond(std::vector<ApiToken>());
  EXPECT_TRUE(api_token::list(client).empty());
}

TEST(FakeTransport, FailsAsItIsTold) {
  FakeTransport transport;
  ErrorDetails details;
  details.kind = ErrorKind::timeout;
  details.outcome = Outcome::unknown;
  transport.fail(details);
  try {
    static_cast<void>(transport.send(get("/a"), Deadline()));
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::timeout);
    EXPECT_EQ(error.outcome(), Outcome::unknown);
  }
}

TEST(FakeTransport, KeepsTheRequests) {
  FakeTransport transport;
  transport.respond(200);
  HttpRequest request = get("/a");
  request.authentication = Secret("key");
  static_cast<void>(transport.send(request, Deadline()));
  ASSERT_EQ(transport.requests().size(), 1u);
  EXPECT_EQ(transport.requests()[0].url, "/a");
  EXPECT_EQ(transport.requests()[0].authentication, Secret("key"));
}

TEST(FakeTransport, SaysWhenThereIsNoResponseLeft) {
  FakeTransport transport;
  try {
    static_cast<void>(transport.send(get("/a"), Deadline()));
    ADD_FAILURE() << "no error";
  } catch (const std::logic_error& error) {
    EXPECT_STREQ(error.what(), "FakeTransport has no response for GET /a");
  }
  EXPECT_EQ(transport.requests().size(), 1u);
}

}  // namespace
}  // namespace bentocloud::fakes
