#include "snapshot/model/holes.h"

#include <algorithm>

namespace ldapsnap {
namespace {

/// The sizes of the prefixes of a path that are paths themselves: those of its ancestors and its own, the empty path
/// first. A zero byte ends an RDN unless a byte from FE up follows (snapshot/store/FORMAT.md).
std::vector<std::size_t> ancestorSizes(std::string_view path) {
  std::vector<std::size_t> sizes{0};
  for (std::size_t i = 0; i < path.size(); ++i) {
    const bool goesOn = i + 1 < path.size() && static_cast<unsigned char>(path[i + 1]) >= 0xFE;
    if (path[i] == '\0' && !goesOn) sizes.push_back(i + 1);
  }
  return sizes;
}

}  // namespace

void Holes::add(std::string path, bool isOneEntry, std::string reason) {
  holes_.push_back({std::move(path), isOneEntry, std::move(reason)});
  isSorted_ = false;
}

void Holes::sort() const {
  if (isSorted_) return;
  std::stable_sort(holes_.begin(), holes_.end(), [](const Hole& a, const Hole& b) { return a.path < b.path; });
  byParent_.clear();
  for (std::size_t i = 0; i < holes_.size(); ++i) {
    const std::vector<std::size_t> sizes = ancestorSizes(holes_[i].path);
    if (sizes.size() > 1) byParent_.try_emplace(holes_[i].path.substr(0, sizes[sizes.size() - 2]), i);
  }
  isSorted_ = true;
}

const Holes::Hole* Holes::at(std::string_view path, bool subtreesOnly) const {
  auto hole = std::lower_bound(holes_.begin(), holes_.end(), path,
                               [](const Hole& one, std::string_view wanted) { return one.path < wanted; });
  while (hole != holes_.end() && hole->path == path && subtreesOnly && hole->isOneEntry) ++hole;
  return hole == holes_.end() || hole->path != path ? nullptr : &*hole;
}

const Holes::Hole* Holes::above(std::string_view path, const Exemption& isExempt) const {
  for (const std::size_t size : ancestorSizes(path)) {
    const Hole* const hole = size == path.size() ? nullptr : at(path.substr(0, size), true);
    if (hole != nullptr && (!isExempt || !isExempt(hole->path))) return hole;
  }
  return nullptr;
}

const std::string* Holes::find(std::string_view path, Scope scope, const Exemption& isExempt) const {
  if (holes_.empty()) return nullptr;
  sort();
  // A subtree at the very name reaches into every scope there; an entry of that name is not in the one level below it.
  const Hole* found = at(path, scope == Scope::OneLevel);
  if (found == nullptr) found = above(path, isExempt);
  if (found == nullptr && scope == Scope::OneLevel) {
    const auto child = byParent_.find(std::string(path));
    if (child != byParent_.end()) found = &holes_[child->second];
  }
  if (found == nullptr && scope == Scope::Subtree) {
    auto below = std::lower_bound(holes_.begin(), holes_.end(), path,
                                  [](const Hole& one, std::string_view wanted) { return one.path < wanted; });
    // What continues the last RDN of `path` begins with it and is not below it: it sorts after what is.
    if (below != holes_.end() && inScope(below->path, path, Scope::Subtree)) found = &*below;
  }
  return found == nullptr ? nullptr : &found->reason;
}

}  // namespace ldapsnap
