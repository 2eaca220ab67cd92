// Secrets are replaced by a keyed digest before anything is stored, shown or compared.
#pragma once

#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/product/attribute_lists.h"

namespace ldapsnap {

struct EmbeddedSecret;

/// 32 random bytes. One store has one key, so that equal secrets have equal digests in all its snapshots, and nobody
/// without the key can test a guess.
using RedactionKey = std::string;
/// From the system's random generator. Throws Error(Internal) when it fails.
RedactionKey newRedactionKey();

/// Several threads may use one at a time.
class Redactor {
 public:
  /// `schema` adds what it marks as confidential (AD searchFlags 128 and 4096); it may be empty, must not change while
  /// the redactor is used, and outlives it. Throws Error(Internal) for an empty key.
  Redactor(RedactionKey key, Product product, const Schema& schema);

  /// Replaces the values of secret attributes, and passwords inside values
  /// (olcSyncrepl `credentials=`, bindpw), in place.
  void redact(Entry& entry) const;
  /// kRedactedMark and 32 hexadecimal digits of HMAC-SHA-256. A value that has exactly this form is redacted
  /// already and stays as it is.
  std::string digest(std::string_view value) const;

 private:
  /// What to do with the values of one attribute description.
  struct Treatment {
    bool isSecret = false;
    const EmbeddedSecret* embedded = nullptr;
  };
  const Treatment& treatmentOf(const std::string& description) const;
  bool isSecret(std::string_view description) const;

  RedactionKey key_;
  const AttributeList& secrets_;
  const Schema& schema_;
  mutable std::shared_mutex treatmentsMutex_;
  mutable std::unordered_map<std::string, Treatment> treatments_;  ///< by description as spelled: there are few
};

}  // namespace ldapsnap
