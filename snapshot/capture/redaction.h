// Secrets are replaced by a keyed digest before anything is stored, shown or compared.
#pragma once

#include <string>
#include <string_view>

#include "snapshot/directory/attribute_lists.h"
#include "snapshot/directory/entry.h"

namespace ldapsnap {

/// 32 random bytes. One store has one key, so that equal secrets have equal digests across its snapshots and no other
/// store can test a guess.
using RedactionKey = std::string;
RedactionKey newRedactionKey();

class Redactor {
 public:
  /// `schema` adds what it marks as confidential (AD searchFlags 128 and 4096); it may be empty.
  Redactor(RedactionKey key, Product product, const Schema& schema);

  /// Replaces the values of secret attributes, and passwords inside values (olcSyncrepl `credentials=`, bindpw), in
  /// place.
  void redact(Entry& entry) const;
  /// kRedactedMark and 32 hexadecimal digits of HMAC-SHA-256. A value that is redacted already stays as it is.
  std::string digest(std::string_view value) const;

 private:
  RedactionKey key_;
  const AttributeList& secrets_;
  const Schema& schema_;
};

}  // namespace ldapsnap
