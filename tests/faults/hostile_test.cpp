#include <algorithm>
#include <chrono>
#include <fstream>
#include <limits>
#include <string>

#include <gtest/gtest.h>
#include <zlib.h>

#include <bentocloud/bentocloud.hpp>

#include "fault_server.hpp"
#include "route.hpp"
#include "support/sample.hpp"

namespace faults {
namespace {

using bentocloud::Error;
using bentocloud::ErrorKind;
using bentocloud::Outcome;
namespace api_token = bentocloud::api_token;

const std::string token = sample::token_json("t1", "ci");

std::string gzip(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY),
            Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// The most memory that this process has had, in MiB.
long peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmHWM:", 0) == 0) return std::stol(line.substr(6)) / 1024;
  }
  return 0;
}

// What a get of these bytes ends with, when no more than 1 MiB is to be read.
Error failed_get(const Action& action) {
  const Route route(Way::plain, in_order({action}));
  bentocloud::ClientOptions options;
  options.max_response_size = std::size_t{1} << 20;
  options.retry.max_attempts = 1;
  return sample::error_of([&] { return api_token::get(route.client(options), "t1"); });
}

void expect_too_large(const Action& action) {
  const long before = peak_memory();
  const Error error = failed_get(action);
  EXPECT_EQ(error.kind(), ErrorKind::decode) << error.what();
  EXPECT_FALSE(error.retryable());
  EXPECT_NE(std::string(error.what()).find("larger than"), std::string::npos) << error.what();
  EXPECT_LT(peak_memory() - before, 60);
}

TEST(Hostile, ALengthOfAGibibyte) {
  expect_too_large(
      send("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n").then(flood("xxxx")));
}

TEST(Hostile, ABodyWithoutEnd) {
  const std::string piece(65536, ' ');
  expect_too_large(send("HTTP/1.1 200 OK\r\n\r\n").then(flood(piece)));
  expect_too_large(send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                       .then(flood("10000\r\n" + piece + "\r\n")));
}

