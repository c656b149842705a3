#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <curl/curl.h>
#include <gtest/gtest.h>

#include "fault_server.hpp"
#include "front_proxy.hpp"
#include "raw_client.hpp"

namespace faults {
namespace {

constexpr const char* secret_header = "X-YATAI-API-TOKEN: the-secret";

struct Result {
  CURLcode code;
  long status;
  long connect_status;
  long http_version;
  std::string body;
};

std::size_t append(const char* data, std::size_t, std::size_t size, void* body) {
  static_cast<std::string*>(body)->append(data, size);
  return size;
}

/// Posts to `url` with libcurl alone, trusting the certificates in `ca_file` only.
Result post(const std::string& url, const std::string& ca_file, const std::string& proxy = "",
            long tls_version = CURL_SSLVERSION_DEFAULT) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                                 &curl_easy_cleanup);
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(
      curl_slist_append(nullptr, secret_header), &curl_slist_free_all);
  Result result{};
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_CAINFO, ca_file.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_CAPATH, nullptr);
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, proxy.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_NOPROXY, "");
  curl_easy_setopt(curl.get(), CURLOPT_HEADEROPT, long{CURLHEADER_SEPARATE});
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_2TLS});
  curl_easy_setopt(curl.get(), CURLOPT_SSLVERSION, tls_version);
  curl_easy_setopt(curl.get(), CURLOPT_SSL_CIPHER_LIST, "DEFAULT@SECLEVEL=0");
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 20L);
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, "hello");
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &append);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &result.body);
  result.code = curl_easy_perform(curl.get());
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &result.status);
  curl_easy_getinfo(curl.get(), CURLINFO_HTTP_CONNECTCODE, &result.connect_status);
  curl_easy_getinfo(curl.get(), CURLINFO_HTTP_VERSION, &result.http_version);
  return result;
}

Result post(const FaultServer& server, const std::string& ca_file) {
  return post(server.endpoint(), ca_file);
}

class Tls : public ::testing::Test {
 protected:
  static FaultServerOptions tls(Certificate certificate, int max_version = 0) {
    FaultServerOptions options;
    options.tls = TlsOptions{std::move(certificate), max_version};
    return options;
  }

  /// What libcurl makes of a server with this certificate.
  [[nodiscard]] CURLcode verdict_on(Certificate certificate) const {
    const FaultServer server(in_order({respond(200)}), tls(std::move(certificate)));
    const CURLcode code = post(server, trusted_.path()).code;
    EXPECT_TRUE(server.wait_until([](const Counts& counts) {
      return counts.connections == 1 && counts.open_connections == 0;
    }));
    // Newer versions of libcurl look at the certificate after the handshake.
    EXPECT_LE(server.counts().failed_handshakes, code == CURLE_OK ? 0 : 1);
    EXPECT_EQ(server.counts().requests, code == CURLE_OK ? 1 : 0);
    EXPECT_EQ(server.counts().partial_requests, 0);
    return code;
  }

  const CertificateAuthority authority_;
  const TemporaryFile trusted_{authority_.certificate()};
};

TEST_F(Tls, IsTrustedWithItsAuthorityAlone) {
  EXPECT_EQ(verdict_on(authority_.issue()), CURLE_OK);
  EXPECT_EQ(verdict_on(CertificateAuthority().issue()), CURLE_PEER_FAILED_VERIFICATION);
}

TEST_F(Tls, SelfSignedCertificateFails) {
  EXPECT_EQ(verdict_on(self_signed()), CURLE_PEER_FAILED_VERIFICATION);
}

TEST_F(Tls, ExpiredCertificateFails) {
  CertificateOptions options;
  options.expires_in = std::chrono::hours(-1);
  EXPECT_EQ(verdict_on(authority_.issue(options)), CURLE_PEER_FAILED_VERIFICATION);
}

TEST_F(Tls, CertificateOfAnotherHostFails) {
  CertificateOptions options;
  options.names = "DNS:elsewhere.example";
  const FaultServer server(in_order({respond(200)}), tls(authority_.issue(options)));
  // libcurl compares the names itself, after the handshake.
  EXPECT_EQ(post(server, trusted_.path()).code, CURLE_PEER_FAILED_VERIFICATION);
  EXPECT_EQ(server.counts().requests, 0);
}

TEST_F(Tls, ProtocolCanBeTooOld) {
  const FaultServer server(in_order({respond(200)}), tls(authority_.issue(), TLS1_1_VERSION));
  const std::string url = server.endpoint();
  EXPECT_EQ(post(url, trusted_.path(), "", CURL_SSLVERSION_TLSv1_1).code, CURLE_OK);
  EXPECT_EQ(post(url, trusted_.path(), "", CURL_SSLVERSION_TLSv1_2).code, CURLE_SSL_CONNECT_ERROR);
  EXPECT_TRUE(
      server.wait_until([](const Counts& counts) { return counts.failed_handshakes == 1; }));
  EXPECT_EQ(server.counts().requests, 1);
}

