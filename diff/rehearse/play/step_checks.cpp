// The checks of a request that need the directory as it is at that moment, in the order of request-checks.json.
#include <algorithm>
#include <utility>

#include "diff/rehearse/checks/attribute_checks.h"
#include "diff/rehearse/checks/entry_checks.h"
#include "diff/rehearse/checks/entry_edit.h"
#include "diff/rehearse/play/step_attempt.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/validation/object_classes.h"

namespace ldapsnap {
namespace {

constexpr std::string_view kDnSyntax = "1.3.6.1.4.1.1466.115.121.1.12";
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

}  // namespace

ParsedName parseName(const std::string& text) {
  try {
    return {Dn::parse(text), {}};
  } catch (const Error& error) {
    return {std::nullopt, error.message()};
  }
}

Obstacle invalidName(const std::string& text, const std::string& why) {
  Obstacle result = obstacleOf(ObstacleKind::InvalidDnSyntax, why);
  result.value = text;
  return result;
}

bool isUndefinedElement(const Obstacle& obstacle) {
  return obstacle.kind == ObstacleKind::UndefinedAttributeType || obstacle.kind == ObstacleKind::UndefinedObjectClass;
}

bool isUndefinedReference(const Obstacle& obstacle) {
  return obstacle.kind == ObstacleKind::UndefinedMember || obstacle.kind == ObstacleKind::UndefinedSuperior;
}

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
    case RequestCheck::ReadOnlyDropped:
      return dropReadOnly(attempt);
    case RequestCheck::References:
      return requireReferences(attempt);
    case RequestCheck::ReferredClasses:
      return requireReferredClasses(attempt);
    case RequestCheck::OneRdnValue:
    case RequestCheck::FilledRdn:
      return requireSimpleRdn(check, attempt);
    case RequestCheck::RdnUntouched:
      return requireRdnUntouched(attempt);
    case RequestCheck::Configuration:
      if (!mayConfigure(attempt)) return std::nullopt;
      return configuration_.check(attempt.entry, numbers_.namesake(attempt.dn), predicted_);
    case RequestCheck::SupportedClasses:
      return configuration_.checkClasses(attempt.entry, predicted_);
    case RequestCheck::NewRdn:
      return requireNewRdn(attempt);
    case RequestCheck::NewNaming:
      return unlessSchemaUnknown(attempt, checkNamingTypes(attempt.newDn.rdn(), predicted_.schema(), product_));
    case RequestCheck::OldRdnDropped:
      return attempt.record().deleteOldRdn ? std::nullopt : Refusal(obstacleOf(ObstacleKind::OldRdnKept));
    case RequestCheck::BelowItself:
      return requireOtherPlace(attempt);
    case RequestCheck::Context:
      return requireContext(attempt);
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
      // Where the schema is part of the configuration, definitions elsewhere are data.
      if (behaviour_.numbersSiblings && !mayConfigure(attempt)) return std::nullopt;
      return requireFreeDefinitions(attempt.held ? joinedModifications(attempt.record()) : attempt.entry);
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
  return {predicted_.schema(), product_, attempt.verdict.dn, tagOptions(), takesAnyType, attempt.step.isSchemaUpdate};
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
      Obstacle refused = obstacleOf(ObstacleKind::IncrementNotSupported);
      refused.attribute = modification.attribute.description;
      return refused;
    }
  return std::nullopt;
}

