#include "diff/rehearse/step_player.h"

#include <algorithm>
#include <fmt/format.h>

#include "diff/rehearse/entry_edit.h"
#include "diff/rehearse/object_class_check.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

constexpr std::string_view kTreeDelete = "1.2.840.113556.1.4.805";

bool asksForTreeDelete(const LdifRecord& record) {
  return std::any_of(record.controls.begin(), record.controls.end(),
                     [](const std::string& control) { return control.starts_with(kTreeDelete); });
}

/// The values that a modify record brings.
Entry broughtBy(const LdifRecord& record) {
  Entry brought;
  brought.dn = record.entry.dn;
  for (const Modification& modification : record.modifications) {
    if (modification.operation == Modification::Operation::Delete) continue;
    for (const std::string& value : modification.attribute.values)
      brought.add(modification.attribute.description, value);
  }
  return brought;
}

/// What nobody would miss: bookkeeping, what identifies the entry, and secrets, whose digests say nothing across
/// stores.
bool isServersOwn(const Attribute& attribute, const Schema& schema, Product product) {
  const AttributeType* const type = schema.attributeType(AttributeDescription::split(attribute.description).type);
  return (type != nullptr && type->noUserModification) ||
         volatileAttributes(product).contains(attribute.description, schema) ||
         serverOwnedAttributes(product).contains(attribute.description, schema) ||
         std::any_of(attribute.values.begin(), attribute.values.end(), isRedacted);
}

std::set<std::string> goneElements(const Entry& before, const Entry& after) {
  std::set<std::string> gone = PlannedSchema::oidsOf(before);
  for (const std::string& oid : PlannedSchema::oidsOf(after)) gone.erase(oid);
  return gone;
}

}  // namespace

StepPlayer::StepPlayer(const Snapshot& target, PredictedSnapshot& predicted)
    : target_(target),
      predicted_(predicted),
      coverage_(target),
      schema_(target),
      numbers_(predicted),
      product_(target.info().product),
      behaviour_(behaviourOf(product_)) {}

StepVerdict StepPlayer::play(const RehearsalStep& asked) {
  RehearsalStep step = numbers_.followed(asked);
  const LdifRecord& record = step.record;
  verdict_ = {};
  verdict_.number = ++number_;
  verdict_.line = record.line;
  verdict_.change = record.change == ChangeType::None ? ChangeType::Add : record.change;
  verdict_.dn = record.entry.dn;
  dn_ = Dn::parse(record.entry.dn);
  if (verdict_.change == ChangeType::Add && isNumbered(step)) add(step);
  if (verdict_.change == ChangeType::Delete) remove(step);
  if (verdict_.change == ChangeType::Modify) modify(step);
  if (verdict_.change == ChangeType::ModifyDn) rename(record);
  verdict_.outcome == Outcome::Fails ? noteFailure(step) : noteSuccess();
  return std::move(verdict_);
}

// --- Verdicts: each returns false, for "the step ends here" ---

bool StepPlayer::fail(Obstacle obstacle) {
  verdict_.outcome = Outcome::Fails;
  verdict_.reason.clear();
  if (obstacle.dn.empty()) obstacle.dn = verdict_.dn;
  verdict_.answer = answerOf(obstacle, product_);
  blameOf(obstacle);
  verdict_.obstacle = std::move(obstacle);
  return false;
}

bool StepPlayer::fail(Obstacle::Kind kind, const std::string& holder) {
  Obstacle obstacle;
  obstacle.kind = kind;
  obstacle.holder = holder;
  return fail(std::move(obstacle));
}

/// An absence that the snapshot cannot tell for sure lets the step go on.
bool StepPlayer::failAbsent(Obstacle::Kind kind, const Dn& absent) {
  const auto reason = coverage_.unread(absent, Scope::Base);
  if (!reason) return fail(kind, absent.toString());
  doubt(*reason);
  return true;
}

/// The step is taken as one that succeeds: what comes behind it depends on the same doubt.
void StepPlayer::doubt(const std::string& reason) {
  if (verdict_.outcome == Outcome::NotKnown) return;
  verdict_.outcome = Outcome::NotKnown;
  verdict_.reason = reason;
}

