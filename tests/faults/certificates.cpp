#include "certificates.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "sockets.hpp"

namespace faults {
namespace {

struct Free {
  void operator()(BIO* bio) const noexcept { BIO_free(bio); }
  void operator()(X509_EXTENSION* extension) const noexcept { X509_EXTENSION_free(extension); }
};

constexpr long lifetime = 172800;  // two days, in seconds

void check(bool good) {
  if (good) return;
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_get_error(), text.data(), text.size());
  throw std::runtime_error(std::string("OpenSSL: ") + text.data());
}

std::shared_ptr<EVP_PKEY> new_key() {
  std::shared_ptr<EVP_PKEY> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  check(key != nullptr);
  return key;
}

template <class Write>
std::string to_pem(Write write) {
  const std::unique_ptr<BIO, Free> bio(BIO_new(BIO_s_mem()));
  check(bio != nullptr && write(bio.get()) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string to_pem(X509& certificate) {
  return to_pem([&](BIO* bio) { return PEM_write_bio_X509(bio, &certificate); });
}

std::string to_pem(EVP_PKEY& key) {
  return to_pem([&](BIO* bio) {
    return PEM_write_bio_PrivateKey(bio, &key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

template <class Object, class Read, class Release>
std::shared_ptr<Object> from_pem(const std::string& pem, Read read, Release release) {
  const std::unique_ptr<BIO, Free> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  check(bio != nullptr);
  std::shared_ptr<Object> object(read(bio.get(), nullptr, nullptr, nullptr), release);
  check(object != nullptr);
  return object;
}

void add_extension(X509& certificate, X509& issuer, int name, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Free> extension(
      X509V3_EXT_conf_nid(nullptr, &context, name, value));
  check(extension != nullptr && X509_add_ext(&certificate, extension.get(), -1) == 1);
}

/// A certificate for `key` that `signer` vouches for with its key; without a signer it vouches for
/// itself. One without names is that of an authority.
std::shared_ptr<X509> sign(EVP_PKEY& key, const CertificateOptions& options, EVP_PKEY& signing_key,
                           X509* signer = nullptr) {
  static std::atomic<long> last_serial{0};
  std::shared_ptr<X509> certificate(X509_new(), &X509_free);
  check(certificate != nullptr);
  X509* const raw = certificate.get();
  if (signer == nullptr) signer = raw;
  const bool authority = options.names.empty();
  const long serial = ++last_serial;
  // A name of its own: an authority must not be taken for another one that has other keys.
  const std::string common_name =
      (authority ? "Test authority " : "Test server ") + std::to_string(serial);
  const auto end = static_cast<long>(options.expires_in.count());
  X509_set_version(raw, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(raw), serial);
  X509_gmtime_adj(X509_getm_notBefore(raw), end - lifetime);
  X509_gmtime_adj(X509_getm_notAfter(raw), end);
  X509_set_pubkey(raw, &key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(raw), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                             0);
  X509_set_issuer_name(raw, X509_get_subject_name(signer));
  add_extension(*raw, *signer, NID_basic_constraints,
                authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  if (!authority) add_extension(*raw, *signer, NID_subject_alt_name, options.names.c_str());
  check(X509_sign(raw, &signing_key, EVP_sha256()) > 0);
  return certificate;
}

}  // namespace

CertificateAuthority::CertificateAuthority()
    : key_(new_key()),
      certificate_(sign(*key_, {"", std::chrono::hours(24)}, *key_)),
      pem_(to_pem(*certificate_)) {}

Certificate CertificateAuthority::issue(const CertificateOptions& options) const {
  const std::shared_ptr<EVP_PKEY> key = new_key();
  return {to_pem(*sign(*key, options, *key_, certificate_.get())), to_pem(*key)};
}

std::string CertificateAuthority::hash() const {
  std::array<char, 9> text{};
  std::snprintf(text.data(), text.size(), "%08lx", X509_subject_name_hash(certificate_.get()));
  return text.data();
}

Certificate self_signed(const CertificateOptions& options) {
  const std::shared_ptr<EVP_PKEY> key = new_key();
  return {to_pem(*sign(*key, options, *key)), to_pem(*key)};
}

std::string encrypted(const std::string& key, const std::string& password) {
  const auto readable = from_pem<EVP_PKEY>(key, &PEM_read_bio_PrivateKey, &EVP_PKEY_free);
  return to_pem([&](BIO* bio) {
    return PEM_write_bio_PrivateKey(bio, readable.get(), EVP_aes_256_cbc(),
                                    reinterpret_cast<const unsigned char*>(password.data()),
                                    static_cast<int>(password.size()), nullptr, nullptr);
  });
}

std::shared_ptr<SSL_CTX> server_context(const Certificate& certificate, int max_version,
                                        const std::string& client_authority) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  check(context != nullptr);
  SSL_CTX* const raw = context.get();
  check(SSL_CTX_set_cipher_list(raw, "DEFAULT@SECLEVEL=0") == 1);  // else no TLS below 1.2
  check(SSL_CTX_set_min_proto_version(raw, TLS1_VERSION) == 1);
  check(SSL_CTX_set_max_proto_version(raw, max_version) == 1);
  check(SSL_CTX_use_certificate(
            raw, from_pem<X509>(certificate.certificate, &PEM_read_bio_X509, &X509_free).get()) ==
        1);
  check(SSL_CTX_use_PrivateKey(
            raw,
            from_pem<EVP_PKEY>(certificate.key, &PEM_read_bio_PrivateKey, &EVP_PKEY_free).get()) ==
        1);
  if (!client_authority.empty()) {
    check(X509_STORE_add_cert(
              SSL_CTX_get_cert_store(raw),
              from_pem<X509>(client_authority, &PEM_read_bio_X509, &X509_free).get()) == 1);
    // Or else OpenSSL refuses to resume a session.
    check(SSL_CTX_set_session_id_context(raw, reinterpret_cast<const unsigned char*>("faults"),
                                         6) == 1);
    SSL_CTX_set_verify(raw, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  return context;
}

TemporaryFile::TemporaryFile(std::string_view contents)
    : path_((std::filesystem::temp_directory_path() / "bentocloud-XXXXXX").string()) {
  const FileDescriptor file(::mkstemp(path_.data()));
  if (file.get() < 0 ||
      ::write(file.get(), contents.data(), contents.size()) != ssize_t(contents.size()))
    throw std::system_error(errno, std::generic_category(), path_);
}

TemporaryFile::~TemporaryFile() { ::unlink(path_.c_str()); }

}  // namespace faults
