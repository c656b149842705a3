#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <utility>

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <bentocloud/bentocloud.hpp>

#include "fault_server.hpp"
#include "route.hpp"
#include "support/sample.hpp"

// Stands before OpenSSL's own: the folders whose certificates a client trusts.
extern "C" __attribute__((visibility("default"))) int X509_STORE_load_path(X509_STORE* store,
                                                                           const char* path);

namespace faults {
namespace {

std::set<std::string> trusted_folders;

using bentocloud::CloudClient;
using bentocloud::Error;
using bentocloud::ErrorKind;
using bentocloud::Outcome;
namespace api_token = bentocloud::api_token;

class TlsTest : public ::testing::Test {
 protected:
  [[nodiscard]] static FaultServerOptions with(Certificate certificate, int max_version = 0) {
    FaultServerOptions options;
    options.tls = TlsOptions{std::move(certificate), max_version};
    return options;
  }

  [[nodiscard]] static CloudClient client(const std::string& endpoint, const std::string& ca_file) {
    bentocloud::ClientOptions options;
    options.curl.ca_file = ca_file;
    options.retry.initial_delay = std::chrono::milliseconds(1);
    return CloudClient({bentocloud::Secret(route_key), endpoint}, options);
  }

  // The create is refused without the server having seen a request, and the error says why.
  void expect_refused(const FaultServerOptions& options, const std::string& reason) {
    const FaultServer server(in_order({respond(200, sample::created_json("t1", "ci"))}), options);
    const Error error = sample::error_of(
        [&] { return api_token::create(client(server.endpoint(), trusted_.path()), "ci"); });
    EXPECT_EQ(error.kind(), ErrorKind::transport);
    EXPECT_EQ(error.outcome(), Outcome::not_sent);
    EXPECT_NE(std::string(error.what()).find(reason), std::string::npos) << error.what();
    EXPECT_EQ(server.counts().requests, 0);
    EXPECT_EQ(server.counts().partial_requests, 0);
  }

  CertificateAuthority authority_;
  TemporaryFile trusted_{authority_.certificate()};
};

TEST_F(TlsTest, APrivateAuthorityIsTrustedByOption) {
  const FaultServer server(in_order({respond(200, sample::token_json("t1", "ci"))}),
                           with(authority_.issue()));
  EXPECT_TRUE(api_token::get(client(server.endpoint(), trusted_.path()), "t1"));
}

// Nothing of the system's, which has a folder of them by default.
TEST_F(TlsTest, AnAuthorityByOptionIsTheOnlyOneTrusted) {
  const FaultServer server(in_order({respond(200, sample::token_json("t1", "ci"))}),
                           with(authority_.issue()));
  trusted_folders.clear();
  EXPECT_TRUE(api_token::get(client(server.endpoint(), trusted_.path()), "t1"));
  for (const std::string& folder : trusted_folders) {
    EXPECT_FALSE(std::filesystem::is_directory(folder)) << folder;
  }
}

class TlsVariablesTest : public TlsTest {
 protected:
  // Its authority under the name by which OpenSSL looks for it.
  class Folder {
   public:
    explicit Folder(const CertificateAuthority& authority)
        : path_((std::filesystem::temp_directory_path() / "bentocloud-XXXXXX").string()) {
      EXPECT_NE(::mkdtemp(path_.data()), nullptr);
      std::ofstream(path_ + "/" + authority.hash() + ".0") << authority.certificate();
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

   private:
    std::string path_;
  };

  ~TlsVariablesTest() override {
    ::unsetenv("SSL_CERT_FILE");
    ::unsetenv("SSL_CERT_DIR");
  }

  // Whether a new client reaches the server.
  [[nodiscard]] bool is_trusted(const std::string& file, const std::string& folder,
                                const std::string& option = {}) const {
    ::setenv("SSL_CERT_FILE", file.c_str(), 1);
    ::setenv("SSL_CERT_DIR", folder.c_str(), 1);
    try {
      return api_token::get(client(server_.endpoint(), option), "t1").has_value();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::transport) << error.what();
      return false;
    }
  }

