#include "diff/apply/value_edit.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

#include "diff/compare/rename/renamed_entry.h"

namespace ldapsnap {
namespace {

using Values = std::vector<std::string>;

/// Also within a value: `credentials=` of olcSyncrepl.
bool holdsRedacted(const std::string& value) { return value.find(kRedactedMark) != std::string::npos; }

bool anyRedacted(const Values& values) { return std::any_of(values.begin(), values.end(), holdsRedacted); }

bool isName(const AttributeTraits& traits) {
  constexpr std::array<std::string_view, 2> kNameRules{"distinguishedNameMatch", "uniqueMemberMatch"};
  return traits.equality && std::find(kNameRules.begin(), kNameRules.end(), traits.equality->name) != kNameRules.end();
}

/// X-ORDERED values with their places.
Values numbered(Values values) {
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = fmt::format("{{{}}}{}", i, values[i]);
  return values;
}

/// The naming attributes of an RDN that another RDN does not have.
Rdn without(const Rdn& rdn, const Rdn& other) {
  Rdn rest;
  for (const Ava& ava : rdn)
    if (std::find(other.begin(), other.end(), ava) == other.end()) rest.push_back(ava);
  return rest;
}

std::pair<Rdn, Rdn> rdnsOf(const EntryChange& renamed) {
  const std::optional<Dn> before = Dn::tryParse(renamed.fromDn), after = Dn::tryParse(renamed.dn);
  if (!before || !after || before->empty() || after->empty()) return {};
  return {before->rdn(), after->rdn()};
}

}  // namespace

/// One attribute on its way into a modify record.
struct ValueEdit::Edit {
  const EntryChange& change;
  EntryKind kind;
  std::string description;
  Change what;
  bool isOrdered;
  Values removed, added;
  bool isWhole = false;  ///< a replace is right, whatever the attribute holds by then
  std::vector<LeftOut>& leftOut;

