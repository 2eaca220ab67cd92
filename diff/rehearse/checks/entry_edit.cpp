#include "diff/rehearse/checks/entry_edit.h"

#include <algorithm>
#include <set>

#include "diff/apply/edit/ordered_values.h"
#include "diff/compare/schema/schema_compare.h"
#include "diff/rehearse/checks/attribute_checks.h"
#include "diff/rehearse/checks/planned_schema.h"
#include "snapshot/base/number.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/schema/validation/object_classes.h"

namespace ldapsnap {
namespace {

void dropIfEmpty(Entry& entry) {
  std::erase_if(entry.attributes, [](const Attribute& attribute) { return attribute.values.empty(); });
}

/// Equal keys, equal values. An ordered value is deleted and compared also without its number.
class Keys {
 public:
  Keys(std::string_view description, const Schema& schema)
      : schema_(schema), rule_(schema.equality(description)), isOrdered_(schema.isOrdered(description)) {}
  std::string of(std::string_view value) const {
    return equalityKey(rule_, isOrdered_ ? withoutOrder(value) : value, schema_);
  }
  std::set<std::string> of(const std::vector<std::string>& values) const {
    std::set<std::string> keys;
    for (const std::string& value : values) keys.insert(of(value));
    return keys;
  }

 private:
  const Schema& schema_;
  const MatchingRule* rule_;
  bool isOrdered_;
};

class Editor {
 public:
  Editor(Entry entry, const Schema& schema, const EditRules& rules) : schema_(schema), rules_(rules) {
    result_.entry = std::move(entry);
  }

  std::optional<Obstacle> apply(const Modification& modification) {
    switch (modification.operation) {
      case Modification::Operation::Add:
        if (auto refused = add(modification.attribute)) return refused;
        return requireOneValue(modification.attribute);
      case Modification::Operation::Delete:
        return modification.attribute.values.empty() ? removeAll(modification.attribute)
                                                     : removeValues(modification.attribute);
      case Modification::Operation::Replace:
        if (auto refused = replace(modification.attribute)) return refused;
        return requireOneValue(modification.attribute);
      case Modification::Operation::Increment:
        return increment(modification.attribute);
    }
    return std::nullopt;
  }

  EntryEdit resultWith(std::optional<Obstacle> obstacle) {
    result_.obstacle = std::move(obstacle);
    return std::move(result_);
  }

 private:
  Obstacle refusal(ObstacleKind kind, const std::string& attribute, const std::string& value = "") const {
    Obstacle obstacle;
    obstacle.kind = kind;
    obstacle.dn = result_.entry.dn;
    obstacle.attribute = attribute;
    obstacle.value = value;
    return obstacle;
  }

  Attribute* held(const Attribute& wanted) { return findAttribute(result_.entry, wanted.description, schema_); }

  void doubt(Doubt::Kind kind, const std::string& attribute) {
    if (!result_.doubt) result_.doubt = Doubt{kind, attribute};
  }

  static bool hasRedacted(const Attribute& attribute) {
    return std::any_of(attribute.values.begin(), attribute.values.end(),
                       [](const std::string& value) { return isRedacted(value); });
  }

  /// Definitions are identified by their OID, and one that is there in the same form is taken as it is.
  bool isDefinition(const Attribute& attribute) const { return holdsDefinition(attribute.description, schema_); }

  /// Values with numbers. What numbers an entry among its siblings is single-valued, and not meant.
  bool areOrdered(const Attribute& attribute) const {
    const AttributeType* const type = schema_.attributeType(attribute.description);
    return schema_.isOrdered(attribute.description) && type != nullptr && !type->singleValue &&
           !isDefinition(attribute);
  }

  void renumber(const Attribute& changed) {
    Attribute* const ordered = areOrdered(changed) ? held(changed) : nullptr;
    if (ordered != nullptr) ordered->values = OrderedValues(ordered->values).values();
  }

  /// slapd compares by the EQUALITY rule alone.
  std::optional<Obstacle> requireEqualityRule(const Attribute& wanted) const {
    if (!rules_.needsEqualityRule || hasEqualityRule(wanted.description, schema_)) return std::nullopt;
    return refusal(ObstacleKind::InappropriateMatching, wanted.description);
  }

  std::optional<Obstacle> requireOneValue(const Attribute& wanted) {
    const AttributeType* const type = schema_.attributeType(AttributeDescription::split(wanted.description).type);
    const Attribute* const present = held(wanted);
    const bool isSecond = present != nullptr && present->values.size() > 1 && type != nullptr && type->singleValue;
    if (!rules_.oneValueAtATime || !isSecond) return std::nullopt;
    return refusal(ObstacleKind::SecondValue, wanted.description);
  }