  FaultServer server_{in_order({respond(200, sample::token_json("t1", "ci"))}),
                      with(authority_.issue())};
  CertificateAuthority other_;
  TemporaryFile others_{other_.certificate()};
  Folder folder_{authority_};
  Folder others_folder_{other_};
};

TEST_F(TlsVariablesTest, AreObeyed) {
  EXPECT_TRUE(is_trusted(trusted_.path(), ""));
  EXPECT_TRUE(is_trusted("", folder_.path()));
  EXPECT_FALSE(is_trusted(others_.path(), ""));
  EXPECT_FALSE(is_trusted("", others_folder_.path()));
}

TEST_F(TlsVariablesTest, OfWhichTheFileComesFirst) {
  EXPECT_TRUE(is_trusted(trusted_.path(), others_folder_.path()));
  EXPECT_FALSE(is_trusted(others_.path(), folder_.path()));
}

TEST_F(TlsVariablesTest, ComeAfterTheOption) {
  EXPECT_TRUE(is_trusted(others_.path(), others_folder_.path(), trusted_.path()));
  EXPECT_FALSE(is_trusted(trusted_.path(), folder_.path(), others_.path()));
}

TEST_F(TlsVariablesTest, ReplaceTheSystemsAuthorities) {
  trusted_folders.clear();
  EXPECT_TRUE(is_trusted("", folder_.path()));
  EXPECT_EQ(trusted_folders, std::set<std::string>{folder_.path()});
}

TEST_F(TlsVariablesTest, ThatNameNoFileAreAConfigurationError) {
  ::setenv("SSL_CERT_FILE", "/nowhere/ca.pem", 1);
  const Error error =
      sample::error_of([&] { return api_token::get(client(server_.endpoint(), ""), "t1"); });
  EXPECT_EQ(error.kind(), ErrorKind::configuration);
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_NE(std::string(error.what()).find("/nowhere/ca.pem"), std::string::npos) << error.what();
}

// And only then: an option does not help when it has expired, or is for another host.
TEST_F(TlsTest, ACertificateOfAnUnknownAuthoritySaysWhatToDo) {
  const CertificateAuthority other;
  CertificateOptions expired;
  expired.expires_in = std::chrono::hours(-1);
  CertificateOptions elsewhere;
  elsewhere.names = "DNS:other.example";
  const std::pair<Certificate, bool> cases[] = {{other.issue(), true},
                                                {self_signed(), true},
                                                {authority_.issue(expired), false},
                                                {authority_.issue(elsewhere), false}};
  for (const auto& [certificate, is_told] : cases) {
    const FaultServer server(in_order({respond(200)}), with(certificate));
    const Error error = sample::error_of(
        [&] { return api_token::get(client(server.endpoint(), trusted_.path()), "t1"); });
    EXPECT_EQ(error.hint().find("curl.ca_file") != std::string::npos, is_told) << error.what();
    EXPECT_EQ(error.hint().find("SSL_CERT_FILE") != std::string::npos, is_told) << error.what();
  }
}

TEST_F(TlsTest, NoOneElsesAuthorityIsTrusted) {
  const FaultServer server(in_order({respond(200, sample::token_json("t1", "ci"))}),
                           with(authority_.issue()));
  const CertificateAuthority other;
  const TemporaryFile others(other.certificate());
  for (const std::string& ca_file : {std::string(), others.path()}) {
    const Error error =
        sample::error_of([&] { return api_token::get(client(server.endpoint(), ca_file), "t1"); });
    EXPECT_EQ(error.kind(), ErrorKind::transport);
    EXPECT_EQ(error.attempts(), 1);
    EXPECT_FALSE(error.retryable());
  }
  EXPECT_EQ(server.counts().requests, 0);
}

TEST_F(TlsTest, SelfSigned) { expect_refused(with(self_signed()), "self-signed certificate"); }

TEST_F(TlsTest, Expired) {
  CertificateOptions options;
  options.expires_in = std::chrono::hours(-1);
  expect_refused(with(authority_.issue(options)), "certificate has expired");
}

TEST_F(TlsTest, WrongHost) {
  CertificateOptions options;
  options.names = "DNS:other.example,IP:127.0.0.2";
  expect_refused(with(authority_.issue(options)), "127.0.0.1");
}

TEST_F(TlsTest, TooOldAProtocol) {
  for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
    expect_refused(with(authority_.issue(), version), "protocol");
  }
}

TEST_F(TlsTest, TheOldestProtocolAllowed) {
  const FaultServer server(in_order({respond(200, sample::token_json("t1", "ci"))}),
                           with(authority_.issue(), TLS1_2_VERSION));
  EXPECT_TRUE(api_token::get(client(server.endpoint(), trusted_.path()), "t1"));
}

TEST_F(TlsTest, AnAuthorityFileThatIsNotThereIsAConfigurationError) {
  const FaultServer server(in_order({respond(200)}), with(authority_.issue()));
  const Error error = sample::error_of([&] {
    return api_token::get(client(server.endpoint(), trusted_.path() + ".missing"), "t1");
  });
  EXPECT_EQ(error.kind(), ErrorKind::configuration);
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_EQ(error.attempts(), 1);
}

TEST_F(TlsTest, PlainHttpBehindAnHttpsEndpoint) {
  FaultServerOptions options;
  options.before_reading = [](const Request&) { return respond(400).then(close()); };
  const FaultServer server(in_order({respond(200)}), options);
  const std::string endpoint = "https://127.0.0.1:" + std::to_string(server.port());
  const Error error =
      sample::error_of([&] { return api_token::get(client(endpoint, trusted_.path()), "t1"); });
  EXPECT_EQ(error.kind(), ErrorKind::transport) << error.what();
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_EQ(server.counts().requests, 0);
}

// A server that knows its clients by their certificates.
class ClientCertificateTest : public TlsTest {
 protected:
  [[nodiscard]] CloudClient client_with(const std::string& certificate, const std::string& key,
                                        const std::string& password = {}) const {
    bentocloud::ClientOptions options;
    options.curl.ca_file = trusted_.path();
    options.curl.client_certificate = certificate;
    options.curl.client_key = key;
    options.curl.client_key_password = bentocloud::Secret(password);
    options.retry.max_attempts = 1;
    return CloudClient({bentocloud::Secret(route_key), server_.endpoint()}, options);
  }

