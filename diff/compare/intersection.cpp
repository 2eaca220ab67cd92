#include "diff/compare/intersection.h"

#include <algorithm>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

constexpr const char* kSchemaEntry = "cn=schema,cn=config";
constexpr std::size_t kMostExamples = 5;

const char* const kCompiledIn =
    "an export of its databases does not hold the schema elements that are compiled into the server";

const char* const kSchemaAlone = "it is a schema alone, and holds no other definitions";

/// OIDs and texts of the definitions in entries below cn=schema,cn=config: what was loaded, and is in every export.
std::set<std::string> loadedDefinitions(const Snapshot& snapshot) {
  Schema schema;
  snapshot.scan(Dn::parse(kSchemaEntry), Scope::OneLevel, [&schema](const Entry& entry) {
    schema.addFrom(entry);
    return Snapshot::Visit::Continue;
  });
  std::set<std::string> loaded;
  for (const AttributeType& type : schema.attributeTypes()) loaded.insert(asciiLower(type.oid));
  for (const ObjectClass& objectClass : schema.objectClasses()) loaded.insert(asciiLower(objectClass.oid));
  for (const UnreadableElement& element : schema.unreadable()) loaded.insert(element.text);
  return loaded;
}

/// What slapd lists in cn=schema,cn=config over LDAP (slapd-config(5)).
bool listsCompiledIn(std::string_view description) {
  static constexpr std::string_view kLists[] = {"olcAttributeTypes", "olcObjectClasses", "olcObjectIdentifier",
                                                "olcDitContentRules", "olcLdapSyntaxes"};
  return std::any_of(std::begin(kLists), std::end(kLists),
                     [description](std::string_view list) { return equalsIgnoreAsciiCase(description, list); });
}

Entry entryOf(const EntryChange& change) {
  Entry entry;
  entry.dn = change.dn;
  for (const AttributeChange& attribute : change.attributes)
    entry.attributes.push_back(
        {attribute.description, change.change == Change::Added ? attribute.added : attribute.removed});
  return entry;
}

void addExample(NotCompared& aside, const std::string& dn) {
  const bool isNew = aside.examples.empty() || aside.examples.back() != dn;
  if (isNew && aside.examples.size() < kMostExamples) aside.examples.push_back(dn);
}

/// A snapshot of a selection of schema definitions, such as a baseline.
bool selectsDefinitions(const CoverageStatement& coverage) {
  return coverage.parts.size() == 1 && coverage.parts.front().isSelection &&
         equalsIgnoreAsciiCase(coverage.parts.front().base, "cn=Subschema");
}

}  // namespace

Intersection::Intersection(const Snapshot& before, const Snapshot& after)
    : coverageBefore_(before),
      coverageAfter_(after),
      before_(coverageBefore_, coverageAfter_),
      after_(coverageAfter_, coverageBefore_) {}

NotCompared& Intersection::reasonOf(Difference& difference, bool isAfter, const std::string& reason) {
  const auto [known, isNew] = numbers_.try_emplace({isAfter, reason}, difference.outsideCoverage.size());
  if (isNew) difference.outsideCoverage.push_back({isAfter, reason, 0, 0, 0, {}});
  return difference.outsideCoverage[known->second];
}

bool Intersection::setAside(EntryChange& change, Difference& difference) {
  if (change.change == Change::Added || change.change == Change::Removed) {
    const SideOf& side = lacking(change.change);
    const std::string* const reason = side.missing.mayExist(entryOf(change));
    if (reason == nullptr) return false;
    NotCompared& aside = reasonOf(difference, &side == &after_, *reason);
    aside.entries += change.entries;
    addExample(aside, change.dn);
    return true;
  }
  const std::string& fromDn = change.fromDn.empty() ? change.dn : change.fromDn;
  const bool tookOut = setAsideAttributes(change.attributes, change.dn, fromDn, difference);
  setAsideAttributes(change.volatiles, change.dn, fromDn, difference);
  if (!tookOut || change.change != Change::Modified || !change.attributes.empty() || !change.volatiles.empty())
    return false;
  ++difference.entries.unchanged;
  return true;
}