  const AttributeTraits& traits(const ComparisonSchema& schema) const {
    return schema.traits(description, what == Change::Removed ? Side::Before : Side::After);
  }
  void leaveOut(std::string reason, bool isSupplied = false) {
    leftOut.push_back({change.dn, description, std::move(reason), isSupplied});
  }
};

ValueEdit::ValueEdit(const ComparisonSchema& schema, const Snapshot& to, const TreeEdit& tree)
    : schema_(schema),
      to_(to),
      tree_(tree),
      behaviour_(behaviourOf(to.info().product)),
      owned_(to.info().product, schema.of(Side::After)) {}

std::string ValueEdit::whyNotWrite(std::string_view description, EntryKind kind) const {
  return kind == EntryKind::SchemaObject ? owned_.whyNotDefine(description) : owned_.whyNotWrite(description);
}

// --- Add ---

Entry ValueEdit::added(const EntryChange& change, EntryKind kind, const Dn& dn, std::vector<LeftOut>& leftOut,
                       std::vector<Modification>& later) const {
  Entry entry;
  entry.dn = dn.toString();
  for (const AttributeChange& attribute : change.attributes) {
    const AttributeTraits& traits = schema_.traits(attribute.description, Side::After);
    if (traits.isVolatile || traits.isIdentity) continue;
    if (std::string reason = whyNotWrite(attribute.description, kind); !reason.empty()) {
      leftOut.push_back({change.dn, attribute.description, std::move(reason)});
      continue;
    }
    Attribute now{attribute.description, {}}, then{attribute.description, {}};
    for (const std::string& value : attribute.ordered ? numbered(attribute.added) : attribute.added) {
      if (holdsRedacted(value)) continue;
      const std::optional<Dn> name = behaviour_.requiresReferencedEntries && kind == EntryKind::Data && isName(traits)
                                         ? Dn::tryParse(value)
                                         : std::nullopt;
      (name && tree_.changeAtOrAboveAfter(*name) ? then : now).values.push_back(value);
    }
    if (anyRedacted(attribute.added))
      leftOut.push_back({change.dn, attribute.description, "its value is a secret that was not recorded", true});
    if (owned_.isSetLater(attribute.description)) {
      later.push_back({Modification::Operation::Replace, std::move(now)});
      continue;
    }
    if (!now.values.empty()) entry.attributes.push_back(std::move(now));
    if (!then.values.empty()) later.push_back({Modification::Operation::Add, std::move(then)});
  }
  addRdn(dn, entry);
  std::stable_partition(entry.attributes.begin(), entry.attributes.end(),
                        [](const Attribute& attribute) { return isObjectClassType(attribute.description); });
  return entry;
}

/// RFC 4511, 4.7: servers need not add the RDN's values by themselves.
void ValueEdit::addRdn(const Dn& dn, Entry& entry) const {
  for (const Ava& ava : dn.rdn()) {
    if (ava.isBer) continue;
    const AttributeTraits& traits = schema_.traits(ava.type, Side::After);
    const auto isSame = [&](const Attribute& attribute) {
      return schema_.traits(attribute.description, Side::After).identity == traits.identity;
    };
    const auto attribute = std::find_if(entry.attributes.begin(), entry.attributes.end(), isSame);
    if (attribute == entry.attributes.end()) {
      entry.add(ava.type, ava.value);
      continue;
    }
    const std::string key = schema_.valueKey(traits, ava.value, Side::After);
    const auto isThere = [&](const std::string& value) { return schema_.valueKey(traits, value, Side::After) == key; };
    if (std::none_of(attribute->values.begin(), attribute->values.end(), isThere))
      attribute->values.push_back(ava.value);
  }
}

// --- Modify ---

std::vector<Modification> ValueEdit::modified(const EntryChange& change, EntryKind kind, bool keepsOldRdn,
                                              std::vector<LeftOut>& leftOut) const {
  std::vector<Modification> modifications;
  const auto [oldRdn, newRdn] = keepsOldRdn ? rdnsOf(change) : std::pair<Rdn, Rdn>();
  for (const AttributeChange& attribute : change.attributes) {
    // Definitions come and go one by one: the server gives them their places.
    const bool isOrdered = attribute.ordered && kind != EntryKind::Definitions;
    Edit edit{change, kind,   attribute.description, attribute.change, isOrdered, attribute.removed, attribute.added,
              false,  leftOut};
    const AttributeTraits& traits = edit.traits(schema_);
    if (traits.isVolatile || traits.isIdentity) continue;
    if (std::string reason = whyNotWrite(edit.description, kind); !reason.empty()) {
      edit.leaveOut(std::move(reason));
      continue;
    }
    for (const Ava& ava : without(oldRdn, newRdn))
      if (schema_.traits(ava.type, Side::After).identity == traits.identity) std::erase(edit.added, ava.value);
    if (!dropPermanent(edit, attribute.reordered) || !dropRedacted(edit)) continue;
    followReferences(edit);
    write(edit, modifications);
  }
  return modifications;
}

/// Takes out what the server never takes away. False when nothing is left to do.
bool ValueEdit::dropPermanent(Edit& edit, bool isReordered) const {
  std::string reason = owned_.whyNotRemoveFrom(edit.description);
  if (reason.empty()) return true;
  if (!edit.removed.empty()) edit.leaveOut(std::move(reason));
  edit.removed.clear();
  edit.isOrdered = false;  // whole is a delete, too
  return !isReordered;
}

/// Takes out what cannot be written because it was never recorded. False when nothing is left to do.
bool ValueEdit::dropRedacted(Edit& edit) const {
  if (edit.what == Change::Removed) {
    edit.isWhole |= anyRedacted(edit.removed);
    return true;
  }
  const bool isGainSecret = anyRedacted(edit.added);
  if (!isGainSecret && !anyRedacted(edit.removed) && !edit.isOrdered) return true;
  if (!anyRedacted(valuesAfter(edit))) {
    edit.isWhole = true;
    return true;
  }
  if (isGainSecret || !anyRedacted(edit.removed))
    edit.leaveOut("its value is a secret that was not recorded", true);
  else
    edit.leaveOut("a secret value is gone that was not recorded", true);
  std::erase_if(edit.removed, holdsRedacted);
  std::erase_if(edit.added, holdsRedacted);
  return isByValue(edit);
}

/// DN values of entries that are renamed or deleted: a server may have changed them by then, or not.
void ValueEdit::followReferences(Edit& edit) const {
  const AttributeTraits& traits = edit.traits(schema_);
  if (edit.removed.empty() || !isName(traits)) return;
  const auto isGone = [&](const std::string& value) {
    const std::optional<Dn> name = Dn::tryParse(value);
    if (!name || !tree_.changeAtOrAbove(*name)) return false;
    if (!behaviour_.maintainsReferences) return edit.isWhole = true, false;
    const std::optional<Dn> after = tree_.nameAfter(*name);
    if (!after) return true;
    const std::string key = normalForm(*after, schema_.of(Side::After));
    return std::erase_if(edit.added, [&](const std::string& added) {
             return normalForm(added, schema_.of(Side::After)) == key;
           }) > 0;
  };
  std::erase_if(edit.removed, isGone);
}

bool ValueEdit::isByValue(const Edit& edit) const {
  if (edit.kind == EntryKind::Definitions) return true;
  if (edit.kind == EntryKind::Configuration && !behaviour_.deletesConfigurationByValue) return false;
  return !edit.isOrdered && edit.traits(schema_).equality != nullptr;
}

Values ValueEdit::valuesAfter(const Edit& edit) const {
  Values values;
  const std::optional<Dn> dn = Dn::tryParse(edit.change.dn);
  const std::optional<Entry> entry = dn ? to_.find(*dn) : std::nullopt;
  if (!entry) return values;
  const std::string& identity = edit.traits(schema_).identity;
  for (const Attribute& attribute : entry->attributes)
    if (schema_.traits(attribute.description, Side::After).identity == identity)
      values.insert(values.end(), attribute.values.begin(), attribute.values.end());
  return values;
}

void ValueEdit::write(Edit& edit, std::vector<Modification>& modifications) const {
  using Operation = Modification::Operation;
  const auto add = [&](Operation operation, Values values) {
    modifications.push_back({operation, {edit.description, std::move(values)}});
  };
  if (edit.removed.empty() && edit.added.empty()) return;
  if (edit.what == Change::Removed && !edit.isWhole)
    return add(Operation::Delete, isByValue(edit) ? std::move(edit.removed) : Values());
  if (edit.what == Change::Added && !edit.isOrdered) return add(Operation::Add, std::move(edit.added));
  if (edit.isWhole || !isByValue(edit)) return add(Operation::Replace, valuesAfter(edit));
  if (!edit.removed.empty()) add(Operation::Delete, std::move(edit.removed));
  if (!edit.added.empty()) add(Operation::Add, std::move(edit.added));
}

// --- Rename ---

bool ValueEdit::keepsOldRdn(const EntryChange& renamed) const {
  const auto [oldRdn, newRdn] = rdnsOf(renamed);
  const Rdn left = without(oldRdn, newRdn);
  const auto isKept = [&, &change = renamed](const Ava& ava) {
    const std::string& identity = schema_.traits(ava.type, Side::After).identity;
    return std::any_of(change.attributes.begin(), change.attributes.end(), [&](const AttributeChange& attribute) {
      return schema_.traits(attribute.description, Side::After).identity == identity &&
             std::find(attribute.added.begin(), attribute.added.end(), ava.value) != attribute.added.end();
    });
  };
  return !left.empty() && std::all_of(left.begin(), left.end(), isKept);
}

}  // namespace ldapsnap
