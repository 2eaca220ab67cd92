// Secrets are replaced by a keyed digest before anything is stored, shown or compared.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "snapshot/base/name_index.h"
#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/product/attribute_lists.h"

namespace ldapsnap {

struct EmbeddedSecret;

/// 32 random bytes. One store has one key, so that equal secrets have equal digests in all its snapshots, and nobody
/// without the key can test a guess.
using RedactionKey = std::string;
/// From the system's random generator. Throws Error(Internal) when it fails.
RedactionKey newRedactionKey();

/// What a site says about its own attributes (config.toml). Attribute types by name or OID, without options, in any
/// case.
struct SiteSecrets {
  NameSet secret;  ///< redacted in full
  NameSet
      notSecret;  ///< not redacted by a pattern or a flag in the schema; what the lists of products name stays secret
};

/// How many values were hidden by a pattern (secret_patterns.h), by attribute type in the spelling met first.
using HiddenByPattern = std::map<std::string, std::uint64_t>;

/// Several threads may use one at a time.
class Redactor {
 public:
  /// `schema` adds subtypes of secret types, and what it marks as confidential (AD searchFlags 128 and 4096); it may be
  /// empty, must not change while the redactor is used, and outlives it. Throws Error(Internal) for an empty key.
  Redactor(RedactionKey key, Product product, const Schema& schema, SiteSecrets site = {});

  /// Replaces, in place, the values of secret attributes, passwords inside values (olcSyncrepl `credentials=`, bindpw),
  /// and what looks like a secret by its name or form (secret_patterns.h).
  void redact(Entry& entry) const;
  /// What redact() has hidden by a pattern so far.
  HiddenByPattern hiddenByPattern() const;
  /// True when the same values of attributes of that description are the same after redact() of either, given one key.
  /// Where this would take a look at the values, it is false.
  bool treatsAlike(const Redactor& other, const std::string& description) const;
  /// kRedactedMark and 32 hexadecimal digits of HMAC-SHA-256. A value that has exactly this form is redacted
  /// already and stays as it is.
  std::string digest(std::string_view value) const;

 private:
  /// Why the values of an attribute are replaced.
  enum class Reason {
    None,
    Known,   ///< a list, the schema or the site names the attribute
    Pattern  ///< its name looks like a secret's
  };
  /// What to do with the values of one attribute description.
  struct Treatment {
    Reason reason = Reason::None;
    bool mayHaveSecretForm = true;  ///< false: the site says that its values are no secrets
    bool mayBeSwitch = false;       ///< of the same name: secrets, and a setting that is on or off
    bool isOfChanges = false;       ///< `embedded` looks into the values of other attributes
    const EmbeddedSecret* embedded = nullptr;
    std::atomic<std::uint64_t> hiddenByPattern = 0;
  };
  Treatment& treatmentOf(const std::string& description) const;
  Treatment& makeTreatment(const std::string& description) const;
  Reason reasonFor(std::string_view description) const;
  bool isNamedIn(const NameSet& names, std::string_view type) const;
  std::string withoutEmbedded(const Treatment& treatment, const std::string& value) const;

  RedactionKey key_;
  const AttributeList& secrets_;
  const Schema& schema_;
  SiteSecrets site_;
  mutable std::shared_mutex treatmentsMutex_;
  mutable std::unordered_map<std::string, Treatment> treatments_;  ///< by description as spelled: there are few
};

}  // namespace ldapsnap
