#include "snapshot/capture/access/aci.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"

namespace ldapsnap {
namespace {

constexpr std::string_view kUrl = "ldap:///";

/// Reads words, quoted texts and single characters.
class AciScanner {
 public:
  explicit AciScanner(std::string_view text) : text_(text) {}

  void skipSpaces() {
    while (position_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[position_])) != 0) ++position_;
  }
  bool atEnd() {
    skipSpaces();
    return position_ == text_.size();
  }
  bool take(std::string_view token) {
    skipSpaces();
    if (!equalsIgnoreAsciiCase(text_.substr(position_, token.size()), token)) return false;
    position_ += token.size();
    return true;
  }
  std::string word() {
    skipSpaces();
    const std::size_t begin = position_;
    while (position_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[position_])) != 0 ||
                                        text_[position_] == '_' || text_[position_] == '-'))
      ++position_;
    return asciiLower(text_.substr(begin, position_ - begin));
  }
  /// What stands between quotation marks; nothing if none begins here, or none ends.
  std::optional<std::string> quoted() {
    skipSpaces();
    if (position_ == text_.size() || text_[position_] != '"') return std::nullopt;
    const std::size_t end = text_.find('"', position_ + 1);
    if (end == std::string_view::npos) return std::nullopt;
    std::string content(text_.substr(position_ + 1, end - position_ - 1));
    position_ = end + 1;
    return content;
  }
  /// Up to the next `end` outside of quotation marks, which is taken too.
  std::optional<std::string> until(char end) {
    bool isQuoted = false;
    for (std::size_t i = position_; i < text_.size(); ++i) {
      if (text_[i] == '"') isQuoted = !isQuoted;
      if (isQuoted || text_[i] != end) continue;
      std::string content(text_.substr(position_, i - position_));
      position_ = i + 1;
      return content;
    }
    return std::nullopt;
  }

 private:
  std::string_view text_;
  std::size_t position_ = 0;
};

std::vector<std::string> listOfAci(std::string_view text, std::string_view separator) {
  std::vector<std::string> items;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    if (const std::string_view item = trimSpaces(text.substr(begin, end - begin)); !item.empty())
      items.emplace_back(item);
    begin = end + separator.size();
  }
  return items;
}

/// "(targetattr != "a || b")" and its like.
bool readTarget(AciScanner& scanner, Aci& aci) {
  const std::string keyword = scanner.word();
  const bool isNegated = scanner.take("!");
  if (!scanner.take("=")) return false;
  const std::optional<std::string> value = scanner.quoted();
  if (!value || !scanner.take(")")) return false;
  if (keyword == "targetattr") {
    aci.attributes = listOfAci(*value, "||");
    aci.isAllBut = isNegated;
  } else {  // target, targetfilter, targetscope, targattrfilters, target_to, extop ...
    aci.isEverywhere = false;
  }
  return true;
}

bool readPermission(AciScanner& scanner, Aci& aci) {
  AciPermission permission;
  if (scanner.take("deny"))
    permission.isAllow = false;
  else if (!scanner.take("allow"))
    return false;
  if (!scanner.take("(")) return false;
  const std::optional<std::string> rights = scanner.until(')');
  if (!rights) return false;
  for (const std::string& right : listOfAci(*rights, ","))
    permission.concernsReading |= equalsIgnoreAsciiCase(right, "read") || equalsIgnoreAsciiCase(right, "all");
  const std::optional<std::string> rule = scanner.until(';');
  if (!rule) return false;
  permission.bindRule = *rule;
  aci.permissions.push_back(std::move(permission));
  return true;
}

Certainty either(Certainty a, Certainty b) { return std::max(a, b); }
Certainty both(Certainty a, Certainty b) { return std::min(a, b); }
Certainty negated(Certainty a) {
  return a == Certainty::Yes ? Certainty::No : a == Certainty::No ? Certainty::Yes : Certainty::Unknown;
}

bool isBelowOrAt(const std::string& dn, std::string_view base) {
  return inScope(keyOf(dn).path(), keyOf(base).path(), Scope::Subtree);
}

