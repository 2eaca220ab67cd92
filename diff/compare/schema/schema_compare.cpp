#include "diff/compare/schema/schema_compare.h"

#include <algorithm>
#include <deque>
#include <fmt/format.h>
#include <iterator>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "diff/compare/schema/schema_parts.h"
#include "snapshot/base/error.h"
#include "snapshot/base/name_index.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/entry/attribute.h"
#include "snapshot/ldap/product/attribute_lists.h"

namespace ldapsnap {
namespace {

/// What attributeSchema and classSchema objects say about the parts of a definition ([MS-ADTS] 3.1.1.2.3, 3.1.1.2.4);
/// Exchange 5.5 writes hyphens between the words.
constexpr std::array<std::string_view, 15> kDefiningAttributes{
    "attributeid",         "ldapdisplayname",   "attributesyntax",  "omsyntax",         "omobjectclass",
    "issinglevalued",      "systemonly",        "admindescription", "governsid",        "subclassof",
    "objectclasscategory", "systemmustcontain", "mustcontain",      "systemmaycontain", "maycontain"};

/// The elements of one kind on both sides, joined.
template <typename Element>
class Joined {
 public:
  Joined(const std::deque<Element>& before, const std::deque<Element>& after) {
    for (const Element& element : before) removed_.push_back(&element);
    for (const Element& element : after) added_.push_back(&element);
    // An OID should name one element; where a server gives it to several, the name tells them apart.
    join([](const Element& element) { return keysOf(element, asciiLower(element.oid) + ' '); });
    joinSingles();
    // An element of the same name with another OID is the same element, moved.
    join([](const Element& element) { return keysOf(element, ""); });
  }

  std::vector<std::pair<const Element*, const Element*>> pairs;
  const std::vector<const Element*>& removed() const { return removed_; }
  const std::vector<const Element*>& added() const { return added_; }

 private:
  using Pointers = std::vector<const Element*>;

  static std::vector<std::string> keysOf(const Element& element, const std::string& prefix) {
    std::vector<std::string> keys;
    for (const std::string& name : element.names) keys.push_back(prefix + asciiLower(name));
    return keys;
  }

  /// Pairs elements that have one of the keys in common.
  template <typename Keys>
  void join(Keys keysOf) {
    if (removed_.empty() || added_.empty()) return;
    std::unordered_map<std::string, const Element*> byKey;
    for (const Element* element : added_)
      for (std::string& key : keysOf(*element)) byKey.emplace(std::move(key), element);
    std::unordered_set<const Element*> taken;
    std::erase_if(removed_, [&](const Element* element) {
      for (const std::string& key : keysOf(*element)) {
        const auto found = byKey.find(key);
        if (found == byKey.end() || !taken.insert(found->second).second) continue;
        pairs.emplace_back(element, found->second);
        return true;
      }
      return false;
    });
    std::erase_if(added_, [&](const Element* element) { return taken.contains(element); });
  }

  /// Pairs what is left of an OID where that is one element on either side: it has got another name.
  void joinSingles() {
    if (removed_.empty() || added_.empty()) return;
    struct Left {
      std::size_t removed = 0, added = 0;
      const Element* element = nullptr;  ///< an added one
    };
    std::unordered_map<std::string, Left> byOid;
    for (const Element* element : removed_) ++byOid[asciiLower(element->oid)].removed;
    for (const Element* element : added_) {
      Left& left = byOid[asciiLower(element->oid)];
      ++left.added;
      left.element = element;
    }
    const auto isSingle = [&](const Element* element) {
      const Left& left = byOid[asciiLower(element->oid)];
      return left.removed == 1 && left.added == 1;
    };
    for (const Element* element : removed_)
      if (isSingle(element)) pairs.emplace_back(element, byOid[asciiLower(element->oid)].element);
    std::erase_if(removed_, isSingle);
    std::erase_if(added_, isSingle);
  }