TEST_F(Tls, FaultsAreTheSame) {
  const std::string whole = response(200, "0123456789");
  FaultServerOptions options = tls(authority_.issue());
  options.before_reading = [](const Request& request) {
    return request.connection == 1 ? reset() : Action();
  };
  const FaultServer server(
      in_order({close(), reset(), send(cut_in_body(whole)).then(close()),
                drip(whole, std::chrono::milliseconds(1)), send("garbage\r\n").then(close())}),
      options);
  const Result before = post(server, trusted_.path());
  EXPECT_EQ(before.code, CURLE_SSL_CONNECT_ERROR);
  EXPECT_EQ(post(server, trusted_.path()).code, CURLE_GOT_NOTHING);
  EXPECT_EQ(post(server, trusted_.path()).code, CURLE_RECV_ERROR);
  const Result cut = post(server, trusted_.path());
  EXPECT_EQ(cut.code, CURLE_PARTIAL_FILE);
  EXPECT_EQ(cut.body, "01234");
  EXPECT_EQ(post(server, trusted_.path()).body, "0123456789");
  EXPECT_EQ(post(server, trusted_.path()).code, CURLE_UNSUPPORTED_PROTOCOL);  // HTTP/0.9
  EXPECT_EQ(server.counts().requests, 5);
}

TEST_F(Tls, HandshakeCanStall) {
  FaultServerOptions options = tls(authority_.issue());
  options.before_reading = in_order({stall()});
  std::optional<FaultServer> server(std::in_place, in_order({respond(200)}), options);
  RawClient client(server->port());
  client.send("\x16\x03\x01");
  EXPECT_TRUE(client.hears_nothing_for(std::chrono::milliseconds(50)));
  server.reset();
  client.read_all();
  EXPECT_NE(client.end(), RawClient::End::none);
}

TEST_F(Tls, IsDestroyedPromptlyWithinTheHandshake) {
  std::optional<FaultServer> server(std::in_place, in_order({respond(200)}),
                                    tls(authority_.issue()));
  RawClient client(server->port());
  client.send("\x16\x03\x01");
  ASSERT_TRUE(server->wait_until([](const Counts& counts) { return counts.connections == 1; }));
  server.reset();
  client.read_all();
  EXPECT_NE(client.end(), RawClient::End::none);
}

TEST(Proxy, PassesRequestsOn) {
  const FaultServer server(in_order({respond(200, "hi")}));
  const FaultServer proxy_server(in_order({proxy()}));
  const std::string url = "http://bento.example:" + std::to_string(server.port()) + "/a/b?c=d";
  const Result result = post(url, "", proxy_server.endpoint());
  EXPECT_EQ(result.code, CURLE_OK);
  EXPECT_EQ(result.body, "hi");
  ASSERT_EQ(proxy_server.requests().size(), 1u);
  EXPECT_EQ(proxy_server.requests()[0].target, url);
  ASSERT_EQ(server.requests().size(), 1u);
  EXPECT_EQ(server.requests()[0].target, "/a/b?c=d");
  EXPECT_EQ(server.requests()[0].body, "hello");
  EXPECT_NE(server.requests()[0].head.find(secret_header), std::string::npos);
}

TEST_F(Tls, ProxyTunnels) {
  CertificateOptions names;
  names.names = "DNS:bento.example";
  const FaultServer server(in_order({respond(200, "hi")}), tls(authority_.issue(names)));
  const FaultServer proxy_server(in_order({proxy()}));
  const std::string authority = "bento.example:" + std::to_string(server.port());
  const Result result = post("https://" + authority, trusted_.path(), proxy_server.endpoint());
  EXPECT_EQ(result.code, CURLE_OK);
  EXPECT_EQ(result.body, "hi");
  ASSERT_EQ(proxy_server.requests().size(), 1u);
  EXPECT_EQ(proxy_server.requests()[0].method, "CONNECT");
  EXPECT_EQ(proxy_server.requests()[0].target, authority);
  EXPECT_EQ(proxy_server.requests()[0].head.find("the-secret"), std::string::npos);
  ASSERT_EQ(server.requests().size(), 1u);
  EXPECT_EQ(server.requests()[0].body, "hello");
}

TEST(Proxy, SaysWhenNobodyIsThere) {
  const FaultServer proxy_server(in_order({proxy()}));
  for (const std::string target : {"http://bento.example:1/", "http://bento.example/"})
    EXPECT_EQ(post(target, "", proxy_server.endpoint()).status, 502);
  EXPECT_EQ(post("https://bento.example:1/", "", proxy_server.endpoint()).connect_status, 502);
  RawClient client(proxy_server.port());
  client.send("GET /no/absolute/target HTTP/1.0\r\n\r\n");
  EXPECT_EQ(client.read_all(), response(400));
}

TEST_F(Tls, FrontProxySpeaksHttp2) {
  const FaultServer server(in_order({respond(200, "hi")}));
  std::optional<FrontProxy> front(std::in_place, server.port(), authority_.issue());
  const std::string url = front->endpoint() + "/a";
  const Result result = post(url, trusted_.path());
  EXPECT_EQ(result.code, CURLE_OK);
  EXPECT_EQ(result.http_version, CURL_HTTP_VERSION_2_0);
  EXPECT_EQ(result.body, "hi");
  ASSERT_EQ(server.requests().size(), 1u);
  EXPECT_EQ(server.requests()[0].method, "POST");
  EXPECT_EQ(server.requests()[0].target, "/a");
  EXPECT_EQ(server.requests()[0].body, "hello");

  front.reset();
  EXPECT_EQ(post(url, trusted_.path()).code, CURLE_COULDNT_CONNECT);
}

TEST(TemporaryFile, IsThereForAsLongAsItsObject) {
  std::optional<TemporaryFile> file(std::in_place, "contents");
  const std::filesystem::path path = file->path();
  EXPECT_EQ(std::filesystem::file_size(path), 8u);
  file.reset();
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace faults
