#include "diff/setup/plan_schema.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "diff/setup/bindings.h"
#include "snapshot/directory/guid.h"
#include "snapshot/directory/schema_object.h"
#include "snapshot/directory/text.h"
#include "snapshot/error.h"

namespace ldapsnap {
namespace {

constexpr std::array<const char*, 2> kTypeAttributes{"attributeTypes", "olcAttributeTypes"};
constexpr std::array<const char*, 2> kClassAttributes{"objectClasses", "olcObjectClasses"};

std::string textOf(const std::string& name, const std::string& oid) {
  return name.empty() || name == oid ? oid : fmt::format("{} ({})", name, oid);
}

/// What a value of attributeTypes or objectClasses defines; empty for what cannot be read: the server will say so.
template <typename Parse>
void parseEach(const Entry& entry, const char* attribute, Parse parse, std::vector<SchemaElement>& elements) {
  const Attribute* values = entry.find(attribute);
  if (values == nullptr) return;
  for (const std::string& value : values->values) {
    try {
      elements.push_back(parse(value));
    } catch (const Error&) {
      continue;
    }
  }
}

}  // namespace

PlannedSchema::PlannedSchema(const Snapshot& snapshot) {
  const auto takeAll = [this](const auto& elements) {
    for (const auto& element : elements) {
      take({element.oid, textOf(element.displayName(), element.oid), element.names, "", "", false});
    }
  };
  takeAll(snapshot.schema().attributeTypes());
  takeAll(snapshot.schema().objectClasses());
  readSchemaObjects(snapshot);
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

std::vector<PlannedSchema::Element> PlannedSchema::elementsOf(const Entry& entry) {
  std::vector<SchemaElement> parsed;
  for (const char* attribute : kTypeAttributes) parseEach(entry, attribute, parseAttributeType, parsed);
  for (const char* attribute : kClassAttributes) parseEach(entry, attribute, parseObjectClass, parsed);
  const bool isOfConfig = entry.find("olcAttributeTypes") != nullptr || entry.find("olcObjectClasses") != nullptr;
  std::vector<Element> elements;
  for (const SchemaElement& element : parsed) {
    elements.push_back({element.oid, textOf(element.displayName(), element.oid), element.names, "", "", isOfConfig});
  }
  const SchemaObject object(entry);
  std::string oid = object.oid("attributeID");
  if (oid.empty()) oid = object.oid("governsID");
  if (oid.empty()) return elements;
  const std::string name(object.text("lDAPDisplayName"));
  Element element{oid, textOf(name, oid), {}, std::string(object.text("linkID")), "", false};
  if (!name.empty()) element.names.push_back(name);
  element.schemaGuid = hex(std::string(object.text("schemaIDGUID")));
  elements.push_back(std::move(element));
  return elements;
}

void PlannedSchema::take(ByKey& holders, const std::string& key, const Element& element) {
  if (!key.empty()) holders.emplace(key, Holder{element.oid, element.text});
}

void PlannedSchema::take(const Element& element) {
  take(byOid_, element.oid, element);
  for (const std::string& name : element.names) take(byName_, asciiLower(name), element);
  take(byLinkId_, element.linkId, element);
  take(byGuid_, element.schemaGuid, element);
}

void PlannedSchema::add(const Entry& entry, std::size_t line, std::vector<PlanProblem>& problems) {
  PlanProblem place;
  place.line = line;
  place.dn = entry.dn;
  for (const Element& element : elementsOf(entry)) {
    claim(element, place, problems);
    take(element);
  }
}

/// An element that is there already under the same name and OID is no collision of its own: where it is an object, its
/// entry exists; where it is a value, the server takes it as it is.
void PlannedSchema::claim(const Element& element, const PlanProblem& place, std::vector<PlanProblem>& problems) {
  const auto tell = [&](PlanProblem::Kind kind, const Holder& holder) {
    PlanProblem problem = place;
    problem.kind = kind;
    problem.element = element.text;
    problem.holder = holder.text;
    problems.push_back(std::move(problem));
  };
  const auto oid = byOid_.find(element.oid);
  const bool isKnown = oid != byOid_.end();
  if (isKnown && (element.isOfConfig || !equalsIgnoreAsciiCase(oid->second.text, element.text))) {
    tell(PlanProblem::Kind::OidTaken, oid->second);
  }
  const auto check = [&](const ByKey& holders, const std::string& key, PlanProblem::Kind kind) {
    const auto holder = key.empty() ? holders.end() : holders.find(key);
    if (holder != holders.end() && holder->second.oid != element.oid) tell(kind, holder->second);
  };
  for (const std::string& name : element.names) check(byName_, asciiLower(name), PlanProblem::Kind::NameTaken);
  check(byLinkId_, element.linkId, PlanProblem::Kind::LinkIdTaken);
  check(byGuid_, element.schemaGuid, PlanProblem::Kind::SchemaGuidTaken);
}

}  // namespace ldapsnap
