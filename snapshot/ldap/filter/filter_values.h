// What filter items ask of attributes and values. For filter_set.cpp and for indexes of values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/ldap/filter/filter.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

/// Of the attribute type objectClass (RFC 4512, 3.3).
inline constexpr std::string_view kObjectClassOid = "2.5.4.0";

/// True of an OID in numbers, false of a name: a name starts with a letter (RFC 4512, 1.4).
inline bool startsLikeOid(std::string_view nameOrOid) {
  return !nameOrOid.empty() && nameOrOid.front() >= '0' && nameOrOid.front() <= '9';
}

bool isObjectClass(std::string_view description, const Schema& schema);

/// The attributes that an item on `description` looks at: that type and its subtypes along SUP, with at least its
/// options (RFC 4512, 2.5.2). The views and the schema outlive it.
class AttributeSelector {
 public:
  AttributeSelector(std::string_view description, const Schema& schema);

  bool takes(std::string_view description) const;

 private:
  bool isTypeOrSubtype(std::string_view type) const;

  std::string_view description_;
  std::string_view typeText_;
  std::vector<std::string_view> options_;
  const AttributeType* type_;
  const Schema& schema_;
};

/// `(attribute=value)`.
class EqualityAssertion {
 public:
  EqualityAssertion(std::string_view attribute, std::string_view value, const Schema& schema);
  Truth test(std::string_view value) const;

  /// The rule whose normal forms decide; nullptr: something else does, and test() must be asked. With a rule, test() is
  /// the comparison of form() with the value's.
  const MatchingRule* decidingRule() const { return dropsOrder_ || hasUnknownRule_ ? nullptr : rule_; }
  /// Of the assertion value, by the rule; nothing when it is not of the rule's syntax.
  const std::optional<std::string>& form() const { return form_; }
  Truth testForm(std::string_view value, const std::optional<std::string>& formOfValue) const;

 private:
  std::string_view wanted_;
  const Schema& schema_;
  const MatchingRule* rule_;
  bool dropsOrder_;
  bool hasUnknownRule_ = false;  ///< the type names a rule that we do not have
  std::optional<std::string> form_;
};

/// `(objectClass=name or OID)`.
class ClassAssertion {
 public:
  ClassAssertion(std::string_view nameOrOid, const Schema& schema);
  Truth test(std::string_view value) const;

 private:
  bool isOrBelow(const ObjectClass& objectClass, int depth) const;

  std::string_view wanted_;
  const Schema& schema_;
  const ObjectClass* class_;
};

/// `(attribute>=value)` and `(attribute<=value)`.
class OrderingAssertion {
 public:
  OrderingAssertion(std::string_view attribute, std::string_view value, const Schema& schema);
  /// Negative, 0 or positive as `value` sorts before, with or after the assertion; nothing when that is not known.
  std::optional<int> compare(std::string_view value) const;

 private:
  const Schema& schema_;
  const MatchingRule* rule_;
  std::optional<std::string> form_;
};

/// `(attribute=initial*any*final)`.
class SubstringsAssertion {
 public:
  SubstringsAssertion(std::string_view attribute, const std::vector<std::string>& pieces, const Schema& schema);
  Truth test(std::string_view value) const;

 private:
  /// The pieces as one rule sees them; empty when they are not of its syntax.
  using Forms = std::optional<std::vector<std::string>>;
  Forms formsBy(const MatchingRule* rule) const;
  Truth testBy(const MatchingRule* rule, const Forms& forms, std::string_view value) const;

  const std::vector<std::string>& pieces_;
  const Schema& schema_;
  const MatchingRule* rule_;
  bool dropsOrder_;
  Forms forms_, looseForms_;
};

}  // namespace ldapsnap