  Pointers removed_, added_;
};

std::string_view kindOf(const AttributeType&) { return nameOf(DefinitionKind::AttributeType); }
std::string_view kindOf(const ObjectClass&) { return nameOf(DefinitionKind::ObjectClass); }
std::string_view kindOf(const SchemaDefinition& definition) { return nameOf(definition.kind); }

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

/// Without cn=config's "{n}" and the space around it.
std::string_view bareText(std::string_view text) {
  const std::size_t open = text.find('(');
  const bool isNumbered = text.starts_with('{') && open != std::string_view::npos;
  return trimSpaces(isNumbered ? text.substr(open) : text);
}

/// The text of both, where both come from text: an object of Active Directory has none.
template <typename Element>
std::optional<SchemaPart> spellingOf(const Element& before, const Element& after) {
  const std::string_view old = bareText(before.source), now = bareText(after.source);
  if (old == now || !old.starts_with('(') || !now.starts_with('(')) return std::nullopt;
  return SchemaPart{"SPELLING", {std::string(old)}, {std::string(now)}};
}

bool isBefore(const SchemaChange& a, const SchemaChange& b) {
  return std::tuple(asciiLower(a.name), a.oid, a.change) < std::tuple(asciiLower(b.name), b.oid, b.change);
}

template <typename Element>
void compareElements(const std::deque<Element>& before, const std::deque<Element>& after, const SchemaSides& sides,
                     SchemaComparison& result) {
  const Joined<Element> joined(before, after);
  SchemaComparison found;
  for (const Element* element : joined.removed()) found.changes.push_back(changeOf(Change::Removed, *element));
  for (const Element* element : joined.added()) found.changes.push_back(changeOf(Change::Added, *element));
  for (const auto& [old, now] : joined.pairs) {
    SchemaChange change = changeOf(Change::Modified, *now);
    PartsThatDiffer differing = compareParts(*old, *now, sides);
    const bool isOnlyExtensions = differing.parts.empty() && !differing.extensions.empty();
    change.parts = std::move(differing.parts);
    std::move(differing.extensions.begin(), differing.extensions.end(), std::back_inserter(change.parts));
    if (isOnlyExtensions) {
      found.extensions.push_back(std::move(change));
    } else if (!change.parts.empty()) {
      found.changes.push_back(std::move(change));
    } else if (std::optional<SchemaPart> spelling = spellingOf(*old, *now)) {
      change.parts.push_back(std::move(*spelling));
      found.spellings.push_back(std::move(change));
    }
  }
  const auto append = [](std::vector<SchemaChange>& changes, std::vector<SchemaChange>& all) {
    std::sort(changes.begin(), changes.end(), isBefore);
    std::move(changes.begin(), changes.end(), std::back_inserter(all));
  };
  append(found.changes, result.changes);
  append(found.extensions, result.extensions);
  append(found.spellings, result.spellings);
}

/// Names and OIDs of the attribute types that changed, in lower case.
NameSet changedTypes(const std::vector<SchemaChange>& changes, const SchemaSides& sides) {
  NameSet changed;
  for (const SchemaChange& change : changes) {
    if (change.element != nameOf(DefinitionKind::AttributeType)) continue;
    for (const Schema* schema : {&sides.before, &sides.after})
      if (const AttributeType* type = schema->attributeType(change.name)) {
        changed.insert(type->oid);
        changed.insert(type->names.begin(), type->names.end());
      }
  }
  return changed;
}

/// Which types a matching rule applies to follows from the types.
void dropUseThatFollows(const NameSet& changed, std::vector<SchemaChange>& uses) {
  const auto follows = [&changed](const std::string& type) { return changed.contains(type); };
  std::erase_if(uses, [&](SchemaChange& use) {
    if (use.change != Change::Modified) {
      const SchemaDefinition definition = parseDefinition(DefinitionKind::MatchingRuleUse, use.definition);
      const auto applies = definition.parts.find("APPLIES");
      return applies != definition.parts.end() && std::all_of(applies->second.begin(), applies->second.end(), follows);
    }
    for (SchemaPart& part : use.parts) {
      if (part.part != "APPLIES") continue;
      std::erase_if(part.removed, follows);
      std::erase_if(part.added, follows);
    }
    std::erase_if(use.parts, [](const SchemaPart& part) { return part.removed.empty() && part.added.empty(); });
    return use.parts.empty();
  });
}

/// A server shows its syntaxes and matching rules always, or never.
bool isAlwaysThere(DefinitionKind kind) {
  return kind == DefinitionKind::LdapSyntax || kind == DefinitionKind::MatchingRule ||
         kind == DefinitionKind::MatchingRuleUse;
}

bool isComputed(DefinitionKind kind, const SchemaSides& sides) {
  if (kind != DefinitionKind::DitContentRule) return false;
  constexpr std::string_view kContentRules = "dITContentRules";
  return volatileAttributes(sides.productBefore).contains(kContentRules, sides.before) ||
         volatileAttributes(sides.productAfter).contains(kContentRules, sides.after);
}

void compareOthers(const SchemaSides& sides, SchemaComparison& result) {
  for (const DefinitionKind kind :
       {DefinitionKind::LdapSyntax, DefinitionKind::MatchingRule, DefinitionKind::MatchingRuleUse,
        DefinitionKind::DitContentRule, DefinitionKind::DitStructureRule, DefinitionKind::NameForm}) {
    const auto &before = sides.before.definitions(kind), &after = sides.after.definitions(kind);
    if (isComputed(kind, sides) || (isAlwaysThere(kind) && (before.empty() || after.empty()))) continue;
    SchemaComparison found;
    compareElements(before, after, sides, found);
    if (kind == DefinitionKind::MatchingRuleUse && !found.changes.empty())
      dropUseThatFollows(changedTypes(result.changes, sides), found.changes);
    std::move(found.changes.begin(), found.changes.end(), std::back_inserter(result.changes));
    std::move(found.extensions.begin(), found.extensions.end(), std::back_inserter(result.extensions));
    std::move(found.spellings.begin(), found.spellings.end(), std::back_inserter(result.spellings));
  }
}

/// By kind and text, without "{n}".
std::map<std::pair<std::string, std::string>, const UnreadableElement*> unreadableTexts(const Schema& schema) {
  std::map<std::pair<std::string, std::string>, const UnreadableElement*> texts;
  for (const UnreadableElement& element : schema.unreadable())
    texts.emplace(std::pair(element.kind, std::string(bareText(element.text))), &element);
  return texts;
}

void compareUnreadable(const Schema& before, const Schema& after, std::vector<SchemaChange>& changes) {
  const auto old = unreadableTexts(before), now = unreadableTexts(after);
  const auto report = [&changes](Change change, const auto& texts, const auto& others) {
    for (const auto& [key, element] : texts) {
      if (others.contains(key)) continue;
      SchemaChange& unreadable = changes.emplace_back();
      unreadable.change = change;
      unreadable.element = key.first;
      unreadable.name = element->name;
      unreadable.definition = key.second;
      unreadable.isUnreadable = true;
    }
  };
  report(Change::Removed, old, now);
  report(Change::Added, now, old);
}

/// What changes are reported under, to be found from the values of an entry.
class ReportedDefinitions {
 public:
  explicit ReportedDefinitions(const std::vector<SchemaChange>& changes) {
    for (const SchemaChange& change : changes) {
      add(change, change.oid);
      add(change, change.name);
      if (change.isUnreadable) add(change, change.definition);
      for (const SchemaPart& part : change.parts) {
        if (part.part != "OID" && part.part != "NAME") continue;
        for (const auto* values : {&part.removed, &part.added})
          for (const std::string& value : *values) add(change, value);
      }
    }
  }

