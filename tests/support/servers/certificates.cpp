#include "tests/support/servers/certificates.h"

#include <filesystem>
#include <functional>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdexcept>

namespace ldapsnap::test {

namespace {

using KeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using CertificatePtr = std::unique_ptr<X509, decltype(&X509_free)>;

void must(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("OpenSSL: ") + what);
}

void setName(X509_NAME* name, const std::string& commonName) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(commonName.c_str());
  must(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, bytes, -1, -1, 0) == 1, "name");
}

void addExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  must(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, value.c_str());
  X509_EXTENSION_free(extension);
}

/// A version 3 certificate without extensions and signature.
CertificatePtr newCertificate(const std::string& subject, EVP_PKEY* key, std::chrono::hours validFor) {
  static long serial = 0;
  CertificatePtr certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -2L * 24 * 3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), std::chrono::seconds(validFor).count());
  X509_set_pubkey(certificate.get(), key);
  setName(X509_get_subject_name(certificate.get()), subject);
  return certificate;
}

std::string toPem(const std::function<int(BIO*)>& write) {
  BIO* memory = BIO_new(BIO_s_mem());
  const bool written = write(memory) == 1;
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(memory);
  must(written, "PEM");
  return text;
}

CertificateFiles writeFiles(const TempFolder& folder, const std::string& name, X509* certificate, EVP_PKEY* key) {
  const std::string pem = toPem([&](BIO* out) { return PEM_write_bio_X509(out, certificate); });
  const std::string keyPem =
      toPem([&](BIO* out) { return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr); });
  const CertificateFiles files{folder.write(name + ".pem", pem).string(), folder.write(name + ".key", keyPem).string()};
  // Servers refuse a key that others can read.
  std::filesystem::permissions(files.key, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  return files;
}

}  // namespace

struct CertificateAuthority::Pair {
  KeyPtr key{EVP_EC_gen("P-256"), EVP_PKEY_free};
  CertificatePtr certificate{nullptr, X509_free};
};

CertificateAuthority::CertificateAuthority(const TempFolder& folder, const std::string& name)
    : folder_(folder), pair_(std::make_unique<Pair>()) {
  pair_->certificate = newCertificate(name, pair_->key.get(), std::chrono::hours(24));
  X509* certificate = pair_->certificate.get();
  setName(X509_get_issuer_name(certificate), name);
  addExtension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
  addExtension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
  must(X509_sign(certificate, pair_->key.get(), EVP_sha256()) != 0, "sign");
  file_ = writeFiles(folder_, name, certificate, pair_->key.get()).certificate;
}

CertificateAuthority::~CertificateAuthority() = default;

CertificateFiles CertificateAuthority::issue(const std::string& subject, const std::string& alternativeName,
                                             std::chrono::hours validFor) const {
  const KeyPtr key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const CertificatePtr certificate = newCertificate(subject, key.get(), validFor);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(pair_->certificate.get()));
  if (!alternativeName.empty()) {
    addExtension(certificate.get(), pair_->certificate.get(), NID_subject_alt_name, alternativeName);
  }
  must(X509_sign(certificate.get(), pair_->key.get(), EVP_sha256()) != 0, "sign");
  return writeFiles(folder_, subject, certificate.get(), key.get());
}

}  // namespace ldapsnap::test