  [[nodiscard]] FaultServerOptions knowing_clients() const {
    FaultServerOptions options = with(authority_.issue());
    options.tls->client_authority = clients_.certificate();
    return options;
  }

  void expect_configuration_error(const CloudClient& client) const {
    const Error error = sample::error_of([&] { return api_token::get(client, "t1"); });
    EXPECT_EQ(error.kind(), ErrorKind::configuration) << error.what();
    EXPECT_EQ(error.outcome(), Outcome::not_sent);
    EXPECT_EQ(std::string(error.what()).find("sesame"), std::string::npos) << error.what();
    EXPECT_EQ(server_.counts().requests, 0);
  }

  CertificateAuthority clients_;
  Certificate known_ = clients_.issue();
  TemporaryFile certificate_{known_.certificate};
  TemporaryFile key_{known_.key};
  TemporaryFile encrypted_key_{encrypted(known_.key, "sesame")};
  FaultServer server_{in_order({respond(200, sample::token_json("t1", "ci"))}), knowing_clients()};
};

TEST_F(ClientCertificateTest, OpensTheServer) {
  EXPECT_TRUE(api_token::get(client_with(certificate_.path(), key_.path()), "t1"));
  EXPECT_TRUE(
      api_token::get(client_with(certificate_.path(), encrypted_key_.path(), "sesame"), "t1"));
  const TemporaryFile both(known_.certificate + known_.key);
  EXPECT_TRUE(api_token::get(client_with(both.path(), both.path()), "t1"));
}

TEST_F(ClientCertificateTest, HasAKey) {
  for (const bool is_key : {false, true}) {
    const Error error = sample::error_of(
        [&] { return client_with(is_key ? "" : certificate_.path(), is_key ? key_.path() : ""); });
    EXPECT_EQ(error.kind(), ErrorKind::configuration) << error.what();
  }
}

TEST_F(ClientCertificateTest, OfAnotherAuthorityDoesNot) {
  const Certificate other = authority_.issue();
  const TemporaryFile certificate(other.certificate);
  const TemporaryFile key(other.key);
  for (const CloudClient& client :
       {client_with(certificate.path(), key.path()), client_with("", "")}) {
    const Error error = sample::error_of([&] { return api_token::get(client, "t1"); });
    EXPECT_EQ(error.kind(), ErrorKind::transport) << error.what();
    EXPECT_EQ(server_.counts().requests, 0);
  }
}

TEST_F(ClientCertificateTest, ThatCannotBeUsedIsAConfigurationError) {
  const TemporaryFile other_key(clients_.issue().key);
  expect_configuration_error(client_with(certificate_.path(), other_key.path()));
  expect_configuration_error(client_with(certificate_.path(), certificate_.path()));
  expect_configuration_error(client_with(key_.path() + ".missing", key_.path()));
  expect_configuration_error(client_with(certificate_.path(), encrypted_key_.path()));
  expect_configuration_error(client_with(certificate_.path(), encrypted_key_.path(), "sesame2"));
}

}  // namespace
}  // namespace faults

int X509_STORE_load_path(X509_STORE* store, const char* path) {
  faults::trusted_folders.insert(path);
  static const auto original =
      reinterpret_cast<int (*)(X509_STORE*, const char*)>(::dlsym(RTLD_NEXT, __func__));
  return original(store, path);
}