/// One value of userdn: "ldap:///anyone", "ldap:///uid=ann,dc=x", "ldap:///dc=x??sub?(cn=a)".
Certainty isUser(std::string_view url, const std::string& identity) {
  if (!equalsIgnoreAsciiCase(url.substr(0, kUrl.size()), kUrl)) return Certainty::Unknown;
  const std::string_view name = url.substr(kUrl.size());
  if (equalsIgnoreAsciiCase(name, "anyone")) return Certainty::Yes;
  if (identity.empty()) return Certainty::No;
  if (equalsIgnoreAsciiCase(name, "all")) return Certainty::Yes;
  if (equalsIgnoreAsciiCase(name, "self")) return Certainty::No;  // its own entry may show more
  if (equalsIgnoreAsciiCase(name, "parent")) return Certainty::Unknown;
  if (name.find_first_of("*$") != std::string_view::npos) return Certainty::Unknown;
  if (const std::size_t question = name.find('?'); question != std::string_view::npos)
    return isBelowOrAt(identity, name.substr(0, question)) ? Certainty::Unknown : Certainty::No;
  return keyOf(name).path() == keyOf(identity).path() ? Certainty::Yes : Certainty::No;
}

/// The bind rules' grammar: terms with "and", "or" and "not", which bind from the left with equal strength unless
/// parentheses say otherwise.
class BindRuleReader {
 public:
  BindRuleReader(std::string_view text, const std::string& identity) : scanner_(text), identity_(identity) {}

  Certainty read() {
    const Certainty result = expression(0);
    return scanner_.atEnd() ? result : Certainty::Unknown;
  }

 private:
  static constexpr int kDeepest = 32;  // against what a hostile directory nests

  Certainty expression(int depth) {
    Certainty result = term(depth);
    while (true) {
      if (scanner_.take("and"))
        result = both(result, term(depth));
      else if (scanner_.take("or"))
        result = either(result, term(depth));
      else
        return result;
    }
  }

  Certainty term(int depth) {
    if (depth == kDeepest) return Certainty::Unknown;
    if (scanner_.take("not")) return negated(term(depth + 1));
    if (scanner_.take("(")) {
      const Certainty inner = expression(depth + 1);
      return scanner_.take(")") ? inner : Certainty::Unknown;
    }
    const std::string keyword = scanner_.word();
    const bool isNegated = scanner_.take("!");
    while (scanner_.take("=") || scanner_.take("<") || scanner_.take(">")) continue;
    const std::optional<std::string> value = scanner_.quoted();
    if (keyword.empty() || !value) return Certainty::Unknown;
    if (keyword != "userdn") return identity_.empty() && keyword.ends_with("dn") ? Certainty::No : Certainty::Unknown;
    Certainty result = Certainty::No;
    for (const std::string& url : listOfAci(*value, "||")) result = either(result, isUser(url, identity_));
    return isNegated ? negated(result) : result;
  }

  AciScanner scanner_;
  const std::string& identity_;
};

bool isNamed(const std::vector<std::string>& names, const std::string& attribute) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return name == "*" || equalsIgnoreAsciiCase(name, attribute); });
}

/// Whether the ACI is about the attribute; one without targetattr may be.
Certainty concernsAttribute(const Aci& aci, const std::string& attribute) {
  if (!aci.attributes) return Certainty::Unknown;
  const bool hasPattern = std::any_of(aci.attributes->begin(), aci.attributes->end(), [](const std::string& name) {
    return name != "*" && name.find('*') != std::string::npos;
  });
  if (hasPattern) return Certainty::Unknown;
  return isNamed(*aci.attributes, attribute) != aci.isAllBut ? Certainty::Yes : Certainty::No;
}

/// 389 denies what no ACI allows, and what one denies is not allowed by another. Whether the identity may read the
/// attribute in every entry below the suffix: not at all, in some or unknown which, everywhere.
Certainty mayReadByAci(const std::vector<Aci>& acis, const std::string& attribute, const std::string& identity) {
  Certainty allowed = Certainty::No, denied = Certainty::No;
  for (const Aci& aci : acis) {
    const Certainty concerned =
        both(concernsAttribute(aci, attribute), aci.isEverywhere ? Certainty::Yes : Certainty::Unknown);
    for (const AciPermission& permission : aci.permissions) {
      if (!permission.concernsReading) continue;
      const Certainty applies = both(concerned, isBoundBy(permission.bindRule, identity));
      (permission.isAllow ? allowed : denied) = either(permission.isAllow ? allowed : denied, applies);
    }
  }
  return both(allowed, negated(denied));
}

