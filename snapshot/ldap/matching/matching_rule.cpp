// Matching rules as normal forms.
//
// A rule could be a function of two values that says whether they match; RFC 4517 describes them so. Ours is a function
// of one value that gives its normal form, and matching is equality of bytes, for three reasons:
//
//  - Values are sets. To compare a group of 100,000 members with its later self takes two sorted lists of forms and one
//    merge. With a function of two values it takes a nested loop, or an ordering that every rule would have to supply.
//  - Equality of forms is an equivalence by construction. Pairwise comparison is where directories go wrong: a rule
//  that
//    is not transitive makes what belongs together depend on the order of the values.
//  - A name is made of values, and its form is made of theirs (dn_compare.cpp); so is the form of a value that holds a
//    name (uniqueMember, AD's DN-Binary).
//
// A value need not be of its attribute's syntax: servers store what older schemas or lax checking let in. Such a value
// has no form, and RFC 4511 makes the match Undefined. A filter takes it as that (Truth::Undefined). A comparison of
// snapshots cannot shrug: it uses equalityKey(), which falls back to the bytes. The two kinds of keys carry different
// first bytes, so that a text which happens to look like another value's form is not taken for it. In doubt we say
// "different" and show a change that a server would not see, rather than miss one that it would.
//
// The families are in files of their own:
//    matching_rule_strings.cpp      strings, lists of strings, telephone numbers, numeric strings
//    matching_rule_numbers.cpp      integers, booleans, bit strings
//    matching_rule_time.cpp         generalized time and UTC time
//    matching_rule_names.cpp        object identifiers, first components, distinguished names
//    matching_rule_identifiers.cpp  octet strings, UUID, CSN
//    matching_rule_ad.cpp           what only Active Directory has
// Not here: wordMatch and keywordMatch, which leave to the implementation what a word is; certificateExactMatch and its
// like, which take two certificates of one issuer and serial number for one (we want to see them differ).

#include "snapshot/ldap/matching/matching_rule.h"

#include <algorithm>
#include <unordered_map>

#include "snapshot/base/text.h"
#include "snapshot/ldap/matching/matching_rule_families.h"

namespace ldapsnap {
namespace {

constexpr char kForm = '=';
constexpr char kBytes = '#';

using RuleIndex = std::unordered_map<std::string, const MatchingRule*>;

RuleIndex indexRules() {
  RuleIndex index;
  for (const auto& family :
       {stringRules(), numberRules(), timeRules(), nameRules(), identifierRules(), activeDirectoryRules()}) {
    for (const MatchingRule& rule : family) {
      index.emplace(asciiLower(rule.name), &rule);
      if (!rule.oid.empty()) index.emplace(rule.oid, &rule);
    }
  }
  return index;
}

}  // namespace

const MatchingRule* findMatchingRule(std::string_view nameOrOid) {
  static const RuleIndex kRules = indexRules();
  const auto found = kRules.find(asciiLower(nameOrOid));
  return found == kRules.end() ? nullptr : found->second;
}

std::string equalityKey(const MatchingRule* rule, std::string_view value, const Schema& schema) {
  if (rule && rule->assertion == MatchingRule::Assertion::Value) {
    if (const std::optional<std::string> form = rule->normalise(value, schema)) return kForm + *form;
  }
  std::string key(1, kBytes);
  key += value;
  return key;
}

std::optional<std::string> substringForm(const MatchingRule* rule, SubstringPart part, std::string_view value,
                                         const Schema& schema) {
  if (!rule || rule->oid == kOctetStringSubstringsMatch) return std::string(value);
  // A space before the first word and one behind the last are what makes 2.6.1 work: the end of a value is the end of
  // a word.
  std::string text;
  if (part == SubstringPart::Whole || part == SubstringPart::Initial) text += ' ';
  text += value;
  if (part == SubstringPart::Whole || part == SubstringPart::Final) text += ' ';
  if (part != SubstringPart::Whole && rule->name == "caseIgnoreListSubstringsMatch") {
    // RFC 4517, 4.2.10: a piece is a DirectoryString, and lies within one line. The form of a value has a '$' only
    // between lines.
    std::string piece;
    for (const char c : text) piece += c == '$' ? "\\24" : c == '\\' ? "\\5c" : std::string(1, c);
    text = std::move(piece);
  }
  return rule->normalise(text, schema);
}

bool isAllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace ldapsnap
