#include "snapshot/model/snapshot.h"

#include <fmt/format.h>
#include <utility>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/model/coverage.h"

namespace ldapsnap {
namespace {

/// Among so many names beside a missing one a similar one is looked for.
constexpr std::size_t kMostSiblings = 100'000;

// The bytes of a path (ldap/dn/dn_key.cpp): RDNs end in 00; 00 FE and 00 FF do not end one.
constexpr char kEnd = '\0';

/// True when the zero byte before `position` does not end an RDN.
bool continuesRdn(std::string_view path, std::size_t position) {
  return position < path.size() && static_cast<unsigned char>(path[position]) >= 0xFE;
}

/// True when `path`, which is not empty, holds one RDN.
bool isOneRdn(std::string_view path) {
  std::size_t end = path.find(kEnd);
  while (end < path.size() && continuesRdn(path, end + 1)) end = path.find(kEnd, end + 2);
  return end + 1 == path.size();
}

/// Over a copy of all entries.
class CopyCursor : public EntryCursor {
 public:
  explicit CopyCursor(std::vector<Entry> entries) : entries_(std::move(entries)) {}

  bool next() override {
    if (position_ == entries_.size()) return false;
    key_ = keyOf(entries_[position_++].dn).bytes;
    return true;
  }
  std::string_view key() const override { return key_; }
  const Entry& entry() const override { return entries_[position_ - 1]; }

 private:
  std::vector<Entry> entries_;
  std::size_t position_ = 0;  ///< of the next entry
  std::string key_;
};

}  // namespace

std::string_view nameOf(Consistency consistency) {
  switch (consistency) {
    case Consistency::Consistent:
      return "consistent";
    case Consistency::Torn:
      return "torn";
    case Consistency::Unknown:
      return "unknown";
  }
  return "unknown";
}

std::string_view nameOf(SnapshotInfo::Kind kind) {
  switch (kind) {
    case SnapshotInfo::Kind::Captured:
      return "captured";
    case SnapshotInfo::Kind::Imported:
      return "imported";
    case SnapshotInfo::Kind::Predicted:
      return "predicted";
  }
  return "imported";
}

std::string_view nameOf(Scope scope) {
  switch (scope) {
    case Scope::Base:
      return "base";
    case Scope::OneLevel:
      return "one";
    case Scope::Subtree:
      return "sub";
  }
  return "sub";
}

std::string_view nameOf(CoverageStatement::Origin origin) {
  switch (origin) {
    case CoverageStatement::Origin::Unknown:
      return "unknown";
    case CoverageStatement::Origin::Captured:
      return "captured";
    case CoverageStatement::Origin::Stated:
      return "stated";
    case CoverageStatement::Origin::Header:
      return "header";
    case CoverageStatement::Origin::Contents:
      return "contents";
  }
  return "unknown";
}

std::string describe(const CoveredPart& part) {
  std::string text = part.base.empty() ? (part.scope == Scope::Base ? "the root DSE" : "everything") : part.base;
  if (part.scope == Scope::Base && !part.base.empty()) text += " (that entry)";
  if (part.scope == Scope::OneLevel) text += " (one level)";
  if (!part.filter.empty()) text += ", filter " + part.filter;
  if (part.isSelection) text += ", entries selected by an unknown filter";
  if (!part.attributes.empty()) text += fmt::format(", attributes {}", fmt::join(part.attributes, " "));
  return text;
}

bool inScope(std::string_view keyPath, std::string_view basePath, Scope scope) {
  if (keyPath.substr(0, basePath.size()) != basePath) return false;
  if (!basePath.empty() && continuesRdn(keyPath, basePath.size())) return false;
  const std::string_view below = keyPath.substr(basePath.size());
  switch (scope) {
    case Scope::Base:
      return below.empty();
    case Scope::OneLevel:
      return !below.empty() && isOneRdn(below);
    case Scope::Subtree:
      return true;
  }
  return false;
}

std::uint64_t Snapshot::count(const Dn& base) const {
  std::uint64_t count = 0;
  scan(base, Scope::Subtree, [&count](const Entry&) {
    ++count;
    return Visit::Continue;
  });
  return count;
}

std::unique_ptr<EntryCursor> Snapshot::cursor() const {
  std::vector<Entry> entries;
  scan(Dn(), Scope::Subtree, [&entries](const Entry& entry) {
    entries.push_back(entry);
    return Visit::Continue;
  });
  return std::make_unique<CopyCursor>(std::move(entries));
}

void Snapshot::scanTraits(const Dn& base, const TraitTest&, const Visitor& visitor) const {
  scan(base, Scope::Subtree, visitor);
}

bool Snapshot::mayHaveTraits(const TraitTest&) const { return true; }

void Snapshot::scanValues(const Dn& base, std::string_view description, const ValueVisitor& visitor) const {
  scan(base, Scope::Subtree, [&](const Entry& entry) {
    const std::string* const value = entry.first(description);
    return visitor(entry.dn, value == nullptr ? std::string_view() : *value);
  });
}

std::optional<Entry> findInAnySpelling(const Snapshot& snapshot, const Dn& dn) {
  std::optional<Entry> found = snapshot.find(dn);
  if (found) return found;
  const std::string wanted = normalForm(dn, snapshot.schema());
  snapshot.scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
    if (normalForm(entry.dn, snapshot.schema()) != wanted) return Snapshot::Visit::Continue;
    found = entry;
    return Snapshot::Visit::Stop;
  });
  return found;
}

namespace {

/// What an entry that is not there was probably meant to be, or where to look for it.
std::string remedyOfMissing(const Snapshot& snapshot, const Dn& dn) {
  std::vector<std::string> siblings;
  snapshot.scan(dn.parent(), Scope::OneLevel, [&siblings](const Entry& entry) {
    siblings.push_back(toString(Dn::parse(entry.dn).rdn()));
    return siblings.size() < kMostSiblings ? Snapshot::Visit::Continue : Snapshot::Visit::Stop;
  });
  if (const auto meant = didYouMean(toString(dn.rdn()), siblings))
    return fmt::format("did you mean \"{}\"?", visible(dn.parent().child(Dn::parse(*meant).rdn()).toString()));
  for (Dn above = dn.parent(); !above.empty(); above = above.parent())
    if (const std::optional<Entry> entry = snapshot.find(above))
      return fmt::format("the nearest entry above it is {}", visible(entry->dn));
  return "nor is there one above it";
}

}  // namespace

Entry requireInAnySpelling(const Snapshot& snapshot, const Dn& dn, const std::string& name) {
  if (std::optional<Entry> entry = findInAnySpelling(snapshot, dn)) return *std::move(entry);
  const std::optional<std::string> unread = Coverage(snapshot).unread(dn, Scope::Base);
  const std::string unknown = unread ? fmt::format(", which does not say whether there is one: {}", *unread) : "";
  throw Error(ErrorKind::BadInput, fmt::format("no such entry in {}{}", visible(name), unknown))
      .at(visible(dn.toString()))
      .fix(remedyOfMissing(snapshot, dn));
}

}  // namespace ldapsnap
