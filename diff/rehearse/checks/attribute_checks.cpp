#include "diff/rehearse/checks/attribute_checks.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>

#include "diff/compare/schema/schema_compare.h"
#include "diff/rehearse/checks/entry_edit.h"
#include "diff/rehearse/prediction/prediction.h"
#include "snapshot/base/number.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/product/server_behaviour.h"
#include "snapshot/ldap/product/server_schema.h"

namespace ldapsnap {
namespace {

using Refusal = std::optional<Obstacle>;
using Operation = Modification::Operation;

constexpr std::string_view kIntegerSyntax = "1.3.6.1.4.1.1466.115.121.1.27";
constexpr int kMostSuperiors = 64;

std::string_view typeOf(std::string_view description) { return AttributeDescription::split(description).type; }

Obstacle obstacle(ObstacleKind kind, const RequestContext& context, std::string_view attribute) {
  Obstacle result;
  result.kind = kind;
  result.dn = context.dn;
  result.attribute = attribute;
  return result;
}

Refusal checkType(const Attribute& attribute, const RequestContext& context) {
  const bool isDefined = ownType(context.schema, attribute.description, context.product) != nullptr;
  if (isDefined || context.takesAnyType) return std::nullopt;
  return obstacle(ObstacleKind::UndefinedAttributeType, context, typeOf(attribute.description));
}

Refusal checkNamed(const Attribute& attribute, const RequestContext& context) {
  const char first = attribute.description.empty() ? 'x' : attribute.description.front();
  if (first < '0' || first > '9') return std::nullopt;
  return obstacle(ObstacleKind::UndefinedAttributeType, context, attribute.description);
}

Refusal checkFilled(const Attribute& attribute, const RequestContext& context) {
  if (std::none_of(attribute.values.begin(), attribute.values.end(), [](const auto& value) { return value.empty(); }))
    return std::nullopt;
  return obstacle(ObstacleKind::InvalidAttributeSyntax, context, attribute.description);
}

bool isListed(const std::vector<std::string>& types, const Attribute& attribute) {
  return std::any_of(types.begin(), types.end(), [&attribute](const std::string& name) {
    return equalsIgnoreAsciiCase(name, typeOf(attribute.description));
  });
}

Refusal checkProtected(const Modification& modification, const RequestContext& context) {
  const bool takesAll = modification.attribute.values.empty() && modification.operation != Operation::Add;
  if (!takesAll || !isListed(requestChecksOf(context.product).protectedTypes, modification.attribute))
    return std::nullopt;
  return obstacle(ObstacleKind::WrittenByServer, context, modification.attribute.description);
}

Refusal checkWritable(const Attribute& attribute, const RequestContext& context) {
  if (!isListed(requestChecksOf(context.product).unwritable, attribute)) return std::nullopt;
  return obstacle(ObstacleKind::WrittenByServer, context, attribute.description);
}

/// Syntaxes whose values are transferred with ";binary" only (RFC 4523, 2; slapd's X-BINARY-TRANSFER-REQUIRED).
bool requiresBinaryTransfer(std::string_view syntax) {
  constexpr std::array<std::string_view, 4> kSyntaxes{"1.3.6.1.4.1.1466.115.121.1.8", "1.3.6.1.4.1.1466.115.121.1.9",
                                                      "1.3.6.1.4.1.1466.115.121.1.10", "1.3.6.1.4.1.1466.115.121.1.49"};
  return std::find(kSyntaxes.begin(), kSyntaxes.end(), syntax) != kSyntaxes.end();
}

/// slapd refuses options that it was not told of, and ";binary" where the syntax has no need of it or lacks it.
Refusal checkOptions(const Attribute& attribute, const RequestContext& context) {
  if (!behaviourOf(context.product).refusesUnknownOptions) return std::nullopt;
  bool isBinary = false, areKnown = true;
  for (const std::string_view option : AttributeDescription::split(attribute.description).options) {
    const std::string folded = asciiLower(option);
    if (folded == "binary") {
      isBinary = true;
      continue;
    }
    areKnown = areKnown && std::any_of(context.tagOptions.begin(), context.tagOptions.end(), [&](const auto& known) {
                 return known.ends_with('-') ? folded.starts_with(asciiLower(known)) : folded == asciiLower(known);
               });
  }
  const bool isUndefined =
      context.takesAnyType && context.schema.attributeType(typeOf(attribute.description)) == nullptr;
  if (isUndefined) return std::nullopt;
  if (areKnown && isBinary == requiresBinaryTransfer(context.schema.syntax(attribute.description))) return std::nullopt;
  return obstacle(ObstacleKind::UndefinedAttributeType, context, attribute.description);
}

Refusal checkReadOnly(const Attribute& attribute, const RequestContext& context, bool isRefused) {
  const AttributeType* const type = context.schema.attributeType(typeOf(attribute.description));
  const bool mayWrite = !isRefused || context.isSchemaUpdate || isObjectClassType(attribute.description);
  if (mayWrite || type == nullptr || !type->noUserModification) return std::nullopt;
  return obstacle(ObstacleKind::NoUserModification, context, attribute.description);
}

Refusal checkBackLink(const Attribute& attribute, const RequestContext& context) {
  const AttributeType* const type = context.schema.attributeType(typeOf(attribute.description));
  if (type == nullptr || type->linkId % 2 == 0) return std::nullopt;
  return obstacle(ObstacleKind::WrittenByServer, context, attribute.description);
}

Refusal checkIncrementType(const Modification& modification, const RequestContext& context) {
  const std::string& description = modification.attribute.description;
  if (modification.operation != Operation::Increment || context.schema.syntax(description) == kIntegerSyntax)
    return std::nullopt;
  return obstacle(ObstacleKind::IncrementOfOtherType, context, description);
}

Refusal checkClassNames(const Attribute& attribute, const RequestContext& context) {
  if (!isObjectClassType(attribute.description)) return std::nullopt;
  for (const std::string& name : attribute.values) {
    if (ownClass(context.schema, name) != nullptr) continue;
    Obstacle result = obstacle(ObstacleKind::UndefinedObjectClass, context, attribute.description);
    result.objectClass = name;
    return result;
  }
  return std::nullopt;
}

std::optional<std::int64_t> boundOf(const AttributeType& type, const std::string& extension) {
  const auto found = type.extensions.find(extension);
  return found == type.extensions.end() || found->second.empty() ? std::nullopt
                                                                 : wholeNumber<std::int64_t>(found->second.front());
}

/// rangeLower and rangeUpper of Active Directory's attributes ([MS-ADTS] 3.1.1.2.3): of numbers their bounds, of all
/// else those of the length. Samba takes a number with nothing after it.
bool isWithinBounds(std::string_view value, const AttributeType& type) {
  constexpr std::string_view kLargeInteger = "1.2.840.113556.1.4.906";
  const std::optional<std::int64_t> lower = boundOf(type, "X-RANGE-LOWER");
  std::optional<std::int64_t> upper = boundOf(type, "X-RANGE-UPPER");
  std::optional<std::int64_t> measured;
  if (type.syntax == kIntegerSyntax || type.syntax == kLargeInteger) {
    measured = wholeNumber<std::int64_t>(value);
    if (!measured) return false;
  } else {
    if (type.syntaxLength > 0) upper = static_cast<std::int64_t>(type.syntaxLength);
    measured = std::count_if(value.begin(), value.end(), [](char c) { return !isContinuationByte(c); });
    if (!isUtf8(value)) measured = static_cast<std::int64_t>(value.size());
  }
  return (!lower || *measured >= *lower) && (!upper || *measured <= *upper);
}

bool conforms(std::string_view value, std::string_view description, const Schema& schema, Product product) {
  if (isRedacted(value)) return true;
  const SyntaxDialect dialect = behaviourOf(product).syntaxDialect;
  if (checkSyntax(value, schema.syntax(description), schema, dialect).fit == SyntaxFit::DoesNotFit) return false;
  const AttributeType* const type = schema.attributeType(typeOf(description));
  return dialect != SyntaxDialect::ActiveDirectory || type == nullptr || isWithinBounds(value, *type);
}

/// slapd refuses names with a type whose values are numbered (X-ORDERED 'VALUES').
bool mayBeInName(const AttributeType& type) {
  const auto order = type.extensions.find("X-ORDERED");
  return order == type.extensions.end() || order->second != std::vector<std::string>{"VALUES"};
}

Refusal checkSyntaxOf(const Attribute& attribute, const RequestContext& context) {
  if (isObjectClassType(attribute.description)) return std::nullopt;
  for (const std::string& value : attribute.values) {
    if (conforms(value, attribute.description, context.schema, context.product)) continue;
    Obstacle result = obstacle(ObstacleKind::InvalidAttributeSyntax, context, attribute.description);
    result.value = value;
    return result;
  }
  return std::nullopt;
}

Refusal checkOneValue(const Modification& modification, const RequestContext& context) {
  const Attribute& attribute = modification.attribute;
  const AttributeType* const type = context.schema.attributeType(typeOf(attribute.description));
  const bool isGiven = modification.operation == Operation::Add || modification.operation == Operation::Replace;
  if (!isGiven || attribute.values.size() < 2 || type == nullptr || !type->singleValue) return std::nullopt;
  return obstacle(ObstacleKind::SingleValueViolated, context, attribute.description);
}

/// The key by which values of one request are equal: definitions by all their octets, ordered values with their
/// numbers.
std::string keyInRequest(std::string_view description, std::string_view value, const Schema& schema) {
  const bool isAsGiven = holdsDefinition(description, schema) || schema.isOrdered(description);
  return isAsGiven ? std::string(value) : valueKey(description, value, schema);
}

/// `seen` gets the values of `attribute`.
Refusal checkDistinctFrom(std::set<std::string>& seen, const Attribute& attribute, const RequestContext& context,
                          bool byOctets) {
  for (const std::string& value : attribute.values) {
    if (isRedacted(value)) continue;
    const bool isClass = isObjectClassType(attribute.description);
    const std::string key =
        byOctets ? isClass ? asciiLower(value) : value : keyInRequest(attribute.description, value, context.schema);
    if (seen.insert(key).second) continue;
    Obstacle result = obstacle(ObstacleKind::AttributeOrValueExists, context, attribute.description);
    result.value = value;
    return result;
  }
  return std::nullopt;
}

Refusal checkDistinct(const Modification& modification, const RequestContext& context, bool byOctets) {
  if (modification.operation == Operation::Delete) return std::nullopt;
  std::set<std::string> seen;
  return checkDistinctFrom(seen, modification.attribute, context, byOctets);
}

}  // namespace

const AttributeType* ownType(const Schema& schema, std::string_view description, Product product) {
  const std::string_view name = typeOf(description);
  const AttributeType* type = schema.attributeType(name);
  const bool isOwn = type != nullptr && type != Schema::builtin().attributeType(name);
  if (isOwn || isObjectClassType(name)) return type;
  const bool isOperational = type != nullptr && type->usage != AttributeUsage::UserApplications;
  return isOperational && !knowsOperationalTypes(product) ? type : nullptr;
}

const ObjectClass* ownClass(const Schema& schema, std::string_view name) {
  const ObjectClass* objectClass = schema.objectClass(name);
  const bool isBuiltin = objectClass != nullptr && objectClass == Schema::builtin().objectClass(name);
  return isBuiltin && objectClass->displayName() != "top" ? nullptr : objectClass;
}

bool hasEqualityRule(std::string_view description, const Schema& schema) {
  const AttributeType* type = schema.attributeType(typeOf(description));
  for (int i = 0; type != nullptr && i < kMostSuperiors; ++i) {
    if (!type->equality.empty()) return true;
    type = type->superior.empty() ? nullptr : schema.attributeType(type->superior);
  }
  return false;
}

bool isSuppliedByServer(const AttributeType& type, Product product) {
  return (type.noUserModification && behaviourOf(product).suppliesNoUserModification) ||
         isFilledIn(type.displayName(), product);
}

Refusal checkAttribute(RequestCheck check, const Modification& modification, const RequestContext& context) {
  const Attribute& attribute = modification.attribute;
  switch (check) {
    case RequestCheck::Types:
      return checkType(attribute, context);
    case RequestCheck::NamedTypes:
      return checkNamed(attribute, context);
    case RequestCheck::FilledValues:
      return checkFilled(attribute, context);
    case RequestCheck::Unwritable:
      return checkWritable(attribute, context);
    case RequestCheck::Options:
      return checkOptions(attribute, context);
    case RequestCheck::ReadOnly:
      return checkReadOnly(attribute, context, behaviourOf(context.product).refusesNoUserModification);
    case RequestCheck::ReadOnlyValues:
      return checkReadOnly(attribute, context, true);
    case RequestCheck::BackLinks:
      return checkBackLink(attribute, context);
    case RequestCheck::IncrementType:
      return checkIncrementType(modification, context);
    case RequestCheck::Classes:
      return checkClassNames(attribute, context);
    case RequestCheck::Syntax:
      return checkSyntaxOf(attribute, context);
    case RequestCheck::SyntaxOfNew:
      return modification.operation == Operation::Delete ? std::nullopt : checkSyntaxOf(attribute, context);
    case RequestCheck::OneValue:
      return checkOneValue(modification, context);
    case RequestCheck::Protected:
      return checkProtected(modification, context);
    case RequestCheck::Distinct:
      return checkDistinct(modification, context, false);
    case RequestCheck::DistinctOctets:
      return checkDistinct(modification, context, true);
    default:
      return std::nullopt;
  }
}

Refusal checkDistinctNames(const Entry& entry, const RequestContext& context) {
  std::map<std::string, std::set<std::string>> seen;  // keys of values, by the identity of the attribute
  for (const Attribute& attribute : entry.attributes)
    if (auto found = checkDistinctFrom(seen[context.schema.identity(attribute.description)], attribute, context, false))
      return found;
  return std::nullopt;
}

Refusal checkName(const Dn& dn, const Schema& schema, Product product) {
  if (!behaviourOf(product).checksNamesAgainstSchema || schema.empty()) return std::nullopt;
  for (const Rdn& rdn : dn.rdns()) {
    std::set<std::string> types;  // X.501, 9.3: each once
    for (const Ava& ava : rdn) {
      const AttributeType* const type = ownType(schema, ava.type, product);
      const bool isDefined = type != nullptr && mayBeInName(*type);
      const bool isRepeated = !types.insert(schema.identity(ava.type)).second;
      const bool isText = ava.isBer || isUtf8(ava.value);
      const bool isValid = ava.isBer || conforms(ava.value, ava.type, schema, product);
      if (isDefined && isValid && isText && !isRepeated) continue;
      Obstacle result;
      result.kind = ObstacleKind::InvalidDnSyntax;
      result.value = dn.toString();
      result.attribute = ava.type;
      result.holder = isRepeated        ? ava.type + " is in one RDN twice"
                      : !isText         ? "the value of " + ava.type + " is not UTF-8"
                      : isDefined       ? "the value does not conform to the syntax of " + ava.type
                      : type == nullptr ? "the schema does not define " + ava.type
                                        : "the values of " + ava.type + " are numbered";
      return result;
    }
  }
  return std::nullopt;
}

Refusal checkSyntaxOfRdn(const Rdn& rdn, const RequestContext& context) {
  for (const Ava& ava : rdn)
    if (auto found = checkSyntaxOf({ava.type, {ava.value}}, context)) return found;
  return std::nullopt;
}

}  // namespace ldapsnap
