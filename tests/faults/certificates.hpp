#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace faults {

/// A certificate and its private key, as PEM.
struct Certificate {
  std::string certificate;
  std::string key;
};

/// How OpenSSL writes the names of a server on this machine.
inline constexpr const char* loopback_names = "IP:127.0.0.1,DNS:localhost";

/// What and when a certificate is good for; without a change, a server on this machine, now.
struct CertificateOptions {
  std::string names = loopback_names;
  /// From now; negative: it has expired. All are valid for two days.
  std::chrono::seconds expires_in = std::chrono::hours(24);
};

/// A certificate authority of a test's own.
class CertificateAuthority {
 public:
  CertificateAuthority();

  /// Its own certificate, as PEM: what a client has to trust.
  [[nodiscard]] const std::string& certificate() const noexcept { return pem_; }
  /// What OpenSSL calls it in a folder of authorities: `HASH.0`.
  [[nodiscard]] std::string hash() const;
  [[nodiscard]] Certificate issue(const CertificateOptions& options = {}) const;

 private:
  std::shared_ptr<EVP_PKEY> key_;
  std::shared_ptr<X509> certificate_;
  std::string pem_;
};

/// A certificate that nobody vouches for.
[[nodiscard]] Certificate self_signed(const CertificateOptions& options = {});

/// `key` as PEM that cannot be read without the password.
[[nodiscard]] std::string encrypted(const std::string& key, const std::string& password);

/// The server's side of TLS up to `max_version`, one of OpenSSL's numbers, or 0 for the newest.
/// Accepts even what is too old to be secure. Clients must have a certificate of
/// `client_authority`, a PEM, unless that is empty.
[[nodiscard]] std::shared_ptr<SSL_CTX> server_context(const Certificate& certificate,
                                                      int max_version,
                                                      const std::string& client_authority);

/// A file for those who take no PEM from memory. Removed in the end.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view contents);
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile();

  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

}  // namespace faults