  std::optional<Obstacle> requireDistinct(const Attribute& wanted) const {
    const Keys keys(wanted.description, schema_);
    std::set<std::string> seen;
    for (const std::string& value : wanted.values)
      if (!isRedacted(value) && !isDefinition(wanted) && !seen.insert(keys.of(value)).second)
        return refusal(ObstacleKind::AttributeOrValueExists, wanted.description, value);
    return std::nullopt;
  }

  std::optional<Obstacle> add(const Attribute& wanted) {
    if (rules_.distinctInAdd)
      if (auto refused = requireDistinct(wanted)) return refused;
    Attribute* const present = held(wanted);
    if (present != nullptr)
      if (auto refused = requireEqualityRule(wanted)) return refused;
    if (present == nullptr) {
      result_.entry.attributes.push_back(wanted);
      renumber(wanted);
      return std::nullopt;
    }
    // Of a redacted value only the digest is known, so it is never found among others.
    const bool isHidden = hasRedacted(wanted) || hasRedacted(*present);
    if (isHidden) doubt(Doubt::Kind::RedactedValues, wanted.description);
    const bool refusesEqual = !isHidden && !isDefinition(wanted);
    const Keys keys(wanted.description, schema_);
    std::set<std::string> known = keys.of(present->values);
    for (const std::string& value : wanted.values) {
      if (known.insert(keys.of(value)).second) {
        insert(*present, wanted, value);
      } else if (refusesEqual) {
        return refusal(ObstacleKind::AttributeOrValueExists, wanted.description, value);
      }
    }
    return std::nullopt;
  }

  void insert(Attribute& present, const Attribute& wanted, const std::string& value) const {
    if (!areOrdered(wanted)) {
      present.values.push_back(value);
      return;
    }
    OrderedValues ordered(present.values);
    ordered.insert(value);
    present.values = ordered.values();
  }

  std::optional<Obstacle> removeAll(const Attribute& wanted) {
    if (rules_.keepsClasses && isObjectClassType(wanted.description)) return std::nullopt;
    Attribute* const present = held(wanted);
    if (present == nullptr) return refusal(ObstacleKind::NoSuchAttribute, wanted.description);
    present->values.clear();
    dropIfEmpty(result_.entry);
    return std::nullopt;
  }

  std::optional<Obstacle> removeValues(const Attribute& wanted) {
    if (auto refused = requireEqualityRule(wanted)) return refused;
    Attribute* const present = held(wanted);
    if (present == nullptr) return refusal(ObstacleKind::NoSuchAttribute, wanted.description);
    if (isDefinition(wanted)) return removeDefinitions(*present, wanted);
    const bool isHidden = hasRedacted(wanted) || hasRedacted(*present);
    if (isHidden) doubt(Doubt::Kind::RedactedValues, wanted.description);
    const Keys keys(wanted.description, schema_);
    for (const std::string& value : wanted.values) {
      if (areOrdered(wanted) && removeAt(*present, value)) continue;
      const std::string key = keys.of(value);
      const std::size_t before = present->values.size();
      std::erase_if(present->values, [&](const std::string& each) { return keys.of(each) == key; });
      if (present->values.size() == before && !isHidden)
        return refusal(ObstacleKind::NoSuchValue, wanted.description, value);
    }
    dropIfEmpty(result_.entry);
    renumber(wanted);
    return std::nullopt;
  }

  /// "{1}" alone names a value by its number.
  static bool removeAt(Attribute& present, const std::string& value) {
    OrderedValues ordered(present.values);
    if (!ordered.removeAt(value)) return false;
    present.values = ordered.values();
    return true;
  }

  std::optional<Obstacle> removeDefinitions(Attribute& present, const Attribute& wanted) {
    const auto oidsOf = [&](const std::string& value) {
      return PlannedSchema::oidsOf(Entry{"", {{wanted.description, {value}}}});
    };
    for (const std::string& value : wanted.values) {
      const std::set<std::string> oids = oidsOf(value);
      const std::size_t before = present.values.size();
      std::erase_if(present.values, [&](const std::string& each) { return each == value || oidsOf(each) == oids; });
      if (present.values.size() == before) return refusal(ObstacleKind::NoSuchDefinition, wanted.description, value);
    }
    dropIfEmpty(result_.entry);
    return std::nullopt;
  }

  std::optional<Obstacle> replace(const Attribute& wanted) {
    if (rules_.distinctInReplace)
      if (auto refused = requireDistinct(wanted)) return refused;
    if (Attribute* const present = held(wanted))
      present->values = wanted.values;
    else
      result_.entry.attributes.push_back(wanted);
    dropIfEmpty(result_.entry);
    renumber(wanted);
    return std::nullopt;
  }

