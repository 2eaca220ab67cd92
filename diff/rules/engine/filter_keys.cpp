#include "diff/rules/engine/filter_keys.h"

#include <algorithm>
#include <deque>

#include "snapshot/base/text.h"
#include "snapshot/base/text_template.h"
#include "snapshot/ldap/filter/filter_values.h"

namespace ldapsnap {
namespace {

using Keys = std::optional<std::vector<FilterKey>>;

void addNames(std::vector<FilterKey>& keys, FilterKey::Kind kind, const SchemaElement& element) {
  keys.push_back({kind, asciiLower(element.oid)});
  for (const std::string& name : element.names) keys.push_back({kind, asciiLower(name)});
}

/// A loop in a broken schema ends.
constexpr int kMostSteps = 16;

/// True when `type` has `wanted` above it along SUP.
bool hasSuperior(const AttributeType& type, const std::string& wanted, const Schema& schema) {
  const AttributeType* current = &type;
  for (int step = 0; step < kMostSteps && current != nullptr && !current->superior.empty(); ++step) {
    if (schema.identity(current->superior) == wanted) return true;
    current = schema.attributeType(current->superior);
  }
  return false;
}

void addSubtypes(std::vector<FilterKey>& keys, const std::deque<AttributeType>& types, const std::string& wanted,
                 const Schema& schema) {
  for (const AttributeType& type : types) {
    if (hasSuperior(type, wanted, schema)) addNames(keys, FilterKey::Kind::Attribute, type);
  }
}

/// The keys of an attribute type: a filter on `name` also sees `cn` (RFC 4511, 4.5.1.7).
std::vector<FilterKey> keysOfAttribute(std::string_view description, const Schema& schema) {
  const std::string type(AttributeDescription::split(description).type);
  std::vector<FilterKey> keys{{FilterKey::Kind::Attribute, asciiLower(type)}};
  if (const AttributeType* known = schema.attributeType(type)) addNames(keys, FilterKey::Kind::Attribute, *known);
  const std::string identity = schema.identity(type);
  addSubtypes(keys, schema.attributeTypes(), identity, schema);
  addSubtypes(keys, Schema::builtin().attributeTypes(), identity, schema);
  return keys;
}

bool hasSuperior(const ObjectClass& objectClass, const ObjectClass& wanted, const Schema& schema, int steps) {
  return std::any_of(objectClass.superiors.begin(), objectClass.superiors.end(), [&](const std::string& name) {
    const ObjectClass* superior = schema.objectClass(name);
    if (superior == nullptr || steps == 0) return false;
    return superior == &wanted || hasSuperior(*superior, wanted, schema, steps - 1);
  });
}

void addSubclasses(std::vector<FilterKey>& keys, const std::deque<ObjectClass>& classes, const ObjectClass& wanted,
                   const Schema& schema) {
  for (const ObjectClass& objectClass : classes) {
    if (hasSuperior(objectClass, wanted, schema, kMostSteps)) addNames(keys, FilterKey::Kind::ObjectClass, objectClass);
  }
}

/// The keys of a class: an entry of a class below it is one too, even where a server lists the lowest class alone. An
/// OID that the schema cannot name may be any class that it does not know.
Keys keysOfClass(const std::string& name, const Schema& schema) {
  std::vector<FilterKey> keys{{FilterKey::Kind::ObjectClass, asciiLower(name)}};
  const ObjectClass* known = schema.objectClass(name);
  if (known == nullptr) return startsLikeOid(name) ? std::nullopt : Keys(std::move(keys));
  addNames(keys, FilterKey::Kind::ObjectClass, *known);
  addSubclasses(keys, schema.objectClasses(), *known, schema);
  addSubclasses(keys, Schema::builtin().objectClasses(), *known, schema);
  return keys;
}

/// Of an And every operand must match, so the keys of one are enough: an object class is the most selective.
Keys keysOfAnd(const std::vector<Filter>& operands, const Schema& schema) {
  Keys best;
  for (const Filter& operand : operands) {
    Keys keys = keysOf(operand, schema);
    if (!keys) continue;
    const bool isClass = !keys->empty() && keys->front().kind == FilterKey::Kind::ObjectClass;
    if (!best || isClass) best = std::move(keys);
    if (isClass) break;
  }
  return best;
}

Keys keysOfOr(const std::vector<Filter>& operands, const Schema& schema) {
  std::vector<FilterKey> all;
  for (const Filter& operand : operands) {
    const Keys keys = keysOf(operand, schema);
    if (!keys) return std::nullopt;
    all.insert(all.end(), keys->begin(), keys->end());
  }
  return all;
}

bool mentions(const Filter& filter) {
  if (!mentionsIn(filter.value).empty()) return true;
  return std::any_of(filter.substrings.begin(), filter.substrings.end(),
                     [](const std::string& part) { return !mentionsIn(part).empty(); }) ||
         std::any_of(filter.operands.begin(), filter.operands.end(), mentions);
}

void collectAttributes(const Filter& filter, std::vector<std::string>& attributes) {
  const bool isNew = std::none_of(attributes.begin(), attributes.end(), [&filter](const std::string& seen) {
    return equalsIgnoreAsciiCase(seen, filter.attribute);
  });
  if (!filter.attribute.empty() && isNew) attributes.push_back(filter.attribute);
  for (const Filter& operand : filter.operands) collectAttributes(operand, attributes);
}

}  // namespace

std::optional<std::vector<FilterKey>> keysOf(const Filter& filter, const Schema& schema) {
  switch (filter.kind) {
    case Filter::Kind::And:
      return keysOfAnd(filter.operands, schema);
    case Filter::Kind::Or:
      return keysOfOr(filter.operands, schema);
    case Filter::Kind::Not:
      return std::nullopt;
    case Filter::Kind::Equality:
      if (isObjectClassType(filter.attribute)) return keysOfClass(filter.value, schema);
      return keysOfAttribute(filter.attribute, schema);
    case Filter::Kind::Extensible:
      if (filter.attribute.empty() || filter.dnAttributes) return std::nullopt;
      return keysOfAttribute(filter.attribute, schema);
    case Filter::Kind::Present:
      if (isObjectClassType(filter.attribute)) return std::nullopt;  // every entry has one, shown or not
      return keysOfAttribute(filter.attribute, schema);
    case Filter::Kind::Substrings:
    case Filter::Kind::GreaterOrEqual:
    case Filter::Kind::LessOrEqual:
    case Filter::Kind::Approx:
      return keysOfAttribute(filter.attribute, schema);
  }
  return std::nullopt;
}

Filter withoutMentions(const Filter& filter) {
  if (!mentions(filter)) return filter;
  Filter result;  // (&): true
  if (filter.kind == Filter::Kind::Not) return result;
  if (filter.kind != Filter::Kind::And && filter.kind != Filter::Kind::Or) {
    if (filter.attribute.empty() || filter.dnAttributes) return result;
    result.kind = Filter::Kind::Present;
    result.attribute = filter.attribute;
    return result;
  }
  result.kind = filter.kind;
  for (const Filter& operand : filter.operands) result.operands.push_back(withoutMentions(operand));
  return result;
}

std::vector<std::string> attributesIn(const Filter& filter) {
  std::vector<std::string> attributes;
  collectAttributes(filter, attributes);
  return attributes;
}

}  // namespace ldapsnap