/// Which failed step the obstacle comes from; false: none.
bool StepPlayer::blameOf(const Obstacle& obstacle) {
  for (const std::string& element : {obstacle.attribute, obstacle.objectClass}) {
    const bool isAbsence = obstacle.kind == Obstacle::Kind::UndefinedType ||
                           obstacle.kind == Obstacle::Kind::UndefinedClass ||
                           obstacle.kind == Obstacle::Kind::UnknownMember;
    const auto failed = isAbsence ? failedElements_.find(asciiLower(element)) : failedElements_.end();
    if (failed != failedElements_.end()) return (verdict_.because = failed->second) > 0;
  }
  for (const std::string& name : {obstacle.holder, obstacle.dn}) {
    if (obstacle.kind == Obstacle::Kind::EntryExists) continue;
    const auto failed = failedEntries_.find(std::string(keyOf(name).path()));
    if (failed != failedEntries_.end()) return (verdict_.because = failed->second) > 0;
  }
  return false;
}

/// An add that meets an entry makes nobody wait for it: the entry is there.
void StepPlayer::noteFailure(const RehearsalStep& step) {
  const LdifRecord& record = step.record;
  const std::size_t root = verdict_.number;
  const bool isThere = verdict_.obstacle->kind == Obstacle::Kind::EntryExists;
  if (!isThere) failedEntries_.emplace(pathOf(dn_), root);
  if (record.change == ChangeType::ModifyDn && !record.newRdn.empty()) {
    const Dn superior = record.hasNewSuperior ? Dn::parse(record.newSuperior) : dn_.parent();
    failedEntries_.emplace(pathOf(superior.child(Dn::parse(record.newRdn).rdn())), root);
  }
  const Entry brought = verdict_.change == ChangeType::Add ? record.entry : broughtBy(record);
  for (const std::string& element : PlannedSchema::definedBy(brought)) failedElements_.emplace(element, root);
}

/// What an earlier step failed to do has been done since.
void StepPlayer::noteSuccess() { failedEntries_.erase(pathOf(dn_)); }

// --- What several operations ask ---

bool StepPlayer::isAccepted(const std::optional<Obstacle>& obstacle) {
  if (!obstacle) return true;
  const bool isAbsence =
      obstacle->kind == Obstacle::Kind::UndefinedType || obstacle->kind == Obstacle::Kind::UndefinedClass;
  if (target_.schema().empty()) {
    doubt("the snapshot holds no schema");
    return true;
  }
  if (isAbsence && !loadedModule_.empty()) {
    doubt(fmt::format("step {} loads a module, which may define {}", loadedModule_,
                      obstacle->objectClass.empty() ? obstacle->attribute : obstacle->objectClass));
    return true;
  }
  return fail(*obstacle);
}

bool StepPlayer::fitsSchema(const Entry& entry) {
  if (!isAccepted(checkValues(entry, predicted_.schema(), product_))) return false;
  return verdict_.outcome == Outcome::NotKnown || isAccepted(checkClasses(entry, predicted_.schema(), product_));
}

bool StepPlayer::isDefinable(const Entry& entry) {
  for (const Obstacle& collision : schema_.collisions(entry, predicted_.schema())) {
    const std::string member = asciiLower(collision.attribute);
    const bool isToCome = collision.kind == Obstacle::Kind::UnknownMember && expectedElements_.contains(member) &&
                          !failedElements_.contains(member);
    if (!isToCome) return fail(collision);
  }
  return true;
}

void StepPlayer::put(Entry entry) {
  schema_.take(entry);
  noteModules(entry);
  predicted_.put(std::move(entry));
}

/// A module brings attribute types and classes along that no snapshot of before shows.
void StepPlayer::noteModules(const Entry& entry) {
  const std::string& modules = behaviour_.moduleListAttribute;
  if (!modules.empty() && entry.find(modules) != nullptr) loadedModule_ = std::to_string(number_);
}

/// Is there room at `dn`, and a parent above it? The head of a naming context has no parent in the directory.
bool StepPlayer::isPlaced(const Dn& dn) {
  if (const auto held = predicted_.find(dn)) return fail(Obstacle::Kind::EntryExists, held->dn);
  if (const auto reason = coverage_.unread(dn, Scope::Base)) doubt(*reason);
  const Dn parent = dn.parent();
  const auto& contexts = target_.info().contexts;
  const bool isContext = std::any_of(contexts.begin(), contexts.end(),
                                     [&](const std::string& context) { return keyOf(context).path() == pathOf(dn); });
  if (parent.empty() || isContext || predicted_.find(parent)) return true;
  return failAbsent(Obstacle::Kind::NoParent, parent);
}

// --- Operations ---

/// 389 reads its schema files (content records of cn=schema) beside what is there.
bool StepPlayer::isDefinitionSubentry(const LdifRecord& record) const {
  const bool defines = record.entry.find("attributeTypes") != nullptr || record.entry.find("objectClasses") != nullptr;
  return record.change == ChangeType::None && defines && predicted_.find(dn_);
}

