#include "diff/apply/change_stages.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>
#include <unordered_map>

#include "diff/compare/rename/renamed_entry.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

using Values = std::vector<std::string>;

bool isNamed(const Rdn& rdn, std::string_view type, std::string_view value) {
  return rdn.size() == 1 && equalsIgnoreAsciiCase(rdn.front().type, type) &&
         equalsIgnoreAsciiCase(rdn.front().value, value);
}

/// The RDN `depth` below the root, from 0; nullptr: the name is shorter.
const Rdn* fromRoot(const Dn& dn, std::size_t depth) {
  return depth < dn.size() ? &dn.rdns()[dn.size() - 1 - depth] : nullptr;
}

bool isBelowSchemaContainer(const Dn& dn) {
  for (std::size_t i = 0; i + 1 < dn.size(); ++i)
    if (isNamed(dn.rdns()[i], "cn", "schema") && isNamed(dn.rdns()[i + 1], "cn", "configuration")) return true;
  return false;
}

bool isModuleList(const Rdn& rdn) {
  return rdn.size() == 1 && equalsIgnoreAsciiCase(rdn.front().type, "cn") &&
         asciiLower(rdn.front().value).starts_with("module");
}

/// The values of an entry that is added or removed.
Values valuesOf(const EntryChange& change, std::string_view description) {
  for (const AttributeChange& attribute : change.attributes)
    if (equalsIgnoreAsciiCase(attribute.description, description))
      return change.change == Change::Removed ? attribute.removed : attribute.added;
  return {};
}

bool hasClass(const EntryChange& change, std::string_view objectClass) {
  const Values classes = valuesOf(change, "objectClass");
  return (change.change == Change::Added || change.change == Change::Removed) &&
         std::any_of(classes.begin(), classes.end(),
                     [&](const std::string& value) { return equalsIgnoreAsciiCase(value, objectClass); });
}

long firstNumber(const Values& values) { return values.empty() ? 0 : std::atol(values.front().c_str()); }

/// The `{n}` of an RDN.
long placeOfRdn(const EntryChange& change) {
  const std::optional<Dn> dn = Dn::tryParse(change.dn);
  if (!dn || dn->empty()) return 0;
  const std::string& value = dn->rdn().front().value;
  return value.starts_with('{') ? std::atol(value.c_str() + 1) : 0;
}

/// How long the way down to a class is, within the classes that are added.
class ClassDepths {
 public:
  explicit ClassDepths(const std::vector<const EntryChange*>& changes) {
    for (const EntryChange* change : changes)
      if (isClassSchema(*change))
        for (const std::string& name : valuesOf(*change, "lDAPDisplayName")) byName_[asciiLower(name)] = change;
  }

  std::size_t of(const EntryChange& change) {
    const auto [known, isNew] = depths_.emplace(&change, 0);
    if (!isNew) return known->second;
    std::size_t depth = 0;
    for (const EntryChange* superior : named(change, kInherited)) depth = std::max(depth, of(*superior) + 1);
    // A class may be named as the parent of entries by one that it inherits from: what is inherited goes first.
    for (const EntryChange* parent : named(change, kParents))
      if (!inherits(*parent, change, 0)) depth = std::max(depth, of(*parent) + 1);
    return depths_[&change] = depth;
  }

 private:
  using Descriptions = std::vector<std::string_view>;
  static inline const Descriptions kInherited{"subClassOf", "auxiliaryClass", "systemAuxiliaryClass"};
  static inline const Descriptions kParents{"possSuperiors", "systemPossSuperiors"};

  /// The added classes that `change` names.
  std::vector<const EntryChange*> named(const EntryChange& change, const Descriptions& descriptions) const {
    std::vector<const EntryChange*> classes;
    for (const std::string_view description : descriptions)
      for (const std::string& name : valuesOf(change, description))
        if (const auto found = byName_.find(asciiLower(name)); found != byName_.end()) classes.push_back(found->second);
    return classes;
  }

  /// Whether `change` is `ancestor` or inherits from it; a circle ends where it is longer than there are classes.
  bool inherits(const EntryChange& change, const EntryChange& ancestor, std::size_t steps) const {
    if (&change == &ancestor || steps > byName_.size()) return true;
    const auto superiors = named(change, kInherited);
    return std::any_of(superiors.begin(), superiors.end(),
                       [&](const EntryChange* superior) { return inherits(*superior, ancestor, steps + 1); });
  }

  std::unordered_map<std::string, const EntryChange*> byName_;
  std::unordered_map<const EntryChange*, std::size_t> depths_;
};

}  // namespace

Stage stageOf(const EntryChange& change) {
  if (isAttributeSchema(change) || isClassSchema(change)) return Stage::Schema;
  const std::optional<Dn> dn = Dn::tryParse(change.dn);
  if (!dn || dn->empty()) return Stage::Data;
  const Rdn* root = fromRoot(*dn, 0);
  const Rdn* next = fromRoot(*dn, 1);
  if (isNamed(*root, "cn", "schema") || isBelowSchemaContainer(*dn)) return Stage::Schema;
  if (!isNamed(*root, "cn", "config")) return Stage::Data;
  if (next && isNamed(*next, "cn", "schema")) return Stage::Schema;
  return next && isModuleList(*next) ? Stage::Modules : Stage::Configuration;
}

EntryKind kindOf(const EntryChange& change, Stage stage) {
  if (stage == Stage::Data) return EntryKind::Data;
  if (stage != Stage::Schema) return EntryKind::Configuration;
  return isAttributeSchema(change) || isClassSchema(change) ? EntryKind::SchemaObject : EntryKind::Configuration;
}

bool isAttributeSchema(const EntryChange& change) { return hasClass(change, "attributeSchema"); }
bool isClassSchema(const EntryChange& change) { return hasClass(change, "classSchema"); }

void orderSchemaEntries(std::vector<const EntryChange*>& changes) {
  ClassDepths depths(changes);
  const auto rank = [&](const EntryChange* change) {
    const bool isClass = isClassSchema(*change);
    return std::tuple(isClass, placeOfRdn(*change), isClass ? 0 : firstNumber(valuesOf(*change, "linkID")),
                      isClass ? depths.of(*change) : 0);
  };
  std::stable_sort(changes.begin(), changes.end(),
                   [&](const EntryChange* a, const EntryChange* b) { return rank(a) < rank(b); });
}

}  // namespace ldapsnap
