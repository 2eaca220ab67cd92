#include "snapshot/redact/redaction.h"

#include <array>
#include <mutex>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/redact/embedded_secrets.h"

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
    throw Error(ErrorKind::Internal, "the system's random generator gives no bytes");
  }
  return RedactionKey(bytes.begin(), bytes.end());
}

Redactor::Redactor(RedactionKey key, Product product, const Schema& schema)
    : key_(std::move(key)), secrets_(secretAttributes(product)), schema_(schema) {
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

bool Redactor::isSecret(std::string_view description) const {
  // A site of one product's shape may live on another's server (Exchange 5.5 objects on slapd): what is a password
  // anywhere is one here.
  if (secrets_.contains(description, schema_)) return true;
  if (secretAttributesOfAnyProduct().contains(description, schema_)) return true;
  const AttributeType* type = schema_.attributeType(AttributeDescription::split(description).type);
  return type != nullptr && (type->searchFlags & kConfidentialSearchFlags) != 0;
}

const Redactor::Treatment& Redactor::treatmentOf(const std::string& description) const {
  {
    const std::shared_lock reading(treatmentsMutex_);
    const auto found = treatments_.find(description);
    if (found != treatments_.end()) return found->second;
  }
  const std::unique_lock writing(treatmentsMutex_);
  const Treatment treatment{isSecret(description), embeddedSecret(AttributeDescription::split(description).type)};
  return treatments_.emplace(description, treatment).first->second;
}

void Redactor::redact(Entry& entry) const {
  for (Attribute& attribute : entry.attributes) {
    const Treatment& treatment = treatmentOf(attribute.description);
    if (!treatment.isSecret && treatment.embedded == nullptr) continue;
    for (std::string& value : attribute.values) {
      if (!treatment.isSecret && !mayHoldSecret(*treatment.embedded, value)) continue;
      value = treatment.isSecret
                  ? digest(value)
                  : replaceEmbedded(
                        *treatment.embedded, value, [this](std::string_view secret) { return digest(secret); },
                        [this](std::string_view type) { return isSecret(type); });
    }
  }
}

}  // namespace ldapsnap
