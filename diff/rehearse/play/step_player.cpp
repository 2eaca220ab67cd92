#include "diff/rehearse/play/step_player.h"

#include <algorithm>
#include <utility>

#include "diff/rehearse/checks/attribute_checks.h"
#include "diff/rehearse/checks/entry_checks.h"
#include "diff/rehearse/checks/entry_edit.h"
#include "diff/rehearse/checks/server_defaults.h"
#include "diff/rehearse/play/local_changes.h"
#include "diff/rehearse/play/step_attempt.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/product/server_schema.h"
#include "snapshot/ldap/schema/validation/object_classes.h"

namespace ldapsnap {

namespace {

constexpr std::string_view kTreeDelete = "1.2.840.113556.1.4.805";  // [MS-ADTS] 3.1.1.3.4.1.15
/// RFC 4528.
constexpr std::string_view kAssertionControl = "1.3.6.1.1.12";
constexpr std::string_view kExperimentalArc = "1.3.6.1.4.1.4203.666.";

std::set<std::string> elementsGone(const Entry& before, const Entry& after) {
  std::set<std::string> gone = PlannedSchema::oidsOf(before);
  for (const std::string& oid : PlannedSchema::oidsOf(after)) gone.erase(oid);
  return gone;
}

/// A module brings attribute types and classes that the snapshot cannot show.
bool loadsUnknownModule(const Entry& entry, const ServerBehaviour& behaviour) {
  const std::string& list = behaviour.moduleListAttribute;
  if (list.empty() || !isAtOrBelow(Dn::parse(entry.dn), Dn::parse(behaviour.configurationSuffix), Schema::builtin()))
    return false;
  const Attribute* const modules = entry.find(list);
  return modules != nullptr && std::any_of(modules->values.begin(), modules->values.end(),
                                           [](const std::string& each) { return moduleSchema(each) == nullptr; });
}

/// Whether the entry is already as the modifications would leave it.
bool isDone(const std::vector<Modification>& modifications, const Entry& held, const Schema& schema) {
  return std::all_of(modifications.begin(), modifications.end(), [&](const Modification& modification) {
    const Attribute& attribute = modification.attribute;
    const Attribute* const present = findAttribute(held, attribute.description, schema);
    switch (modification.operation) {
      case Modification::Operation::Add:
        return holdsAll(held, Entry{held.dn, {attribute}}, schema);
      case Modification::Operation::Replace:
        return attribute.values.empty() ? present == nullptr : isSameValues(present, &attribute, schema);
      case Modification::Operation::Delete:
        return present == nullptr || (!attribute.values.empty() && holdsNone(held, attribute, schema));
      case Modification::Operation::Increment:
        break;
    }
    return false;
  });
}

Outcome outcomeOf(const StepVerdict& verdict, bool changesNothing) {
  if (verdict.obstacle) return Outcome::Fails;
  if (verdict.doubt) return Outcome::NotKnown;
  if (changesNothing) return Outcome::AlreadyDone;
  return verdict.overwritten.empty() ? Outcome::Succeeds : Outcome::Overwrites;
}

std::set<std::string> controlsOf(const Snapshot& snapshot) {
  const auto rootDse = snapshot.find(Dn());
  const Attribute* const controls = rootDse ? rootDse->find("supportedControl") : nullptr;
  if (controls == nullptr) return {};
  return {controls->values.begin(), controls->values.end()};
}

}  // namespace

StepPlayer::StepPlayer(const Snapshot& target, PredictedSnapshot& predicted)
    : target_(target),
      predicted_(predicted),
      coverage_(target),
      schema_(predicted),
      numbers_(predicted),
      names_(predicted),
      product_(target.info().product),
      behaviour_(behaviourOf(product_)),
      checks_(requestChecksOf(product_)),
      configuration_(product_),
      contexts_(predicted),
      supportedControls_(controlsOf(target)) {}

StepVerdict StepPlayer::play(const RehearsalStep& step) {
  Attempt attempt;
  attempt.step = step;
  StepVerdict& verdict = attempt.verdict;
  verdict.number = ++played_;
  verdict.file = step.file;
  if (step.origin == RehearsalStep::Origin::File) verdict.line = step.record.line;
  verdict.change = step.record.change == ChangeType::None ? ChangeType::Add : step.record.change;

  verdict.obstacle = resolveNames(attempt);
  verdict.dn = attempt.record().entry.dn;
  if (!verdict.obstacle && !attempt.isOver) {
    attempt.step = numbers_.followed(std::move(attempt.step));
    verdict.dn = attempt.record().entry.dn;
    attempt.dn = Dn::parse(verdict.dn);
    verdict.obstacle = perform(attempt);
  }
  if (verdict.obstacle && isSkipped(attempt)) {
    verdict.obstacle.reset();
    attempt.changesNothing = true;
  }
  if (verdict.obstacle) {
    verdict.doubt.reset();
    if (verdict.obstacle->dn.empty()) verdict.obstacle->dn = verdict.dn;
    verdict.answer = answerOf(*verdict.obstacle, product_);
    verdict.because = failed_.causeOf(*verdict.obstacle);
    failed_.remember(attempt.record(), verdict, attempt.dn);
  } else {
    failed_.forget(attempt.dn);
  }
  verdict.outcome = outcomeOf(verdict, attempt.changesNothing);
  return std::move(verdict);
}

/// Puts DNs in place of alternative names.
StepPlayer::Refusal StepPlayer::resolveNames(Attempt& attempt) {
  LdifRecord& record = attempt.step.record;
  if (record.hasNewSuperior && isAlternativeName(record.newSuperior) && checks_.alternativeNames)
    record.newSuperior = names_.find(record.newSuperior).value_or(record.newSuperior);
  if (!isAlternativeName(record.entry.dn)) return std::nullopt;
  if (!checks_.alternativeNames) return invalidName(record.entry.dn, "the server takes DNs only");
  if (const auto dn = names_.find(record.entry.dn)) {
    record.entry.dn = *dn;
    return std::nullopt;
  }
  attempt.isOver = true;
  const auto reason = coverage_.unread(Dn(), Scope::Subtree);
  if (!reason) return obstacleOf(ObstacleKind::NoSuchObject, record.entry.dn);
  attempt.doubt({Doubt::Kind::NotCovered, *reason});
  return std::nullopt;
}

StepPlayer::Refusal StepPlayer::perform(Attempt& attempt) {
  if (auto refused = requireControls(attempt.record())) return refused;
  if (asksFor(attempt.record(), kAssertionControl))
    attempt.doubt({Doubt::Kind::AssertedState, std::string(kAssertionControl)});
  if (auto refused = requireName(attempt.dn)) return refused;
  switch (attempt.verdict.change) {
    case ChangeType::Delete:
      return remove(attempt);
    case ChangeType::Modify:
      return modify(attempt);
    case ChangeType::ModifyDn:
      return rename(attempt);
    case ChangeType::Add:
    case ChangeType::None:
      break;
  }
  return add(attempt);
}

// --- Operations ---

StepPlayer::Refusal StepPlayer::add(Attempt& attempt) {
  // slapd numbers an entry of cn=config before it looks at it.
  if (auto refused = assignSiblingNumber(attempt)) return refused;
  if (isDefinitionsOnly(attempt)) return addDefinitions(attempt);
  const Schema& schema = predicted_.schema();
  Entry& given = attempt.step.record.entry;
  given = withDerivedValues(std::move(given), schema, product_);
  for (Attribute& attribute : given.attributes) {
    attempt.request.push_back({Modification::Operation::Add, attribute});
    const bool isNamed =
        checks_.takesOids || attribute.description.find_first_not_of("0123456789.") != std::string::npos;
    if (isNamed && isObjectClassType(attribute.description) && attribute.description.find(';') == std::string::npos)
      attribute.description = "objectClass";
  }
  // What is derived may be derived from the name.
  attempt.entry = withDerivedValues(withRdnValues(given, schema), schema, product_);
  if (behaviour_.completesSuperiorClasses) attempt.entry = withSuperiorClasses(std::move(attempt.entry), schema);
  if (auto refused = run(checks_.add, attempt)) {
    attempt.verdict.isThereAlike = holdsAllOf(attempt, attempt.entry, *refused);
    return refused;
  }
  put(std::move(attempt.entry));
  return std::nullopt;
}

/// 389 adds the definitions of its schema files to those of cn=schema.
StepPlayer::Refusal StepPlayer::addDefinitions(Attempt& attempt) {
  for (const char* attribute : {"attributeTypes", "objectClasses"})
    if (const Attribute* values = attempt.record().entry.find(attribute))
      attempt.step.record.modifications.push_back({Modification::Operation::Add, *values});
  return modify(attempt);
}

StepPlayer::Refusal StepPlayer::remove(Attempt& attempt) {
  if (auto refused = run(checks_.remove, attempt)) return refused;
  const auto held = predicted_.find(attempt.dn);
  if (!held)
    if (auto refused = unlessNotCovered(attempt, ObstacleKind::NoSuchObject, attempt.dn)) return refused;
  const bool isTree = asksFor(attempt.record(), kTreeDelete);
  if (const auto child = predicted_.firstChild(attempt.dn); child && !isTree)
    return obstacleOf(ObstacleKind::NotAllowedOnNonLeaf, *child);
  if (const auto reason = coverage_.unread(attempt.dn, Scope::Subtree))
    attempt.doubt({Doubt::Kind::NotCovered, *reason});
  if (held) attempt.verdict.overwritten = lostWith(attempt.step, *held, predicted_.schema(), product_);
  std::vector<Entry> gone;
  predicted_.scan(attempt.dn, isTree ? Scope::Subtree : Scope::Base, [&gone](const Entry& entry) {
    gone.push_back(entry);
    return Snapshot::Visit::Continue;
  });
  for (const Entry& entry : gone) {
    predicted_.remove(Dn::parse(entry.dn));
    forgetElements(PlannedSchema::oidsOf(entry));
  }
  return std::nullopt;
}

StepPlayer::Refusal StepPlayer::modify(Attempt& attempt) {
  // The root DSE: schemaUpdateNow and its like ask for an operation, not for a change.
  if (attempt.dn.empty() && checks_.remove.empty()) return std::nullopt;
  attempt.request = attempt.record().modifications;
  if (auto refused = run(checks_.modify, attempt)) {
    attempt.verdict.isThereAlike = attempt.held && isDone(attempt.request, *attempt.held, predicted_.schema());
    return refused;
  }
  if (attempt.isOver) return std::nullopt;

  const Schema& schema = predicted_.schema();
  if (isSameEntry(*attempt.held, attempt.entry, schema)) {
    attempt.changesNothing = true;
    return std::nullopt;
  }
  attempt.verdict.overwritten = overwrittenBy(attempt.step, *attempt.held, schema);
  const std::set<std::string> gone = elementsGone(*attempt.held, attempt.entry);
  schema_.forget(gone);
  put(std::move(attempt.entry));
  predicted_.forgetElements(gone);
  return std::nullopt;
}

StepPlayer::Refusal StepPlayer::rename(Attempt& attempt) {
  if (auto refused = run(checks_.rename, attempt)) return refused;
  if (attempt.isOver) return std::nullopt;
  predicted_.rename(attempt.dn, attempt.newDn);
  names_.invalidate();
  predicted_.put(std::move(attempt.entry));
  return std::nullopt;
}

// --- What several operations require ---

/// Without a root DSE every control counts as supported. slapd does not list its experimental ones.
bool StepPlayer::supports(const std::string& control) const {
  return supportedControls_.empty() || supportedControls_.contains(control) || control.starts_with(kExperimentalArc);
}

bool StepPlayer::asksFor(const LdifRecord& record, std::string_view control) const {
  return std::any_of(record.controls.begin(), record.controls.end(), [&](const std::string& line) {
    const auto asked = parseControlLine(line);
    return asked && asked->oid == control && supports(asked->oid);
  });
}

/// A control that is not supported is ignored unless it is critical (RFC 4511, 4.1.11).
StepPlayer::Refusal StepPlayer::requireControls(const LdifRecord& record) const {
  for (const std::string& line : record.controls) {
    const auto control = parseControlLine(line);
    if (!control || !control->isCritical || supports(control->oid)) continue;
    Obstacle refused = obstacleOf(ObstacleKind::UnavailableCriticalExtension);
    refused.oid = control->oid;
    return refused;
  }
  return std::nullopt;
}

/// Changes the names in the attempt to the number that the server assigns.
StepPlayer::Refusal StepPlayer::assignSiblingNumber(Attempt& attempt) {
  if (numbers_.place(attempt.step) == SiblingNumbers::Outcome::Refused)
    return obstacleOf(ObstacleKind::RenumbersSiblings);
  attempt.verdict.dn = attempt.record().entry.dn;
  attempt.dn = Dn::parse(attempt.verdict.dn);
  return std::nullopt;
}

// --- Changes to the prediction ---

void StepPlayer::put(Entry entry) {
  schema_.take(entry);
  if (loadsUnknownModule(entry, behaviour_)) moduleStep_ = played_;
  predicted_.put(std::move(entry));
}

void StepPlayer::forgetElements(const std::set<std::string>& oids) {
  schema_.forget(oids);
  predicted_.forgetElements(oids);
}

// --- What is reported besides the outcome ---

/// ldifde takes these answers for "done already", of records that ask for it. Where another element has the name, what
/// the record defines is missing afterwards: that is not done.
bool StepPlayer::isSkipped(const Attempt& attempt) const {
  const ObstacleKind kind = attempt.verdict.obstacle->kind;
  if (!attempt.step.isSchemaUpdate) return false;
  if (attempt.verdict.change != ChangeType::Add) return kind == ObstacleKind::NoSuchObject;
  if (kind != ObstacleKind::EntryAlreadyExists) return false;
  const auto held = predicted_.find(attempt.dn);
  return held && PlannedSchema::oidsOf(*held) == PlannedSchema::oidsOf(attempt.entry);
}

/// Whether the entry that an add meets holds everything that it asks for: the entry of that name, or where a schema of
/// cn=config defines what another one does, the one of that name with another number.
bool StepPlayer::holdsAllOf(const Attempt& attempt, const Entry& wanted, const Obstacle& obstacle) const {
  if (obstacle.kind == ObstacleKind::EntryAlreadyExists) {
    const auto held = predicted_.find(attempt.dn);
    return held && holdsAll(*held, wanted, predicted_.schema());
  }
  const std::optional<Entry> namesake = numbers_.namesake(attempt.dn);
  if (!namesake) return false;
  Entry unnumbered = wanted;
  for (const Ava& ava : attempt.dn.rdn())
    std::erase_if(unnumbered.attributes, [&ava](const Attribute& attribute) {
      return equalsIgnoreAsciiCase(attribute.description, ava.type);
    });
  return holdsAll(*namesake, unnumbered, predicted_.schema());
}

/// A content record of 389's schema files.
bool StepPlayer::isDefinitionsOnly(const Attempt& attempt) const {
  const LdifRecord& record = attempt.record();
  const bool defines = record.entry.find("attributeTypes") != nullptr || record.entry.find("objectClasses") != nullptr;
  return record.change == ChangeType::None && defines && predicted_.find(attempt.dn);
}

}  // namespace ldapsnap
