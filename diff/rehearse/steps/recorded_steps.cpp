#include "diff/rehearse/steps/recorded_steps.h"

#include <algorithm>
#include <fmt/format.h>

#include "diff/apply/change_records.h"
#include "diff/apply/edit/ordered_values.h"
#include "diff/compare/schema/schema_compare.h"
#include "snapshot/ldap/schema/validation/object_classes.h"

namespace ldapsnap {
namespace {

std::string lineOf(const LeftOut& leftOut) {
  return leftOut.description.empty() ? fmt::format("{}: {}", leftOut.dn, leftOut.reason)
                                     : fmt::format("{} {}: {}", leftOut.dn, leftOut.description, leftOut.reason);
}

/// Active Directory's schema marks objectClass as set by the server, yet an add without it is refused.
void nameClasses(LdifRecord& record, const Snapshot& after) {
  if (record.change != ChangeType::Add || record.entry.find("objectClass") != nullptr) return;
  const auto entry = after.find(Dn::parse(record.entry.dn));
  if (!entry) return;
  if (const Attribute* classes = entry->find("objectClass")) record.entry.attributes.push_back(*classes);
}

/// Secrets are in no change record, yet the setup wrote them: what the snapshot has in their place stands for them.
void nameSecrets(ChangeStep& step, const Snapshot& after) {
  LdifRecord& record = step.record;
  if (record.change != ChangeType::Add && record.change != ChangeType::Modify) return;
  for (const LeftOut& leftOut : step.leftOut) {
    const auto entry = leftOut.isSupplied ? after.find(Dn::parse(record.entry.dn)) : std::nullopt;
    const Attribute* const secret = entry ? findAttribute(*entry, leftOut.description, after.schema()) : nullptr;
    if (secret == nullptr || findAttribute(record.entry, leftOut.description, after.schema()) != nullptr) continue;
    if (record.change == ChangeType::Add)
      record.entry.attributes.push_back(*secret);
    else
      record.modifications.push_back({Modification::Operation::Replace, *secret});
  }
}

/// The texts of values that have an order, in that order.
std::vector<std::string> textsOf(const Attribute* attribute) {
  std::vector<std::string> texts;
  if (attribute == nullptr) return texts;
  for (const std::string& value : OrderedValues(attribute->values).values()) texts.emplace_back(withoutOrder(value));
  return texts;
}

std::vector<std::string> without(std::vector<std::string> texts, const std::vector<std::string>& gone) {
  std::erase_if(texts,
                [&gone](const std::string& text) { return std::find(gone.begin(), gone.end(), text) != gone.end(); });
  return texts;
}

/// Additions to a list of ordered values, one modification each: at its number, or at the end. The target may have more
/// values, which a setup that adds one does not touch. Empty where values were removed or changed places: the journal
/// does not say how that was done.
std::vector<Modification> additionsTo(const Attribute* before, const Attribute& after) {
  const std::vector<std::string> was = textsOf(before), is = textsOf(&after);
  const std::vector<std::string> came = without(is, was);
  if (was.empty() || without(is, came) != was) return {};
  std::vector<Modification> edits;
  // What follows all earlier values was put at the end.
  std::size_t end = is.size();
  while (end > 0 && std::find(came.begin(), came.end(), is[end - 1]) != came.end()) --end;
  for (std::size_t i = 0; i < is.size(); ++i) {
    if (std::find(came.begin(), came.end(), is[i]) == came.end()) continue;
    const std::string value = i < end ? fmt::format("{{{}}}{}", i, is[i]) : is[i];
    edits.push_back({Modification::Operation::Add, {after.description, {value}}});
  }
  return edits;
}

/// Ordered values are recorded as a replacement of the full list.
void playPlaceByPlace(LdifRecord& record, const Entry& before, const Schema& schema) {
  std::vector<Modification> modifications;
  for (Modification& modification : record.modifications) {
    const AttributeType* const type = schema.attributeType(modification.attribute.description);
    const bool isList = modification.operation == Modification::Operation::Replace && type != nullptr &&
                        !type->singleValue && schema.isOrdered(modification.attribute.description) &&
                        !holdsDefinition(modification.attribute.description, schema);
    std::vector<Modification> edits;
    if (isList)
      edits = additionsTo(findAttribute(before, modification.attribute.description, schema), modification.attribute);
    if (edits.empty()) edits.push_back(std::move(modification));
    modifications.insert(modifications.end(), edits.begin(), edits.end());
  }
  record.modifications = std::move(modifications);
}

}  // namespace

RecordedSteps stepsBetween(const Difference& difference, const Snapshot& before, const Snapshot& after) {
  ChangeRecords records = changeRecordsOf(difference, before, after);
  RecordedSteps recorded;
  for (ChangeStep& step : records.steps) {
    std::optional<Entry> entry;
    if (step.record.change == ChangeType::Modify || step.record.change == ChangeType::Delete)
      entry = before.find(Dn::parse(step.record.entry.dn));
    for (const LeftOut& leftOut : step.leftOut) recorded.leftOut.push_back(lineOf(leftOut));
    nameClasses(step.record, after);
    nameSecrets(step, after);
    if (entry && step.record.change == ChangeType::Modify) playPlaceByPlace(step.record, *entry, after.schema());
    recorded.steps.push_back({std::move(step.record), std::move(entry), RehearsalStep::Origin::Recorded});
  }
  for (const LeftOut& leftOut : records.leftOut) recorded.leftOut.push_back(lineOf(leftOut));
  return recorded;
}

}  // namespace ldapsnap
