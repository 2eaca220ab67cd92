#include "diff/rules/engine/entry_test.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <set>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/filter/filter_values.h"
#include "snapshot/ldap/schema/source/schema_object.h"
#include "snapshot/ldap/schema/source/schema_sources.h"
#include "snapshot/ldap/value/guid.h"
#include "snapshot/model/partial_scan.h"
#include "snapshot/operand/operand.h"

namespace ldapsnap {

/// An element of the directory's schema, compared with those of a collection.
struct HeldElement {
  bool isClass = false, isObject = false, isDefunct = false;
  std::string oid, cn, schemaIdGuid;
  std::vector<std::string> names;
  std::int64_t linkId = 0;
};

namespace {

constexpr std::size_t kMostClashes = 3;
constexpr std::size_t kMostKept = 50000;  ///< elements: the largest schemas have a fifth of that

std::string joinedClashes(const std::vector<std::string>& clashes) {
  const std::size_t shown = std::min(clashes.size(), kMostClashes);
  std::string text = fmt::format("{}", fmt::join(clashes.begin(), clashes.begin() + shown, ", "));
  if (clashes.size() > shown) text += fmt::format(" and {} more", clashes.size() - shown);
  return text;
}

bool hasNameOf(const HeldElement& held, const CollectedElement& element) {
  return std::any_of(held.names.begin(), held.names.end(), [&element](const std::string& name) {
    return std::any_of(element.names.begin(), element.names.end(),
                       [&name](const std::string& other) { return equalsIgnoreAsciiCase(name, other); });
  });
}

/// What the collection does not say of its element decides nothing.
bool isItself(const HeldElement& held, const CollectedElement& element) {
  if (held.isClass != element.isClass) return false;
  if (!element.oid.empty() && !equalsIgnoreAsciiCase(held.oid, element.oid)) return false;
  if (held.isObject && !element.cn.empty()) return equalsIgnoreAsciiCase(held.cn, element.cn);
  return element.names.empty() || hasNameOf(held, element);
}

/// Collects what `held` takes of one collection, each once.
class Clashes {
 public:
  Clashes(const HeldElement& held, const Collection& collection) : held_(held) {
    const bool isFree = held.isDefunct;
    if (!isFree) add(collection.byOid(held.oid), held.isObject ? oidName() : "OID", held.oid);
    for (const std::string& name : held.names)
      if (!isFree) add(collection.byName(name), held.isObject ? "lDAPDisplayName" : "NAME", name);
    if (!held.cn.empty()) add(collection.byCn(held.cn), "CN", held.cn);
    if (held.linkId != 0) add(collection.byLinkId(held.linkId), "linkID", std::to_string(held.linkId));
    if (!held.schemaIdGuid.empty() && !isFree)
      add(collection.byGuid(held.schemaIdGuid), "schemaIDGUID",
          guidToText(held.schemaIdGuid).value_or(hex(held.schemaIdGuid)));
  }

  std::vector<std::string> take() { return std::move(texts_); }

 private:
  std::string oidName() const { return held_.isClass ? "governsID" : "attributeID"; }

  void add(const Collection::Found& found, std::string_view what, const std::string& value) {
    for (const CollectedElement* element : found) {
      const bool isOtherKind = held_.isClass != element->isClass && !held_.isObject;
      if (isOtherKind || isItself(held_, *element)) continue;
      texts_.push_back(fmt::format("{} {} is that of {}", what, value, element->displayName()));
    }
  }

  const HeldElement& held_;
  std::vector<std::string> texts_;
};

std::string dottedOid(const std::string& oid, const SchemaElement* known) {
  const bool isMacro = !oid.empty() && !startsLikeOid(oid);
  return isMacro && known != nullptr ? known->oid : oid;
}

/// A definition's own element, and the one of that name whose OID is dotted.
template <typename Element>
HeldElement heldDefinition(const Element& element, const Element* known, bool isClass) {
  HeldElement held;
  held.isClass = isClass;
  held.oid = dottedOid(element.oid, known);
  held.names = element.names;
  return held;
}

/// Definitions that cannot be read take nothing that is known.
std::vector<HeldElement> definitionsIn(const Attribute& attribute, const Schema& schema) {
  std::vector<HeldElement> elements;
  const auto kind = definitionKind(AttributeDescription::split(attribute.description).type);
  if (kind != DefinitionKind::AttributeType && kind != DefinitionKind::ObjectClass) return elements;
  for (const std::string& value : attribute.values) {
    try {
      if (kind == DefinitionKind::AttributeType) {
        const AttributeType type = parseAttributeType(value);
        elements.push_back(heldDefinition(type, schema.attributeType(type.displayName()), false));
      } else {
        const ObjectClass objectClass = parseObjectClass(value);
        elements.push_back(heldDefinition(objectClass, schema.objectClass(objectClass.displayName()), true));
      }
    } catch (const Error&) {
      continue;
    }
  }
  return elements;
}

std::optional<HeldElement> schemaObjectIn(const Entry& entry) {
  const SchemaObject object(entry);
  HeldElement held;
  held.isObject = true;
  held.oid = object.oid("attributeID");
  if (held.oid.empty()) {
    held.oid = object.oid("governsID");
    held.isClass = true;
  }
  if (held.oid.empty()) return std::nullopt;
  const std::string name(object.text("lDAPDisplayName"));
  if (!name.empty()) held.names.push_back(name);
  held.cn = std::string(object.text("cn"));
  held.schemaIdGuid = std::string(object.text("schemaIDGUID"));
  held.linkId = object.number("linkID");
  held.isDefunct = object.isTrue("isDefunct");
  return held;
}

std::vector<HeldElement> elementsIn(const Entry& entry, const Schema& schema) {
  std::vector<HeldElement> elements;
  if (auto object = schemaObjectIn(entry)) elements.push_back(*std::move(object));
  for (const Attribute& attribute : entry.attributes) {
    std::vector<HeldElement> more = definitionsIn(attribute, schema);
    std::move(more.begin(), more.end(), std::back_inserter(elements));
  }
  return elements;
}

/// Of one collection, each clash once.
std::vector<std::string> takenBy(const std::vector<HeldElement>& elements, const Collection& collection) {
  std::vector<std::string> taken;
  std::set<std::string> seen;
  for (const HeldElement& held : elements) {
    const std::string name = held.isObject || held.names.empty() ? "" : held.names.front() + ": ";
    for (const std::string& clash : Clashes(held, collection).take())
      if (seen.insert(name + clash).second) taken.push_back(name + clash);
  }
  return taken;
}

}  // namespace

/// The schema in the file that a parameter names.
struct EntryTester::Planned {
  Planned(Operand operand, const Schema& own)
      : opened(std::move(operand)),
        toJudgeBy(opened.snapshot->schema(), own),
        collection(Collection::of(opened.snapshot->schema())) {}

