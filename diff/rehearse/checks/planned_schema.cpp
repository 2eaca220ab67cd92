#include "diff/rehearse/checks/planned_schema.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "diff/rehearse/checks/attribute_checks.h"
#include "diff/rehearse/checks/definition_checks.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/source/schema_object.h"
#include "snapshot/ldap/schema/syntax_rules.h"
#include "snapshot/ldap/value/guid.h"
#include "snapshot/model/root_dse.h"

namespace ldapsnap {
namespace {

constexpr std::array<const char*, 2> kTypeAttributes{"attributeTypes", "olcAttributeTypes"};
constexpr std::array<const char*, 2> kClassAttributes{"objectClasses", "olcObjectClasses"};

std::string textOf(const std::string& name, const std::string& oid) {
  return name.empty() || name == oid ? oid : fmt::format("{} ({})", name, oid);
}

/// What the values of attributeTypes or objectClasses define. Definitions that cannot be read are added to
/// `unreadable`, or passed over where it is nullptr.
template <typename Parse, typename Take>
void parseEach(const Entry& entry, const char* attribute, Parse parse, Take take, std::vector<Obstacle>* unreadable) {
  const Attribute* values = entry.find(attribute);
  if (values == nullptr) return;
  for (const std::string& value : values->values) {
    try {
      take(parse(value));
    } catch (const Error& error) {
      if (unreadable == nullptr) continue;
      Obstacle obstacle;
      obstacle.kind = ObstacleKind::UnreadableDefinition;
      obstacle.dn = entry.dn;
      obstacle.attribute = values->description;
      obstacle.value = error.what();
      unreadable->push_back(std::move(obstacle));
    }
  }
}

/// A type and a class may share a name.
std::string nameKey(const std::string& name, bool isClass) { return (isClass ? "c " : "t ") + asciiLower(name); }

}  // namespace

PlannedSchema::PlannedSchema(const Snapshot& snapshot) : product_(snapshot.info().product) {
  for (const AttributeType& type : snapshot.schema().attributeTypes()) take(elementOf(type, false, Source::Values));
  for (const ObjectClass& objectClass : snapshot.schema().objectClasses())
    take(elementOf(objectClass, true, Source::Values));
  readSchemaObjects(snapshot);
  readSyntaxes(snapshot);
}

/// The syntaxes that the subschema lists (RFC 4512, 4.2.5).
void PlannedSchema::readSyntaxes(const Snapshot& snapshot) {
  const RootDse root = rootDseOf(snapshot);
  const std::string* const subschema = root.entry.first("subschemaSubentry");
  const std::optional<Dn> dn = Dn::tryParse(subschema == nullptr ? "cn=Subschema" : *subschema);
  const std::optional<Entry> entry = dn ? snapshot.find(*dn) : std::nullopt;
  const Attribute* const listed = entry ? entry->find("ldapSyntaxes") : nullptr;
  for (const std::string& definition : listed == nullptr ? std::vector<std::string>() : listed->values) {
    const std::size_t start = definition.find_first_not_of("( \t");
    if (start == std::string::npos) continue;
    syntaxes_.insert(definition.substr(start, definition.find_first_of(" \t)", start) - start));
  }
}

/// Servers do not list every syntax that they know. Where nothing is listed, any may be known.
bool PlannedSchema::isKnownSyntax(const std::string& oid) const {
  return syntaxes_.empty() || oid.empty() || syntaxes_.contains(oid) || findSyntax(oid) != nullptr;
}

std::string PlannedSchema::namingType(const ObjectClass& objectClass, const Schema& schema) const {
  constexpr int kDeepestClass = 64;
  const ObjectClass* current = &objectClass;
  for (int i = 0; current != nullptr && i < kDeepestClass; ++i) {
    const auto found = namingTypes_.find(current->oid);
    if (found != namingTypes_.end()) return found->second;
    current = current->superiors.empty() ? nullptr : schema.objectClass(current->superiors.front());
  }
  return {};
}

/// linkID and schemaIDGUID are in Active Directory's schema objects alone.
void PlannedSchema::readSchemaObjects(const Snapshot& snapshot) {
  const RootDse root = rootDseOf(snapshot);
  const std::string* context = root.entry.first("schemaNamingContext");
  if (context == nullptr) return;
  snapshot.scan(Dn::parse(*context), Scope::OneLevel, [this](const Entry& entry) {
    for (const Element& element : elementsOf(entry)) take(element);
    return Snapshot::Visit::Continue;
  });
}

PlannedSchema::Element PlannedSchema::elementOf(const SchemaElement& element, bool isClass, Source source) {
  return {element.oid, textOf(element.displayName(), element.oid), element.names, "", "", isClass, source, {}};
}

std::vector<PlannedSchema::Element> PlannedSchema::elementsOf(const Entry& entry, std::vector<Obstacle>* unreadable) {
  std::vector<Element> elements;
  const bool isOfConfig = entry.find("olcAttributeTypes") != nullptr || entry.find("olcObjectClasses") != nullptr;
  const Source source = isOfConfig ? Source::Config : Source::Values;
  for (const char* attribute : kTypeAttributes) {
    parseEach(
        entry, attribute, parseAttributeType,
        [&](const AttributeType& type) {
          elements.push_back(elementOf(type, false, source));
          elements.back().syntax = type.syntax;
        },
        unreadable);
  }
  for (const char* attribute : kClassAttributes) {
    parseEach(
        entry, attribute, parseObjectClass,
        [&](const ObjectClass& objectClass) {
          elements.push_back(elementOf(objectClass, true, source));
          for (const auto* list : {&objectClass.must, &objectClass.may})
            for (const std::string& name : *list) elements.back().members.push_back({name, false, ""});
        },
        unreadable);
  }
  const SchemaObject object(entry);
  const std::string typeOid = object.oid("attributeID");
  const std::string oid = typeOid.empty() ? object.oid("governsID") : typeOid;
  if (oid.empty()) return elements;
  const std::string name(object.text("lDAPDisplayName"));
  Element element{oid, textOf(name, oid), {}, std::string(object.text("linkID")), "", typeOid.empty(), Source::Objects,
                  {}};
  if (!name.empty()) element.names.push_back(name);
  if (element.isClass) element.members = membersOf(object);
  if (element.isClass) element.namingType = std::string(object.text("rDNAttID"));
  element.schemaGuid = hex(std::string(object.text("schemaIDGUID")));
  elements.push_back(std::move(element));
  return elements;
}

std::vector<PlannedSchema::Member> PlannedSchema::membersOf(const SchemaObject& object) {
  std::vector<Member> members;
  for (const char* list : {"systemMustContain", "mustContain", "systemMayContain", "mayContain"})
    for (const std::string& name : object.oids({list})) members.push_back({name, false, list});
  for (const char* list :
       {"systemAuxiliaryClass", "auxiliaryClass", "systemPossSuperiors", "possSuperiors", "subClassOf"})
    for (const std::string& name : object.oids({list})) members.push_back({name, true, list});
  for (const std::string& name : object.oids({"rDNAttID"})) members.push_back({name, false, "rDNAttID"});
  return members;
}

bool PlannedSchema::isDefined(const Member& member, const Schema& schema) const {
  if (schema.empty()) return true;
  return member.isClass ? ownClass(schema, member.name) != nullptr : ownType(schema, member.name, product_) != nullptr;
}

void PlannedSchema::take(ByKey& holders, const std::string& key, const Element& element) {
  if (!key.empty()) holders.emplace(key, Holder{element.oid, element.text, element.isClass});
}

void PlannedSchema::take(const Element& element) {
  take(byOid_, element.oid, element);
  for (const std::string& name : element.names) take(byName_, nameKey(name, element.isClass), element);
  take(byLinkId_, element.linkId, element);
  take(byGuid_, element.schemaGuid, element);
  if (!element.namingType.empty()) namingTypes_.emplace(element.oid, element.namingType);
}

void PlannedSchema::take(const Entry& entry) {
  for (const Element& element : elementsOf(entry)) take(element);
}

void PlannedSchema::forget(const std::set<std::string>& oids) {
  if (oids.empty()) return;
  for (ByKey* holders : {&byOid_, &byName_, &byLinkId_, &byGuid_})
    std::erase_if(*holders, [&oids](const auto& holder) { return oids.contains(asciiLower(holder.second.oid)); });
}

std::set<std::string> PlannedSchema::oidsOf(const Entry& entry) {
  std::set<std::string> oids;
  for (const Element& element : elementsOf(entry)) oids.insert(asciiLower(element.oid));
  return oids;
}

std::set<std::string> PlannedSchema::definedBy(const Entry& entry) { return definedBy(elementsOf(entry)); }

std::set<std::string> PlannedSchema::definedBy(const std::vector<Element>& elements) {
  std::set<std::string> defined;
  for (const Element& element : elements) {
    defined.insert(asciiLower(element.oid));
    for (const std::string& name : element.names) defined.insert(asciiLower(name));
  }
  return defined;
}

std::vector<Obstacle> PlannedSchema::collisions(const Entry& entry, const Schema& schema) const {
  std::vector<Obstacle> obstacles;
  const std::vector<Element> elements = elementsOf(entry, &obstacles);
  for (const auto& refused : {definitionObstacles(entry, schema, product_), schemaObjectObstacles(entry)})
    obstacles.insert(obstacles.end(), refused.begin(), refused.end());
  if (elements.empty()) return obstacles;
  const std::set<std::string> own = definedBy(elements);
  for (const Element& element : elements) {
    Obstacle place;
    place.dn = entry.dn;
    place.element = element.text;
    place.oid = element.oid;
    place.elementKind = element.isClass ? "objectClass" : "attributeType";
    place.name = element.names.empty() ? element.oid : element.names.front();
    collect(element, place, obstacles);
    if (!isKnownSyntax(element.syntax)) {
      place.kind = ObstacleKind::UndefinedSyntax;
      place.value = element.syntax;
      obstacles.push_back(place);
    }
    for (const Member& member : element.members) {
      if (own.contains(asciiLower(member.name)) || isDefined(member, schema)) continue;
      place.kind = ObstacleKind::UndefinedMember;
      place.objectClass = element.text;
      place.attribute = member.name;
      place.holder = member.list;
      obstacles.push_back(place);
    }
  }
  return obstacles;
}

void PlannedSchema::collect(const Element& element, Obstacle place, std::vector<Obstacle>& obstacles) const {
  const auto addObstacle = [&](ObstacleKind kind, const Holder& holder) {
    place.kind = kind;
    place.holder = holder.text;
    obstacles.push_back(place);
  };
  const auto oid = byOid_.find(element.oid);
  const bool isKnown =
      oid != byOid_.end() && (element.source != Source::Config || oid->second.isClass == element.isClass);
  const bool isAlike = isKnown && equalsIgnoreAsciiCase(oid->second.text, element.text);
  if (isKnown && !isAlike) addObstacle(ObstacleKind::OidTaken, oid->second);
  if (isAlike && element.source != Source::Values) addObstacle(ObstacleKind::DefinitionExists, oid->second);
  const auto check = [&](const ByKey& holders, const std::string& key, ObstacleKind kind) {
    const auto holder = key.empty() ? holders.end() : holders.find(key);
    if (holder != holders.end() && holder->second.oid != element.oid) addObstacle(kind, holder->second);
  };
  for (const std::string& name : element.names) check(byName_, nameKey(name, element.isClass), ObstacleKind::NameTaken);
  check(byLinkId_, element.linkId, ObstacleKind::LinkIdTaken);
  check(byGuid_, element.schemaGuid, ObstacleKind::SchemaGuidTaken);
}

}  // namespace ldapsnap
