#include "snapshot/redact/redaction.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <mutex>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/ldap/schema/syntax_rules.h"
#include "snapshot/redact/assigned_secrets.h"
#include "snapshot/redact/embedded_secrets.h"
#include "snapshot/redact/secret_patterns.h"
#include "snapshot/redact/slow_digest.h"

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

/// The types of which nearly all names are made; no product has them for secrets.
bool isUsualNamingType(std::string_view type) {
  for (const std::string_view usual : {"cn", "ou", "dc", "uid", "o", "c", "l", "st"})
    if (equalsIgnoreAsciiCase(type, usual)) return true;
  return false;
}

/// The attribute type before the '=' at `at`.
std::string_view typeBefore(std::string_view dn, std::size_t at) {
  while (at > 0 && dn[at - 1] == ' ') --at;
  std::size_t begin = at;
  const auto isPart = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_';
  };
  while (begin > 0 && isPart(dn[begin - 1])) --begin;
  return dn.substr(begin, at - begin);
}

/// False for most values, after one look at them: neither withoutAssignedSecrets() nor withoutSecretForms() finds
/// anything in them. Their secrets come after one of the marks, or are Base64 of one. Of a longer value their own
/// searches are as fast.
bool mayHoldSecretText(std::string_view value) {
  constexpr std::size_t kShort = 64;
  constexpr std::string_view kMarks = "=:<%{$ \t", kBase64Starts = "eJL";
  static const std::array<bool, 256> kIsMark = [kMarks] {
    std::array<bool, 256> isMark{};
    for (const char c : kMarks) isMark[static_cast<unsigned char>(c)] = true;
    return isMark;
  }();
  if (value.empty()) return false;
  if (value.size() > kShort || kBase64Starts.find(value.front()) != std::string_view::npos) return true;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (kIsMark[static_cast<unsigned char>(value[i])]) return true;
    if (value[i] == '-' && value.substr(i, 2) == "--") return true;
  }
  return false;
}

/// Whether a text ends as names do: "...,dc=example".
bool endsLikeName(std::string_view text) {
  const std::size_t comma = text.rfind(','), equals = text.rfind('=');
  if (comma == std::string_view::npos || equals == std::string_view::npos || equals < comma) return false;
  return isUsualNamingType(typeBefore(text, equals));
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
  if (key_.size() > kKeySize && key_.back() == kSlowDigests && isWorthSlowDigest(value))
    return std::string(kRedactedMark) + hex(slowDigest(key_, value, kDigestSize));
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
    place->second.holdsNames = schema_.syntax(type) == kDnSyntax;
    place->second.isOfChanges = place->second.embedded != nullptr && holdsChanges(place->second.embedded->form);
  }
  return place->second;
}

