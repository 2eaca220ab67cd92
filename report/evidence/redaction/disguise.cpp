#include "report/evidence/redaction/disguise.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <optional>

#include "snapshot/base/error.h"
#include "snapshot/base/json/json_data.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/syntax_rules.h"

namespace ldapsnap {

namespace {

/// A list of report/data/redaction.json.
std::vector<std::string> listed(std::string_view name) {
  return stringListMember(readJsonData("report/redaction.json"), name);
}

bool isVocabulary(std::string_view description) {
  static const std::vector<std::string> kVocabulary = listed("vocabulary");
  const std::string_view type = AttributeDescription::split(description).type;
  return std::any_of(kVocabulary.begin(), kVocabulary.end(),
                     [type](const std::string& name) { return equalsIgnoreAsciiCase(type, name); });
}

std::optional<Dn> readName(const std::string& text) {
  if (text.find('=') == std::string::npos) return std::nullopt;
  return Dn::tryParse(text);
}

bool isPattern(std::string_view word) { return word.size() > 2 && word.starts_with('/') && word.ends_with('/'); }

/// "B:8:CAFE0001:cn=x" and "S:5:hello:cn=x" of [MS-ADTS] 3.1.1.2.2.2: where the DN begins, or 0.
std::size_t dnBehindData(const std::string& value) {
  if (!value.starts_with("B:") && !value.starts_with("S:")) return 0;
  const std::size_t length = value.find(':', 2);
  const std::size_t data = length == std::string::npos ? length : value.find(':', length + 1);
  return data == std::string::npos ? 0 : data + 1;
}

/// Bytes as text, so that names within are found: each byte a character, and UTF-16 without its zero bytes.
std::string asLatin1(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0) continue;
    if (byte >= 0x80) text += static_cast<char>(0xC0U | (byte >> 6U));
    text += static_cast<char>(byte < 0x80 ? byte : 0x80U | (byte & 0x3FU));
  }
  return text;
}

}  // namespace

RedactionRequest parseRedaction(const std::vector<std::string>& words) {
  RedactionRequest request;
  for (const std::string& word : words) {
    if (isPattern(word)) {
      request.patterns.push_back(word.substr(1, word.size() - 2));
    } else if (word.find('=') != std::string::npos) {
      request.subtrees.push_back(Dn::parse(word));
    } else if (!word.empty()) {
      request.attributes.push_back(word);
    }
  }
  return request;
}

Disguise::Disguise(RedactionRequest request, Pseudonyms& pseudonyms, const Snapshot& before, const Snapshot& after)
    : request_(std::move(request)), pseudonyms_(pseudonyms), schema_(after.schema()) {
  for (const std::string& pattern : request_.patterns) patterns_.emplace_back(pattern);
  for (const std::string& attribute : request_.attributes) identities_.push_back(schema_.identity(attribute));
  for (const Dn& subtree : request_.subtrees) readNamesBelow(subtree, before, after);
  if (identities_.empty()) return;
  std::vector<bool> isThere(identities_.size());
  readValuesOf(before, isThere);
  readValuesOf(after, isThere);
  for (std::size_t i = 0; i < isThere.size(); ++i) {
    if (isThere[i]) continue;
    throw Error(ErrorKind::BadInput, "no entry has this attribute, so nothing would be hidden")
        .at(request_.attributes[i])
        .fix("--redact takes an attribute, a DN, or a /pattern/");
  }
}

void Disguise::readNamesBelow(const Dn& subtree, const Snapshot& before, const Snapshot& after) {
  const std::vector<std::string> naming = listed("naming");
  bool isThere = false;
  const auto add = [&](const Entry& entry) {
    isThere = true;
    if (const auto name = readName(entry.dn); name && !name->empty())
      for (const Ava& ava : name->rdn()) names_.add(ava.value);
    for (const std::string& name : naming) {
      const Attribute* attribute = entry.find(name);
      if (attribute == nullptr) continue;
      for (const std::string& value : attribute->values)
        if (isReadableText(value) && !isRedacted(value)) names_.add(value);
    }
    return Snapshot::Visit::Continue;
  };
  before.scan(subtree, Scope::Subtree, add);
  after.scan(subtree, Scope::Subtree, add);
  if (!isThere) {
    throw Error(ErrorKind::BadInput, "neither snapshot has this entry, so nothing would be hidden")
        .at(subtree.toString());
  }
}

void Disguise::readValuesOf(const Snapshot& snapshot, std::vector<bool>& isThere) {
  snapshot.scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
    for (const Attribute& attribute : entry.attributes) {
      const auto asked = std::find(identities_.begin(), identities_.end(),
                                   schema_.identity(AttributeDescription::split(attribute.description).type));
      if (asked == identities_.end()) continue;
      isThere[static_cast<std::size_t>(asked - identities_.begin())] = true;
      if (schema_.syntax(attribute.description) == kDnSyntax) continue;
      for (const std::string& value : attribute.values)
        if (isReadableText(value) && !isRedacted(value)) names_.add(withoutOrder(value));
    }
    return Snapshot::Visit::Continue;
  });
}

bool Disguise::isAsked(std::string_view description) const {
  if (identities_.empty()) return false;
  const std::string identity = schema_.identity(AttributeDescription::split(description).type);
  return std::find(identities_.begin(), identities_.end(), identity) != identities_.end();
}

