// The X.500 slash form of Exchange 5.5 (legacyExchangeDN, Obj-Dist-Name): root first, "/" before every RDN.
//
// [MS-OXOABK] 2.2.1.1 gives its grammar: values are teletex without "/", and nothing is escaped; a backslash or a plus
// sign means itself. Names from elsewhere may hold a "/" (an LDAP server knows no such limit), so we write "\/"
// for it, and put a backslash before another character only where that would otherwise be read as structure. What
// Exchange writes reads as Exchange means it, and what we write reads back as the same name.

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/dn/dn_scanner.h"

namespace ldapsnap {
namespace {

constexpr std::string_view kEscapable = "/\\+#";

bool isTypeChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

/// True when `text` begins as an AVA does: "type=".
bool startsAva(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), isTypeChar);
  const auto size = static_cast<std::size_t>(end - text.begin());
  return end != text.end() && *end == '=' && isAttributeType(text.substr(0, size));
}

class SlashReader {
 public:
  explicit SlashReader(std::string_view text) : text_(text) {}

  std::vector<Rdn> read() {
    std::vector<Rdn> rdns;
    while (at_ < text_.size()) {
      if (text_[at_] != '/') fail("'/'");
      ++at_;
      rdns.push_back(readRdn());
    }
    std::reverse(rdns.begin(), rdns.end());
    return rdns;
  }

 private:
  Rdn readRdn() {
    Rdn rdn;
    for (;; ++at_) {
      rdn.push_back(readAva());
      if (at_ == text_.size() || text_[at_] == '/') return rdn;
    }
  }

  Ava readAva() {
    if (!startsAva(text_.substr(at_))) fail("an attribute type and '='");
    const std::size_t equals = text_.find('=', at_);
    Ava ava{std::string(text_.substr(at_, equals - at_)), {}, false};
    at_ = equals + 1;
    const std::size_t start = at_;
    ava.isBer = at_ < text_.size() && text_[at_] == '#';
    ava.value = readValue();
    if (!ava.isBer) return ava;
    std::optional<std::string> octets = fromHex(std::string_view(ava.value).substr(1));
    if (!octets || octets->empty()) {
      at_ = start + 1;
      fail("pairs of hexadecimal digits after '#'");
    }
    ava.value = std::move(*octets);
    return ava;
  }

  std::string readValue() {
    std::string value;
    for (; at_ < text_.size(); ++at_) {
      const std::string_view rest = text_.substr(at_);
      const bool isPair = rest.size() > 1 && rest[0] == '\\' && kEscapable.find(rest[1]) != std::string_view::npos;
      if (rest[0] == '/' || (rest[0] == '+' && startsAva(rest.substr(1)))) break;
      if (isPair) ++at_;
      value += text_[at_];
    }
    return value;
  }

  [[noreturn]] void fail(std::string_view expected) const {
    throw Error(ErrorKind::BadInput,
                fmt::format("'{}' is not a name in the form /o=.../ou=.../cn=...: expected {} at column {}",
                            visible(text_), expected, at_ + 1));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

void appendSlashValue(std::string& text, std::string_view value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    const std::string_view rest = value.substr(i + 1);
    const bool isPair = c == '\\' && (rest.empty() || kEscapable.find(rest.front()) != std::string_view::npos);
    const bool isStructure = c == '/' || (c == '+' && startsAva(rest)) || (c == '#' && i == 0);
    if (isPair || isStructure) text += '\\';
    text += c;
  }
}

}  // namespace

Dn Dn::parseSlash(std::string_view text) { return Dn(SlashReader(text).read()); }

std::string Dn::toSlash() const {
  std::string text;
  for (auto rdn = rdns_.rbegin(); rdn != rdns_.rend(); ++rdn) {
    char separator = '/';
    for (const Ava& ava : *rdn) {
      text.append(1, separator).append(ava.type).append("=");
      if (ava.isBer) {
        text.append("#").append(hex(ava.value));
      } else {
        appendSlashValue(text, ava.value);
      }
      separator = '+';
    }
  }
  return text;
}

}  // namespace ldapsnap