  bool concerns(DefinitionKind kind, const std::string& value) const {
    try {
      if (kind == DefinitionKind::AttributeType) return has(kind, parseAttributeType(value));
      if (kind == DefinitionKind::ObjectClass) return has(kind, parseObjectClass(value));
      return has(kind, parseDefinition(kind, value));
    } catch (const Error&) {
      return has(kind, std::string(bareText(value)));
    }
  }

 private:
  static std::string keyOf(std::string_view kind, std::string_view name) {
    return std::string(kind) + ' ' + asciiLower(name);
  }
  void add(const SchemaChange& change, const std::string& name) {
    if (!name.empty()) names_.insert(keyOf(change.element, name));
  }
  bool has(DefinitionKind kind, const std::string& name) const { return names_.contains(keyOf(nameOf(kind), name)); }
  bool has(DefinitionKind kind, const SchemaElement& element) const {
    return has(kind, element.oid) || std::any_of(element.names.begin(), element.names.end(),
                                                 [&](const std::string& name) { return has(kind, name); });
  }

  std::unordered_set<std::string> names_;
};

std::optional<DefinitionKind> kindHeldBy(std::string_view description, const Schema& schema) {
  const std::string_view type = AttributeDescription::split(description).type;
  if (const auto kind = definitionKind(type)) return kind;
  const AttributeType* known = schema.attributeType(type);
  return known == nullptr ? std::nullopt : definitionKind(known->displayName());
}

}  // namespace

bool holdsSchema(const Snapshot& snapshot) {
  return !snapshot.schema().empty() || snapshot.find(Dn::parse("cn=schema,cn=config")).has_value();
}

bool holdsDefinition(std::string_view description, const Schema& schema) {
  if (kindHeldBy(description, schema)) return true;
  std::string name = asciiLower(description);
  std::erase(name, '-');
  return std::find(kDefiningAttributes.begin(), kDefiningAttributes.end(), name) != kDefiningAttributes.end();
}

SchemaComparison compareSchemas(const SchemaSides& sides) {
  SchemaComparison result;
  compareElements(sides.before.attributeTypes(), sides.after.attributeTypes(), sides, result);
  compareElements(sides.before.objectClasses(), sides.after.objectClasses(), sides, result);
  compareOthers(sides, result);
  compareUnreadable(sides.before, sides.after, result.changes);
  return result;
}

EntryChanges definitionChangesOf(const EntryChanges& changes, const std::vector<SchemaChange>& reported) {
  const ReportedDefinitions definitions(reported);
  EntryChanges kept;
  for (EntryChange change : changes) {
    std::erase_if(change.attributes, [&](AttributeChange& attribute) {
      const std::optional<DefinitionKind> kind = definitionKind(attribute.description);
      if (!kind) return false;
      const auto isUnreported = [&](const std::string& value) { return !definitions.concerns(*kind, value); };
      // The values of an ordered attribute are edited by their places, so all or none.
      if (attribute.ordered)
        return std::all_of(attribute.removed.begin(), attribute.removed.end(), isUnreported) &&
               std::all_of(attribute.added.begin(), attribute.added.end(), isUnreported);
      std::erase_if(attribute.removed, isUnreported);
      std::erase_if(attribute.added, isUnreported);
      return attribute.removed.empty() && attribute.added.empty();
    });
    if (!change.attributes.empty()) kept.push_back(change);
  }
  return kept;
}

}  // namespace ldapsnap
