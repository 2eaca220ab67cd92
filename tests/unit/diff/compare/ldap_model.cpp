#include "tests/unit/diff/compare/ldap_model.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "diff/compare/schema/comparison_schema.h"

namespace ldapsnap {
namespace {

[[noreturn]] void refuse(const std::string& result, const std::string& where) {
  throw std::runtime_error(result + ": " + where);
}

Entry withoutIdentity(Entry entry) {
  std::erase_if(entry.attributes, [](const Attribute& attribute) {
    return std::any_of(kIdentityAttributes.begin(), kIdentityAttributes.end(), [&](std::string_view name) {
      return foldDescription(attribute.description) == foldDescription(name);
    });
  });
  return entry;
}

}  // namespace

LdapModel::LdapModel(const Snapshot& snapshot) : schema_(snapshot.schema()) {
  snapshot.scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
    entries_[keyOf(Dn::parse(entry.dn))] = entry;
    return Snapshot::Visit::Continue;
  });
}

void LdapModel::apply(const LdifRecord& record) {
  const Dn dn = Dn::parse(record.entry.dn);
  switch (record.change) {
    case ChangeType::Add:
      return add(record, dn);
    case ChangeType::Delete:
      return remove(dn);
    case ChangeType::Modify:
      return modify(record, dn);
    case ChangeType::ModifyDn:
      return rename(record, dn);
    case ChangeType::None:
      refuse("protocolError", record.entry.dn);
  }
}

MemorySnapshot LdapModel::snapshot() const {
  MemorySnapshot snapshot;
  for (const auto& [key, entry] : entries_) snapshot.add(withoutIdentity(entry));
  snapshot.finish();
  return snapshot;
}

Entry& LdapModel::existing(const Dn& dn) {
  const auto found = entries_.find(keyOf(dn));
  if (found == entries_.end()) refuse("noSuchObject", dn.toString());
  return found->second;
}

void LdapModel::mustExist(const Dn& parent) const {
  if (!parent.empty() && !entries_.contains(keyOf(parent))) refuse("noSuchObject", parent.toString());
}

void LdapModel::mustBeFree(const Dn& dn) const {
  if (entries_.contains(keyOf(dn))) refuse("entryAlreadyExists", dn.toString());
}

bool LdapModel::isBelow(const Entry& entry, const Dn& top) const {
  const Dn dn = Dn::parse(entry.dn);
  return dn.size() > top.size() && isAtOrBelow(dn, top, schema_);
}

// --- Values ---

bool LdapModel::hasValue(const Entry& entry, const std::string& description, const std::string& value) const {
  const std::string identity = schema_.identity(description);
  const auto key = [&](const std::string& each) { return equalityKey(schema_.equality(identity), each, schema_); };
  for (const Attribute& attribute : entry.attributes)
    if (schema_.identity(attribute.description) == identity)
      for (const std::string& each : attribute.values)
        if (key(each) == key(value)) return true;
  return false;
}

void LdapModel::addValue(Entry& entry, const std::string& description, const std::string& value) const {
  if (hasValue(entry, description, value)) refuse("attributeOrValueExists", entry.dn + " " + description);
  entry.add(description, value);
}

void LdapModel::removeValue(Entry& entry, const std::string& description, const std::string& value) const {
  if (!hasValue(entry, description, value)) refuse("noSuchAttribute", entry.dn + " " + description);
  const std::string identity = schema_.identity(description);
  const auto key = [&](const std::string& each) { return equalityKey(schema_.equality(identity), each, schema_); };
  for (Attribute& attribute : entry.attributes)
    if (schema_.identity(attribute.description) == identity)
      std::erase_if(attribute.values, [&](const std::string& each) { return key(each) == key(value); });
  std::erase_if(entry.attributes, [](const Attribute& attribute) { return attribute.values.empty(); });
}

void LdapModel::removeAttribute(Entry& entry, const std::string& description) const {
  const std::string identity = schema_.identity(description);
  std::erase_if(entry.attributes,
                [&](const Attribute& attribute) { return schema_.identity(attribute.description) == identity; });
}

// --- Operations ---

void LdapModel::add(const LdifRecord& record, const Dn& dn) {
  mustBeFree(dn);
  mustExist(dn.parent());
  for (const Ava& ava : dn.rdn())
    if (!hasValue(record.entry, ava.type, ava.value)) refuse("namingViolation", record.entry.dn);
  entries_[keyOf(dn)] = record.entry;
}

void LdapModel::remove(const Dn& dn) {
  existing(dn);
  for (const auto& [key, entry] : entries_)
    if (isBelow(entry, dn)) refuse("notAllowedOnNonLeaf", dn.toString());
  entries_.erase(keyOf(dn));
}

void LdapModel::modify(const LdifRecord& record, const Dn& dn) {
  Entry entry = existing(dn);
  for (const Modification& modification : record.modifications) {
    const auto& [description, values] = modification.attribute;
    const bool isReplace = modification.operation == Modification::Operation::Replace;
    if (isReplace || (modification.operation == Modification::Operation::Delete && values.empty()))
      removeAttribute(entry, description);
    for (const std::string& value : values)
      modification.operation == Modification::Operation::Delete ? removeValue(entry, description, value)
                                                                : addValue(entry, description, value);
  }
  for (const Ava& ava : dn.rdn())
    if (!hasValue(entry, ava.type, ava.value)) refuse("notAllowedOnRDN", entry.dn);
  existing(dn) = entry;
}

void LdapModel::rename(const LdifRecord& record, const Dn& dn) {
  Entry& top = existing(dn);
  const Dn parent = record.hasNewSuperior ? Dn::parse(record.newSuperior) : dn.parent();
  mustExist(parent);
  if (isAtOrBelow(parent, dn, schema_)) refuse("unwillingToPerform", record.newSuperior);
  const Dn to = parent.child(Dn::parse(record.newRdn).rdn());
  if (keyOf(to) != keyOf(dn)) mustBeFree(to);
  if (record.deleteOldRdn)
    for (const Ava& ava : dn.rdn()) removeValue(top, ava.type, ava.value);
  for (const Ava& ava : to.rdn())
    if (!hasValue(top, ava.type, ava.value)) top.add(ava.type, ava.value);
  Entries moved;
  for (auto& [key, entry] : entries_) {
    const Dn name = Dn::parse(entry.dn);
    if (isAtOrBelow(name, dn, schema_)) entry.dn = rebase(name, dn, to).toString();
    moved[keyOf(Dn::parse(entry.dn))] = std::move(entry);
  }
  entries_ = std::move(moved);
}

MemorySnapshot withoutIdentities(const Snapshot& snapshot) {
  MemorySnapshot result(snapshot.info());
  snapshot.scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
    result.add(withoutIdentity(entry));
    return Snapshot::Visit::Continue;
  });
  result.finish();
  return result;
}

}  // namespace ldapsnap
