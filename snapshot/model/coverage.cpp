#include "snapshot/model/coverage.h"

#include <algorithm>
#include <fmt/format.h>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

/// The path of text that is a DN; nothing for any other text.
std::optional<std::string> pathOfText(std::string_view text) {
  const std::optional<Dn> dn = Dn::tryParse(text);
  if (!dn) return std::nullopt;
  return pathOf(*dn);
}

bool isAtOrBelow(std::string_view path, std::string_view ancestor) { return path.starts_with(ancestor); }

/// Does the subtree at `hole` reach into `scope` at `base`?
bool reaches(std::string_view hole, std::string_view base, Scope scope) {
  return isAtOrBelow(base, hole) || inScope(hole, base, scope);
}

std::string placeOf(const std::string& where) { return where.empty() ? "the root DSE" : where; }

}  // namespace

Coverage::Coverage(const Snapshot& snapshot) : snapshot_(&snapshot) {
  for (const Gap& gap : snapshot.info().gaps) addGap(gap);
  for (const std::string& searchBase : snapshot.info().searchBases) {
    const auto path = pathOfText(searchBase);
    if (path && !path->empty()) searchBasePaths_.push_back(*path);
  }
}

/// A gap's `where` is a DN, "DN attribute" or "file:line". A DN may end in a space and a word, so both the first and
/// the second reading are kept: the wrong one names an entry or an attribute that nobody asks about.
void Coverage::addGap(const Gap& gap) {
  const std::string reason = fmt::format("{} could not be read ({})", placeOf(gap.where), gap.reason);
  if (gap.where.empty()) return;  // only the root DSE; rules that mention it see that it is missing
  const auto path = pathOfText(gap.where);
  holes_.push_back({path.value_or(""), reason});
  const std::size_t space = gap.where.rfind(' ');
  if (!path || space == std::string::npos) return;
  if (const auto entryPath = pathOfText(trimSpaces(gap.where.substr(0, space)))) {
    attributeHoles_.push_back({*entryPath, foldDescription(gap.where.substr(space + 1)), reason});
  }
}

std::optional<std::string> Coverage::unread(const Dn& base, Scope scope) const {
  const std::string path = pathOf(base);
  for (const Hole& hole : holes_) {
    if (reaches(hole.path, path, scope)) return hole.reason;
  }
  return outsideSearchBases(base, scope);
}

std::optional<std::string> Coverage::unreadAttribute(const Dn& base, Scope scope, std::string_view attribute) const {
  const std::string path = pathOf(base), folded = foldDescription(attribute);
  for (const AttributeHole& hole : attributeHoles_) {
    if (hole.attribute == folded && inScope(hole.path, path, scope)) return hole.reason;
  }
  return std::nullopt;
}

/// The empty base asks for the snapshot's own entries. Any other base must be at or below a search base, or be there.
std::optional<std::string> Coverage::outsideSearchBases(const Dn& base, Scope scope) const {
  if (searchBasePaths_.empty() || base.empty()) return std::nullopt;
  const std::string path = pathOf(base);
  const auto covers = [&path](const std::string& searchBase) { return isAtOrBelow(path, searchBase); };
  if (std::any_of(searchBasePaths_.begin(), searchBasePaths_.end(), covers)) return std::nullopt;
  if (snapshot_->find(base)) return std::nullopt;
  const auto isPart = [&](const std::string& searchBase) { return inScope(searchBase, path, scope); };
  const bool isPartial = std::any_of(searchBasePaths_.begin(), searchBasePaths_.end(), isPart);
  return fmt::format(
      "the snapshot {0} {1}; it was taken of {2}. To have this judged, capture {1} as well (-b, or base "
      "in config.toml).",
      isPartial ? "holds only a part of" : "does not hold", base.toString(),
      fmt::join(snapshot_->info().searchBases, " and "));
}

}  // namespace ldapsnap
