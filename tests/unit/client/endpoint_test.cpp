#include "client/endpoint.hpp"

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include <bentocloud/error.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

using std::string_literals::operator""s;

TEST(Endpoint, IsKeptWithoutTrailingSlashes) {
  EXPECT_EQ(parse_endpoint("https://cloud.bentoml.com").url, "https://cloud.bentoml.com");
  EXPECT_EQ(parse_endpoint("https://cloud.bentoml.com/").url, "https://cloud.bentoml.com");
  EXPECT_EQ(parse_endpoint("https://host/a/b//").url, "https://host/a/b");
  EXPECT_EQ(parse_endpoint("https://host:8443/a;b=c").url, "https://host:8443/a;b=c");
  EXPECT_EQ(parse_endpoint("https://[2001:db8::1]:1/").url, "https://[2001:db8::1]:1");
  EXPECT_EQ(parse_endpoint("HTTPS://Host").url, "https://Host");
  EXPECT_EQ(parse_endpoint("https://a_b.example-1.com:65535").url,
            "https://a_b.example-1.com:65535");
}

TEST(Endpoint, MayHavePercentEncodingInItsPath) {
  for (const char* url : {"https://host/a%20b", "https://host/a%2Fb", "https://host/%C3%BC/%2e%2ea",
                          "https://host/%25", "https://host/..."}) {
    EXPECT_EQ(parse_endpoint(url).url, url);
  }
}

TEST(Endpoint, KnowsHttps) {
  EXPECT_TRUE(parse_endpoint("hTTps://host").is_https);
  EXPECT_FALSE(parse_endpoint("HTTP://host").is_https);
}

TEST(Endpoint, KnowsThisMachine) {
  for (const char* url : {"http://localhost", "http://LocalHost:80/x", "http://127.0.0.1:8080",
                          "http://127.255.0.9", "http://[::1]:80", "https://localhost"}) {
    EXPECT_TRUE(parse_endpoint(url).is_loopback) << url;
  }
  for (const char* url :
       {"http://127.0.0.1.evil.com", "http://localhost.evil.com", "http://evil-localhost",
        "http://127.1", "http://127.0.0", "http://127.0.0.0.1", "http://0177.0.0.1",
        "http://127.0.0.01", "http://127.0.0.256", "http://2130706433", "http://0x7f.0.0.1",
        "http://128.0.0.1", "http://0.0.0.0", "http://[::2]", "http://[::ffff:127.0.0.1]",
        "http://localhost.", "http://127.0.0.1.", "http://example.com"}) {
    EXPECT_FALSE(parse_endpoint(url).is_loopback) << url;
  }
}

class BadEndpoint : public ::testing::TestWithParam<std::string> {};

TEST_P(BadEndpoint, IsRefused) {
  const Error error = sample::error_of([] { return parse_endpoint(GetParam()); });
  EXPECT_EQ(error.kind(), ErrorKind::configuration);
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_NE(std::string(error.what()).find("https://cloud.bentoml.com"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Urls, BadEndpoint,
    ::testing::Values("", "cloud.bentoml.com", "//host", "ftp://host", "https:/host", "https:host",
                      "https://", "https:///path", "https://:443",
                      "https://host:", "https://host:0", "https://host:65536",
                      "https://host:123456", "https://host:8o", "https://host:80:80",
                      "https://user@host", "https://user:pass@host", "https://host/a@b",
                      "https://host?x=1", "https://host/?", "https://host#f", "https://host/a#",
                      "https://ho st", "https://host/a b", "https://host\\evil", "https://host/..",
                      "https://host/./a", "https://host/a/../b", "https://host/%2e%2e/",
                      "https://host/%zz", "https://h\xC3\xB6st", "https://[::1", "https://::1",
                      "https://[]", "https://[::1]x", "https://[g::1]", "https://%68ost",
                      "https://host\r\nX: y", "https://host/\n", "https://ho\0st"s, " https://host",
                      "javascript://host"));

TEST(Endpoint, TheReasonIsGiven) {
  for (const auto& [url, reason] :
       {std::pair("cloud.bentoml.com", "does not begin with https://"),
        std::pair("https://host?x=1", "has a query"), std::pair("https://host#f", "has a fragment"),
        std::pair("https://user@host", "has user info"), std::pair("https://", "has no valid host"),
        std::pair("https://host:0", "has no valid port"),
        std::pair("https://host/..", "has no valid path: a segment of it is . or .."),
        std::pair("https://host/.%2E", "has no valid path: a segment of it is . or .."),
        std::pair("https://host/%2", "a % in it does not begin a percent-encoded byte"),
        std::pair("https://host/%zz", "a % in it does not begin a percent-encoded byte"),
        std::pair("https://host/a b", "a character in it has to be percent-encoded")}) {
    const Error error = sample::error_of([url = url] { return parse_endpoint(url); });
    EXPECT_NE(error.message().find(reason), std::string::npos) << error.message();
  }
}

TEST(Endpoint, WithoutASchemeIsNotRepeated) {
  for (const char* url : {"sesame", "sesame.example.com", "https:sesame", "//sesame"}) {
    const Error error = sample::error_of([url] { return parse_endpoint(url); });
    EXPECT_EQ(std::string(error.what()).find("sesame"), std::string::npos) << error.what();
    EXPECT_EQ(error.message(), "the endpoint does not begin with https://");
  }
}

TEST(Endpoint, APasswordIsNotRepeated) {
  for (const char* url :
       {"https://user:sesame@host", "https://user:sesame@host@other", "https://user:x@sesame@host",
        "user:sesame@host", "ftp://user:sesame@host", "https://user:sesame@host?q"}) {
    const Error error = sample::error_of([url] { return parse_endpoint(url); });
    EXPECT_EQ(std::string(error.what()).find("sesame"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace bentocloud
