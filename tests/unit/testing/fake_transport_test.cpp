#include <stdexcept>

#include <gtest/gtest.h>

#include <bentocloud/error.hpp>
#include <bentocloud/testing/fake_transport.hpp>

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
  transport.respond(503, "busy", {{"Retry-After", "1"}});
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