/// slapd numbers an entry of cn=config before it looks further.
bool StepPlayer::isNumbered(RehearsalStep& step) {
  const SiblingNumbers::Outcome outcome = numbers_.place(step);
  if (outcome == SiblingNumbers::Outcome::Refused) return fail(Obstacle::Kind::MovesSiblings);
  dn_ = Dn::parse(step.record.entry.dn);
  verdict_.dn = step.record.entry.dn;
  return true;
}

void StepPlayer::add(const RehearsalStep& step) {
  if (isDefinitionSubentry(step.record)) {
    RehearsalStep change = step;
    for (const char* attribute : {"attributeTypes", "objectClasses"})
      if (const Attribute* values = step.record.entry.find(attribute))
        change.record.modifications.push_back({Modification::Operation::Add, *values});
    return modify(change);
  }
  Entry entry = withRdnValues(step.record.entry, predicted_.schema());
  if (behaviour_.completesSuperiorClasses) entry = withSuperiorClasses(std::move(entry), predicted_.schema());
  if (behaviour_.checksSchemaFirst && !fitsSchema(entry)) return;
  if (!isPlaced(dn_)) {
    const auto held = predicted_.find(dn_);
    verdict_.isThereAlike = held && holdsAll(*held, entry, predicted_.schema());
    return;
  }
  if (!behaviour_.checksSchemaFirst && !fitsSchema(entry)) return;
  if (const auto parent = predicted_.find(dn_.parent()); parent && !dn_.parent().empty()) {
    if (!isAccepted(checkParentClass(entry, *parent, predicted_.schema(), product_))) return;
  }
  if (isDefinable(entry)) return put(entry);
  std::optional<Entry> namesake = numbers_.namesake(dn_);
  if (!namesake) return;
  Entry alike = entry;  // but for the number
  for (const Ava& ava : dn_.rdn())
    std::erase_if(alike.attributes, [&ava](const Attribute& attribute) {
      return equalsIgnoreAsciiCase(attribute.description, ava.type);
    });
  verdict_.isThereAlike = holdsAll(*namesake, alike, predicted_.schema());
}

void StepPlayer::remove(const RehearsalStep& step) {
  const auto held = predicted_.find(dn_);
  if (!held && !failAbsent(Obstacle::Kind::NoSuchEntry, dn_)) return;
  const bool isTree = asksForTreeDelete(step.record);
  if (const auto child = predicted_.firstChild(dn_); child && !isTree) {
    fail(Obstacle::Kind::NotALeaf, *child);
    return;
  }
  if (const auto reason = coverage_.unread(dn_, Scope::Subtree)) doubt(*reason);
  if (held) noteLost(step, *held);
  std::vector<Entry> gone;
  predicted_.scan(dn_, isTree ? Scope::Subtree : Scope::Base, [&gone](const Entry& entry) {
    gone.push_back(entry);
    return Snapshot::Visit::Continue;
  });
  for (const Entry& entry : gone) {
    predicted_.remove(Dn::parse(entry.dn));
    schema_.forget(PlannedSchema::oidsOf(entry));
    predicted_.forgetElements(PlannedSchema::oidsOf(entry));
  }
}

void StepPlayer::modify(const RehearsalStep& step) {
  if (dn_.empty()) return;  // the root DSE: schemaUpdateNow and its like ask for work, not for a change
  const Entry brought = broughtBy(step.record);
  if (behaviour_.checksSchemaFirst && !isAccepted(checkValues(brought, predicted_.schema(), product_))) return;
  const auto held = predicted_.find(dn_);
  if (!held) {
    failAbsent(Obstacle::Kind::NoSuchEntry, dn_);
    return;
  }
  const Schema& schema = predicted_.schema();
  EntryEdit edited = edit(*held, step.record.modifications, schema);
  if (!edited.unknown.empty()) doubt(edited.unknown);
  if (behaviour_.completesSuperiorClasses) edited.entry = withSuperiorClasses(std::move(edited.entry), schema);
  if (edited.obstacle) {
    const auto reason = coverage_.unreadAttribute(dn_, Scope::Base, edited.obstacle->attribute);
    if (!reason) {
      fail(*edited.obstacle);
      return;
    }
    return doubt(*reason);
  }
  Entry named = withRdnValues(edited.entry, schema);
  if (!isSameEntry(named, edited.entry, schema)) {
    Obstacle obstacle;
    obstacle.kind = Obstacle::Kind::NamesTheEntry;
    obstacle.attribute = dn_.rdn().front().type;
    fail(obstacle);
    return;
  }
  if (!behaviour_.checksSchemaFirst && !isAccepted(checkValues(brought, schema, product_))) return;
  // What was wrong before the change is not the change's: the capture may not have been shown all attributes.
  const auto wrong = checkClasses(edited.entry, schema, product_);
  if (wrong && wrong != checkClasses(*held, schema, product_) && !isAccepted(wrong)) return;
  if (!isDefinable(brought)) return;
  const std::set<std::string> gone = goneElements(*held, edited.entry);
  if (isSameEntry(*held, edited.entry, schema)) {
    if (verdict_.outcome == Outcome::Succeeds) verdict_.outcome = Outcome::AlreadyDone;
    return;
  }
  noteOverwritten(step, *held);
  schema_.forget(gone);
  put(std::move(edited.entry));
  predicted_.forgetElements(gone);
}

