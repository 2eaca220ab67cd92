#include "diff/rehearse/play/local_changes.h"

#include <algorithm>

#include "diff/rehearse/checks/entry_edit.h"
#include "snapshot/ldap/schema/validation/object_classes.h"

namespace ldapsnap {
namespace {

/// Nothing is lost with these: the server's bookkeeping, what identifies the entry, and secrets, whose digests differ
/// from store to store.
bool isNoLoss(const Attribute& attribute, const Schema& schema, Product product) {
  const AttributeType* const type = schema.attributeType(AttributeDescription::split(attribute.description).type);
  return (type != nullptr && type->noUserModification) ||
         volatileAttributes(product).contains(attribute.description, schema) ||
         serverOwnedAttributes(product).contains(attribute.description, schema) ||
         std::any_of(attribute.values.begin(), attribute.values.end(), isRedacted);
}

}  // namespace

std::vector<LocalChange> overwrittenBy(const RehearsalStep& step, const Entry& held, const Schema& schema) {
  std::vector<LocalChange> overwritten;
  if (!step.before) return overwritten;
  const auto valuesOf = [](const Attribute* a) { return a == nullptr ? std::vector<std::string>{} : a->values; };
  for (const Modification& modification : step.record.modifications) {
    const bool setsAll =
        modification.operation == Modification::Operation::Replace ||
        (modification.operation == Modification::Operation::Delete && modification.attribute.values.empty());
    if (!setsAll) continue;
    const std::string& description = modification.attribute.description;
    const Attribute* here = findAttribute(held, description, schema);
    const Attribute* inLab = findAttribute(*step.before, description, schema);
    if (here == nullptr || isSameValues(here, inLab, schema)) continue;
    if (std::any_of(here->values.begin(), here->values.end(), isRedacted)) continue;
    if (isSameValues(here, &modification.attribute, schema)) continue;
    overwritten.push_back({description, valuesOf(inLab), here->values, modification.attribute.values});
  }
  return overwritten;
}

std::vector<LocalChange> lostWith(const RehearsalStep& step, const Entry& held, const Schema& schema, Product product) {
  std::vector<LocalChange> lost;
  if (!step.before) return lost;
  for (const Attribute& here : held.attributes) {
    if (isNoLoss(here, schema, product)) continue;
    const Attribute* inLab = findAttribute(*step.before, here.description, schema);
    if (isSameValues(&here, inLab, schema)) continue;
    lost.push_back({here.description, inLab == nullptr ? std::vector<std::string>() : inLab->values, here.values, {}});
  }
  return lost;
}

}  // namespace ldapsnap