  Operand opened;
  SchemaToJudgeBy toJudgeBy;
  Collection collection;
};

/// The elements that an entry defines.
struct EntryTester::Elements {
  std::vector<HeldElement> held;
};

std::vector<std::string> takenBy(const Entry& entry, const Collection& collection, const Schema& schema) {
  return takenBy(elementsIn(entry, schema), collection);
}

EntryAnswer EntryTester::answer(const EntryTest& test, const Bindings& bindings, const Entry& entry) {
  const std::string file = bindings.fill(test.file);
  if (test.kind == EntryTest::Kind::ViolatesSchema) return violation(file, entry);
  return taking(test, file, {elementsIn(entry, snapshot_->schema())});
}

EntryAnswer EntryTester::answer(const EntryTest& test, const Bindings& bindings, const std::string& dn,
                                const FindEntry& find) {
  if (test.kind == EntryTest::Kind::TakesFrom) return taking(test, bindings.fill(test.file), *elementsAt(dn, find));
  const auto entry = find();
  return entry ? answer(test, bindings, *entry) : EntryAnswer();
}

/// Who asks about one schema object of Active Directory asks about all of them.
void EntryTester::readElements() {
  isRead_ = true;
  const auto isWanted = [](const Trait& trait) {
    return trait.kind == Trait::Kind::ObjectClass && isSchemaClass(trait.name);
  };
  const auto isNeeded = [](std::string_view description) {
    return isReadForSchema(description) || equalsIgnoreAsciiCase(description, "schemaIDGUID") ||
           equalsIgnoreAsciiCase(description, "Schema-ID-GUID");
  };
  scanPartly(*snapshot_, Dn(), isWanted, isNeeded, [this](const Entry& entry) {
    auto elements = std::make_shared<Elements>();
    elements->held = elementsIn(entry, snapshot_->schema());
    elements_.emplace(entry.dn, std::move(elements));
    return elements_.size() < kMostKept ? Snapshot::Visit::Continue : Snapshot::Visit::Stop;
  });
}

std::shared_ptr<const EntryTester::Elements> EntryTester::elementsAt(const std::string& dn, const FindEntry& find) {
  if (!isRead_) readElements();
  const auto known = elements_.find(dn);
  if (known != elements_.end()) return known->second;
  const auto entry = find();
  auto elements = std::make_shared<Elements>();
  if (entry) elements->held = elementsIn(*entry, snapshot_->schema());
  if (elements_.size() < kMostKept) elements_.emplace(dn, elements);
  return elements;
}

const EntryTester::Planned& EntryTester::planned(const std::string& file) {
  std::shared_ptr<const Planned>& known = planned_[file];
  if (known) return *known;
  // A file or a folder: a rule's parameter opens no connection.
  if (file.find("://") != std::string::npos)
    throw Error(ErrorKind::BadInput, "expected a file or a folder with the planned schema").at(file);
  OperandContext context;
  context.key = newRedactionKey();
  Operand operand = openOperand(file, context);
  if (operand.snapshot->schema().empty())
    throw Error(ErrorKind::BadInput, "it defines no attribute type and no object class").at(file);
  known = std::make_shared<const Planned>(std::move(operand), snapshot_->schema());
  return *known;
}

EntryAudit& EntryTester::auditBy(const std::string& file) {
  std::unique_ptr<EntryAudit>& known = audits_[file];
  if (!known) {
    const Schema& schema = file.empty() ? snapshot_->schema() : planned(file).toJudgeBy.schema();
    known = std::make_unique<EntryAudit>(*snapshot_, schema);
  }
  return *known;
}

EntryAnswer EntryTester::violation(const std::string& file, const Entry& entry) {
  const SchemaAudit audit = auditBy(file).of(entry);
  std::vector<std::string> faults;
  for (const SchemaFinding& finding : audit.findings) faults.push_back(sentenceOf(finding));
  if (!faults.empty()) return {Truth::True, joinedClashes(faults)};
  if (!audit.unknown.empty()) return {Truth::Undefined, audit.unknown.front().reason};
  return {};
}

EntryAnswer EntryTester::taking(const EntryTest& test, const std::string& file, const Elements& elements) {
  std::vector<const Collection*> collections;
  if (!file.empty()) collections.push_back(&planned(file).collection);
  for (const auto& one : test.collections) collections.push_back(&one->collection());
  std::vector<std::string> all;
  for (const Collection* collection : collections) {
    std::vector<std::string> taken = takenBy(elements.held, *collection);
    std::move(taken.begin(), taken.end(), std::back_inserter(all));
  }
  if (all.empty()) return {};
  return {Truth::True, joinedClashes(all)};
}

}  // namespace ldapsnap
