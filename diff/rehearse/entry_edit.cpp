#include "diff/rehearse/entry_edit.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <set>

#include "diff/apply/ordered_values.h"
#include "diff/compare/schema/schema_compare.h"
#include "diff/rehearse/plan_schema.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

/// The attribute of that identity; nullptr: none. Of a const entry a const one.
template <typename AnyEntry>
auto findIn(AnyEntry& entry, std::string_view description, const Schema& schema) -> decltype(entry.attributes.data()) {
  const std::string identity = schema.identity(description);
  const auto found = std::find_if(entry.attributes.begin(), entry.attributes.end(), [&](const Attribute& attribute) {
    return schema.identity(attribute.description) == identity;
  });
  return found == entry.attributes.end() ? nullptr : &*found;
}

void dropIfEmpty(Entry& entry) {
  std::erase_if(entry.attributes, [](const Attribute& attribute) { return attribute.values.empty(); });
}

/// Equal keys, equal values. An ordered value is deleted and compared also without its place.
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
  Editor(Entry entry, const Schema& schema) : schema_(schema) { result_.entry = std::move(entry); }

  bool apply(const Modification& modification) {
    switch (modification.operation) {
      case Modification::Operation::Add:
        return add(modification.attribute);
      case Modification::Operation::Delete:
        return modification.attribute.values.empty() ? removeAll(modification.attribute)
                                                     : removeValues(modification.attribute);
      case Modification::Operation::Replace:
        return replace(modification.attribute);
      case Modification::Operation::Increment:
        return increment(modification.attribute);
    }
    return true;
  }
  EntryEdit result() { return std::move(result_); }

 private:
  bool refuse(Obstacle::Kind kind, const std::string& attribute, const std::string& value = "") {
    Obstacle obstacle;
    obstacle.kind = kind;
    obstacle.dn = result_.entry.dn;
    obstacle.attribute = attribute;
    obstacle.value = value;
    result_.obstacle = std::move(obstacle);
    return false;
  }

  /// Of a redacted value only the digest is known, so it cannot be found among others.
  bool hides(const Attribute* held, const Attribute& wanted) {
    const auto anyRedacted = [](const Attribute& attribute) {
      return std::any_of(attribute.values.begin(), attribute.values.end(),
                         [](const std::string& value) { return isRedacted(value); });
    };
    if (!anyRedacted(wanted) && (held == nullptr || !anyRedacted(*held))) return false;
    result_.unknown = fmt::format("the values of {} are redacted", wanted.description);
    return true;
  }

  /// Definitions are told apart by their OID, and those that are there alike are taken as they are.
  bool isDefinition(const Attribute& attribute) const { return holdsDefinition(attribute.description, schema_); }

  /// Values with places; what numbers entries among their siblings is SINGLE-VALUE.
  bool areOrdered(const Attribute& attribute) const {
    const AttributeType* const type = schema_.attributeType(attribute.description);
    return schema_.isOrdered(attribute.description) && type != nullptr && !type->singleValue &&
           !isDefinition(attribute);
  }

  bool add(const Attribute& wanted) {
    Attribute* held = findIn(result_.entry, wanted.description, schema_);
    if (held == nullptr) {
      result_.entry.attributes.push_back(wanted);
      renumber(wanted);
      return true;
    }
    if (hides(held, wanted)) return addValues(*held, wanted, false);
    return addValues(*held, wanted, !isDefinition(wanted));
  }

  void renumber(const Attribute& changed) {
    Attribute* const held = areOrdered(changed) ? findIn(result_.entry, changed.description, schema_) : nullptr;
    if (held != nullptr) held->values = OrderedValues(held->values).values();
  }

  bool addValues(Attribute& held, const Attribute& wanted, bool refusesEqual) {
    const Keys keys(wanted.description, schema_);
    std::set<std::string> known = keys.of(held.values);
    for (const std::string& value : wanted.values) {
      const bool isNew = known.insert(keys.of(value)).second;
      if (!isNew && refusesEqual) return refuse(Obstacle::Kind::ValueExists, wanted.description, value);
      if (!isNew) continue;
      if (areOrdered(wanted)) {
        OrderedValues ordered(held.values);
        ordered.insert(value);
        held.values = ordered.values();
      } else {
        held.values.push_back(value);
      }
    }
    return true;
  }

  bool removeAll(const Attribute& wanted) {
    if (findIn(result_.entry, wanted.description, schema_) == nullptr)
      return refuse(Obstacle::Kind::NoSuchAttribute, wanted.description);
    findIn(result_.entry, wanted.description, schema_)->values.clear();
    dropIfEmpty(result_.entry);
    return true;
  }

  bool removeValues(const Attribute& wanted) {
    Attribute* held = findIn(result_.entry, wanted.description, schema_);
    if (held == nullptr) return refuse(Obstacle::Kind::NoSuchAttribute, wanted.description);
    if (isDefinition(wanted)) return removeDefinitions(*held, wanted);
    const bool isHidden = hides(held, wanted);
    const Keys keys(wanted.description, schema_);
    for (const std::string& value : wanted.values) {
      if (areOrdered(wanted) && removeAt(*held, value)) continue;
      const std::string key = keys.of(value);
      const std::size_t before = held->values.size();
      std::erase_if(held->values, [&](const std::string& each) { return keys.of(each) == key; });
      if (held->values.size() == before && !isHidden)
        return refuse(Obstacle::Kind::NoSuchValue, wanted.description, value);
    }
    dropIfEmpty(result_.entry);
    renumber(wanted);
    return true;
  }

  /// "{1}" alone names the value by its place.
  static bool removeAt(Attribute& held, const std::string& value) {
    OrderedValues ordered(held.values);
    if (!ordered.removeAt(value)) return false;
    held.values = ordered.values();
    return true;
  }

  bool removeDefinitions(Attribute& held, const Attribute& wanted) {
    const auto oidsOf = [&](const std::string& value) {
      return PlannedSchema::oidsOf(Entry{"", {{wanted.description, {value}}}});
    };
    for (const std::string& value : wanted.values) {
      const std::set<std::string> oids = oidsOf(value);
      const std::size_t before = held.values.size();
      std::erase_if(held.values, [&](const std::string& each) { return each == value || oidsOf(each) == oids; });
      if (held.values.size() == before)
        return refuse(Obstacle::Kind::EarlierDefinitionAbsent, wanted.description, value);
    }
    dropIfEmpty(result_.entry);
    return true;
  }

  bool replace(const Attribute& wanted) {
    Attribute* held = findIn(result_.entry, wanted.description, schema_);
    if (held == nullptr)
      result_.entry.attributes.push_back(wanted);
    else
      held->values = wanted.values;
    dropIfEmpty(result_.entry);
    renumber(wanted);
    return true;
  }

  bool increment(const Attribute& wanted) {
    Attribute* held = findIn(result_.entry, wanted.description, schema_);
    if (held == nullptr) return refuse(Obstacle::Kind::NoSuchAttribute, wanted.description);
    if (hides(held, wanted)) return true;
    long long by = 0;
    const std::string& step = wanted.values.empty() ? std::string("1") : wanted.values.front();
    std::from_chars(step.data(), step.data() + step.size(), by);
    for (std::string& value : held->values) {
      long long number = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
      if (error != std::errc() || end != value.data() + value.size())
        return refuse(Obstacle::Kind::InvalidSyntax, wanted.description, value);
      value = std::to_string(number + by);
    }
    return true;
  }

  const Schema& schema_;
  EntryEdit result_;
};

}  // namespace