/// Returns whether anything was taken out.
bool Intersection::setAsideAttributes(std::vector<AttributeChange>& attributes, const std::string& dn,
                                      const std::string& fromDn, Difference& difference) {
  const bool oneIsExport = before_.isDatabaseExport() != after_.isDatabaseExport();
  const bool isSchemaEntry = oneIsExport && equalsIgnoreAsciiCase(dn, kSchemaEntry);
  if (!isSchemaEntry && !before_.coverage.leavesOutAttributes() && !after_.coverage.leavesOutAttributes()) return false;
  const DnKey key = keyOf(dn), fromKey = keyOf(fromDn);
  const auto isAside = [&](AttributeChange& attribute) {
    const bool isAfter = attribute.change == Change::Removed;
    std::optional<std::string> reason;
    if (attribute.change == Change::Added)
      reason = before_.coverage.mayLackAttribute(fromKey.path(), attribute.description);
    else if (attribute.change == Change::Removed)
      reason = after_.coverage.mayLackAttribute(key.path(), attribute.description);
    const bool isCompiledIn = !reason && isSchemaEntry && setAsideCompiledIn(attribute);
    if (!reason && !isCompiledIn) return false;
    NotCompared& aside = isCompiledIn ? reasonOf(difference, after_.isDatabaseExport(), kCompiledIn)
                                      : reasonOf(difference, isAfter, *reason);
    ++aside.attributes;
    addExample(aside, dn);
    return true;
  };
  return std::erase_if(attributes, isAside) > 0;
}

/// In cn=schema,cn=config the running server lists what is compiled in besides what was loaded there: of its values
/// nothing is known but that those of the export are among them or not. True when nothing else is left of the change.
bool Intersection::setAsideCompiledIn(AttributeChange& attribute) const {
  if (!listsCompiledIn(attribute.description)) return false;
  auto& ofServer = before_.isDatabaseExport() ? attribute.added : attribute.removed;
  const auto& ofExport = before_.isDatabaseExport() ? attribute.removed : attribute.added;
  ofServer.clear();
  return ofExport.empty();
}

void Intersection::setAsideDefinitions(Difference& difference) const {
  setAsideUnselected(difference);
  setAsideDescriptions(difference);
  if (before_.isDatabaseExport() == after_.isDatabaseExport() || difference.schema.empty()) return;
  const bool isAfter = after_.isDatabaseExport();
  const Change ofServer = isAfter ? Change::Removed : Change::Added;
  const std::set<std::string> loaded = loadedDefinitions(isAfter ? before_.snapshot : after_.snapshot);
  const auto isCompiledIn = [&](const SchemaChange& change) {
    return change.change == ofServer && !loaded.contains(asciiLower(change.oid)) && !loaded.contains(change.definition);
  };
  const std::size_t count = std::erase_if(difference.schema, isCompiledIn);
  if (count > 0) difference.outsideCoverage.push_back({isAfter, kCompiledIn, 0, 0, count, {}});
}

/// In Active Directory the description of a definition is an attribute of its entry (adminDescription), of which a side
/// may hold nothing.
void Intersection::setAsideDescriptions(Difference& difference) const {
  for (const SideOf* side : {&before_, &after_}) {
    const std::vector<HiddenAttribute>& hidden = side->snapshot.info().coverage.hidden;
    const auto description = std::find_if(hidden.begin(), hidden.end(), [](const HiddenAttribute& each) {
      return each.base.empty() && equalsIgnoreAsciiCase(each.attribute, "adminDescription");
    });
    if (description == hidden.end()) continue;
    const bool isAfter = side == &after_;
    const std::size_t count = std::erase_if(difference.schema, [isAfter](SchemaChange& change) {
      const std::size_t taken = std::erase_if(change.parts, [isAfter](const SchemaPart& part) {
        return part.part == "DESC" && (isAfter ? part.added : part.removed).empty();
      });
      return taken > 0 && change.parts.empty() && change.change == Change::Modified;
    });
    if (count > 0) difference.outsideCoverage.push_back({isAfter, description->reason, 0, 0, count, {}});
  }
}

/// Of a schema alone, what it does not define says nothing of what a directory may have.
void Intersection::setAsideUnselected(Difference& difference) const {
  for (const SideOf* side : {&before_, &after_}) {
    if (!selectsDefinitions(side->snapshot.info().coverage)) continue;
    const bool isAfter = side == &after_;
    const Change lacked = isAfter ? Change::Removed : Change::Added;
    const std::size_t count =
        std::erase_if(difference.schema, [lacked](const SchemaChange& change) { return change.change == lacked; });
    if (count > 0) difference.outsideCoverage.push_back({isAfter, kSchemaAlone, 0, 0, count, {}});
  }
}

}  // namespace ldapsnap
