#include "snapshot/ldap/filter/filter_values.h"

#include <algorithm>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

/// An end to types and classes that are each other's superior; no schema inherits this deep.
constexpr int kMaxSuperiors = 64;

Truth truthOf(bool value) { return value ? Truth::True : Truth::False; }

/// The rule of the equality rule's family: "caseIgnoreMatch" and "SubstringsMatch" give caseIgnoreSubstringsMatch.
const MatchingRule* familyRule(const MatchingRule* equality, std::string_view ending) {
  constexpr std::string_view kMatch = "Match";
  if (!equality || equality->name.size() < kMatch.size()) return nullptr;
  std::string name(equality->name.substr(0, equality->name.size() - kMatch.size()));
  return findMatchingRule(name.append(ending));
}

const MatchingRule* looseRule() {
  static const MatchingRule* const kRule = findMatchingRule("caseIgnoreMatch");
  return kRule;
}
const MatchingRule* looseSubstringsRule() {
  static const MatchingRule* const kRule = findMatchingRule("caseIgnoreSubstringsMatch");
  return kRule;
}

/// Where no rule is known: different even to the most tolerant eye is different, the rest cannot be told.
Truth compareLoosely(std::string_view a, std::string_view b, const Schema& schema) {
  const auto form = looseRule()->normalise(a, schema), other = looseRule()->normalise(b, schema);
  if (!form || !other) return Truth::False;
  return *form == *other ? Truth::Undefined : Truth::False;
}

/// The EQUALITY that the type names along SUP (RFC 4512, 2.5.1); empty when there is none.
std::string_view namedEquality(std::string_view description, const Schema& schema) {
  const AttributeType* type = schema.attributeType(AttributeDescription::split(description).type);
  for (int i = 0; type != nullptr && i < kMaxSuperiors; ++i) {
    if (!type->equality.empty()) return type->equality;
    type = type->superior.empty() ? nullptr : schema.attributeType(type->superior);
  }
  return {};
}

/// By a rule that the type names and that we do not have (wordMatch, keywordMatch, a vendor's): it may match anything
/// of which the assertion is a part, and what a word is, an implementation decides (RFC 4517, 4.2.32).
Truth compareByUnknownRule(std::string_view value, std::string_view wanted, const Schema& schema) {
  const auto form = looseRule()->normalise(value, schema), other = looseRule()->normalise(wanted, schema);
  if (form && other && form->find(*other) == std::string::npos) return Truth::False;
  return Truth::Undefined;
}

bool startsWithOrder(std::string_view value) { return withoutOrder(value).size() != value.size(); }

}  // namespace

bool isObjectClass(std::string_view description, const Schema& schema) {
  if (isObjectClassType(description)) return true;
  const AttributeType* type = schema.attributeType(description);
  return type && type->oid == kObjectClassOid;
}

AttributeSelector::AttributeSelector(std::string_view description, const Schema& schema)
    : description_(description), schema_(schema) {
  AttributeDescription parts = AttributeDescription::split(description);
  typeText_ = parts.type;
  options_ = std::move(parts.options);
  options_.erase(std::remove_if(options_.begin(), options_.end(), isTransferOption), options_.end());
  type_ = schema.attributeType(typeText_);
}

bool AttributeSelector::takes(std::string_view description) const {
  if (equalsIgnoreAsciiCase(description, description_)) return true;
  const AttributeDescription parts = AttributeDescription::split(description);
  if (!isTypeOrSubtype(parts.type)) return false;
  return std::all_of(options_.begin(), options_.end(), [&parts](std::string_view wanted) {
    return std::any_of(parts.options.begin(), parts.options.end(),
                       [wanted](std::string_view option) { return equalsIgnoreAsciiCase(option, wanted); });
  });
}

bool AttributeSelector::isTypeOrSubtype(std::string_view type) const {
  if (equalsIgnoreAsciiCase(type, typeText_)) return true;
  if (!type_) return false;
  const AttributeType* current = schema_.attributeType(type);
  for (int i = 0; current && i < kMaxSuperiors; ++i) {
    if (current == type_ || equalsIgnoreAsciiCase(current->oid, type_->oid)) return true;
    current = current->superior.empty() ? nullptr : schema_.attributeType(current->superior);
  }
  return false;
}

EqualityAssertion::EqualityAssertion(std::string_view attribute, std::string_view value, const Schema& schema)
    : wanted_(value),
      schema_(schema),
      rule_(schema.equality(attribute)),
      dropsOrder_(schema.isOrdered(attribute) && !startsWithOrder(value)) {
  if (rule_) form_ = rule_->normalise(value, schema);
  hasUnknownRule_ = rule_ == nullptr && !namedEquality(attribute, schema).empty();
}

Truth EqualityAssertion::test(std::string_view value) const {
  if (dropsOrder_) value = withoutOrder(value);
  if (value == wanted_) return Truth::True;
  if (hasUnknownRule_) return compareByUnknownRule(value, wanted_, schema_);
  if (!rule_) return compareLoosely(value, wanted_, schema_);
  return testForm(value, rule_->normalise(value, schema_));
}

