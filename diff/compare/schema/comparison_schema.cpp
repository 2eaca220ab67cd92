#include "diff/compare/schema/comparison_schema.h"

#include <algorithm>

#include "diff/compare/schema/schema_compare.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/product/server_behaviour.h"

namespace ldapsnap {
namespace {

const Schema& schemaOf(const Snapshot& snapshot, const Snapshot& other) {
  return snapshot.schema().empty() ? other.schema() : snapshot.schema();
}

}  // namespace

ComparisonSchema::ComparisonSchema(const Snapshot& before, const Snapshot& after, Exactness exactness)
    : before_(schemaOf(before, after)),
      after_(schemaOf(after, before)),
      beforeProduct_(before.info().product),
      afterProduct_(after.info().product),
      comparesDefinitions_(holdsSchema(before) && holdsSchema(after)),
      exactness_(exactness) {}

const AttributeTraits& ComparisonSchema::traits(std::string_view description, Side side) const {
  auto& known = side == Side::Before ? beforeTraits_ : afterTraits_;
  const std::string spelled(description);
  const auto found = known.find(spelled);
  return found != known.end() ? found->second : known.emplace(spelled, lookUp(description, side)).first->second;
}

/// Rules in the order of the sides, so that both sides' values get the same kind of key.
AttributeTraits ComparisonSchema::lookUp(std::string_view description, Side side) const {
  const std::string_view name = AttributeDescription::split(description).type;
  const bool beforeKnows = before_.attributeType(name) != nullptr, afterKnows = after_.attributeType(name) != nullptr;
  const Schema& schema =
      (side == Side::Before ? beforeKnows || !afterKnows : beforeKnows && !afterKnows) ? before_ : after_;
  const AttributeType* type = schema.attributeType(name);

  AttributeTraits traits;
  traits.identity = schema.identity(description);
  // Where one side gives the OID to several types, only the name tells which of them the other side means.
  if (type != nullptr && (before_.sharesOid(type->oid) || after_.sharesOid(type->oid)))
    traits.identity = asciiLower(type->displayName()) + foldDescription(description).substr(name.size());
  traits.equality = (beforeKnows ? before_ : after_).equality(name);
  traits.andEquality = (afterKnows ? after_ : before_).equality(name);
  traits.isKnown = type != nullptr;
  traits.isOrdered = schema.isOrdered(name) && !(type && type->singleValue);  // 'SIBLINGS' orders entries, not values
  traits.isVolatile = volatileAttributes(beforeProduct_).contains(description, before_) ||
                      volatileAttributes(afterProduct_).contains(description, after_);
  // eDirectory's name is a common word: only where the server is known to be one does it identify.
  const auto isOfProduct = [&](std::string_view identity) {
    return identity != "GUID" || behaviourOf(beforeProduct_).identityAttribute == identity ||
           behaviourOf(afterProduct_).identityAttribute == identity;
  };
  traits.isIdentity = std::any_of(
      kIdentityAttributes.begin(), kIdentityAttributes.end(),
      [&](std::string_view identity) { return traits.identity == schema.identity(identity) && isOfProduct(identity); });
  traits.isDefinition = comparesDefinitions_ && holdsDefinition(description, schema);
  traits.isServerSet = type && type->noUserModification;
  traits.decoding = decodingOf(description, schema);
  return traits;
}

std::string ComparisonSchema::valueKey(const AttributeTraits& traits, std::string_view value, Side side) const {
  if (isExact() && !traits.isIdentity) return std::string(value);
  std::string key = equalityKey(traits.equality, value, of(side));
  if (traits.andEquality == traits.equality) return key;
  return std::to_string(key.size()) + ':' + key + equalityKey(traits.andEquality, value, of(side));
}

}  // namespace ldapsnap
