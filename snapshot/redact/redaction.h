// Secrets are replaced by a keyed digest before anything is stored, shown or compared.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "snapshot/base/name_index.h"
#include "snapshot/ldap/entry/entry.h"
#include "snapshot/ldap/product/attribute_lists.h"

namespace ldapsnap {

struct EmbeddedSecret;

/// 32 random bytes, and one more (kSlowDigests) where digests are to be slow. Equal secrets have equal digests under
/// one key, and nobody without the key can test a guess; slow digests are for keys that may be taken with the data.
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
  /// and what looks like a secret by its name or form (secret_patterns.h). The same in the entry's DN and in values
  /// that are DNs: an attribute value has the same digest there, so the names of one store go on fitting together.
  /// Returns whether anything was replaced.
  bool redact(Entry& entry) const;
  /// `dn` as redact() leaves it.
  std::string withoutSecrets(const std::string& dn) const;
  /// Whether withoutSecrets() would change `dn`; fast for names of the usual attribute types.
  bool holdsSecret(std::string_view dn) const;
  /// How many entries had a secret in their DN so far.
  std::uint64_t redactedNames() const { return redactedNames_; }
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
    bool holdsNames = false;        ///< the syntax is DN
    const EmbeddedSecret* embedded = nullptr;
    std::atomic<std::uint64_t> hiddenByPattern = 0;
  };
  using ReadLock = std::shared_lock<std::shared_mutex>;
  Treatment& makeTreatment(const std::string& description) const;
  /// `reading` is held before and after, and given up where the treatment is new.
  Treatment& treatmentOf(const std::string& description, ReadLock& reading) const;
  bool mayHoldSecret(std::string_view dn, ReadLock& reading) const;
  std::optional<std::string> redactedName(std::string_view dn, ReadLock& reading) const;
  std::optional<std::string> redactedPart(const std::string& type, const std::string& value, ReadLock& reading) const;
  bool redactValue(Treatment& treatment, std::string& value, ReadLock& reading) const;
  Reason reasonFor(std::string_view description) const;
  bool isNamedIn(const NameSet& names, std::string_view type) const;
  std::string withoutEmbedded(const Treatment& treatment, const std::string& value) const;

  RedactionKey key_;
  const AttributeList& secrets_;
  const Schema& schema_;
  SiteSecrets site_;
  mutable std::atomic<std::uint64_t> redactedNames_ = 0;
  mutable std::shared_mutex treatmentsMutex_;
  mutable std::unordered_map<std::string, Treatment> treatments_;  ///< by description as spelled: there are few
};

/// What a warning says about `names` entries, 1 or more, whose DN held a secret.
std::string describeRedactedNames(std::uint64_t names);

}  // namespace ldapsnap