  /// RFC 4525: by the one value given.
  std::optional<Obstacle> increment(const Attribute& wanted) {
    Attribute* const present = held(wanted);
    if (present == nullptr) return refusal(ObstacleKind::NoSuchAttribute, wanted.description);
    if (hasRedacted(wanted) || hasRedacted(*present)) {
      doubt(Doubt::Kind::RedactedValues, wanted.description);
      return std::nullopt;
    }
    const std::string by = wanted.values.empty() ? "1" : wanted.values.front();
    for (std::string& value : present->values) {
      const std::optional<long long> number = wholeNumber<long long>(value), amount = wholeNumber<long long>(by);
      if (!number || !amount)
        return refusal(ObstacleKind::InvalidAttributeSyntax, wanted.description, number ? by : value);
      long long sum = 0;
      if (__builtin_add_overflow(*number, *amount, &sum)) {
        doubt(Doubt::Kind::NumberTooLarge, wanted.description);
        return std::nullopt;
      }
      value = std::to_string(sum);
    }
    return std::nullopt;
  }

  const Schema& schema_;
  const EditRules& rules_;
  EntryEdit result_;
};

}  // namespace

EntryEdit edit(Entry entry, const std::vector<Modification>& modifications, const Schema& schema,
               const EditRules& rules) {
  Editor editor(std::move(entry), schema, rules);
  for (const Modification& modification : modifications)
    if (auto obstacle = editor.apply(modification)) return editor.resultWith(std::move(obstacle));
  return editor.resultWith(std::nullopt);
}

Entry withRdnValues(Entry entry, const Schema& schema) {
  const Dn dn = Dn::parse(entry.dn);
  if (!dn.empty()) exchangeRdn(entry, {}, dn.rdn(), false, schema);
  return entry;
}

Entry withSuperiorClasses(Entry entry, const Schema& schema) {
  Attribute* const classes = findAttribute(entry, "objectClass", schema);
  if (classes == nullptr) return entry;
  const auto has = [&](const ObjectClass& wanted) {
    return std::any_of(classes->values.begin(), classes->values.end(), [&](const std::string& value) {
      const ObjectClass* const present = schema.objectClass(value);
      return present != nullptr ? present->oid == wanted.oid : equalsIgnoreAsciiCase(value, wanted.displayName());
    });
  };
  for (std::size_t i = 0; i < classes->values.size(); ++i) {  // which grows
    const ObjectClass* const present = schema.objectClass(classes->values[i]);
    if (present == nullptr) continue;
    for (const std::string& name : present->superiors) {
      const ObjectClass* const superior = schema.objectClass(name);
      if (superior != nullptr && !has(*superior)) classes->values.push_back(superior->displayName());
    }
  }
  return entry;
}

void exchangeRdn(Entry& entry, const Rdn& oldRdn, const Rdn& newRdn, bool deleteOldRdn, const Schema& schema) {
  for (const Ava& ava : deleteOldRdn ? oldRdn : Rdn()) {
    Attribute* held = findAttribute(entry, ava.type, schema);
    if (held == nullptr) continue;
    const Keys keys(ava.type, schema);
    std::erase_if(held->values, [&](const std::string& value) { return keys.of(value) == keys.of(ava.value); });
  }
  for (const Ava& ava : newRdn) {
    const Attribute* held = findAttribute(entry, ava.type, schema);
    const Keys keys(ava.type, schema);
    if (held != nullptr && keys.of(held->values).contains(keys.of(ava.value))) continue;
    entry.add(held == nullptr ? ava.type : held->description, ava.value);
  }
  dropIfEmpty(entry);
}

std::string valueKey(std::string_view description, std::string_view value, const Schema& schema) {
  return Keys(description, schema).of(value);
}

bool isSameValues(const Attribute* a, const Attribute* b, const Schema& schema) {
  if (a == nullptr || b == nullptr) return a == b;
  const Keys keys(a->description, schema);
  return keys.of(a->values) == keys.of(b->values);
}

bool holdsAll(const Entry& entry, const Entry& wanted, const Schema& schema) {
  return std::all_of(wanted.attributes.begin(), wanted.attributes.end(), [&](const Attribute& attribute) {
    const Attribute* held = findAttribute(entry, attribute.description, schema);
    if (held == nullptr) return false;
    const Keys keys(attribute.description, schema);
    const std::set<std::string> have = keys.of(held->values), want = keys.of(attribute.values);
    return std::includes(have.begin(), have.end(), want.begin(), want.end());
  });
}

bool holdsNone(const Entry& entry, const Attribute& unwanted, const Schema& schema) {
  const Attribute* const held = findAttribute(entry, unwanted.description, schema);
  if (held == nullptr) return true;
  const Keys keys(unwanted.description, schema);
  const std::set<std::string> have = keys.of(held->values);
  return std::none_of(unwanted.values.begin(), unwanted.values.end(),
                      [&](const std::string& value) { return have.contains(keys.of(value)); });
}

bool isSameEntry(const Entry& a, const Entry& b, const Schema& schema) {
  return holdsAll(a, b, schema) && holdsAll(b, a, schema);
}

}  // namespace ldapsnap