EntryEdit edit(Entry entry, const std::vector<Modification>& modifications, const Schema& schema) {
  Editor editor(std::move(entry), schema);
  for (const Modification& modification : modifications)
    if (!editor.apply(modification)) break;
  return editor.result();
}

Entry withRdnValues(Entry entry, const Schema& schema) {
  const Dn dn = Dn::parse(entry.dn);
  if (!dn.empty()) exchangeRdn(entry, {}, dn.rdn(), false, schema);
  return entry;
}

Entry withSuperiorClasses(Entry entry, const Schema& schema) {
  Attribute* const classes = findIn(entry, "objectClass", schema);
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
    Attribute* held = findIn(entry, ava.type, schema);
    if (held == nullptr) continue;
    const Keys keys(ava.type, schema);
    std::erase_if(held->values, [&](const std::string& value) { return keys.of(value) == keys.of(ava.value); });
  }
  for (const Ava& ava : newRdn) {
    const Attribute* held = findIn(entry, ava.type, schema);
    const Keys keys(ava.type, schema);
    if (held != nullptr && keys.of(held->values).contains(keys.of(ava.value))) continue;
    entry.add(held == nullptr ? ava.type : held->description, ava.value);
  }
  dropIfEmpty(entry);
}

const Attribute* findAttribute(const Entry& entry, std::string_view description, const Schema& schema) {
  return findIn(entry, description, schema);
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

bool isSameEntry(const Entry& a, const Entry& b, const Schema& schema) {
  return holdsAll(a, b, schema) && holdsAll(b, a, schema);
}

}  // namespace ldapsnap
