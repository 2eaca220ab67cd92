#include "diff/rehearse/step_player.h"

#include <algorithm>
#include <utility>

#include "diff/rehearse/checks/attribute_checks.h"
#include "diff/rehearse/checks/entry_checks.h"
#include "diff/rehearse/checks/entry_edit.h"
#include "diff/rehearse/checks/server_defaults.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/product/server_schema.h"
#include "snapshot/ldap/schema/validation/object_classes.h"

namespace ldapsnap {

/// One step while it is played.
struct StepPlayer::Attempt {
  RehearsalStep step;
  Dn dn;
  StepVerdict verdict;
  bool changesNothing = false;  ///< should it succeed
  bool isOver = false;          ///< what follows cannot be told

  std::vector<Modification> request;  ///< of an add, its attributes
  std::optional<Entry> held;          ///< of a modify and a rename, the entry as it is
  Entry entry;                        ///< as the request would leave it
  Dn newDn, newSuperior;              ///< of a rename

  const LdifRecord& record() const { return step.record; }
  /// The first doubt stays: the others may follow from it.
  void doubt(Doubt doubt) {
    if (!verdict.doubt) verdict.doubt = std::move(doubt);
  }
};

namespace {

constexpr std::string_view kTreeDelete = "1.2.840.113556.1.4.805";  // [MS-ADTS] 3.1.1.3.4.1.15
constexpr std::string_view kDnSyntax = "1.3.6.1.4.1.1466.115.121.1.12";
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

constexpr std::string_view kDnWithBinary = "1.2.840.113556.1.4.903", kDnWithString = "1.2.840.113556.1.4.904";

bool isNameSyntax(std::string_view syntax) {
  return syntax == kDnSyntax || syntax == kDnWithBinary || syntax == kDnWithString;
}

/// The DN of a value, which is behind "B:32:...:" in values of DN with binary or string.
std::optional<Dn> nameIn(const std::string& value, std::string_view syntax) {
  if (syntax == kDnSyntax) return Dn::tryParse(value);
  const std::size_t length = value.find(':');
  const std::size_t data = length == std::string::npos ? length : value.find(':', length + 1);
  const std::size_t name = data == std::string::npos ? data : value.find(':', data + 1);
  return name == std::string::npos ? std::nullopt : Dn::tryParse(value.substr(name + 1));
}

/// A class may be undefined, or a type, only because a module that was loaded on the way defines it.
bool isUndefinedElement(const Obstacle& obstacle) {
  return obstacle.kind == ObstacleKind::UndefinedAttributeType || obstacle.kind == ObstacleKind::UndefinedObjectClass;
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
      supportedControls_(controlsOf(target)) {}

StepVerdict StepPlayer::play(const RehearsalStep& step) {
  Attempt attempt;
  attempt.step = step;
  StepVerdict& verdict = attempt.verdict;
  verdict.number = ++played_;
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
  if (!reason) return obstacle(ObstacleKind::NoSuchObject, record.entry.dn);
  attempt.doubt({Doubt::Kind::NotCovered, *reason});
  return std::nullopt;
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
  Entry& given = attempt.step.record.entry;
  given = withDerivedValues(std::move(given), schema, product_);
  for (Attribute& attribute : given.attributes) {
    attempt.request.push_back({Modification::Operation::Add, attribute});
    if (isObjectClassType(attribute.description) && attribute.description.find(';') == std::string::npos)
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
  attempt.request = attempt.record().modifications;
  if (auto refused = run(checks_.modify, attempt)) return refused;
  if (attempt.isOver) return std::nullopt;

  const Schema& schema = predicted_.schema();
  if (isSameEntry(*attempt.held, attempt.entry, schema)) {
    attempt.changesNothing = true;
    return std::nullopt;
  }
  attempt.verdict.overwritten = overwrittenBy(attempt.step, *attempt.held);
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

// --- The checks ---

/// Makes the checks in their order until one fails, or the outcome is not known.
StepPlayer::Refusal StepPlayer::run(const std::vector<CheckGroup>& groups, Attempt& attempt) {
  for (const CheckGroup& group : groups) {
    auto refused =
        group.ofEachAttribute ? checkEachAttribute(group.checks, attempt) : check(group.checks.front(), attempt);
    if (refused || attempt.isOver) return refused;
  }
  return std::nullopt;
}

StepPlayer::Refusal StepPlayer::checkEachAttribute(const std::vector<RequestCheck>& checks, Attempt& attempt) {
  const RequestContext context = contextOf(attempt);
  for (const Modification& modification : attempt.request)
    for (const RequestCheck each : checks)
      if (auto refused = unlessSchemaUnknown(attempt, checkAttribute(each, modification, context))) return refused;
  return std::nullopt;
}

StepPlayer::Refusal StepPlayer::check(RequestCheck check, Attempt& attempt) {
  switch (check) {
    case RequestCheck::DistinctNames:
      return unlessSchemaUnknown(attempt, checkDistinctNames(attempt.record().entry, contextOf(attempt)));
    case RequestCheck::Increment:
      return requireNoIncrement(attempt);
    case RequestCheck::References:
      return requireReferences(attempt);
    case RequestCheck::OneRdnValue:
    case RequestCheck::FilledRdn:
      return requireSimpleRdn(check, attempt);
    case RequestCheck::RdnUntouched:
      return requireRdnUntouched(attempt);
    case RequestCheck::Configuration:
      return configuration_.check(attempt.entry, numbers_.namesake(attempt.dn), predicted_);
    case RequestCheck::SupportedClasses:
      return configuration_.checkClasses(attempt.entry, predicted_);
    case RequestCheck::NewRdn:
      return requireNewRdn(attempt);
    case RequestCheck::NewNaming:
      return unlessSchemaUnknown(attempt, checkNamingTypes(attempt.newDn.rdn(), predicted_.schema(), product_));
    case RequestCheck::OldRdnDropped:
      return attempt.record().deleteOldRdn ? std::nullopt : Refusal(obstacle(ObstacleKind::OldRdnKept));
    case RequestCheck::BelowItself:
      return requireOtherPlace(attempt);
    case RequestCheck::Exists:
      return requireFreeName(attempt);
    case RequestCheck::Parent:
      return requireParent(attempt);
    case RequestCheck::Entry:
      return requireEntry(attempt);
    case RequestCheck::Superior:
      return requireSuperior(attempt);
    case RequestCheck::Taken:
      return requireFreeNewName(attempt);
    case RequestCheck::Apply:
      return apply(attempt);
    case RequestCheck::PossibleSuperior:
      return requirePossibleSuperior(attempt);
    case RequestCheck::Definitions:
      return requireFreeDefinitions(attempt.held ? joined(attempt.record()) : attempt.entry);
    case RequestCheck::NamingType:
    case RequestCheck::NewNamingType:
      return requireNamingType(check, attempt);
    case RequestCheck::SyntaxOfName:
      return unlessSchemaUnknown(attempt, checkSyntaxOfRdn(attempt.newDn.rdn(), contextOf(attempt)));
    case RequestCheck::StructuralKept:
      return unlessSchemaUnknown(attempt,
                                 checkStructuralClassKept(*attempt.held, attempt.entry, predicted_.schema(), product_));
    default:
      return requireValidEntry(check, attempt);
  }
}

RequestContext StepPlayer::contextOf(const Attempt& attempt) const {
  const Entry& whole = attempt.held && attempt.entry.attributes.empty() ? *attempt.held : attempt.entry;
  const bool takesAnyType =
      behaviour_.extensibleObjectAllowsUndefinedTypes && ClassSet(whole, predicted_.schema()).isExtensible();
  return {predicted_.schema(), product_, attempt.verdict.dn, tagOptions(), takesAnyType};
}

/// What was wrong before the change is not the change's fault: the capture may not have been shown every attribute.
StepPlayer::Refusal StepPlayer::requireValidEntry(RequestCheck check, Attempt& attempt) const {
  // Where a type or a class is in doubt, the entry would be in doubt for the same reason.
  if (attempt.verdict.doubt && attempt.verdict.doubt->kind != Doubt::Kind::RedactedValues) return std::nullopt;
  const Schema& schema = predicted_.schema();
  Refusal wrong = checkEntry(check, attempt.entry, schema, product_);
  if (wrong && attempt.held) {
    Refusal before = checkEntry(check, *attempt.held, schema, product_);
    if (before) before->dn = wrong->dn;
    if (wrong == before) return std::nullopt;
  }
  return unlessSchemaUnknown(attempt, std::move(wrong));
}

StepPlayer::Refusal StepPlayer::requireNoIncrement(const Attempt& attempt) {
  for (const Modification& modification : attempt.request)
    if (modification.operation == Modification::Operation::Increment) {
      Obstacle refused = obstacle(ObstacleKind::IncrementNotSupported);
      refused.attribute = modification.attribute.description;
      return refused;
    }
  return std::nullopt;
}

/// Values of DN syntax that are added must name entries ([MS-ADTS] 3.1.1.1.6). A file
/// need not hold them, whatever it covers.
StepPlayer::Refusal StepPlayer::requireReferences(Attempt& attempt) const {
  if (target_.info().kind != SnapshotInfo::Kind::Captured) return std::nullopt;
  const Schema& schema = predicted_.schema();
  for (const Modification& modification : attempt.request) {
    const Attribute& attribute = modification.attribute;
    if (modification.operation == Modification::Operation::Delete ||
        !isNameSyntax(schema.syntax(attribute.description)))
      continue;
    for (const std::string& value : attribute.values) {
      if (isRedacted(value) || value.starts_with('<')) continue;
      const std::optional<Dn> dn = nameIn(value, schema.syntax(attribute.description));
      Obstacle refused = obstacle(dn ? ObstacleKind::ReferenceMissing : ObstacleKind::InvalidReference);
      refused.attribute = attribute.description;
      refused.value = value;
      if (!dn) return refused;
      if (predicted_.find(*dn) || normalForm(*dn, schema) == normalForm(attempt.dn, schema)) continue;
      const auto reason = coverage_.unread(*dn, Scope::Base);
      if (!reason) return refused;
    }
  }
  return std::nullopt;
}

StepPlayer::Refusal StepPlayer::requireSimpleRdn(RequestCheck check, const Attempt& attempt) {
  const bool isRename = attempt.verdict.change == ChangeType::ModifyDn;
  const Dn& dn = isRename ? attempt.newDn : attempt.dn;
  if (dn.empty()) return std::nullopt;
  const bool hasEmpty = std::any_of(dn.rdn().begin(), dn.rdn().end(), [](const Ava& ava) { return ava.value.empty(); });
  const bool isWrong = check == RequestCheck::FilledRdn ? hasEmpty : dn.rdn().size() != 1;
  if (!isWrong) return std::nullopt;
  Obstacle refused = obstacle(isRename ? ObstacleKind::InvalidNewRdn : ObstacleKind::InvalidDnSyntax);
  if (isRename && hasEmpty) refused.kind = ObstacleKind::EmptyNewRdn;
  refused.value = toString(dn.rdn());
  refused.holder = hasEmpty ? "a value is empty" : "it has several values";
  return refused;
}

/// Active Directory renames instead.
StepPlayer::Refusal StepPlayer::requireRdnUntouched(const Attempt& attempt) const {
  const Schema& schema = predicted_.schema();
  const std::string naming = schema.identity(attempt.dn.rdn().front().type);
  for (const Modification& modification : attempt.request) {
    const std::string& description = modification.attribute.description;
    if (schema.identity(description) != naming && !equalsIgnoreAsciiCase(description, "name")) continue;
    Obstacle refused = obstacle(ObstacleKind::NotAllowedOnRdn);
    refused.attribute = description;
    return refused;
  }
  return std::nullopt;
}

/// Reads the names of a rename.
StepPlayer::Refusal StepPlayer::requireNewRdn(Attempt& attempt) const {
  const LdifRecord& record = attempt.record();
  const Dn& from = attempt.dn;
  const ParsedName rdn = parseName(record.newRdn);
  const ParsedName asked = record.hasNewSuperior ? parseName(record.newSuperior) : ParsedName{};
  Obstacle invalid = obstacle(ObstacleKind::InvalidNewRdn, rdn.error);
  invalid.value = record.newRdn;
  if (!rdn.dn) return invalid;
  invalid.holder = "a new RDN is one RDN (RFC 4511, 4.9)";
  if (rdn.dn->size() != 1) return invalid;
  if (record.hasNewSuperior && !asked.dn) return invalidName(record.newSuperior, asked.error);
  attempt.newSuperior = record.hasNewSuperior ? *asked.dn : from.empty() ? Dn() : from.parent();
  attempt.newDn = attempt.newSuperior.child(rdn.dn->rdn());
  return requireName(attempt.newDn);
}

/// Not below itself, nor (slapd) at the name of an entry above it.
StepPlayer::Refusal StepPlayer::requireOtherPlace(const Attempt& attempt) const {
  const Schema& schema = predicted_.schema();
  const Dn &from = attempt.dn, &to = attempt.newDn;
  const bool isSame = normalForm(to, schema) == normalForm(from, schema);
  const bool isBelow = isAtOrBelow(to, from, schema);
  const bool isAbove = behaviour_.refusesRenameToAncestor && isAtOrBelow(from, to, schema);
  if (isSame || (!isBelow && !isAbove)) return std::nullopt;
  return obstacle(ObstacleKind::MovesBelowItself, isBelow ? "below" : "above");
}

/// Finds the entry that the request is about, and makes what a rename would leave.
StepPlayer::Refusal StepPlayer::requireEntry(Attempt& attempt) {
  const auto held = predicted_.find(attempt.dn);
  if (attempt.dn.empty() || !held) {
    attempt.isOver = true;
    return unlessNotCovered(attempt, ObstacleKind::NoSuchObject, attempt.dn);
  }
  attempt.held = held;
  if (attempt.verdict.change != ChangeType::ModifyDn) return std::nullopt;
  attempt.entry = *held;
  exchangeRdn(attempt.entry, attempt.dn.rdn(), attempt.newDn.rdn(), attempt.record().deleteOldRdn, predicted_.schema());
  attempt.entry.dn = attempt.newDn.toString();
  return std::nullopt;
}

StepPlayer::Refusal StepPlayer::requireSuperior(Attempt& attempt) const {
  if (attempt.newSuperior.empty() || predicted_.find(attempt.newSuperior)) return std::nullopt;
  return unlessNotCovered(attempt, ObstacleKind::NoSuchNewSuperior, attempt.newSuperior);
}

StepPlayer::Refusal StepPlayer::requireFreeNewName(const Attempt& attempt) const {
  const Schema& schema = predicted_.schema();
  const auto other = predicted_.find(attempt.newDn);
  if (!other || normalForm(attempt.newDn, schema) == normalForm(attempt.dn, schema)) return std::nullopt;
  Obstacle taken = obstacle(ObstacleKind::EntryAlreadyExists, other->dn);
  taken.dn = other->dn;
  return taken;
}

/// Makes the modifications.
StepPlayer::Refusal StepPlayer::apply(Attempt& attempt) {
  const Schema& schema = predicted_.schema();
  EntryEdit edited = edit(*attempt.held, attempt.request, schema, checks_.edit);
  if (edited.doubt) attempt.doubt(*edited.doubt);
  if (behaviour_.completesSuperiorClasses) edited.entry = withSuperiorClasses(std::move(edited.entry), schema);
  attempt.entry = std::move(edited.entry);
  if (!edited.obstacle) return std::nullopt;
  const auto reason = coverage_.unreadAttribute(attempt.dn, Scope::Base, edited.obstacle->attribute);
  if (!reason) return edited.obstacle;
  attempt.doubt({Doubt::Kind::NotCovered, *reason});
  attempt.isOver = true;
  return std::nullopt;
}

/// A move within the same parent is always possible.
StepPlayer::Refusal StepPlayer::requirePossibleSuperior(Attempt& attempt) const {
  const bool isRename = attempt.verdict.change == ChangeType::ModifyDn;
  const Dn superior = isRename ? attempt.newSuperior : attempt.dn.parent();
  const bool isSamePlace = isRename && pathOf(superior) == pathOf(attempt.dn.parent());
  const auto parent = superior.empty() || isSamePlace ? std::nullopt : predicted_.find(superior);
  if (!parent) return std::nullopt;
  return unlessSchemaUnknown(attempt, checkParentClass(attempt.entry, *parent, predicted_.schema(), product_));
}

StepPlayer::Refusal StepPlayer::requireNamingType(RequestCheck check, const Attempt& attempt) const {
  const Schema& schema = predicted_.schema();
  const ObjectClass* const structural = ClassSet(attempt.entry, schema).structural();
  const std::string type = structural == nullptr ? std::string() : schema_.namingType(*structural, schema);
  const std::string& given = (check == RequestCheck::NewNamingType ? attempt.newDn : attempt.dn).rdn().front().type;
  if (type.empty() || schema.identity(type) == schema.identity(given)) return std::nullopt;
  Obstacle refused = obstacle(
      check == RequestCheck::NewNamingType ? ObstacleKind::WrongNewNamingType : ObstacleKind::WrongNamingType, type);
  refused.objectClass = structural->displayName();
  refused.attribute = given;
  return refused;
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

StepPlayer::Refusal StepPlayer::requireFreeDefinitions(const Entry& entry) const {
  for (const Obstacle& collision : schema_.collisions(entry, predicted_.schema())) {
    const std::string member = asciiLower(collision.attribute);
    const bool isToCome = collision.kind == ObstacleKind::UndefinedMember && expectedElements_.contains(member) &&
                          !failedElements_.contains(member);
    if (!isToCome) return collision;
  }
  return std::nullopt;
}

StepPlayer::Refusal StepPlayer::requireFreeName(Attempt& attempt) const {
  if (const auto held = predicted_.find(attempt.dn)) return obstacle(ObstacleKind::EntryAlreadyExists, held->dn);
  if (const auto reason = coverage_.unread(attempt.dn, Scope::Base)) attempt.doubt({Doubt::Kind::NotCovered, *reason});
  return std::nullopt;
}

/// The first entry of a naming context has no parent in its directory.
StepPlayer::Refusal StepPlayer::requireParent(Attempt& attempt) const {
  const Dn& dn = attempt.dn;
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
  if (loadsUnknownModule(entry, behaviour_)) moduleStep_ = played_;
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
    if (std::any_of(here->values.begin(), here->values.end(), isRedacted)) continue;
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
  if (behaviour_.configurationSuffix.empty()) return {};
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
