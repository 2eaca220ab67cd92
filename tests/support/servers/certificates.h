// A certification authority of a test's own, and the certificates that it signs.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "tests/support/temp_folder.h"

namespace ldapsnap::test {

/// PEM files of one certificate and its key.
struct CertificateFiles {
  std::string certificate, key;
};

class CertificateAuthority {
 public:
  /// Makes a key and a self-signed certificate in `folder`, which outlives the object; `name` is its common name and
  /// that of its files: no spaces, slapd takes none.
  CertificateAuthority(const TempFolder& folder, const std::string& name);
  ~CertificateAuthority();
  CertificateAuthority(const CertificateAuthority&) = delete;
  CertificateAuthority& operator=(const CertificateAuthority&) = delete;

  /// PEM file of the authority's certificate.
  const std::string& file() const { return file_; }
  /// A certificate for `subject` (common name) with the given subjectAltName ("IP:127.0.0.1", "DNS:ldap.example"),
  /// valid from two days ago until `validFor` from now; a negative one has expired.
  CertificateFiles issue(const std::string& subject, const std::string& alternativeName,
                         std::chrono::hours validFor = std::chrono::hours(24)) const;

 private:
  struct Pair;

  const TempFolder& folder_;
  std::string file_;
  std::unique_ptr<Pair> pair_;
};

}  // namespace ldapsnap::test