TEST(Hostile, AGzipBomb) {
  const std::string bomb = gzip(std::string(std::size_t{64} << 20, ' '));
  ASSERT_LT(bomb.size(), 100'000u);
  expect_too_large(respond(200, bomb, {{"Content-Encoding", "gzip"}}));
}

TEST(Hostile, HeadersWithoutEnd) {
  const Error error = failed_get(
      send("HTTP/1.1 200 OK\r\n").then(flood("X-Header: " + std::string(1000, 'x') + "\r\n")));
  EXPECT_NE(error.kind(), ErrorKind::timeout) << error.what();
  const Error line = failed_get(send("HTTP/1.1 200 OK\r\nX-Header: ").then(flood("xxxxxxxx")));
  EXPECT_NE(line.kind(), ErrorKind::timeout) << line.what();
  EXPECT_LT(std::string(line.what()).size(), 1000u);
}

TEST(Hostile, HeadersOf256KiBAreEnough) {
  const auto with_headers = [](int count) {
    bentocloud::HttpHeaders headers(static_cast<std::size_t>(count),
                                    {"X-Header", std::string(1010, 'x')});
    return respond(200, token, headers);
  };
  const Route route(Way::plain, in_order({with_headers(250), with_headers(260)}));
  bentocloud::ClientOptions options;
  options.retry.max_attempts = 1;
  const bentocloud::CloudClient client = route.client(options);
  EXPECT_TRUE(api_token::get(client, "t1"));
  const Error error = sample::error_of([&] { return api_token::get(client, "t1"); });
  EXPECT_EQ(error.kind(), ErrorKind::decode) << error.what();
  EXPECT_NE(std::string(error.what()).find("headers"), std::string::npos) << error.what();
  EXPECT_EQ(std::string(error.what()).find("max_response_size"), std::string::npos) << error.what();
}

TEST(Hostile, CompressionIsUndone) {
  const Route route(Way::plain,
                    in_order({respond(200, gzip(token), {{"Content-Encoding", "gzip"}})}));
  EXPECT_TRUE(api_token::get(route.client(), "t1"));
  EXPECT_NE(bentocloud::find_header(route.server().requests().at(0).headers, "Accept-Encoding"),
            nullptr);
}

TEST(Hostile, CompressionThatIsNone) {
  const Error error = failed_get(respond(200, token, {{"Content-Encoding", "gzip"}}));
  EXPECT_EQ(error.kind(), ErrorKind::decode) << error.what();
}

TEST(Hostile, CompressionWithinCompressionIsRefused) {
  const std::string twice = gzip(gzip(token));
  for (const bentocloud::HttpHeaders& headers :
       {bentocloud::HttpHeaders{{"Content-Encoding", "gzip, gzip"}},
        bentocloud::HttpHeaders{{"Content-Encoding", "gzip"}, {"content-encoding", "gzip"}},
        bentocloud::HttpHeaders{{"Transfer-Encoding", "gzip, chunked"}}}) {
    EXPECT_EQ(failed_get(respond(200, twice, headers)).kind(), ErrorKind::decode);
  }
}

TEST(Hostile, ManyTinyItemsTakeLittleMemory) {
  std::string items = "{}";
  for (int i = 0; i < 300'000; ++i) items += ",{}";
  const long before = peak_memory();
  const Route route(Way::plain, in_order({respond(200, R"({"total":1,"items":[)" + items + "]}")}));
  const Error error = sample::error_of([&] { return api_token::list(route.client()); });
  EXPECT_EQ(error.kind(), ErrorKind::decode);
  EXPECT_LT(peak_memory() - before, 60);
}

TEST(Hostile, AStatusLineAmongTheHeadersIsNone) {
  const Route route(Way::plain, in_order({send("HTTP/1.1 200 OK\r\nHTTP/1.1 400 no: x\r\n"
                                               "Content-Length: 1000\r\n\r\n" +
                                               sample::created_json("t1", "ci"))
                                              .then(close())}));
  const Error error = sample::error_of([&] { return api_token::create(route.client(), "ci"); });
  EXPECT_EQ(error.outcome(), Outcome::applied) << error.what();
  EXPECT_EQ(error.uid(), "t1");
}

TEST(Hostile, OddBodies) {
  const std::string open = R"({"uid":"t1","name":"n","created_at":"2026-11-01T00:00:00Z",)";
  const std::pair<std::string, std::string> cases[] = {
      {open + R"("x":)" + std::string(10'000, '['), "nested deeper than 64 levels"},
      {open + "\"description\":\"a\0b\"}", "description"},
      {open + "\"description\":\"\xC3\"}", "description"},
      {open + R"("description":"a","description":"b"})", "description: appears twice"},
      {open + R"("name":"b"})", "name: appears twice"},
      {open + R"("expired_at":1e400})", "expired_at"},
      {open + R"("expired_at":123456789012345678901234567890})", "expired_at"},
      {open + R"("user":{"name":5}})", "user.name: expected a string, got a number"},
      {open + R"("labels":[{"key":"a"},{"key":[]}]})",
       "labels[1].key: expected a string, got an array"},
      {"", "not valid JSON"},
      {"\xEF\xBB\xBF", "not valid JSON"},
      {std::string(1000, '\0'), "not valid JSON"}};
  for (const auto& [body, part] : cases) {
    const Error error = failed_get(respond(200, body));
    EXPECT_EQ(error.kind(), ErrorKind::decode) << error.what();
    EXPECT_EQ(error.status(), 200);
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    EXPECT_LT(std::string(error.what()).size(), 500u);
  }
}

TEST(Hostile, OddErrorBodies) {
  for (const std::string& body :
       {std::string(500'000, '['), std::string(1000, '\0'), std::string("\xFF\xFE\x00", 3),
        std::string(R"({"error":{"message":"x"}})"), std::string("{\"error\":\"\xC3\"}"),
        R"({"error":")" + std::string(100'000, 'x') + "\"}"}) {
    const Error error = failed_get(respond(500, body));
    EXPECT_EQ(error.status(), 500);
    EXPECT_LT(std::string(error.what()).size(), 1000u);
    for (const char character : std::string(error.what())) {
      EXPECT_TRUE(static_cast<unsigned char>(character) >= 0x20) << error.what();
    }
  }
}

// After a small first page, 32 are asked for at once, and none of them ends.
TEST(Hostile, PagesAtOnceAreBoundedTogether) {
  constexpr std::size_t limit = std::size_t{16} << 20;
  const std::string piece(65536, ' ');
  const FaultServer* server = nullptr;
  const Action wait_for_all("wait", [&server](Connection&, const Request&) {
    return server->wait_until([](const Counts& counts) { return counts.requests >= 33; });
  });
  const Route route(Way::plain, [&](const Request& request) {
    return request.target.find("start=0&") != std::string::npos
               ? respond(200, R"({"total":9000,"items":[)" + sample::token_json("t1", "n") + "," +
                                  sample::token_json("t2", "n") + "]}")
               : Action(wait_for_all).then(send("HTTP/1.1 200 OK\r\n\r\n")).then(flood(piece));
  });
  server = &route.server();
  bentocloud::ClientOptions options;
  options.max_response_size = limit;
  const long before = peak_memory();
  const Error error = sample::error_of([&] { return api_token::list(route.client(options)); });
  EXPECT_EQ(error.kind(), ErrorKind::decode) << error.what();
  EXPECT_NE(std::string(error.what()).find("ClientOptions::max_response_size"), std::string::npos)
      << error.what();
  EXPECT_GE(route.seen("GET"), 33);
// What a sanitizer keeps of the memory that is freed is not ours.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_LT(peak_memory() - before, 120);
#else
  static_cast<void>(before);
#endif
}

TEST(Hostile, ARequestMayHaveALimitOfItsOwn) {
  const Route route(Way::plain, in_order({respond(200, std::string(1000, ' '))}));
  bentocloud::ApiRequest request{"poke", "GET", {"things"}};
  request.max_response_size = 1000;
  EXPECT_EQ(route.client().send(request).http.body.size(), 1000U);
  request.max_response_size = 999;
  const Error error = sample::error_of([&] { return route.client().send(request); });
  EXPECT_EQ(error.kind(), ErrorKind::decode);
  EXPECT_NE(std::string(error.what()).find("larger than 999 bytes"), std::string::npos);
}

// One page is larger than its share, but all together are within the limit.
TEST(Hostile, AListWithOneLargePageIsReadWhole) {
  const Route route(Way::plain, [](const Request& request) {
    const std::size_t start = std::stoul(request.target.substr(request.target.find("start=") + 6));
    const bool is_large = start > 400 && start < 500;
    const std::string padding = R"(,"padding":")" + std::string(is_large ? 3000 : 0, 'x') + '"';
    std::string items;
    for (std::size_t i = start; i < std::min(start + 100, std::size_t{1000}); ++i) {
      items +=
          (items.empty() ? "" : ",") + sample::token_json("t" + std::to_string(i), "n", padding);
    }
    return respond(200, R"({"total":1000,"items":[)" + items + "]}");
  });
  bentocloud::ClientOptions options;
  options.max_response_size = 1'500'000;
  EXPECT_EQ(api_token::list(route.client(options)).size(), 1000U);
}

TEST(Hostile, NoLimitAtAllIsPossible) {
  const Route route(Way::plain, in_order({respond(200, token)}));
  bentocloud::ClientOptions options;
  options.max_response_size = (std::numeric_limits<std::size_t>::max)();
  EXPECT_TRUE(api_token::get(route.client(options), "t1"));
}

TEST(Hostile, AResponseTooLargeToACreateSaysThatTheTokenExists) {
  const Route route(Way::plain,
                    in_order({send("HTTP/1.1 200 OK\r\n\r\n" + sample::created_json("t1", "ci"))
                                  .then(flood(std::string(65536, ' ')))}));
  bentocloud::ClientOptions options;
  options.max_response_size = std::size_t{1} << 20;
  const Error error =
      sample::error_of([&] { return api_token::create(route.client(options), "ci"); });
  EXPECT_EQ(error.kind(), ErrorKind::decode);
  EXPECT_EQ(error.outcome(), Outcome::applied);
  EXPECT_EQ(error.uid(), "t1");
  ASSERT_TRUE(error.token());
  EXPECT_EQ(error.token()->reveal(), sample::token_value);
}

}  // namespace
}  // namespace faults
