#include "snapshot/redact/redaction.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/redact/assigned_secrets.h"
#include "snapshot/redact/embedded_secrets.h"
#include "snapshot/redact/secret_patterns.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kKeySize = 32;
constexpr std::size_t kDigestSize = 16;  ///< of HMAC-SHA-256's 32 bytes: 128 bits, and values stay readable

/// searchFlags bits of [MS-ADTS] 2.2.9: fCONFIDENTIAL and fPARTITIONSECRET.
constexpr unsigned kConfidentialSearchFlags = 0x80 | 0x1000;

bool isDigest(std::string_view value) {
  return value.size() == kRedactedMark.size() + 2 * kDigestSize && value.starts_with(kRedactedMark) &&
         fromHex(value.substr(kRedactedMark.size())).has_value();
}

}  // namespace

RedactionKey newRedactionKey() {
  std::array<unsigned char, kKeySize> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw Error(ErrorKind::Internal, "the system's random generator failed");
  }
  return RedactionKey(bytes.begin(), bytes.end());
}

Redactor::Redactor(RedactionKey key, Product product, const Schema& schema, SiteSecrets site)
    : key_(std::move(key)), secrets_(secretAttributes(product)), schema_(schema), site_(std::move(site)) {
  if (key_.empty()) throw Error(ErrorKind::Internal, "redaction without a key");
}

std::string Redactor::digest(std::string_view value) const {
  if (isDigest(value)) return std::string(value);
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(value.data());
  if (HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), bytes, value.size(), mac.data(), &size) ==
      nullptr) {
    throw Error(ErrorKind::Internal, "HMAC-SHA-256 is not available");
  }
  const std::string_view head(reinterpret_cast<const char*>(mac.data()), kDigestSize);
  return std::string(kRedactedMark) + hex(head);
}

bool Redactor::isNamedIn(const NameSet& names, std::string_view type) const {
  if (names.empty()) return false;
  if (names.contains(type)) return true;
  const AttributeType* const definition = schema_.attributeType(type);
  return definition != nullptr && (names.contains(definition->oid) ||
                                   std::any_of(definition->names.begin(), definition->names.end(),
                                               [&names](const std::string& name) { return names.contains(name); }));
}

Redactor::Reason Redactor::reasonFor(std::string_view description) const {
  const std::string_view type = AttributeDescription::split(description).type;
  // Objects of one product may be on another product's server (Exchange 5.5 objects on slapd): an attribute that is
  // secret in any product is secret here.
  const AttributeList& ofAnyProduct = secretAttributesOfAnyProduct();
  const auto isListed = [&](std::string_view name) {
    return secrets_.contains(name, schema_) || ofAnyProduct.contains(name, schema_) || isNamedIn(site_.secret, name);
  };
  if (isListed(type)) return Reason::Known;
  // A subtype holds what its supertype is for (RFC 4512, 2.5.1). A chain longer than this is a circle.
  constexpr int kLongestChain = 32;
  const AttributeType* definition = schema_.attributeType(type);
  for (int i = 0; i < kLongestChain && definition != nullptr && !definition->superior.empty(); ++i) {
    if (isListed(definition->superior)) return Reason::Known;
    definition = schema_.attributeType(definition->superior);
  }
  if (isNamedIn(site_.notSecret, type)) return Reason::None;
  definition = schema_.attributeType(type);
  if (definition != nullptr && (definition->searchFlags & kConfidentialSearchFlags) != 0) return Reason::Known;
  return hasSecretName(type, schema_) ? Reason::Pattern : Reason::None;
}

Redactor::Treatment& Redactor::makeTreatment(const std::string& description) const {
  const std::unique_lock writing(treatmentsMutex_);
  const auto [place, isNew] = treatments_.try_emplace(description);
  if (isNew) {
    const std::string_view type = AttributeDescription::split(description).type;
    place->second.reason = reasonFor(description);
    place->second.mayHaveSecretForm = !isNamedIn(site_.notSecret, type);
    place->second.mayBeSwitch = isSwitchOrSecret(type);
    place->second.embedded = embeddedSecret(type);
    place->second.isOfChanges = place->second.embedded != nullptr && holdsChanges(place->second.embedded->form);
  }
  return place->second;
}

Redactor::Treatment& Redactor::treatmentOf(const std::string& description) const {
  {
    const std::shared_lock reading(treatmentsMutex_);
    const auto known = treatments_.find(description);
    if (known != treatments_.end()) return known->second;
  }
  return makeTreatment(description);
}

bool Redactor::treatsAlike(const Redactor& other, const std::string& description) const {
  const Treatment &own = treatmentOf(description), &others = other.treatmentOf(description);
  // What is in such values is attributes of their own, each with its treatment.
  if (own.embedded != nullptr || others.embedded != nullptr) return false;
  return own.reason == others.reason && own.mayHaveSecretForm == others.mayHaveSecretForm &&
         own.mayBeSwitch == others.mayBeSwitch;
}

/// `value` with the passwords in it replaced that its attribute is known to hold: "credentials=..." and its kind.
/// `treatment.embedded` is set.
std::string Redactor::withoutEmbedded(const Treatment& treatment, const std::string& value) const {
  return replaceEmbedded(
      *treatment.embedded, value, [this](std::string_view secret) { return digest(secret); },
      [this](std::string_view type) { return reasonFor(type) != Reason::None; });
}

void Redactor::redact(Entry& entry) const {
  const auto makeDigest = [this](std::string_view secret) { return digest(secret); };
  std::shared_lock reading(treatmentsMutex_);
  for (Attribute& attribute : entry.attributes) {
    const auto known = treatments_.find(attribute.description);
    Treatment* found = known == treatments_.end() ? nullptr : &known->second;
    if (found == nullptr) {
      reading.unlock();
      found = &makeTreatment(attribute.description);
      reading.lock();
    }
    Treatment& treatment = *found;
    for (std::string& value : attribute.values) {
      if (isDigest(value)) continue;
      if (treatment.reason == Reason::Known && !(treatment.mayBeSwitch && isPlainSetting(value))) {
        value = digest(value);
      } else if (treatment.reason == Reason::Pattern && !isPlainSetting(value)) {
        value = digest(value);
        ++treatment.hiddenByPattern;
      } else if (treatment.reason == Reason::None) {
        if (treatment.embedded != nullptr) value = withoutEmbedded(treatment, value);
        if (!treatment.mayHaveSecretForm) continue;
        std::optional<std::string> assigned;
        if (!treatment.isOfChanges) assigned = withoutAssignedSecrets(value, makeDigest);
        if (assigned) value = std::move(*assigned);
        std::optional<std::string> formed = withoutSecretForms(value, makeDigest);
        if (formed) value = std::move(*formed);
        if (assigned || formed) ++treatment.hiddenByPattern;
      }
    }
  }
}

HiddenByPattern Redactor::hiddenByPattern() const {
  const std::shared_lock reading(treatmentsMutex_);
  HiddenByPattern hidden;
  NameIndex<std::string> spellings;
  for (const auto& [description, treatment] : treatments_) {
    const std::uint64_t values = treatment.hiddenByPattern;
    if (values == 0) continue;
    const std::string_view type = AttributeDescription::split(description).type;
    hidden[spellings.try_emplace(std::string(type), type).first->second] += values;
  }
  return hidden;
}

}  // namespace ldapsnap