std::string Disguise::text(std::string_view text, Reach reach) const {
  std::vector<NamePlace> places;
  if (reach != Reach::Patterns)
    places = names_.findIn(text, reach == Reach::Sentence ? HiddenNames::Which::All : HiddenNames::Which::Telling);
  for (const TextPattern& pattern : patterns_)
    for (const auto& [begin, end] : pattern.findIn(text)) places.push_back({begin, end, ""});
  std::sort(places.begin(), places.end(), [](const NamePlace& a, const NamePlace& b) { return a.begin < b.begin; });
  std::string result;
  std::size_t taken = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    NamePlace place = places[i];
    for (; i + 1 < places.size() && places[i + 1].begin < place.end; ++i) {
      if (places[i + 1].end <= place.end && !place.form.empty()) continue;  // within a name
      place = {place.begin, std::max(place.end, places[i + 1].end), ""};
    }
    const std::string_view spelling = text.substr(place.begin, place.end - place.begin);
    result += text.substr(taken, place.begin - taken);
    result += place.form.empty() ? pseudonyms_.of(spelling) : pseudonyms_.of(place.form, spelling);
    taken = place.end;
  }
  return result + std::string(text.substr(taken));
}

std::size_t Disguise::hiddenLevels(const Dn& dn) const {
  std::size_t levels = 0;
  for (const Dn& subtree : request_.subtrees)
    if (dn.size() >= subtree.size() && isAtOrBelow(dn, subtree, schema_))
      levels = std::max(levels, dn.size() - subtree.size() + 1);
  return levels;
}

bool Disguise::isHidden(const std::string& dn) const {
  if (request_.subtrees.empty()) return false;
  const auto name = readName(dn);
  return name && hiddenLevels(*name) > 0;
}

std::string Disguise::dn(const Dn& name, const std::string& text, std::size_t hidden) const {
  std::vector<Rdn> rdns = name.rdns();
  for (std::size_t i = 0; i < rdns.size(); ++i) {
    for (Ava& ava : rdns[i]) {
      const bool isWhole = i < hidden || isAsked(ava.type);
      std::string value = isWhole ? pseudonyms_.of(ava.value) : bytes(ava.value);
      if (value != ava.value) ava.isBer = false;
      ava.value = std::move(value);
      ava.type = description(ava.type);
    }
  }
  const Dn result(std::move(rdns));
  return result == name ? text : result.toString();
}

std::string Disguise::dn(const std::string& text) const {
  const auto name = readName(text);
  return name ? dn(*name, text, hiddenLevels(*name)) : bytes(text);
}

std::string Disguise::description(const std::string& text) const { return this->text(text, Reach::Patterns); }

std::string Disguise::bytes(const std::string& value) const {
  if (isUtf8(value) && value.find('\0') == std::string::npos) return text(value, Reach::Names);
  const std::string readable = asLatin1(value);
  return text(readable, Reach::Names) == readable ? value : pseudonyms_.of(value);
}

std::string Disguise::value(const std::string& description, const std::string& value, bool isHidden) const {
  if (isRedacted(value)) return value;
  if (isVocabulary(description)) return text(value, Reach::Patterns);
  const std::size_t data = dnBehindData(value);
  const auto name = readName(data == 0 ? value : value.substr(data));
  const std::size_t hidden = name ? hiddenLevels(*name) : 0;
  if (isAsked(description) || (isHidden && hidden == 0)) {
    const std::string_view rest = schema_.isOrdered(description) ? withoutOrder(value) : value;
    return value.substr(0, value.size() - rest.size()) + pseudonyms_.of(rest);
  }
  if (!name) return bytes(value);
  const std::string rest = value.substr(data);
  const std::string disguised = dn(*name, rest, hidden);
  return disguised == rest ? bytes(value) : bytes(value.substr(0, data)) + disguised;
}

void Disguise::apply(Attribute& attribute, bool isHidden) const {
  for (std::string& each : attribute.values) each = value(attribute.description, each, isHidden);
  attribute.description = description(attribute.description);
}

void Disguise::apply(Entry& entry) const {
  const bool hidden = isHidden(entry.dn);
  for (Attribute& attribute : entry.attributes) apply(attribute, hidden);
  entry.dn = dn(entry.dn);
}

void Disguise::apply(LdifRecord& record) const {
  const bool hidden = isHidden(record.entry.dn);
  for (Modification& modification : record.modifications) apply(modification.attribute, hidden);
  if (!record.newRdn.empty()) {
    const auto was = readName(record.entry.dn), rdn = readName(record.newRdn);
    const auto superior = record.hasNewSuperior ? readName(record.newSuperior) : was ? was->parent() : was;
    if (rdn && !rdn->empty()) {
      const Dn renamed = superior.value_or(Dn()).child(rdn->rdn());
      const std::string text = dn(renamed, renamed.toString(), std::max(hiddenLevels(renamed), hidden ? 1UL : 0UL));
      record.newRdn = toString(Dn::parse(text).rdn());
    } else {
      record.newRdn = bytes(record.newRdn);
    }
  }
  if (record.hasNewSuperior) record.newSuperior = dn(record.newSuperior);
  for (std::string& control : record.controls) control = text(control, Reach::Sentence);
  apply(record.entry);
}

}  // namespace ldapsnap
