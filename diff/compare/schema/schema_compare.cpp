#include "diff/compare/schema/schema_compare.h"

#include <algorithm>
#include <deque>
#include <fmt/format.h>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "diff/compare/schema/schema_parts.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

/// RFC 4512, 4.2 and OpenLDAP's cn=config.
constexpr std::array<std::string_view, 5> kDefinitions{"attributeTypes", "objectClasses", "matchingRuleUse",
                                                       "olcAttributeTypes", "olcObjectClasses"};
/// What attributeSchema and classSchema objects say about the parts of a definition ([MS-ADTS] 3.1.1.2.3, 3.1.1.2.4);
/// Exchange 5.5 writes hyphens between the words.
constexpr std::array<std::string_view, 15> kDefiningAttributes{
    "attributeid",         "ldapdisplayname",   "attributesyntax",  "omsyntax",         "omobjectclass",
    "issinglevalued",      "systemonly",        "admindescription", "governsid",        "subclassof",
    "objectclasscategory", "systemmustcontain", "mustcontain",      "systemmaycontain", "maycontain"};

template <typename Element>
using Pointers = std::vector<const Element*>;

/// The elements of one kind on both sides, joined.
template <typename Element>
struct Joined {
  std::vector<std::pair<const Element*, const Element*>> pairs;
  Pointers<Element> removed, added;
};

template <typename Element>
Joined<Element> joinByOid(const std::deque<Element>& before, const std::deque<Element>& after) {
  Joined<Element> joined;
  std::unordered_map<std::string, const Element*> byOid;
  for (const Element& element : before) byOid.emplace(asciiLower(element.oid), &element);
  for (const Element& element : after) {
    const auto found = byOid.find(asciiLower(element.oid));
    if (found == byOid.end()) {
      joined.added.push_back(&element);
    } else if (found->second) {
      joined.pairs.emplace_back(found->second, &element);
      found->second = nullptr;
    }
  }
  for (const Element& element : before)
    if (byOid[asciiLower(element.oid)] == &element) joined.removed.push_back(&element);
  return joined;
}

/// Joins what is left over by name: an element of the same name with another OID is the same element, moved.
template <typename Element>
void joinByName(Joined<Element>& joined) {
  std::unordered_map<std::string, const Element*> byName;
  for (const Element* element : joined.added)
    for (const std::string& name : element->names) byName.emplace(asciiLower(name), element);
  std::unordered_set<const Element*> moved;
  const auto joinMoved = [&](const Element* element) {
    for (const std::string& name : element->names) {
      const auto found = byName.find(asciiLower(name));
      if (found == byName.end() || !moved.insert(found->second).second) continue;
      joined.pairs.emplace_back(element, found->second);
      return true;
    }
    return false;
  };
  std::erase_if(joined.removed, joinMoved);
  std::erase_if(joined.added, [&](const Element* element) { return moved.contains(element); });
}

std::string_view kindOf(const AttributeType&) { return "attributeType"; }
std::string_view kindOf(const ObjectClass&) { return "objectClass"; }

template <typename Element>
SchemaChange changeOf(Change change, const Element& element) {
  SchemaChange result;
  result.change = change;
  result.element = kindOf(element);
  result.oid = element.oid;
  result.name = element.displayName();
  if (change != Change::Modified) result.definition = print(element);
  return result;
}

template <typename Element>
void compareElements(const std::deque<Element>& before, const std::deque<Element>& after, const SchemaSides& sides,
                     std::vector<SchemaChange>& changes) {
  Joined<Element> joined = joinByOid(before, after);
  joinByName(joined);
  const auto firstOfKind = static_cast<std::ptrdiff_t>(changes.size());
  for (const Element* element : joined.removed) changes.push_back(changeOf(Change::Removed, *element));
  for (const Element* element : joined.added) changes.push_back(changeOf(Change::Added, *element));
  for (const auto& [old, now] : joined.pairs) {
    SchemaChange change = changeOf(Change::Modified, *now);
    change.parts = compareParts(*old, *now, sides);
    if (!change.parts.empty()) changes.push_back(std::move(change));
  }
  std::sort(changes.begin() + firstOfKind, changes.end(), [](const SchemaChange& a, const SchemaChange& b) {
    return std::tuple(asciiLower(a.name), a.oid, a.change) < std::tuple(asciiLower(b.name), b.oid, b.change);
  });
}

/// Kind and text, without cn=config's "{n}".
std::set<std::pair<std::string, std::string>> unreadableTexts(const Schema& schema) {
  std::set<std::pair<std::string, std::string>> texts;
  for (const UnreadableElement& element : schema.unreadable()) {
    const std::size_t start = element.text.starts_with('{') ? element.text.find('}') + 1 : 0;
    texts.emplace(element.kind, std::string(trimSpaces(std::string_view(element.text).substr(start))));
  }
  return texts;
}

void compareUnreadable(const Schema& before, const Schema& after, std::vector<SchemaChange>& changes) {
  const auto old = unreadableTexts(before), now = unreadableTexts(after);
  const auto report = [&changes](Change change, const auto& texts, const auto& others) {
    for (const auto& [kind, text] : texts)
      if (!others.contains({kind, text})) changes.push_back({change, kind, "", "", text, {}});
  };
  report(Change::Removed, old, now);
  report(Change::Added, now, old);
}

}  // namespace

bool holdsSchema(const Snapshot& snapshot) {
  return !snapshot.schema().empty() || snapshot.find(Dn::parse("cn=schema,cn=config")).has_value();
}

bool holdsDefinition(std::string_view description, const Schema& schema) {
  const std::string identity = schema.identity(description);
  const auto isSame = [&](std::string_view name) { return identity == schema.identity(name); };
  if (std::any_of(kDefinitions.begin(), kDefinitions.end(), isSame)) return true;
  std::string name = asciiLower(description);
  std::erase(name, '-');
  return std::find(kDefiningAttributes.begin(), kDefiningAttributes.end(), name) != kDefiningAttributes.end();
}

std::vector<SchemaChange> compareSchemas(const Schema& before, const Schema& after) {
  const SchemaSides sides{before, after};
  std::vector<SchemaChange> changes;
  compareElements(before.attributeTypes(), after.attributeTypes(), sides, changes);
  compareElements(before.objectClasses(), after.objectClasses(), sides, changes);
  compareUnreadable(before, after, changes);
  return changes;
}

}  // namespace ldapsnap
