#include "diff/compare/rename/renamed_entry.h"

#include <algorithm>
#include <vector>

#include "diff/compare/values/match.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

/// A DN read for the sake of its first RDN.
class NamedEntry {
 public:
  NamedEntry(const Entry& entry, Side side, const ComparisonSchema& schema)
      : entry_(entry), side_(side), schema_(schema), rdn_(rdnOf(entry.dn)) {}

  const Rdn& rdn() const { return rdn_; }
  const AttributeTraits& traits(std::string_view description) const { return schema_.traits(description, side_); }

  /// The value is part of the RDN.
  bool isNaming(const AttributeTraits& traits, std::string_view value) const {
    return std::any_of(rdn_.begin(), rdn_.end(), [&](const Ava& ava) {
      return !ava.isBer && this->traits(ava.type).identity == traits.identity &&
             schema_.valueKey(traits, ava.value, side_) == schema_.valueKey(traits, value, side_);
    });
  }

  bool followsFromName(const AttributeTraits& traits, std::string_view value) const {
    if (equalsIgnoreAsciiCase(value, entry_.dn)) return true;
    return traits.isServerSet &&
           std::any_of(rdn_.begin(), rdn_.end(), [value](const Ava& ava) { return ava.value == value; });
  }

  bool hasNaming(const AttributeTraits& traits) const {
    return std::any_of(rdn_.begin(), rdn_.end(),
                       [&](const Ava& ava) { return this->traits(ava.type).identity == traits.identity; });
  }

 private:
  static Rdn rdnOf(const std::string& dn) {
    const std::optional<Dn> parsed = Dn::tryParse(dn);
    return parsed && !parsed->empty() ? parsed->rdn() : Rdn();
  }

  const Entry& entry_;
  Side side_;
  const ComparisonSchema& schema_;
  Rdn rdn_;
};

/// Takes the old RDN's values out of `entry` and puts in those of the new RDN that `after` has.
void rename(Entry& entry, const NamedEntry& oldName, const Entry& after, const NamedEntry& newName) {
  for (Attribute& attribute : entry.attributes) {
    const AttributeTraits& traits = oldName.traits(attribute.description);
    if (!oldName.hasNaming(traits)) continue;
    std::erase_if(attribute.values, [&](const std::string& value) { return oldName.isNaming(traits, value); });
  }
  for (const Attribute& attribute : after.attributes) {
    const AttributeTraits& traits = newName.traits(attribute.description);
    if (!newName.hasNaming(traits)) continue;
    for (const std::string& value : attribute.values)
      if (newName.isNaming(traits, value)) entry.add(attribute.description, value);
  }
}

std::vector<std::string> contentKeys(const Entry& entry, Side side, const ComparisonSchema& schema,
                                     bool& hasSubstance) {
  const NamedEntry name(entry, side, schema);
  const std::string& objectClass = schema.traits("objectClass", side).identity;
  std::vector<std::string> keys;
  for (const Attribute& attribute : entry.attributes) {
    const AttributeTraits& traits = name.traits(attribute.description);
    if (traits.isVolatile || traits.isIdentity) continue;
    const bool isInName = name.hasNaming(traits);
    for (const std::string& value : attribute.values) {
      if ((isInName && name.isNaming(traits, value)) || name.followsFromName(traits, value)) continue;
      hasSubstance |= traits.identity != objectClass;
      keys.push_back(traits.identity + '\0' + schema.valueKey(traits, value, side));
    }
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

}  // namespace

EntryChange matchRenamed(const Entry& before, const Entry& after, const ComparisonSchema& schema) {
  const NamedEntry oldName(before, Side::Before, schema), newName(after, Side::After, schema);
  Entry renamed = before;
  if (oldName.rdn() != newName.rdn()) rename(renamed, oldName, after, newName);
  EntryChange change = matchEntries(renamed, after, schema);
  const auto followsFromName = [&](const AttributeChange& attribute) {
    if (attribute.removed.size() != 1 || attribute.added.size() != 1 || attribute.unchanged > 0) return false;
    const AttributeTraits& traits = newName.traits(attribute.description);
    return oldName.followsFromName(traits, attribute.removed.front()) &&
           newName.followsFromName(traits, attribute.added.front());
  };
  std::erase_if(change.attributes, followsFromName);
  std::erase_if(change.spellings, followsFromName);
  change.fromDn = before.dn;
  return change;
}

bool isNameRespelled(const std::string& before, const std::string& after) {
  if (before == after) return false;
  const Dn old = Dn::tryParse(before).value_or(Dn()), now = Dn::tryParse(after).value_or(Dn());
  if (old.empty() || now.empty() || old.size() != now.size()) return true;
  if (old.rdn() != now.rdn()) return true;
  // What differs in an RDN further up is that entry's affair; blanks and escapes between are this one's.
  return old == now;
}

EntryContent contentOf(const Entry& entry, Side side, const ComparisonSchema& schema) {
  EntryContent content;
  std::string all;
  for (const std::string& key : contentKeys(entry, side, schema, content.hasSubstance))
    all += std::to_string(key.size()) + ':' + key;
  content.hash = std::hash<std::string>()(all);
  return content;
}

bool hasSameContent(const Entry& before, const Entry& after, const ComparisonSchema& schema) {
  const EntryChange change = matchRenamed(before, after, schema);
  return std::all_of(change.attributes.begin(), change.attributes.end(), [&schema](const AttributeChange& attribute) {
    const Side side = attribute.change == Change::Removed ? Side::Before : Side::After;
    const AttributeTraits& traits = schema.traits(attribute.description, side);
    return traits.isVolatile || traits.isIdentity;
  });
}

}  // namespace ldapsnap
