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
  for (const std::string& context : snapshot.info().contexts) {
    const auto path = pathOfText(context);
    if (path && !path->empty()) contextPaths_.push_back(*path);
  }
}

/// A gap's `where` is a DN, "DN attribute" or "file:line". Only the last is certain to be no DN, so the first two are
/// both taken: the wrong reading names an entry or an attribute that nobody asks about.
void Coverage::addGap(const Gap& gap) {
  const std::string reason = fmt::format("{} could not be read ({})", placeOf(gap.where), gap.reason);
  if (gap.where.empty()) return;  // the root DSE alone; rules that mention it see that it is missing
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
  return outsideContexts(base, scope);
}

std::optional<std::string> Coverage::unreadAttribute(const Dn& base, Scope scope, std::string_view attribute) const {
  const std::string path = pathOf(base), folded = foldDescription(attribute);
  for (const AttributeHole& hole : attributeHoles_) {
    if (hole.attribute == folded && inScope(hole.path, path, scope)) return hole.reason;
  }
  return std::nullopt;
}

/// The whole snapshot (the empty base) is what it is; any other base must lie in a context that was read, or be there.
std::optional<std::string> Coverage::outsideContexts(const Dn& base, Scope scope) const {
  if (contextPaths_.empty() || base.empty()) return std::nullopt;
  const std::string path = pathOf(base);
  const auto covers = [&path](const std::string& context) { return isAtOrBelow(path, context); };
  if (std::any_of(contextPaths_.begin(), contextPaths_.end(), covers)) return std::nullopt;
  if (snapshot_->find(base)) return std::nullopt;
  const auto isPart = [&](const std::string& context) { return inScope(context, path, scope); };
  const bool isPartial = std::any_of(contextPaths_.begin(), contextPaths_.end(), isPart);
  return fmt::format(
      "the snapshot {0} {1}; it was taken of {2}. To have this judged, capture {1} as well (-b, or base "
      "in config.toml).",
      isPartial ? "holds only a part of" : "does not hold", base.toString(),
      fmt::join(snapshot_->info().contexts, " and "));
}

}  // namespace ldapsnap
