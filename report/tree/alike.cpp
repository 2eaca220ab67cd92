#include "report/tree/alike.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <tuple>

#include "report/tree/entry_summary.h"
#include "report/wording/dn_text.h"
#include "report/wording/wording.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

/// "attributeTypes", "objectClasses", "ldapSyntaxes".
std::string pluralOf(const std::string& kind) {
  const bool isSibilant = kind.ends_with('s') || kind.ends_with('x');
  return kind + (isSibilant ? "es" : "s");
}

std::string parentOf(const std::string& dn) {
  const std::vector<std::string_view> rdns = rdnsForPeople(dn);
  if (rdns.size() < 2) return {};
  return dn.substr(static_cast<std::size_t>(rdns[1].data() - dn.data()));
}

const AttributeChange* attributeOf(const EntryChange& change, std::string_view name) {
  const auto found = std::find_if(
      change.attributes.begin(), change.attributes.end(),
      [name](const AttributeChange& attribute) { return equalsIgnoreAsciiCase(attribute.description, name); });
  return found == change.attributes.end() ? nullptr : &*found;
}

/// Whether a whole entry is Active Directory's own record of one of the elements `names` ([MS-ADTS] 3.1.1.2.3).
bool definesOneOf(const EntryChange& change, const ElementNames& names) {
  const AttributeChange* const name = attributeOf(change, "lDAPDisplayName");
  if (name == nullptr) return false;
  const std::vector<std::string>& values = change.change == Change::Removed ? name->removed : name->added;
  return values.size() == 1 && names.count(asciiLower(values.front())) > 0;
}

/// By which entries are alike. The first member tells the kinds of groups apart.
using Likeness = std::tuple<Change, bool, std::string, std::string>;

class EntryGroups {
 public:
  explicit EntryGroups(const ElementNames& elements) : elements_(elements) {}

  void add(const EntryChange& change, std::size_t position, bool hasChangedBelow);
  std::vector<AlikeEntries> finish();

 private:
  const ElementNames& elements_;
  std::map<Likeness, std::size_t> byLikeness_;
  std::vector<AlikeEntries> groups_;
};

void EntryGroups::add(const EntryChange& change, std::size_t position, bool hasChangedBelow) {
  AlikeEntries group;
  group.change = change.change;
  if (isWhole(change.change)) {
    if (hasChangedBelow) return;
    group.below = parentOf(change.dn);
    group.definesSchema = definesOneOf(change, elements_);
    if (!group.definesSchema) group.what = classesOf(change);
  } else {
    // One that was replaced, or went along with a rename, has more to say than its attributes.
    if (change.change == Change::Renamed || change.replaced || !change.fromDn.empty() || change.attributes.empty())
      return;
    group.what = changedAttributes(change, change.attributes.size());
  }
  const Likeness likeness(group.change, group.definesSchema, asciiLower(group.what), asciiLower(group.below));
  const auto [place, isNew] = byLikeness_.emplace(likeness, groups_.size());
  if (isNew) groups_.push_back(std::move(group));
  groups_[place->second].positions.push_back(position);
}

std::vector<AlikeEntries> EntryGroups::finish() {
  const auto isSmall = [](const AlikeEntries& group) {
    return group.positions.size() < (group.definesSchema ? 2 : kLeastAlike);
  };
  groups_.erase(std::remove_if(groups_.begin(), groups_.end(), isSmall), groups_.end());
  return std::move(groups_);
}

}  // namespace

ElementNames namesOf(const std::vector<SchemaChange>& schema) {
  ElementNames names;
  for (const SchemaChange& change : schema) names.insert(asciiLower(change.name));
  return names;
}

std::vector<AlikeEntries> alikeEntries(const ElementNames& elements, const EntryChanges& changes,
                                       const DitGroup& group) {
  EntryGroups groups(elements);
  std::optional<EntryChange> last;
  const auto add = [&](std::size_t position, std::string_view next) {
    groups.add(*last, position, isBelow(next, last->dn));
  };
  for (std::size_t i = group.first; i < group.last; ++i) {
    EntryChange change = changes[i];
    if (last) add(i - 1, change.dn);
    last = std::move(change);
  }
  if (last) add(group.last - 1, "");
  return groups.finish();
}

std::vector<AlikeElements> alikeElements(const std::vector<SchemaChange>& schema) {
  std::vector<AlikeElements> groups;
  for (std::size_t i = 0; i < schema.size(); ++i) {
    const SchemaChange& change = schema[i];
    // A changed element says part by part what changed: one by one.
    if (change.isUnreadable || change.change == Change::Modified || change.change == Change::Renamed) continue;
    const auto found = std::find_if(groups.begin(), groups.end(), [&change](const AlikeElements& group) {
      return group.change == change.change && group.kind == change.element;
    });
    if (found != groups.end()) {
      found->positions.push_back(i);
    } else {
      groups.push_back({change.change, change.element, {i}});
    }
  }
  const auto isSmall = [](const AlikeElements& group) { return group.positions.size() < kLeastAlike; };
  groups.erase(std::remove_if(groups.begin(), groups.end(), isSmall), groups.end());
  return groups;
}

std::string describe(const AlikeEntries& group) {
  const std::string entries = counted(group.positions.size(), "entry", "entries");
  if (group.definesSchema) return entries + " that define elements listed under Schema";
  if (!isWhole(group.change)) return fmt::format("{}, each in {}", entries, group.what);
  return fmt::format("{}{}{}", entries, group.what.empty() ? "" : " of ", group.what);
}

std::string describe(const AlikeElements& group) {
  const std::string kind = visible(group.kind);
  return counted(group.positions.size(), kind, pluralOf(kind));
}

}  // namespace ldapsnap