/// Of attributes that the step sets whatever they hold.
void StepPlayer::noteOverwritten(const RehearsalStep& step, const Entry& held) {
  if (!step.before) return;
  const Schema& schema = predicted_.schema();
  for (const Modification& modification : step.record.modifications) {
    const bool isWhole =
        modification.operation == Modification::Operation::Replace ||
        (modification.operation == Modification::Operation::Delete && modification.attribute.values.empty());
    if (!isWhole) continue;
    const std::string& description = modification.attribute.description;
    const Attribute* here = findAttribute(held, description, schema);
    const Attribute* inLab = findAttribute(*step.before, description, schema);
    if (here == nullptr || isSameValues(here, inLab, schema)) continue;
    if (isSameValues(here, &modification.attribute, schema)) continue;
    const auto valuesOf = [](const Attribute* a) { return a == nullptr ? std::vector<std::string>{} : a->values; };
    verdict_.overwritten.push_back({description, valuesOf(inLab), here->values, modification.attribute.values});
  }
  if (!verdict_.overwritten.empty() && verdict_.outcome == Outcome::Succeeds) verdict_.outcome = Outcome::Overwrites;
}

/// Of an entry that the step deletes: what somebody gave it here, and it did not have in the lab.
void StepPlayer::noteLost(const RehearsalStep& step, const Entry& held) {
  if (!step.before) return;
  const Schema& schema = predicted_.schema();
  for (const Attribute& here : held.attributes) {
    if (isServersOwn(here, schema, product_)) continue;
    const Attribute* inLab = findAttribute(*step.before, here.description, schema);
    if (isSameValues(&here, inLab, schema)) continue;
    verdict_.overwritten.push_back(
        {here.description, inLab == nullptr ? std::vector<std::string>() : inLab->values, here.values, {}});
  }
  if (!verdict_.overwritten.empty() && verdict_.outcome == Outcome::Succeeds) verdict_.outcome = Outcome::Overwrites;
}

void StepPlayer::rename(const LdifRecord& record) {
  const auto held = predicted_.find(dn_);
  if (dn_.empty() || !held) {
    failAbsent(Obstacle::Kind::NoSuchEntry, dn_);
    return;
  }
  const Dn superior = record.hasNewSuperior ? Dn::parse(record.newSuperior) : dn_.parent();
  const Rdn newRdn = Dn::parse(record.newRdn).rdn();
  const Dn to = superior.child(newRdn);
  const bool isSame = normalForm(to, predicted_.schema()) == normalForm(dn_, predicted_.schema());
  const bool isBelow = isAtOrBelow(to, dn_, predicted_.schema());
  const bool isAbove = behaviour_.refusesRenameToAncestor && isAtOrBelow(dn_, to, predicted_.schema());
  if (!isSame && (isBelow || isAbove)) {
    fail(Obstacle::Kind::AroundItself, isBelow ? "below" : "above");
    return;
  }
  if (!superior.empty() && !predicted_.find(superior) && !failAbsent(Obstacle::Kind::NoNewSuperior, superior)) return;
  if (const auto other = predicted_.find(to); other && !isSame) {
    Obstacle taken;
    taken.dn = taken.holder = other->dn;
    fail(std::move(taken));
    return;
  }
  Entry moved = *held;
  exchangeRdn(moved, dn_.rdn(), newRdn, record.deleteOldRdn, predicted_.schema());
  moved.dn = to.toString();
  if (!isAccepted(checkClasses(moved, predicted_.schema(), product_))) return;
  predicted_.rename(dn_, to);
  predicted_.put(std::move(moved));
}

}  // namespace ldapsnap
