#include "tests/support/content/change_generator.h"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>

#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/schema/validation/object_classes.h"

namespace ldapsnap::test {
namespace {

using Operation = Modification::Operation;

constexpr std::string_view kUndefinedType = "acmeUndefined";

bool isText(std::string_view syntax) {
  constexpr std::string_view kArc = "1.3.6.1.4.1.1466.115.121.1.";
  return syntax == "1.2.840.113556.1.4.905" || syntax == "1.2.840.113556.1.4.1362" ||
         (syntax.starts_with(kArc) && (syntax.substr(kArc.size()) == "15" || syntax.substr(kArc.size()) == "26" ||
                                       syntax.substr(kArc.size()) == "44"));
}

Attribute* attributeIn(Entry& entry, std::string_view name) {
  for (Attribute& attribute : entry.attributes)
    if (equalsIgnoreAsciiCase(attribute.description, name)) return &attribute;
  return nullptr;
}

Entry& classes(Entry& entry, const std::string& name) {
  entry.add("objectClass", name);
  return entry;
}

}  // namespace

ChangeGenerator::ChangeGenerator(const Schema& schema, GeneratorSettings settings, unsigned seed)
    : schema_(schema), settings_(std::move(settings)), random_(seed), values_(random_) {
  const auto isListed = [](const std::vector<std::string>& list, const ObjectClass& objectClass) {
    return list.empty() || std::find(list.begin(), list.end(), objectClass.displayName()) != list.end();
  };
  for (const AttributeType& type : schema_.attributeTypes()) {
    if (type.noUserModification) readOnly_.push_back(&type);
    if (isUsable(type)) types_.push_back(&type);
  }
  for (const ObjectClass& objectClass : schema_.objectClasses()) {
    if (settings_.withoutClasses.contains(objectClass.displayName())) continue;
    if (objectClass.kind == ObjectClassKind::Structural && isListed(settings_.structuralClasses, objectClass) &&
        canMake(objectClass))
      structural_.push_back(&objectClass);
    if (objectClass.kind == ObjectClassKind::Auxiliary && isListed(settings_.auxiliaryClasses, objectClass))
      auxiliary_.push_back(&objectClass);
  }
  if (structural_.empty()) throw std::runtime_error("no class of the schema can be instantiated");
}

bool ChangeGenerator::isUsable(const AttributeType& type) const {
  std::mt19937 none;
  SyntaxValues values(none);
  values.setNames({settings_.base});
  return type.usage == AttributeUsage::UserApplications && !type.noUserModification && !type.collective &&
         !isObjectClassType(type.displayName()) && !settings_.suppliedTypes.contains(type.displayName()) &&
         !settings_.withoutTypes.contains(type.displayName()) &&
         (settings_.binaryTypes.contains(type.displayName()) || values.valid(schema_.syntax(type.displayName())));
}

ChangeGenerator::Types ChangeGenerator::usable(const std::set<std::string>& identities) const {
  Types types;
  for (const std::string& identity : identities) {
    const AttributeType* const type = schema_.attributeType(identity);
    if (type != nullptr && isUsable(*type)) types.push_back(type);
  }
  return types;
}

const AttributeType* ChangeGenerator::namingType(const ObjectClass& objectClass) {
  const ClassSet set(std::vector<std::string>{objectClass.displayName()}, schema_);
  for (const std::set<std::string>* names : {&set.required(), &set.allowed()}) {
    Types types = usable(*names);
    std::erase_if(types, [&](const AttributeType* type) { return !isText(schema_.syntax(type->displayName())); });
    for (const char* usual : {"cn", "ou", "uid", "l", "o", "dc"})
      for (const AttributeType* type : types)
        if (equalsIgnoreAsciiCase(type->displayName(), usual)) return type;
    if (!types.empty()) return types.front();
  }
  return nullptr;
}

bool ChangeGenerator::canMake(const ObjectClass& objectClass) const {
  const ClassSet set(std::vector<std::string>{objectClass.displayName()}, schema_);
  if (set.hasUndefined() || set.isExtensible()) return false;
  bool hasName = false;
  for (const std::string& identity : set.required()) {
    const AttributeType* const type = schema_.attributeType(identity);
    if (type == nullptr) return false;
    const bool isGiven = type->noUserModification || isObjectClassType(type->displayName()) ||
                         settings_.suppliedTypes.contains(type->displayName());
    if (!isGiven && !isUsable(*type)) return false;
    hasName = hasName || (!isGiven && isText(schema_.syntax(type->displayName())));
  }
  for (const AttributeType* type : usable(set.allowed()))
    hasName = hasName || isText(schema_.syntax(type->displayName()));
  return hasName;
}

std::string ChangeGenerator::nameOf(const AttributeType& type) const {
  return settings_.binaryTypes.contains(type.displayName()) ? type.displayName() + ";binary" : type.displayName();
}

Attribute ChangeGenerator::attributeOf(const AttributeType& type) {
  const auto value = [&] {
    return values_.valid(schema_.syntax(type.displayName())).value_or(std::string("\x30\x00", 2));
  };
  Attribute attribute{nameOf(type), {value()}};
  if (type.singleValue || !values_.oneIn(4)) return attribute;
  if (const std::string more = value(); more != attribute.values.front()) attribute.values.push_back(more);
  return attribute;
}

ChangeGenerator::Types ChangeGenerator::allowedFor(const Entry& entry) const {
  const ClassSet set(entry, schema_);
  Types types = usable(set.allowed());
  for (const AttributeType* type : usable(set.required())) types.push_back(type);
  return types;
}

const AttributeType* ChangeGenerator::foreignTo(const Entry& entry) {
  const ClassSet set(entry, schema_);
  for (int tries = 0; tries < 20; ++tries)
    if (const AttributeType* type = values_.pick(types_); !set.allows(type->oid)) return type;
  return nullptr;
}

/// A user attribute that the entry has.
const Attribute* ChangeGenerator::heldBy(const Entry& entry) {
  std::vector<const Attribute*> held;
  for (const Attribute& attribute : entry.attributes) {
    const AttributeType* const type = schema_.attributeType(AttributeDescription::split(attribute.description).type);
    if (type != nullptr && isUsable(*type)) held.push_back(&attribute);
  }
  return held.empty() ? nullptr : values_.pick(held);
}

const Entry& ChangeGenerator::someChild() {
  return content_->size() < 2 ? content_->front() : (*content_)[1 + values_.upTo(content_->size() - 1)];
}

/// An entry with none below it.
const Entry& ChangeGenerator::someLeaf() {
  for (std::size_t tries = 0; tries < content_->size(); ++tries) {
    const Entry& entry = someChild();
    const bool hasChild = std::any_of(content_->begin(), content_->end(), [&entry](const Entry& other) {
      return other.dn.size() > entry.dn.size() && other.dn.ends_with("," + entry.dn);
    });
    if (!hasChild) return entry;
  }
  return someChild();
}

std::string ChangeGenerator::escaped(const std::string& value) const {
  return Dn({{Ava{"x", value, false}}}).toString().substr(2);
}

std::string ChangeGenerator::missingName() {
  return fmt::format("cn=missing-{}{},{}", values_.word(), values_.oneIn(3) ? ",cn=missing" : "", settings_.base);
}

GeneratedChange ChangeGenerator::next(const std::vector<Entry>& content) {
  content_ = &content;
  std::vector<std::string> names;
  for (const Entry& entry : content) names.push_back(entry.dn);
  if (values_.oneIn(20)) names.push_back(missingName());
  values_.setNames(std::move(names));
  const std::size_t draw = values_.upTo(100);
  // The base stays what it is called: with nothing below it there is nothing to rename or to delete.
  if (draw < 40 || content.size() < 2) return add();
  if (draw < 75) return modify();
  if (draw < 90 && content.size() < settings_.mostEntries) return rename();
  return draw < 84 ? rename() : remove();
}

LdifRecord ChangeGenerator::validAdd(const std::vector<Entry>& content) {
  content_ = &content;
  std::vector<std::string> names;
  for (const Entry& entry : content) names.push_back(entry.dn);
  values_.setNames(std::move(names));
  LdifRecord record;
  record.change = ChangeType::Add;
  const ObjectClass& objectClass = *values_.pick(structural_);
  const AttributeType& naming = *namingType(objectClass);
  const std::string value = values_.word();
  classes(record.entry, objectClass.displayName());
  record.entry.add(naming.displayName(), value);
  const ClassSet set(std::vector<std::string>{objectClass.displayName()}, schema_);
  for (const AttributeType* type : usable(set.required()))
    if (type != &naming) record.entry.attributes.push_back(attributeOf(*type));
  const Types allowed = usable(set.allowed());
  for (std::size_t more = values_.upTo(4); more > 0 && !allowed.empty(); --more) {
    const AttributeType* const type = values_.pick(allowed);
    if (attributeIn(record.entry, nameOf(*type)) == nullptr) record.entry.attributes.push_back(attributeOf(*type));
  }
  record.entry.dn = fmt::format("{}={},{}", naming.displayName(), value, someEntry().dn);
  return record;
}

// --- Adds ---

GeneratedChange ChangeGenerator::add() {
  GeneratedChange change{validAdd(*content_), "add:"};
  const std::size_t faults = values_.oneIn(4) ? 0 : values_.oneIn(6) ? 2 : 1;
  for (std::size_t i = 0; i < faults; ++i) spoil(change.record, change.kind);
  if (faults == 0) change.kind += " valid";
  return change;
}

/// One fault.
void ChangeGenerator::spoil(LdifRecord& record, std::string& kind) {
  Entry& entry = record.entry;
  if (entry.attributes.empty()) return;  // by an earlier fault
  const auto tries = [&kind](std::string_view what) { kind += fmt::format(" {}.", what); };
  Attribute& some = entry.attributes[values_.upTo(entry.attributes.size())];
  const std::string parent = Dn::parse(entry.dn).parent().toString();
  const std::string type = std::string(AttributeDescription::split(some.description).type);
  switch (values_.upTo(27)) {
    case 0:
      tries("wrong value");
      if (const auto value = values_.wrong(schema_.syntax(type))) some.values.front() = *value;
      return;
    case 1:
      tries("attribute left out");
      entry.attributes.erase(entry.attributes.begin() + (&some - entry.attributes.data()));
      return;
    case 2:
      tries("attribute that is not allowed");
      if (const AttributeType* foreign = foreignTo(entry)) entry.attributes.push_back(attributeOf(*foreign));
      return;
    case 3:
      tries("undefined type");
      entry.add(kUndefinedType, values_.word());
      return;
    case 4:
      tries("undefined class");
      classes(entry, "acmeUndefinedClass");
      return;
    case 5:
      tries("no object class");
      std::erase_if(entry.attributes, [](const Attribute& each) { return isObjectClassType(each.description); });
      return;
    case 6:
      tries("value twice");
      some.values.push_back(some.values.front());
      return;
    case 7:
      tries("value in another spelling");
      some.values.push_back(values_.variant(some.values.front()));
      return;
    case 8:
      tries("missing parent");
      entry.dn = Dn::parse(missingName()).child(Dn::parse(entry.dn).rdn()).toString();
      return;
    case 9:
      tries("existing name");
      entry.dn = someEntry().dn;
      return;
    case 10:
      tries("second structural class");
      classes(entry, values_.pick(structural_)->displayName());
      return;
    case 11:
      tries("auxiliary class");
      if (!auxiliary_.empty()) classes(entry, values_.pick(auxiliary_)->displayName());
      return;
    case 12:
      tries("only an auxiliary class");
      if (Attribute* held = attributeIn(entry, "objectClass"); held != nullptr && !auxiliary_.empty())
        held->values = {values_.pick(auxiliary_)->displayName()};
      return;
    case 13:
      tries("name that the entry does not hold");
      entry.dn = fmt::format("{}={},{}", Dn::parse(entry.dn).rdn().front().type, values_.word(), parent);
      return;
    case 14:
      tries("naming attribute left out");
      std::erase_if(entry.attributes, [&](const Attribute& each) {
        return equalsIgnoreAsciiCase(each.description, Dn::parse(entry.dn).rdn().front().type);
      });
      return;
    case 15:
      tries("single value twice");
      for (const AttributeType* allowed : allowedFor(entry))
        if (allowed->singleValue && attributeIn(entry, nameOf(*allowed)) == nullptr) {
          entry.attributes.push_back(attributeOf(*allowed));
          entry.attributes.back().values.push_back(attributeOf(*allowed).values.front());
          return;
        }
      return;
    case 16:
      tries("read-only attribute");
      if (!readOnly_.empty()) {
        const AttributeType& readOnly = *values_.pick(readOnly_);
        entry.add(readOnly.displayName(),
                  values_.valid(schema_.syntax(readOnly.displayName())).value_or(values_.word()));
      }
      return;
    case 17:
      tries("option");
      some.description += values_.oneIn(2) ? ";lang-de" : ";x-acme";
      return;
    case 18:
      tries("binary option");
      some.description += ";binary";
      return;
    case 19:
      tries("empty value");
      some.values.front().clear();
      return;
    case 20:
      tries("named by another attribute");
      if (const AttributeType* naming = values_.pick(types_); isText(schema_.syntax(naming->displayName())))
        entry.dn = fmt::format("{}={},{}", naming->displayName(), values_.word(), parent);
      return;
    case 21: {
      tries("name of two values");
      const Types allowed = allowedFor(entry);
      if (allowed.empty()) return;  // without its classes, by an earlier fault
      const AttributeType* const more = values_.pick(allowed);
      const std::string value = values_.valid(schema_.syntax(more->displayName())).value_or("x");
      entry.dn =
          fmt::format("{}+{}={},{}", toString(Dn::parse(entry.dn).rdn()), more->displayName(), escaped(value), parent);
      return;
    }
    case 22:
      tries("undefined type in the name");
      entry.dn = fmt::format("{}=a,{}", kUndefinedType, parent);
      return;
    case 23:
      tries("other spelling of the type");
      if (const AttributeType* known = schema_.attributeType(type))
        some.description = values_.oneIn(2) ? known->oid : asciiLower(type);
      return;
    case 24:
      tries("class by its OID");
      if (Attribute* held = attributeIn(entry, "objectClass"); held != nullptr)
        if (const ObjectClass* known = schema_.objectClass(held->values.front())) held->values.front() = known->oid;
      return;
    case 25:
      tries("all superior classes");
      if (Attribute* held = attributeIn(entry, "objectClass"); held != nullptr) {
        const ClassSet set(entry, schema_);
        held->values.clear();
        for (const ObjectClass* each : set.classes())
          if (each->kind != ObjectClassKind::Auxiliary) held->values.push_back(each->displayName());
      }
      return;
    default:
      tries("other spelling of the name");
      entry.dn = values_.variant(entry.dn);
  }
}

// --- Modifies ---

GeneratedChange ChangeGenerator::modify() {
  const Entry& entry = values_.oneIn(15) ? someEntry() : someChild();
  GeneratedChange change{{}, "modify:"};
  change.record.change = ChangeType::Modify;
  change.record.entry.dn = entry.dn;
  const std::size_t count = values_.oneIn(4) ? 2 : 1;
  for (std::size_t i = 0; i < count; ++i) change.kind += " " + addModification(change.record, entry) + ".";
  if (change.record.modifications.empty())
    change.record.modifications.push_back({Operation::Replace, {"description", {values_.word()}}});
  if (values_.oneIn(25)) {
    change.record.entry.dn = missingName();
    change.kind += " missing entry.";
  }
  return change;
}

/// One modification, or two that belong together, and what it tries.
std::string ChangeGenerator::addModification(LdifRecord& record, const Entry& entry) {
  const auto change = [&record](Operation operation, Attribute attribute) {
    record.modifications.push_back({operation, std::move(attribute)});
  };
  const Types allowed = allowedFor(entry);
  const AttributeType& type = allowed.empty() ? *values_.pick(types_) : *values_.pick(allowed);
  const Attribute* const held = heldBy(entry);
  const Attribute some = held == nullptr ? attributeOf(type) : *held;
  const std::string someType = std::string(AttributeDescription::split(some.description).type);
  const Dn dn = Dn::parse(entry.dn);
  switch (values_.upTo(30)) {
    case 0:
    case 1:
      change(Operation::Add, attributeOf(type));
      return "add a value";
    case 2:
      change(Operation::Add, {some.description, {values_.pick(some.values)}});
      return "add a value that is there";
    case 3:
      change(Operation::Add, {some.description, {values_.variant(values_.pick(some.values))}});
      return "add a value that is there in another spelling";
    case 4:
      if (const AttributeType* foreign = foreignTo(entry)) change(Operation::Add, attributeOf(*foreign));
      return "add an attribute that is not allowed";
    case 5:
      change(Operation::Add, {some.description, {values_.valid(schema_.syntax(someType)).value_or("x")}});
      return "add another value";
    case 6:
      change(Operation::Delete, {some.description, {values_.pick(some.values)}});
      return "delete a value";
    case 7:
      change(Operation::Delete, {some.description, {values_.variant(values_.pick(some.values))}});
      return "delete a value in another spelling";
    case 8:
      change(Operation::Delete, {some.description, {values_.valid(schema_.syntax(someType)).value_or("x")}});
      return "delete a value that is not there";
    case 9:
      change(Operation::Delete, {nameOf(type), {}});
      return "delete an attribute that may not be there";
    case 10:
      change(Operation::Delete, {some.description, {}});
      return "delete an attribute";
    case 11:
      if (!dn.empty()) change(Operation::Delete, {dn.rdn().front().type, {dn.rdn().front().value}});
      return "delete the value of the name";
    case 12:
      if (!dn.empty()) change(Operation::Replace, {dn.rdn().front().type, {values_.word()}});
      return "replace the value of the name";
    case 13:
      change(Operation::Replace, attributeOf(type));
      return "replace";
    case 14:
      change(Operation::Replace, {some.description, {}});
      return "replace by nothing";
    case 15:
      change(Operation::Replace, {some.description, {some.values.front(), some.values.front()}});
      return "replace by a value twice";
    case 16:
      change(Operation::Delete, {some.description, {some.values.front()}});
      change(Operation::Add, {some.description, {some.values.front()}});
      return "delete a value and add it again";
    case 17:
      change(Operation::Increment, {some.description, {"1"}});
      return "increment what is there";
    case 18: {
      Types integers = allowed;
      std::erase_if(integers, [&](const AttributeType* each) {
        return schema_.syntax(each->displayName()) != "1.3.6.1.4.1.1466.115.121.1.27";
      });
      const AttributeType& integer = integers.empty() ? type : *values_.pick(integers);
      const std::vector<std::string> by{"1", "-5", "x", "", "99999999999999999999", "0"};
      change(Operation::Increment, {nameOf(integer), {values_.pick(by)}});
      return "increment";
    }
    case 19:
      change(Operation::Add, {std::string(kUndefinedType), {"x"}});
      return "add an undefined type";
    case 20:
      change(values_.oneIn(2) ? Operation::Delete : Operation::Replace, {std::string(kUndefinedType), {}});
      return "delete an undefined type";
    case 21:
      if (const auto value = values_.wrong(schema_.syntax(type.displayName())))
        change(values_.oneIn(2) ? Operation::Add : Operation::Replace, {nameOf(type), {*value}});
      return "wrong value";
    case 22:
      if (!auxiliary_.empty()) change(Operation::Add, {"objectClass", {values_.pick(auxiliary_)->displayName()}});
      return "add an auxiliary class";
    case 23:
      if (const Attribute* classes = entry.find("objectClass"))
        change(Operation::Delete, {"objectClass", {values_.pick(classes->values)}});
      return "delete a class";
    case 24:
      change(values_.oneIn(2) ? Operation::Add : Operation::Replace,
             {"objectClass", {values_.pick(structural_)->displayName()}});
      return "another structural class";
    case 25:
      if (!readOnly_.empty()) {
        const AttributeType& readOnly = *values_.pick(readOnly_);
        change(
            values_.oneIn(2) ? Operation::Add : Operation::Replace,
            {readOnly.displayName(), {values_.valid(schema_.syntax(readOnly.displayName())).value_or(values_.word())}});
      }
      return "read-only attribute";
    case 26:
      change(Operation::Add, {nameOf(type) + (values_.oneIn(2) ? ";lang-de" : ";x-acme"),
                              {values_.valid(schema_.syntax(type.displayName())).value_or("x")}});
      return "option";
    case 27:
      change(Operation::Delete, {"objectClass", {}});
      return "delete all classes";
    case 28:
      if (const auto value = values_.wrong(schema_.syntax(someType)))
        change(Operation::Delete, {some.description, {*value}});
      return "delete a wrong value";
    default: {
      std::vector<std::string> values{values_.valid(schema_.syntax(type.displayName())).value_or("x")};
      values.push_back(values_.oneIn(2) ? values.front() : values_.variant(values.front()));
      change(Operation::Add, {nameOf(type), values});
      return "add a value twice";
    }
  }
}

// --- Renames and deletes ---

GeneratedChange ChangeGenerator::rename() {
  const Entry& entry = someChild();
  const Dn dn = Dn::parse(entry.dn);
  const Ava& was = dn.rdn().front();
  LdifRecord record;
  record.change = ChangeType::ModifyDn;
  record.entry.dn = entry.dn;
  record.deleteOldRdn = !values_.oneIn(3);
  record.newRdn = fmt::format("{}={}", was.type, values_.word());
  const auto moveTo = [&record](const std::string& superior) {
    record.hasNewSuperior = true;
    record.newSuperior = superior;
  };
  const Types allowed = allowedFor(entry);
  const AttributeType& type = allowed.empty() ? *values_.pick(types_) : *values_.pick(allowed);
  const std::string typed = values_.valid(schema_.syntax(type.displayName())).value_or("x");
  std::string kind = record.deleteOldRdn ? "rename:" : "rename, old RDN kept:";
  switch (values_.upTo(16)) {
    case 0:
    case 1:
      return {record, kind + " valid"};
    case 2:
      moveTo(someEntry().dn);
      return {record, kind + " move"};
    case 3:
      moveTo(someEntry().dn);
      record.newRdn = toString(dn.rdn());
      return {record, kind + " move under the same RDN"};
    case 4:
      record.newRdn = toString(Dn::parse(someChild().dn).rdn());
      return {record, kind + " to another one's RDN"};
    case 5:
      record.newRdn = toString(Dn::parse(someChild().dn).rdn());
      moveTo(Dn::parse(someChild().dn).parent().toString());
      return {record, kind + " to a name that may be taken"};
    case 6:
      record.newRdn = toString(dn.rdn());
      return {record, kind + " to its own name"};
    case 7:
      record.newRdn = fmt::format("{}={}", was.type, escaped(values_.variant(was.value)));
      return {record, kind + " to another spelling"};
    case 8:
      moveTo(missingName());
      return {record, kind + " below a missing entry"};
    case 9:
      moveTo(entry.dn);
      return {record, kind + " below itself"};
    case 10:
      record.newRdn = fmt::format("{}={}", type.displayName(), escaped(typed));
      return {record, kind + " to another type"};
    case 11:
      if (const AttributeType* foreign = foreignTo(entry))
        record.newRdn = fmt::format("{}={}", foreign->displayName(),
                                    escaped(values_.valid(schema_.syntax(foreign->displayName())).value_or("x")));
      return {record, kind + " to a type that is not allowed"};
    case 12:
      record.newRdn = fmt::format("{}=a", kUndefinedType);
      return {record, kind + " to an undefined type"};
    case 13:
      record.newRdn = fmt::format("{}={}+{}={}", was.type, values_.word(), type.displayName(), escaped(typed));
      return {record, kind + " to two values"};
    case 14:
      record.newRdn = values_.oneIn(2) ? fmt::format("{}=", was.type) : "no name";
      return {record, kind + " to what is not an RDN"};
    default:
      record.entry.dn = missingName();
      return {record, kind + " of a missing entry"};
  }
}

GeneratedChange ChangeGenerator::remove() {
  LdifRecord record;
  record.change = ChangeType::Delete;
  if (values_.oneIn(6)) {
    record.entry.dn = missingName();
    return {record, "delete: missing entry"};
  }
  if (values_.oneIn(8)) {
    record.entry.dn = values_.variant(someChild().dn);
    return {record, "delete: other spelling"};
  }
  const bool isCrowded = content_->size() >= settings_.mostEntries;
  record.entry.dn = isCrowded ? someLeaf().dn : someChild().dn;
  return {record, "delete:"};
}

}  // namespace ldapsnap::test
