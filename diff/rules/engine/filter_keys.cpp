#include "diff/rules/engine/filter_keys.h"

#include <algorithm>
#include <unordered_set>

#include "snapshot/base/text.h"
#include "snapshot/base/text_template.h"
#include "snapshot/ldap/filter/filter_values.h"

namespace ldapsnap {
namespace {

void addNames(std::vector<FilterKey>& keys, FilterKey::Kind kind, const SchemaElement& element) {
  keys.push_back({kind, asciiLower(element.oid)});
  for (const std::string& name : element.names) keys.push_back({kind, asciiLower(name)});
}

/// A loop in a broken schema ends.
constexpr int kMostSteps = 16;

/// The identities of what `type` has above it along SUP.
std::vector<std::string> superiorsOf(const AttributeType& type, const Schema& schema) {
  std::vector<std::string> superiors;
  const AttributeType* current = &type;
  for (int step = 0; step < kMostSteps && current != nullptr && !current->superior.empty(); ++step) {
    std::string superior = schema.identity(current->superior);
    if (std::find(superiors.begin(), superiors.end(), superior) == superiors.end())
      superiors.push_back(std::move(superior));
    current = schema.attributeType(current->superior);
  }
  return superiors;
}

/// Adds the classes above `objectClass` that are not among `superiors` yet.
void addSuperiors(const ObjectClass& objectClass, const Schema& schema, std::vector<const ObjectClass*>& superiors,
                  int steps) {
  for (const std::string& name : objectClass.superiors) {
    const ObjectClass* const superior = schema.objectClass(name);
    if (superior == nullptr || steps == 0) continue;
    if (std::find(superiors.begin(), superiors.end(), superior) != superiors.end()) continue;
    superiors.push_back(superior);
    addSuperiors(*superior, schema, superiors, steps - 1);
  }
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

const FilterKeys::Subtypes& FilterKeys::subtypes() {
  if (subtypes_) return *subtypes_;
  subtypes_.emplace();
  for (const auto* types : {&schema_->attributeTypes(), &Schema::builtin().attributeTypes()}) {
    for (const AttributeType& type : *types) {
      if (type.superior.empty()) continue;
      for (std::string& superior : superiorsOf(type, *schema_)) (*subtypes_)[std::move(superior)].push_back(&type);
    }
  }
  return *subtypes_;
}

const FilterKeys::Subclasses& FilterKeys::subclasses() {
  if (subclasses_) return *subclasses_;
  subclasses_.emplace();
  std::vector<const ObjectClass*> superiors;
  for (const auto* classes : {&schema_->objectClasses(), &Schema::builtin().objectClasses()}) {
    for (const ObjectClass& objectClass : *classes) {
      superiors.clear();
      addSuperiors(objectClass, *schema_, superiors, kMostSteps);
      for (const ObjectClass* superior : superiors) (*subclasses_)[superior].push_back(&objectClass);
    }
  }
  return *subclasses_;
}

/// A filter on `name` also sees `cn` (RFC 4511, 4.5.1.7).
const std::vector<FilterKey>& FilterKeys::ofAttribute(std::string_view description) {
  const std::string type(attributeTypeOf(description));
  const auto [known, isNew] = byType_.try_emplace(type);
  std::vector<FilterKey>& keys = known->second;
  if (!isNew) return keys;
  keys.push_back({FilterKey::Kind::Attribute, asciiLower(type)});
  if (const AttributeType* own = schema_->attributeType(type)) addNames(keys, FilterKey::Kind::Attribute, *own);
  const auto below = subtypes().find(schema_->identity(type));
  if (below == subtypes().end()) return keys;
  for (const AttributeType* subtype : below->second) addNames(keys, FilterKey::Kind::Attribute, *subtype);
  return keys;
}

/// An entry of a class below the class is one too, even where a server lists the lowest class alone. An OID that the
/// schema cannot name may be any class that it does not know.
FilterKeys::Keys FilterKeys::ofClass(const std::string& name) {
  std::vector<FilterKey> keys{{FilterKey::Kind::ObjectClass, asciiLower(name)}};
  const ObjectClass* known = schema_->objectClass(name);
  if (known == nullptr) return startsLikeOid(name) ? std::nullopt : Keys(std::move(keys));
  addNames(keys, FilterKey::Kind::ObjectClass, *known);
  const auto below = subclasses().find(known);
  if (below == subclasses().end()) return keys;
  for (const ObjectClass* subclass : below->second) addNames(keys, FilterKey::Kind::ObjectClass, *subclass);
  return keys;
}

/// Of an And every operand must match, so the keys of one are enough: an object class is the most selective.
FilterKeys::Keys FilterKeys::ofAnd(const std::vector<Filter>& operands) {
  Keys best;
  for (const Filter& operand : operands) {
    Keys keys = of(operand);
    if (!keys) continue;
    const bool isClass = !keys->empty() && keys->front().kind == FilterKey::Kind::ObjectClass;
    if (!best || isClass) best = std::move(keys);
    if (isClass) break;
  }
  return best;
}

FilterKeys::Keys FilterKeys::ofOr(const std::vector<Filter>& operands) {
  std::vector<FilterKey> all;
  std::unordered_set<std::string> seen;
  for (const Filter& operand : operands) {
    Keys keys = of(operand);
    if (!keys) return std::nullopt;
    for (FilterKey& key : *keys) {
      const char kind = key.kind == FilterKey::Kind::ObjectClass ? 'c' : 'a';
      if (seen.insert(kind + key.text).second) all.push_back(std::move(key));
    }
  }
  return all;
}

std::optional<std::vector<FilterKey>> FilterKeys::of(const Filter& filter) {
  switch (filter.kind) {
    case Filter::Kind::And:
      return ofAnd(filter.operands);
    case Filter::Kind::Or:
      return ofOr(filter.operands);
    case Filter::Kind::Not:
      return std::nullopt;
    case Filter::Kind::Equality:
      if (isObjectClassType(filter.attribute)) return ofClass(filter.value);
      return ofAttribute(filter.attribute);
    case Filter::Kind::Extensible:
      if (filter.attribute.empty() || filter.dnAttributes) return std::nullopt;
      return ofAttribute(filter.attribute);
    case Filter::Kind::Present:
      if (isObjectClassType(filter.attribute)) return std::nullopt;  // every entry has one, shown or not
      return ofAttribute(filter.attribute);
    case Filter::Kind::Substrings:
    case Filter::Kind::GreaterOrEqual:
    case Filter::Kind::LessOrEqual:
    case Filter::Kind::Approx:
      return ofAttribute(filter.attribute);
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
