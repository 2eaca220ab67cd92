// slapd's access rules (slapd.access(5)): olcAccess of the databases in cn=config.
#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "snapshot/base/text.h"
#include "snapshot/capture/access/access_control.h"
#include "snapshot/ldap/dn/dn.h"

namespace ldapsnap {
namespace {

/// "by <who> <access> <control>".
struct Clause {
  std::string who, access, control;
};

/// One olcAccess value.
struct AccessRule {
  std::vector<std::string> attributes;  ///< empty: all
  bool isEverywhere = true;             ///< neither a DN nor a filter nor a value restricts it
  std::vector<Clause> clauses;
};

/// Words separated by spaces; quoted text is part of its word, without the quotes.
std::vector<std::string> wordsOf(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool isQuoted = false, hasWord = false;
  for (const char c : text) {
    if (c == '"') {
      isQuoted = !isQuoted;
      hasWord = true;
    } else if (!isQuoted && (c == ' ' || c == '\t' || c == '\n')) {
      if (hasWord) words.push_back(std::move(word));
      word.clear();
      hasWord = false;
    } else {
      word += c;
      hasWord = true;
    }
  }
  if (hasWord) words.push_back(std::move(word));
  return words;
}

std::vector<std::string> listOf(std::string_view text) {
  std::vector<std::string> items;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    items.emplace_back(trimSpaces(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return items;
}

bool hasPrefix(std::string_view text, std::string_view prefix) {
  return equalsIgnoreAsciiCase(text.substr(0, prefix.size()), prefix);
}

bool isControl(std::string_view word) {
  return equalsIgnoreAsciiCase(word, "stop") || equalsIgnoreAsciiCase(word, "continue") ||
         equalsIgnoreAsciiCase(word, "break");
}

AccessRule parseRule(std::string_view value) {
  if (value.starts_with('{')) value.remove_prefix(std::min(value.find('}') + 1, value.size()));
  AccessRule rule;
  const std::vector<std::string> words = wordsOf(value);
  std::size_t i = 0;
  for (; i < words.size() && !equalsIgnoreAsciiCase(words[i], "by"); ++i) {
    const std::size_t equals = words[i].find('=');
    const std::string_view list = std::string_view(words[i]).substr(equals == std::string::npos ? 0 : equals + 1);
    if (hasPrefix(words[i], "attrs=") || hasPrefix(words[i], "attr="))
      rule.attributes = listOf(list);
    else if (words[i] != "*" && !equalsIgnoreAsciiCase(words[i], "to"))
      rule.isEverywhere = false;
  }
  while (i < words.size()) {  // at "by"
    std::vector<std::string> parts;
    for (++i; i < words.size() && !equalsIgnoreAsciiCase(words[i], "by"); ++i) parts.push_back(words[i]);
    Clause clause;
    if (!parts.empty() && isControl(parts.back())) {
      clause.control = asciiLower(parts.back());
      parts.pop_back();
    }
    if (!parts.empty()) clause.who = parts.front();
    if (parts.size() > 1) clause.access = asciiLower(parts.back());
    if (parts.size() > 2) clause.who = "?";  // several conditions at once
    rule.clauses.push_back(std::move(clause));
  }
  return rule;
}

/// The number in the braces before an X-ORDERED value.
int numberOf(std::string_view value) {
  int number = 0;
  if (value.starts_with('{')) std::from_chars(value.data() + 1, value.data() + value.size(), number);
  return number;
}

/// The access rules of a database, in their order.
std::vector<AccessRule> rulesOf(const Entry& database) {
  const Attribute* const access = database.find("olcAccess");
  if (access == nullptr) return {};
  std::vector<std::string> values = access->values;
  std::stable_sort(values.begin(), values.end(),
                   [](const std::string& a, const std::string& b) { return numberOf(a) < numberOf(b); });
  std::vector<AccessRule> rules;
  for (const std::string& value : values) rules.push_back(parseRule(value));
  return rules;
}

Certainty isMeant(std::string_view who, std::string_view identity) {
  const bool isAnonymous = identity.empty();
  if (who == "*") return Certainty::Yes;
  if (equalsIgnoreAsciiCase(who, "anonymous")) return isAnonymous ? Certainty::Yes : Certainty::No;
  if (equalsIgnoreAsciiCase(who, "users")) return isAnonymous ? Certainty::No : Certainty::Yes;
  if (hasPrefix(who, "self")) return Certainty::No;  // its own entry may show more
  for (const std::string_view exact : {"dn=", "dn.exact=", "dn.base=", "dn.baseobject="}) {
    if (!hasPrefix(who, exact)) continue;
    if (who.find('*') != std::string_view::npos) return Certainty::Unknown;
    return keyOf(who.substr(exact.size())).path() == keyOf(identity).path() ? Certainty::Yes : Certainty::No;
  }
  for (const std::string_view below : {"dn.subtree=", "dn.sub=", "dn.children="}) {
    if (!hasPrefix(who, below)) continue;
    const DnKey base = keyOf(who.substr(below.size())), key = keyOf(identity);
    const bool isWithin = !isAnonymous && inScope(key.path(), base.path(), Scope::Subtree);
    const bool isBaseItself = below == "dn.children=" && key.path() == base.path();
    return isWithin && !isBaseItself ? Certainty::Yes : Certainty::No;
  }
  return Certainty::Unknown;
}

bool grantsReading(std::string_view access) {
  if (access.starts_with('=')) return access.find_first_of("rwazm") != std::string_view::npos;
  for (const std::string_view level : {"read", "write", "add", "delete", "manage"})
    if (access == level) return true;
  return hasPrefix(access, "self");
}

bool concerns(const AccessRule& rule, const std::string& attribute) {
  return rule.attributes.empty() ||
         std::any_of(rule.attributes.begin(), rule.attributes.end(),
                     [&attribute](const std::string& name) { return equalsIgnoreAsciiCase(name, attribute); });
}

/// Whether `identity` may read `attribute` everywhere in a database with these rules, the frontend's at their end.
Certainty mayRead(const std::vector<AccessRule>& rules, const std::string& attribute, std::string_view identity) {
  for (const AccessRule& rule : rules) {
    if (!concerns(rule, attribute)) continue;
    if (!rule.isEverywhere) return Certainty::Unknown;
    bool goesOn = false;
    for (const Clause& clause : rule.clauses) {
      const Certainty meant = isMeant(clause.who, identity);
      const bool isAdditive = clause.access.starts_with('+') || clause.access.starts_with('-');
      if (meant == Certainty::Unknown || isAdditive) return Certainty::Unknown;
      if (meant == Certainty::No) continue;
      if (clause.control == "continue") return Certainty::Unknown;
      goesOn = clause.control == "break";
      if (!goesOn) return grantsReading(clause.access) ? Certainty::Yes : Certainty::No;
      break;
    }
    if (!goesOn) return Certainty::No;  // "by * none" is at the end of every rule
  }
  return rules.empty() ? Certainty::Yes : Certainty::No;
}

std::set<std::string> namedAttributes(const std::vector<AccessRule>& rules) {
  std::set<std::string> names;
  for (const AccessRule& rule : rules) {
    for (const std::string& name : rule.attributes) {
      const bool isClass = name.starts_with('@') || name.starts_with('!');
      const bool isPseudo = equalsIgnoreAsciiCase(name, "entry") || equalsIgnoreAsciiCase(name, "children");
      if (!name.empty() && !isClass && !isPseudo) names.insert(name);
    }
  }
  return names;
}

/// Only what is certain: a rule that depends on a group, a set, a pattern or the connection hides nothing here, and a
/// database's root DN may read everything.
class OlcAccessControl : public AccessControl {
 public:
  explicit OlcAccessControl(const std::vector<std::string>& identity) : bound_(boundDnOf(identity)) {}

  void see(const Entry& entry, const CapturePart& part) override {
    if (part.kind != CapturePart::Kind::Configuration || entry.find("olcDatabase") == nullptr) return;
    if (entry.find("olcSuffix") != nullptr) databases_.push_back(entry);
    if (hasPrefix(entry.dn, "olcDatabase={-1}frontend,")) general_ = rulesOf(entry);
  }

  std::vector<HiddenAttribute> hidden(const std::vector<HiddenAttribute>&) const override {
    std::vector<HiddenAttribute> hidden;
    if (!bound_) return hidden;
    for (const Entry& database : databases_) {
      if (isRootDn(database)) continue;
      std::vector<AccessRule> rules = rulesOf(database);
      rules.insert(rules.end(), general_.begin(), general_.end());
      for (const std::string& attribute : namedAttributes(rules)) {
        if (mayRead(rules, attribute, *bound_) != Certainty::No) continue;
        for (const std::string& suffix : database.find("olcSuffix")->values)
          hidden.push_back({suffix, attribute, reasonOf(database)});
      }
    }
    return hidden;
  }

 private:
  bool isRootDn(const Entry& database) const {
    const std::string* const rootDn = database.first("olcRootDN");
    return rootDn != nullptr && !bound_->empty() && keyOf(*rootDn).path() == keyOf(*bound_).path();
  }
  static std::string reasonOf(const Entry& database) {
    const std::string* const rootDn = database.first("olcRootDN");
    return "olcAccess of " + database.dn + (rootDn == nullptr ? "" : "; its root DN " + *rootDn + " sees it");
  }

  std::optional<std::string> bound_;
  std::vector<Entry> databases_;
  std::vector<AccessRule> general_;
};

}  // namespace

std::unique_ptr<AccessControl> olcAccessControl(const std::vector<std::string>& identity) {
  return std::make_unique<OlcAccessControl>(identity);
}

}  // namespace ldapsnap