bool Redactor::treatsAlike(const Redactor& other, const std::string& description) const {
  const auto treatmentIn = [&description](const Redactor& redactor) -> const Treatment& {
    ReadLock reading(redactor.treatmentsMutex_);
    return redactor.treatmentOf(description, reading);
  };
  const Treatment &own = treatmentIn(*this), &others = treatmentIn(other);
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

Redactor::Treatment& Redactor::treatmentOf(const std::string& description, ReadLock& reading) const {
  const auto known = treatments_.find(description);
  if (known != treatments_.end()) return known->second;
  reading.unlock();
  Treatment& made = makeTreatment(description);
  reading.lock();
  return made;
}

/// Whether a value of `dn` may be a secret. The types of nearly all names are settled without a look at the lists.
bool Redactor::mayHoldSecret(std::string_view dn, ReadLock& reading) const {
  const auto holds = [dn](std::string_view mark) { return dn.find(mark) != std::string_view::npos; };
  if (holds("{") || holds("$") || holds("://")) return true;
  for (std::size_t at = dn.find('='); at != std::string_view::npos; at = dn.find('=', at + 1)) {
    const std::string_view type = typeBefore(dn, at);
    if (type.empty() || (isUsualNamingType(type) && site_.secret.empty())) continue;
    if (!reading.owns_lock()) reading.lock();
    if (treatmentOf(std::string(type), reading).reason != Reason::None) return true;
  }
  return false;
}

/// The value of a type in a name with its secrets replaced; none where there are none.
std::optional<std::string> Redactor::redactedPart(const std::string& type, const std::string& value,
                                                  ReadLock& reading) const {
  if (isDigest(value)) return std::nullopt;
  const Treatment& treatment = treatmentOf(type, reading);
  const bool isSetting = isPlainSetting(value);
  if (treatment.reason == Reason::Known && !(treatment.mayBeSwitch && isSetting)) return digest(value);
  if (treatment.reason == Reason::Pattern && !isSetting) return digest(value);
  if (treatment.reason != Reason::None || !treatment.mayHaveSecretForm) return std::nullopt;
  return withoutSecretForms(value, [this](std::string_view secret) { return digest(secret); });
}

/// `dn` with the secrets in its values replaced; none where there are none. The spelling of the other RDNs is kept.
/// Text that is not a name is searched for secrets as any text.
std::optional<std::string> Redactor::redactedName(std::string_view dn, ReadLock& reading) const {
  const auto makeDigest = [this](std::string_view secret) { return digest(secret); };
  if (!mayHoldSecret(dn, reading)) return std::nullopt;
  if (!reading.owns_lock()) reading.lock();
  const std::optional<std::vector<std::string_view>> rdns = splitRdns(dn);
  if (!rdns) {
    const std::optional<std::string> assigned = withoutAssignedSecrets(dn, makeDigest);
    std::optional<std::string> formed = withoutSecretForms(assigned ? *assigned : dn, makeDigest);
    return formed ? std::move(formed) : assigned;
  }
  std::string result;
  bool isChanged = false;
  for (const std::string_view spelled : *rdns) {
    if (!result.empty()) result += ',';
    if (!mayHoldSecret(spelled, reading)) {
      result += spelled;
      continue;
    }
    const std::optional<Dn> parsed = Dn::tryParse(spelled);
    bool isPartChanged = false;
    Rdn rdn = parsed && !parsed->empty() ? parsed->rdn() : Rdn();
    for (Ava& ava : rdn) {
      std::optional<std::string> part = redactedPart(ava.type, ava.value, reading);
      if (!part) continue;
      ava.value = std::move(*part);
      ava.isBer = false;
      isPartChanged = true;
    }
    result += isPartChanged ? Dn({rdn}).toString() : std::string(spelled);
    isChanged = isChanged || isPartChanged;
  }
  return isChanged ? std::optional(std::move(result)) : std::nullopt;
}

std::string Redactor::withoutSecrets(const std::string& dn) const {
  ReadLock reading(treatmentsMutex_);
  return redactedName(dn, reading).value_or(dn);
}

bool Redactor::holdsSecret(std::string_view dn) const {
  ReadLock reading(treatmentsMutex_, std::defer_lock);  // taken where a list has to be asked
  return redactedName(dn, reading).has_value();
}

/// A value of an attribute that is not secret as a whole: what in it is. Returns whether anything was.
bool Redactor::redactValue(Treatment& treatment, std::string& value, ReadLock& reading) const {
  const auto makeDigest = [this](std::string_view secret) { return digest(secret); };
  bool isChanged = false;
  if (treatment.embedded != nullptr) {
    std::string without = withoutEmbedded(treatment, value);
    isChanged = without != value;
    value = std::move(without);
  }
  std::optional<std::string> named;
  if (treatment.holdsNames) named = redactedName(value, reading);
  if (named) {
    value = std::move(*named);
    isChanged = true;
  }
  if (!treatment.mayHaveSecretForm || !mayHoldSecretText(value)) return isChanged;
  std::optional<std::string> assigned, formed;
  const auto searchText = [&](std::string_view text) {
    assigned.reset();
    if (!treatment.isOfChanges) assigned = withoutAssignedSecrets(text, makeDigest);
    formed = withoutSecretForms(assigned ? *assigned : text, makeDigest);
  };
  searchText(value);
  if (!assigned && !formed) return isChanged;
  ++treatment.hiddenByPattern;
  // Where the schema does not say that the value is a name: what ends as one is one, and its secret ends with the RDN.
  if (!treatment.holdsNames && endsLikeName(value)) {
    if (std::optional<std::string> name = redactedName(value, reading)) {
      value = std::move(*name);
      searchText(value);
    }
  }
  if (formed)
    value = std::move(*formed);
  else if (assigned)
    value = std::move(*assigned);
  return true;
}

bool Redactor::redact(Entry& entry) const {
  ReadLock reading(treatmentsMutex_);
  bool isChanged = false;
  if (std::optional<std::string> name = redactedName(entry.dn, reading)) {
    entry.dn = std::move(*name);
    ++redactedNames_;
    isChanged = true;
  }
  for (Attribute& attribute : entry.attributes) {
    Treatment& treatment = treatmentOf(attribute.description, reading);
    for (std::string& value : attribute.values) {
      if (isDigest(value)) continue;
      if (treatment.reason == Reason::Known && !(treatment.mayBeSwitch && isPlainSetting(value))) {
        value = digest(value);
        isChanged = true;
      } else if (treatment.reason == Reason::Pattern && !isPlainSetting(value)) {
        value = digest(value);
        ++treatment.hiddenByPattern;
        isChanged = true;
      } else if (treatment.reason == Reason::None && redactValue(treatment, value, reading)) {
        isChanged = true;
      }
    }
  }
  return isChanged;
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

std::string describeRedactedNames(std::uint64_t names) {
  return names == 1 ? "the name of 1 entry holds a secret and was redacted"
                    : fmt::format("the names of {} entries hold secrets and were redacted", names);
}

}  // namespace ldapsnap