StepPlayer::Refusal StepPlayer::dropReadOnly(Attempt& attempt) const {
  const Schema& schema = predicted_.schema();
  const auto isReadOnly = [&schema](const std::string& description) {
    const AttributeType* const type = schema.attributeType(AttributeDescription::split(description).type);
    return type != nullptr && type->noUserModification && !isObjectClassType(description);
  };
  Obstacle refused = obstacleOf(ObstacleKind::NoUserModification);
  std::erase_if(attempt.request, [&](const Modification& modification) {
    const std::string& description = modification.attribute.description;
    if (isReadOnly(description)) refused.attribute = description;
    return isReadOnly(description);
  });
  const bool isModify = attempt.verdict.change == ChangeType::Modify;
  if (isModify && attempt.request.empty() && !refused.attribute.empty()) return refused;
  for (Entry* entry : {&attempt.entry, &attempt.step.record.entry})
    std::erase_if(entry->attributes, [&](const Attribute& attribute) { return isReadOnly(attribute.description); });
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
      Obstacle refused = obstacleOf(dn ? ObstacleKind::ReferenceMissing : ObstacleKind::InvalidReference);
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

StepPlayer::Refusal StepPlayer::requireReferredClasses(const Attempt& attempt) const {
  const Schema& schema = predicted_.schema();
  for (const ReferenceRule& rule : checks_.references) {
    const ObjectClass* const wanted = schema.objectClass(rule.objectClass);
    for (const Modification& modification : attempt.request) {
      const Attribute& attribute = modification.attribute;
      const bool isMeant =
          schema.identity(AttributeDescription::split(attribute.description).type) == schema.identity(rule.attribute);
      if (!isMeant || wanted == nullptr || modification.operation == Modification::Operation::Delete) continue;
      for (const std::string& value : attribute.values) {
        const std::optional<Dn> dn = nameIn(value, schema.syntax(rule.attribute));
        const std::optional<Entry> target = dn ? predicted_.find(*dn) : std::nullopt;
        if (!target || ClassSet(*target, schema).contains(*wanted)) continue;
        Obstacle refused = obstacleOf(ObstacleKind::ReferenceOfOtherClass);
        refused.attribute = rule.attribute;
        refused.value = value;
        refused.objectClass = rule.objectClass;
        return refused;
      }
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
  Obstacle refused = obstacleOf(isRename ? ObstacleKind::InvalidNewRdn : ObstacleKind::InvalidDnSyntax);
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
    Obstacle refused = obstacleOf(ObstacleKind::NotAllowedOnRdn);
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
  Obstacle invalid = obstacleOf(ObstacleKind::InvalidNewRdn, rdn.error);
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
  return obstacleOf(ObstacleKind::MovesBelowItself, isBelow ? "below" : "above");
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
  Obstacle taken = obstacleOf(ObstacleKind::EntryAlreadyExists, other->dn);
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
  Obstacle refused = obstacleOf(
      check == RequestCheck::NewNamingType ? ObstacleKind::WrongNewNamingType : ObstacleKind::WrongNamingType, type);
  refused.objectClass = structural->displayName();
  refused.attribute = given;
  return refused;
}

StepPlayer::Refusal StepPlayer::requireName(const Dn& dn) const { return checkName(dn, predicted_.schema(), product_); }

/// False for an entry outside of the configuration, where the server has one: it may hold what looks like settings.
bool StepPlayer::mayConfigure(const Attempt& attempt) const {
  const std::string& suffix = behaviour_.configurationSuffix;
  return suffix.empty() || inScope(pathOf(attempt.dn), pathOf(Dn::parse(suffix)), Scope::Subtree);
}

StepPlayer::Refusal StepPlayer::requireFreeDefinitions(const Entry& entry) const {
  for (const Obstacle& collision : schema_.collisions(entry, predicted_.schema())) {
    const std::string member = asciiLower(collision.attribute);
    const bool isToCome =
        isUndefinedReference(collision) && expectedElements_.contains(member) && !failed_.isUndefinedByFailure(member);
    if (!isToCome) return collision;
  }
  return std::nullopt;
}

/// The root DSE and the subschema subentry are in no database (RFC 4512, 5.1 and 4.2).
StepPlayer::Refusal StepPlayer::requireContext(const Attempt& attempt) const {
  const std::optional<Entry> rootDse = predicted_.find(Dn());
  const std::string* const subschema = rootDse ? rootDse->first("subschemaSubentry") : nullptr;
  const std::optional<Dn> subentry = subschema == nullptr ? std::nullopt : Dn::tryParse(*subschema);
  const bool isAdd = attempt.verdict.change == ChangeType::Add;
  const bool isServers = attempt.dn.empty() || (subentry && pathOf(*subentry) == pathOf(attempt.dn));
  if (isServers) return obstacleOf(isAdd ? ObstacleKind::EntryAlreadyExists : ObstacleKind::EntryOfTheServer);
  if (!contexts_.mayHold(attempt.dn)) return obstacleOf(ObstacleKind::NoNamingContext, attempt.dn.toString());
  const bool isRename = attempt.verdict.change == ChangeType::ModifyDn;
  if (!isRename || !contexts_.areApart(attempt.dn, attempt.newDn)) return std::nullopt;
  return obstacleOf(ObstacleKind::AffectsMultipleDsas, attempt.newDn.toString());
}

StepPlayer::Refusal StepPlayer::requireFreeName(Attempt& attempt) const {
  if (const auto held = predicted_.find(attempt.dn)) return obstacleOf(ObstacleKind::EntryAlreadyExists, held->dn);
  if (const auto reason = coverage_.unread(attempt.dn, Scope::Base)) attempt.doubt({Doubt::Kind::NotCovered, *reason});
  return std::nullopt;
}

/// The first entry of a naming context has no parent in its directory.
StepPlayer::Refusal StepPlayer::requireParent(Attempt& attempt) const {
  const Dn& dn = attempt.dn;
  const Dn parent = dn.parent();
  if (parent.empty() || predicted_.find(parent) || contexts_.isSuffix(dn)) return std::nullopt;
  return unlessNotCovered(attempt, ObstacleKind::NoSuchParent, parent);
}

// --- What the snapshot cannot tell is a doubt, not an obstacle ---

StepPlayer::Refusal StepPlayer::unlessNotCovered(Attempt& attempt, ObstacleKind absence, const Dn& absent) const {
  const auto reason = coverage_.unread(absent, Scope::Base);
  if (!reason) return obstacleOf(absence, absent.toString());
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

/// The prefixes of attribute options that slapd takes (olcAttributeOptions; "lang-" unless it is set).
std::vector<std::string> StepPlayer::tagOptions() const {
  if (behaviour_.configurationSuffix.empty()) return {};
  const auto config = predicted_.find(Dn::parse("cn=config"));
  const Attribute* const options = config ? config->find("olcAttributeOptions") : nullptr;
  return options == nullptr ? std::vector<std::string>{"lang-"} : options->values;
}

}  // namespace ldapsnap
