#include "diff/rehearse/step_player.h"

#include <algorithm>
#include <utility>

#include "diff/rehearse/checks/entry_checks.h"
#include "diff/rehearse/checks/entry_edit.h"
#include "diff/rehearse/checks/server_defaults.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/product/server_schema.h"
#include "snapshot/ldap/schema/object_classes.h"

namespace ldapsnap {

/// One step while it is played.
struct StepPlayer::Attempt {
  RehearsalStep step;
  Dn dn;
  StepVerdict verdict;
  bool changesNothing = false;  ///< should it succeed

  const LdifRecord& record() const { return step.record; }
  /// The first doubt stays: the others may follow from it.
  void doubt(Doubt doubt) {
    if (!verdict.doubt) verdict.doubt = std::move(doubt);
  }
};

namespace {

constexpr std::string_view kTreeDelete = "1.2.840.113556.1.4.805";  // [MS-ADTS] 3.1.1.3.4.1.15
constexpr std::string_view kExperimentalArc = "1.3.6.1.4.1.4203.666.";

Obstacle obstacle(ObstacleKind kind, const std::string& holder = "") {
  Obstacle result;
  result.kind = kind;
  result.holder = holder;
  return result;
}

/// What a modify record adds or sets, one part for each of its modifications: a value may come, go and come again.
std::vector<Entry> broughtBy(const LdifRecord& record) {
  std::vector<Entry> parts;
  for (const Modification& modification : record.modifications)
    if (modification.operation != Modification::Operation::Delete && !modification.attribute.values.empty())
      parts.push_back({record.entry.dn, {modification.attribute}});
  return parts;
}

/// The values of all parts in one.
Entry joined(const LdifRecord& record) {
  Entry entry;
  entry.dn = record.entry.dn;
  for (const Entry& part : broughtBy(record))
    for (const Attribute& attribute : part.attributes)
      for (const std::string& value : attribute.values) entry.add(attribute.description, value);
  return entry;
}

/// Nothing is lost with these: the server's bookkeeping, what identifies the entry, and secrets, whose digests differ
/// from store to store.
bool isNoLoss(const Attribute& attribute, const Schema& schema, Product product) {
  const AttributeType* const type = schema.attributeType(AttributeDescription::split(attribute.description).type);
  return (type != nullptr && type->noUserModification) ||
         volatileAttributes(product).contains(attribute.description, schema) ||
         serverOwnedAttributes(product).contains(attribute.description, schema) ||
         std::any_of(attribute.values.begin(), attribute.values.end(), isRedacted);
}

std::set<std::string> elementsGone(const Entry& before, const Entry& after) {
  std::set<std::string> gone = PlannedSchema::oidsOf(before);
  for (const std::string& oid : PlannedSchema::oidsOf(after)) gone.erase(oid);
  return gone;
}

/// A name that is not a DN (RFC 4514) is an obstacle: the server answers to the request, not to the file.
struct ParsedName {
  std::optional<Dn> dn;
  std::string error;
};
ParsedName parseName(const std::string& text) {
  try {
    return {Dn::parse(text), {}};
  } catch (const Error& error) {
    return {std::nullopt, error.message()};
  }
}

Obstacle invalidName(const std::string& text, const std::string& why) {
  Obstacle result = obstacle(ObstacleKind::InvalidDnSyntax, why);
  result.value = text;
  return result;
}

/// A class may be undefined, or a type, only because a module that was loaded on the way defines it.
bool isUndefinedElement(const Obstacle& obstacle) {
  return obstacle.kind == ObstacleKind::UndefinedAttributeType || obstacle.kind == ObstacleKind::UndefinedObjectClass;
}

/// A module brings attribute types and classes that the snapshot cannot show.
bool loadsUnknownModule(const Entry& entry, const std::string& moduleList) {
  const Attribute* const modules = moduleList.empty() ? nullptr : entry.find(moduleList);
  return modules != nullptr && std::any_of(modules->values.begin(), modules->values.end(),
                                           [](const std::string& each) { return moduleSchema(each) == nullptr; });
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
      product_(target.info().product),
      behaviour_(behaviourOf(product_)),
      supportedControls_(controlsOf(target)) {}

StepVerdict StepPlayer::play(const RehearsalStep& step) {
  Attempt attempt{numbers_.followed(step), {}, {}};
  const LdifRecord& record = attempt.record();
  attempt.dn = Dn::parse(record.entry.dn);
  StepVerdict& verdict = attempt.verdict;
  verdict.number = ++played_;
  if (step.origin == RehearsalStep::Origin::File) verdict.line = record.line;
  verdict.change = record.change == ChangeType::None ? ChangeType::Add : record.change;
  verdict.dn = record.entry.dn;

  verdict.obstacle = perform(attempt);
  if (verdict.obstacle) {
    verdict.doubt.reset();
    if (verdict.obstacle->dn.empty()) verdict.obstacle->dn = verdict.dn;
    verdict.answer = answerOf(*verdict.obstacle, product_);
    verdict.because = causeOf(*verdict.obstacle);
    rememberFailure(attempt);
  } else {
    failedEntries_.erase(pathOf(attempt.dn));  // what an earlier step failed to do has been done now
  }
  verdict.outcome = outcomeOf(verdict, attempt.changesNothing);
  return std::move(verdict);
}

StepPlayer::Refusal StepPlayer::perform(Attempt& attempt) {
  if (auto refused = requireControls(attempt.record())) return refused;
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
  Entry entry = withRdnValues(attempt.record().entry, schema);
  if (behaviour_.completesSuperiorClasses) entry = withSuperiorClasses(std::move(entry), schema);
  entry = withDerivedValues(std::move(entry), schema, product_);

  const auto requireSchema = [&]() -> Refusal {
    if (auto refused = requireValues(attempt, entry, entry)) return refused;
    // Where the values are in doubt the classes would be in doubt for the same reason.
    if (attempt.verdict.doubt) return std::nullopt;
    return unlessSchemaUnknown(attempt, checkClasses(entry, schema, product_));
  };
  if (behaviour_.checksSchemaFirst)
    if (auto refused = requireSchema()) return refused;
  if (auto refused = requirePlace(attempt)) {
    attempt.verdict.isThereAlike = holdsAllOf(attempt, entry, *refused);
    return refused;
  }
  if (!behaviour_.checksSchemaFirst)
    if (auto refused = requireSchema()) return refused;
  if (const auto parent = predicted_.find(attempt.dn.parent()); parent && !attempt.dn.parent().empty()) {
    auto refused = unlessSchemaUnknown(attempt, checkParentClass(entry, *parent, schema, product_));
    if (refused) return refused;
  }
  if (auto refused = requireFreeDefinitions(entry)) {
    attempt.verdict.isThereAlike = holdsAllOf(attempt, entry, *refused);
    return refused;
  }
  put(std::move(entry));
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
  const auto held = predicted_.find(attempt.dn);
  if (!held)
    if (auto refused = unlessNotCovered(attempt, ObstacleKind::NoSuchObject, attempt.dn)) return refused;
  const bool isTree = asksFor(attempt.record(), kTreeDelete);
  if (const auto child = predicted_.firstChild(attempt.dn); child && !isTree)
    return obstacle(ObstacleKind::NotAllowedOnNonLeaf, *child);
  if (const auto reason = coverage_.unread(attempt.dn, Scope::Subtree))
    attempt.doubt({Doubt::Kind::NotCovered, *reason});
  if (held) attempt.verdict.overwritten = lostWith(attempt.step, *held);
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
  if (attempt.dn.empty()) return std::nullopt;
  if (behaviour_.checksSchemaFirst)
    for (const Entry& part : broughtBy(attempt.record()))
      if (auto refused = requireValues(attempt, part, part)) return refused;
  const auto held = predicted_.find(attempt.dn);
  if (!held) return unlessNotCovered(attempt, ObstacleKind::NoSuchObject, attempt.dn);

  const Schema& schema = predicted_.schema();
  EntryEdit edited = edit(*held, attempt.record().modifications, schema);
  if (edited.doubt) attempt.doubt(*edited.doubt);
  if (behaviour_.completesSuperiorClasses) edited.entry = withSuperiorClasses(std::move(edited.entry), schema);
  if (edited.obstacle) {
    const auto reason = coverage_.unreadAttribute(attempt.dn, Scope::Base, edited.obstacle->attribute);
    if (!reason) return edited.obstacle;
    attempt.doubt({Doubt::Kind::NotCovered, *reason});
    return std::nullopt;
  }
  if (!isSameEntry(withRdnValues(edited.entry, schema), edited.entry, schema)) {
    Obstacle removed = obstacle(ObstacleKind::NotAllowedOnRdn);
    removed.attribute = attempt.dn.rdn().front().type;
    return removed;
  }
  if (!behaviour_.checksSchemaFirst)
    for (const Entry& part : broughtBy(attempt.record()))
      if (auto refused = requireValues(attempt, part, edited.entry)) return refused;
  if (auto refused = requireValidResult(attempt, *held, edited.entry)) return refused;
  if (auto refused = requireFreeDefinitions(joined(attempt.record()))) return refused;

  if (isSameEntry(*held, edited.entry, schema)) {
    attempt.changesNothing = true;
    return std::nullopt;
  }
  attempt.verdict.overwritten = overwrittenBy(attempt.step, *held);
  const std::set<std::string> gone = elementsGone(*held, edited.entry);
  schema_.forget(gone);
  put(std::move(edited.entry));
  predicted_.forgetElements(gone);
  return std::nullopt;
}

StepPlayer::Refusal StepPlayer::rename(Attempt& attempt) {
  const LdifRecord& record = attempt.record();
  const Dn& from = attempt.dn;
  const ParsedName rdn = parseName(record.newRdn);
  const ParsedName asked = record.hasNewSuperior ? parseName(record.newSuperior) : ParsedName{};
  if (!rdn.dn) return invalidName(record.newRdn, rdn.error);
  if (rdn.dn->size() != 1) return invalidName(record.newRdn, "a new RDN is one RDN (RFC 4511, 4.9)");
  if (record.hasNewSuperior && !asked.dn) return invalidName(record.newSuperior, asked.error);
  const Dn superior = record.hasNewSuperior ? *asked.dn : from.empty() ? Dn() : from.parent();
  const Rdn& newRdn = rdn.dn->rdn();
  const Dn to = superior.child(newRdn);
  if (auto refused = requireName(to)) return refused;

  const auto held = predicted_.find(from);
  if (from.empty() || !held) return unlessNotCovered(attempt, ObstacleKind::NoSuchObject, from);
  const Schema& schema = predicted_.schema();
  const bool isSame = normalForm(to, schema) == normalForm(from, schema);
  const bool isBelow = isAtOrBelow(to, from, schema);
  const bool isAbove = behaviour_.refusesRenameToAncestor && isAtOrBelow(from, to, schema);
  if (!isSame && (isBelow || isAbove)) return obstacle(ObstacleKind::MovesBelowItself, isBelow ? "below" : "above");
  if (!superior.empty() && !predicted_.find(superior))
    if (auto refused = unlessNotCovered(attempt, ObstacleKind::NoSuchNewSuperior, superior)) return refused;
  if (const auto other = predicted_.find(to); other && !isSame) {
    Obstacle taken = obstacle(ObstacleKind::EntryAlreadyExists, other->dn);
    taken.dn = other->dn;
    return taken;
  }
  Entry moved = *held;
  exchangeRdn(moved, from.rdn(), newRdn, record.deleteOldRdn, schema);
  moved.dn = to.toString();
  if (auto refused = unlessSchemaUnknown(attempt, checkClasses(moved, schema, product_))) return refused;
  predicted_.rename(from, to);
  predicted_.put(std::move(moved));
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
    Obstacle refused = obstacle(ObstacleKind::UnavailableCriticalExtension);
    refused.oid = control->oid;
    return refused;
  }
  return std::nullopt;
}

StepPlayer::Refusal StepPlayer::requireName(const Dn& dn) const { return checkName(dn, predicted_.schema(), product_); }

/// Changes the names in the attempt to the number that the server assigns.
StepPlayer::Refusal StepPlayer::assignSiblingNumber(Attempt& attempt) {
  if (numbers_.place(attempt.step) == SiblingNumbers::Outcome::Refused)
    return obstacle(ObstacleKind::RenumbersSiblings);
  attempt.verdict.dn = attempt.record().entry.dn;
  attempt.dn = Dn::parse(attempt.verdict.dn);
  return std::nullopt;
}

StepPlayer::Refusal StepPlayer::requireValues(Attempt& attempt, const Entry& part, const Entry& whole) {
  const Schema& schema = predicted_.schema();
  auto refused = unlessSchemaUnknown(attempt, checkValues(part, whole, schema, product_, tagOptions()));
  if (refused) return refused;
  return unlessSchemaUnknown(attempt, checkDistinctValues(part, schema));
}

/// What was wrong before the change is not the change's fault: the capture may not have been shown every attribute.
StepPlayer::Refusal StepPlayer::requireValidResult(Attempt& attempt, const Entry& held, const Entry& after) {
  const Schema& schema = predicted_.schema();
  if (auto refused = unlessSchemaUnknown(attempt, checkSingleValues(held, after, schema))) return refused;
  Refusal wrong = checkClasses(after, schema, product_);
  const bool isChain = wrong && wrong->kind == ObstacleKind::SeveralStructuralClasses;
  if (!isChain)
    if (auto refused = unlessSchemaUnknown(attempt, checkStructuralClassKept(held, after, schema, product_)))
      return refused;
  if (!wrong || wrong == checkClasses(held, schema, product_)) return std::nullopt;
  return unlessSchemaUnknown(attempt, std::move(wrong));
}

StepPlayer::Refusal StepPlayer::requireFreeDefinitions(const Entry& entry) const {
  for (const Obstacle& collision : schema_.collisions(entry, predicted_.schema())) {
    const std::string member = asciiLower(collision.attribute);
    const bool isToCome = collision.kind == ObstacleKind::UndefinedMember && expectedElements_.contains(member) &&
                          !failedElements_.contains(member);
    if (!isToCome) return collision;
  }
  return std::nullopt;
}

/// A free name, and a parent that is there. The first entry of a naming context has no parent in its directory.
StepPlayer::Refusal StepPlayer::requirePlace(Attempt& attempt) {
  const Dn& dn = attempt.dn;
  if (const auto held = predicted_.find(dn)) return obstacle(ObstacleKind::EntryAlreadyExists, held->dn);
  if (const auto reason = coverage_.unread(dn, Scope::Base)) attempt.doubt({Doubt::Kind::NotCovered, *reason});
  const Dn parent = dn.parent();
  const auto& contexts = target_.info().searchBases;
  const bool isContext = std::any_of(contexts.begin(), contexts.end(),
                                     [&](const std::string& context) { return keyOf(context).path() == pathOf(dn); });
  if (parent.empty() || isContext || predicted_.find(parent)) return std::nullopt;
  return unlessNotCovered(attempt, ObstacleKind::NoSuchParent, parent);
}

// --- What the snapshot cannot tell is a doubt, not an obstacle ---

StepPlayer::Refusal StepPlayer::unlessNotCovered(Attempt& attempt, ObstacleKind absence, const Dn& absent) const {
  const auto reason = coverage_.unread(absent, Scope::Base);
  if (!reason) return obstacle(absence, absent.toString());
  attempt.doubt({Doubt::Kind::NotCovered, *reason});
  return std::nullopt;
}

StepPlayer::Refusal StepPlayer::unlessSchemaUnknown(Attempt& attempt, Refusal refusal) const {
  if (!refusal) return std::nullopt;
  if (target_.schema().empty()) {
    attempt.doubt({Doubt::Kind::NoSchema});
    return std::nullopt;
  }
  if (moduleStep_ && isUndefinedElement(*refusal)) {
    const std::string& element = refusal->objectClass.empty() ? refusal->attribute : refusal->objectClass;
    attempt.doubt({Doubt::Kind::ModuleLoaded, element, *moduleStep_});
    return std::nullopt;
  }
  return refusal;
}

// --- Changes to the prediction ---

void StepPlayer::put(Entry entry) {
  schema_.take(entry);
  if (loadsUnknownModule(entry, behaviour_.moduleListAttribute)) moduleStep_ = played_;
  predicted_.put(std::move(entry));
}

void StepPlayer::forgetElements(const std::set<std::string>& oids) {
  schema_.forget(oids);
  predicted_.forgetElements(oids);
}

// --- What is reported besides the outcome ---

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

/// Local values of attributes that the step sets whatever they hold.
std::vector<LocalChange> StepPlayer::overwrittenBy(const RehearsalStep& step, const Entry& held) const {
  std::vector<LocalChange> overwritten;
  if (!step.before) return overwritten;
  const Schema& schema = predicted_.schema();
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
    if (isSameValues(here, &modification.attribute, schema)) continue;
    overwritten.push_back({description, valuesOf(inLab), here->values, modification.attribute.values});
  }
  return overwritten;
}

/// Values of an entry that the step deletes which the entry did not have in the lab.
std::vector<LocalChange> StepPlayer::lostWith(const RehearsalStep& step, const Entry& held) const {
  std::vector<LocalChange> lost;
  if (!step.before) return lost;
  const Schema& schema = predicted_.schema();
  for (const Attribute& here : held.attributes) {
    if (isNoLoss(here, schema, product_)) continue;
    const Attribute* inLab = findAttribute(*step.before, here.description, schema);
    if (isSameValues(&here, inLab, schema)) continue;
    lost.push_back({here.description, inLab == nullptr ? std::vector<std::string>() : inLab->values, here.values, {}});
  }
  return lost;
}

/// The prefixes of attribute options that slapd takes (olcAttributeOptions; "lang-" unless it is set).
std::vector<std::string> StepPlayer::tagOptions() const {
  const auto config = predicted_.find(Dn::parse("cn=config"));
  const Attribute* const options = config ? config->find("olcAttributeOptions") : nullptr;
  return options == nullptr ? std::vector<std::string>{"lang-"} : options->values;
}

/// The failed step that the obstacle follows from.
std::optional<std::size_t> StepPlayer::causeOf(const Obstacle& obstacle) const {
  if (isUndefinedElement(obstacle) || obstacle.kind == ObstacleKind::UndefinedMember) {
    for (const std::string& element : {obstacle.attribute, obstacle.objectClass}) {
      const auto failed = failedElements_.find(asciiLower(element));
      if (failed != failedElements_.end()) return failed->second;
    }
  }
  if (obstacle.kind == ObstacleKind::EntryAlreadyExists) return std::nullopt;
  for (const std::string& name : {obstacle.holder, obstacle.dn}) {
    const auto failed = failedEntries_.find(std::string(keyOf(name).path()));
    if (failed != failedEntries_.end()) return failed->second;
  }
  return std::nullopt;
}

/// Steps after an add that meets an entry do not depend on it: the entry is there.
void StepPlayer::rememberFailure(const Attempt& attempt) {
  const LdifRecord& record = attempt.record();
  const StepVerdict& verdict = attempt.verdict;
  if (verdict.obstacle->kind != ObstacleKind::EntryAlreadyExists)
    failedEntries_.emplace(pathOf(attempt.dn), verdict.number);
  const auto newRdn = record.change == ChangeType::ModifyDn ? parseName(record.newRdn).dn : std::nullopt;
  const auto superior = record.hasNewSuperior ? parseName(record.newSuperior).dn : std::optional<Dn>(attempt.dn);
  if (newRdn && newRdn->size() == 1 && superior) {
    const Dn parent = record.hasNewSuperior || attempt.dn.empty() ? *superior : attempt.dn.parent();
    failedEntries_.emplace(pathOf(parent.child(newRdn->rdn())), verdict.number);
  }
  const Entry brought = verdict.change == ChangeType::Add ? record.entry : joined(record);
  for (const std::string& element : PlannedSchema::definedBy(brought)) failedElements_.emplace(element, verdict.number);
}

}  // namespace ldapsnap
