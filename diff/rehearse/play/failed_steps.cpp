#include "diff/rehearse/play/failed_steps.h"

#include "diff/rehearse/checks/planned_schema.h"
#include "diff/rehearse/play/step_attempt.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

/// What a modify record adds or sets, one part for each of its modifications: a value may come, go and come again.
std::vector<Entry> broughtBy(const LdifRecord& record) {
  std::vector<Entry> parts;
  for (const Modification& modification : record.modifications)
    if (modification.operation != Modification::Operation::Delete && !modification.attribute.values.empty())
      parts.push_back({record.entry.dn, {modification.attribute}});
  return parts;
}

}  // namespace

Entry joinedModifications(const LdifRecord& record) {
  Entry entry;
  entry.dn = record.entry.dn;
  for (const Entry& part : broughtBy(record))
    for (const Attribute& attribute : part.attributes)
      for (const std::string& value : attribute.values) entry.add(attribute.description, value);
  return entry;
}

void FailedSteps::forget(const Dn& dn) { entries_.erase(pathOf(dn)); }

std::optional<std::size_t> FailedSteps::causeOf(const Obstacle& obstacle) const {
  if (isUndefinedElement(obstacle) || isUndefinedReference(obstacle)) {
    for (const std::string& element : {obstacle.attribute, obstacle.objectClass}) {
      const auto failed = elements_.find(asciiLower(element));
      if (failed != elements_.end()) return failed->second;
    }
  }
  if (obstacle.kind == ObstacleKind::EntryAlreadyExists) return std::nullopt;
  for (const std::string& name : {obstacle.holder, obstacle.dn}) {
    const auto failed = entries_.find(std::string(keyOf(name).path()));
    if (failed != entries_.end()) return failed->second;
  }
  return std::nullopt;
}

/// Steps after an add that meets an entry do not depend on it: the entry is there.
void FailedSteps::remember(const LdifRecord& record, const StepVerdict& verdict, const Dn& dn) {
  if (verdict.obstacle->kind != ObstacleKind::EntryAlreadyExists) entries_.emplace(pathOf(dn), verdict.number);
  const auto newRdn = record.change == ChangeType::ModifyDn ? parseName(record.newRdn).dn : std::nullopt;
  const auto superior = record.hasNewSuperior ? parseName(record.newSuperior).dn : std::optional<Dn>(dn);
  if (newRdn && newRdn->size() == 1 && superior) {
    const Dn parent = record.hasNewSuperior || dn.empty() ? *superior : dn.parent();
    entries_.emplace(pathOf(parent.child(newRdn->rdn())), verdict.number);
  }
  const Entry brought = verdict.change == ChangeType::Add ? record.entry : joinedModifications(record);
  for (const std::string& element : PlannedSchema::definedBy(brought)) elements_.emplace(element, verdict.number);
}

}  // namespace ldapsnap
