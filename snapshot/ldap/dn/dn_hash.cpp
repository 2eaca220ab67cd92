// Nearly every name in a file is plain: no escape, no quote, no '+', no space next to a separator. Its path is then
// its text in lower case, reversed, so the lower-cased text can be hashed instead. Any other name is first converted to
// the form that a plain name of the same path would have.
#include "snapshot/ldap/dn/dn_hash.h"

#include <algorithm>
#include <array>
#include <random>
#include <string>

#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/dn/secret_hash.h"

namespace ldapsnap {
namespace {

// What a byte of a name means to plainForm(); bits, so that neighbours can be judged without branches.
constexpr unsigned kSpace = 1, kSeparator = 2, kSpecial = 4;

struct ByteTable {
  std::array<char, 256> lower{};
  std::array<unsigned char, 256> meaning{};

  constexpr ByteTable() {
    for (unsigned i = 0; i < 256; ++i) {
      lower[i] = static_cast<char>(i >= 'A' && i <= 'Z' ? i - 'A' + 'a' : i);
      meaning[i] = i < ' ' ? kSpecial : 0;
    }
    for (const char c : {'\\', '"', ';', '+', '<', '>', '#'}) meaning[static_cast<unsigned char>(c)] = kSpecial;
    meaning[' '] = kSpace;
    meaning[','] = meaning['='] = kSeparator;
  }
};
constexpr ByteTable kBytes;

constexpr std::size_t kLongestPlain = 512;
using Buffer = std::array<char, kLongestPlain>;

/// "oid.2.5.4.3=a" is "2.5.4.3=a".
bool startsWithOid(std::string_view lowerRdn) { return lowerRdn.substr(0, 4) == "oid."; }

/// Lower-cases `dn` into `buffer`; false when the name is not plain.
bool plainForm(std::string_view dn, Buffer& buffer) {
  if (dn.size() > buffer.size()) return false;
  unsigned bad = 0, before = kSeparator;
  for (std::size_t i = 0; i < dn.size(); ++i) {
    const auto byte = static_cast<unsigned char>(dn[i]);
    const unsigned meaning = kBytes.meaning[byte];
    buffer[i] = kBytes.lower[byte];
    bad |= (meaning & kSpecial) | (meaning & kSpace & (before | before >> 1)) | (before & kSpace & (meaning >> 1));
    before = meaning;
  }
  if (bad != 0 || (before & kSpace && !dn.empty())) return false;
  const std::string_view lower(buffer.data(), dn.size());
  if (startsWithOid(lower)) return false;
  return lower.find(",oid.") == std::string_view::npos;
}

/// A path's RDNs, leaf first, with commas between: of a plain name its text in lower case.
std::string leafFirst(std::string_view path) {
  const auto isEnd = [path](std::size_t at) {
    return path[at] == '\0' && (at + 1 == path.size() || static_cast<unsigned char>(path[at + 1]) < 0xFE);
  };
  std::string form;
  form.reserve(path.size());
  std::size_t end = path.size();
  while (end > 0) {
    std::size_t start = end - 1;
    while (start > 0 && !isEnd(start - 1)) --start;
    if (!form.empty()) form += ',';
    form.append(path.substr(start, end - 1 - start));
    end = start;
  }
  return form;
}

HashSecret drawSecret() {
  std::random_device source;
  HashSecret secret{};
  std::generate(secret.begin(), secret.end(), [&source] { return static_cast<unsigned char>(source()); });
  return secret;
}

}  // namespace

const HashSecret kHashSecret = drawSecret();

SecretHash secretHash(std::string_view bytes) { return secretHashInline(bytes); }

std::uint64_t hashOfPath(std::string_view dn) {
  const auto hashOf = [](std::string_view form) {
    return XXH3_64bits_withSecret(form.data(), form.size(), kHashSecret.data(), kHashSecret.size());
  };
  Buffer buffer;  // not cleared: a million calls
  if (plainForm(dn, buffer)) return hashOf({buffer.data(), dn.size()});
  return hashOf(leafFirst(keyOf(dn).path()));
}

}  // namespace ldapsnap