/// The ACIs of the entries, by the suffix below which they are. One that a lower entry holds applies to a part only.
class AciControl : public AccessControl {
 public:
  AciControl(const std::vector<std::string>& identity, std::string administrator)
      : bound_(boundDnOf(identity)), administrator_(std::move(administrator)) {}

  void see(const Entry& entry, const CapturePart& part) override {
    if (part.kind == CapturePart::Kind::Configuration)
      if (const std::string* const rootDn = entry.first("nsslapd-rootdn")) administrator_ = *rootDn;
    if (part.kind != CapturePart::Kind::Context) return;
    const std::string& suffix = part.request.base;
    Suffix& known = suffixes_[suffix];
    const Attribute* const values = entry.find("aci");
    if (values == nullptr) return;
    const bool isAtSuffix = keyOf(entry.dn).path() == keyOf(suffix).path();
    for (const std::string& value : values->values) {
      std::optional<Aci> aci = parseAci(value);
      known.isUnreadable |= !aci;
      if (!aci) continue;
      aci->isEverywhere &= isAtSuffix;
      known.acis.push_back(*std::move(aci));
    }
  }

  std::vector<HiddenAttribute> hidden(const std::vector<HiddenAttribute>&) const override {
    std::vector<HiddenAttribute> hidden;
    if (!bound_ || (!bound_->empty() && keyOf(*bound_).path() == keyOf(administrator_).path())) return hidden;
    for (const auto& [suffix, known] : suffixes_) {
      // Rules that the identity does not see may hide anything.
      if (known.isUnreadable || mayReadByAci(known.acis, "aci", *bound_) != Certainty::Yes) {
        hidden.push_back({suffix, "", "it is not shown all ACIs; " + administrator_ + " sees everything"});
        continue;
      }
      for (const std::string& attribute : candidates(known.acis))
        if (mayReadByAci(known.acis, attribute, *bound_) == Certainty::No)
          hidden.push_back({suffix, attribute, "the ACIs; " + administrator_ + " sees it"});
    }
    return hidden;
  }

 private:
  struct Suffix {
    std::vector<Aci> acis;
    bool isUnreadable = false;
  };

  /// Attributes that ACIs treat apart from others.
  static std::set<std::string> candidates(const std::vector<Aci>& acis) {
    std::set<std::string> names;
    for (const Aci& aci : acis)
      for (const std::string& name : aci.attributes.value_or(std::vector<std::string>()))
        if (name.find('*') == std::string::npos && name != "+") names.insert(name);
    return names;
  }

  std::optional<std::string> bound_;
  std::string administrator_;
  std::map<std::string, Suffix> suffixes_;
};

}  // namespace

std::optional<Aci> parseAci(std::string_view value) {
  AciScanner scanner(value);
  Aci aci;
  while (scanner.take("(")) {
    if (scanner.take("version")) {
      scanner.word();
      if (!scanner.take(".") || scanner.word().empty() || !scanner.take(";") || !scanner.take("acl") ||
          !scanner.quoted() || !scanner.take(";"))
        return std::nullopt;
      while (!scanner.take(")"))
        if (!readPermission(scanner, aci)) return std::nullopt;
      return scanner.atEnd() && !aci.permissions.empty() ? std::optional(aci) : std::nullopt;
    }
    if (!readTarget(scanner, aci)) return std::nullopt;
  }
  return std::nullopt;
}

Certainty isBoundBy(std::string_view bindRule, const std::string& identity) {
  return BindRuleReader(bindRule, identity).read();
}

std::unique_ptr<AccessControl> aciControl(const std::vector<std::string>& identity, const std::string& administrator) {
  return std::make_unique<AciControl>(identity, administrator);
}

}  // namespace ldapsnap