Truth EqualityAssertion::testForm(std::string_view value, const std::optional<std::string>& formOfValue) const {
  if (value == wanted_) return Truth::True;
  if (!formOfValue || !form_) return Truth::Undefined;
  return truthOf(*formOfValue == *form_);
}

ClassAssertion::ClassAssertion(std::string_view nameOrOid, const Schema& schema)
    : wanted_(nameOrOid), schema_(schema), class_(schema.objectClass(nameOrOid)) {}

Truth ClassAssertion::test(std::string_view value) const {
  if (equalsIgnoreAsciiCase(value, wanted_)) return Truth::True;
  const ObjectClass* objectClass = schema_.objectClass(value);
  if (objectClass && class_) return truthOf(isOrBelow(*objectClass, 0));
  // An OID and a name that nobody resolves may be one class.
  const bool mayBeOne = !objectClass && !class_ && startsLikeOid(value) != startsLikeOid(wanted_);
  return mayBeOne ? Truth::Undefined : Truth::False;
}

bool ClassAssertion::isOrBelow(const ObjectClass& objectClass, int depth) const {
  if (&objectClass == class_ || equalsIgnoreAsciiCase(objectClass.oid, class_->oid)) return true;
  if (depth == kMaxSuperiors) return false;
  return std::any_of(objectClass.superiors.begin(), objectClass.superiors.end(), [&](const std::string& name) {
    const ObjectClass* superior = schema_.objectClass(name);
    return superior && isOrBelow(*superior, depth + 1);
  });
}

OrderingAssertion::OrderingAssertion(std::string_view attribute, std::string_view value, const Schema& schema)
    : schema_(schema), rule_(schema.ordering(attribute)) {
  const MatchingRule* equality = schema.equality(attribute);
  if (!rule_) rule_ = familyRule(equality, "OrderingMatch");
  if (!rule_ && !equality) rule_ = findMatchingRule("integerOrderingMatch");
  if (rule_) form_ = rule_->normalise(value, schema);
}

std::optional<int> OrderingAssertion::compare(std::string_view value) const {
  if (!form_) return std::nullopt;
  const std::optional<std::string> form = rule_->normalise(value, schema_);
  if (!form) return std::nullopt;
  return form->compare(*form_);
}

SubstringsAssertion::SubstringsAssertion(std::string_view attribute, const std::vector<std::string>& pieces,
                                         const Schema& schema)
    : pieces_(pieces), schema_(schema), rule_(schema.substrings(attribute)) {
  if (!rule_) rule_ = familyRule(schema.equality(attribute), "SubstringsMatch");
  dropsOrder_ = schema.isOrdered(attribute) && !pieces.empty() && pieces.front().substr(0, 1) != "{";
  forms_ = formsBy(rule_);
  if (!rule_) looseForms_ = formsBy(looseSubstringsRule());
}

SubstringsAssertion::Forms SubstringsAssertion::formsBy(const MatchingRule* rule) const {
  std::vector<std::string> forms;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    const bool isEdge = i == 0 || i + 1 == pieces_.size();
    const SubstringPart part = !isEdge ? SubstringPart::Any : i == 0 ? SubstringPart::Initial : SubstringPart::Final;
    if (pieces_[i].empty()) {
      forms.emplace_back();
      continue;
    }
    std::optional<std::string> form = substringForm(rule, part, pieces_[i], schema_);
    if (!form) return std::nullopt;
    forms.push_back(*std::move(form));
  }
  return forms;
}

Truth SubstringsAssertion::testBy(const MatchingRule* rule, const Forms& forms, std::string_view value) const {
  const std::optional<std::string> whole = substringForm(rule, SubstringPart::Whole, value, schema_);
  if (!whole || !forms || forms->size() < 2) return Truth::Undefined;
  std::string_view rest = *whole;
  const std::string &initial = forms->front(), &final = forms->back();
  if (rest.substr(0, initial.size()) != initial) return Truth::False;
  rest.remove_prefix(initial.size());
  for (std::size_t i = 1; i + 1 < forms->size(); ++i) {
    const std::size_t found = rest.find((*forms)[i]);
    if (found == std::string_view::npos) return Truth::False;
    rest.remove_prefix(found + (*forms)[i].size());
  }
  return truthOf(rest.size() >= final.size() && rest.substr(rest.size() - final.size()) == final);
}

Truth SubstringsAssertion::test(std::string_view value) const {
  if (dropsOrder_) value = withoutOrder(value);
  const Truth truth = testBy(rule_, forms_, value);
  if (rule_ || truth == Truth::True) return truth;
  // Without a rule the bytes decide when they match; when they do not, only what no rule could bring together is False.
  return testBy(looseSubstringsRule(), looseForms_, value) == Truth::True ? Truth::Undefined : Truth::False;
}

}  // namespace ldapsnap
