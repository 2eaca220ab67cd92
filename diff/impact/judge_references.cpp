#include "diff/impact/judge_references.h"

#include <algorithm>
#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/product/attribute_lists.h"
#include "snapshot/ldap/schema/syntax_rules.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kMostHolders = 5;
}  // namespace

ReferenceWatch::ReferenceWatch(const Difference& difference, const Snapshot& after) : after_(after), coverage_(after) {
  for (const EntryChange& change : difference.changes) {
    if (change.change == Change::Removed) gone_.emplace(keyOf(change.dn).path());
    if (change.change == Change::Renamed) gone_.emplace(keyOf(change.fromDn).path());
  }
  for (const EntryChange& change : difference.changes) {
    if (change.change != Change::Removed) lookAtAdded(change);
  }
}

bool ReferenceWatch::isReference(std::string_view description) {
  const auto known = isReference_.find(description);
  if (known != isReference_.end()) return known->second;
  const bool answer = after_.schema().syntax(AttributeDescription::split(description).type) == kDnSyntax &&
                      !freeNameAttributes(after_.info().product).contains(description, after_.schema());
  return isReference_.emplace(std::string(description), answer).first->second;
}

/// A path is gone when it is, or lies below, one that is: paths of a subtree begin with that of its head.
bool ReferenceWatch::isGone(const std::string& path) const {
  auto next = gone_.upper_bound(path);
  if (next == gone_.begin()) return false;
  return path.starts_with(*--next);
}

/// Text that is not a DN names nothing that could be missing: that is another matter.
bool ReferenceWatch::isThere(const std::string& dn) const {
  const std::optional<Dn> name = Dn::tryParse(dn);
  return !name || name->empty() || after_.find(*name);
}

/// Also true where the snapshot cannot tell.
bool ReferenceWatch::mayBeThere(const std::string& dn) const {
  return isThere(dn) || coverage_.unknownTarget(Dn::parse(dn));
}

void ReferenceWatch::note(const std::string& path, const std::string& target, const std::string& attribute,
                          const std::string& dn, bool wasThere) {
  Dangling& dangling = dangling_[path + asciiLower(attribute)];
  dangling.target = target;
  dangling.attribute = attribute;
  dangling.wasThere = wasThere;
  if (std::find(dangling.objects.begin(), dangling.objects.end(), dn) != dangling.objects.end()) return;
  ++dangling.count;
  if (dangling.objects.size() < kMostHolders) dangling.objects.push_back(dn);
}

void ReferenceWatch::lookAtAdded(const EntryChange& change) {
  for (const AttributeChange& attribute : change.attributes) {
    if (!isReference(attribute.description)) continue;
    for (const std::string& value : attribute.added) {
      const std::string path(keyOf(value).path());
      if (!isGone(path) && !mayBeThere(value)) note(path, value, attribute.description, change.dn, false);
    }
  }
}

void ReferenceWatch::look(const Entry& entry) {
  for (const Attribute& attribute : entry.attributes) {
    if (!isReference(attribute.description)) continue;
    for (const std::string& value : attribute.values) {
      const std::string path(keyOf(value).path());
      if (isGone(path) && !isThere(value)) note(path, value, attribute.description, entry.dn, true);
    }
  }
}

void ReferenceWatch::collect(std::vector<Judgement>& judgements) const {
  for (const auto& [path, dangling] : dangling_) {
    const std::string text =
        dangling.wasThere
            ? fmt::format("{} still names {}, which is no longer there", dangling.attribute, dangling.target)
            : fmt::format("{} names {}, which is not there", dangling.attribute, dangling.target);
    judgements.push_back(
        {Impact::Risky, "dangling-reference", dangling.target, text, dangling.count, dangling.objects});
  }
}

}  // namespace ldapsnap
