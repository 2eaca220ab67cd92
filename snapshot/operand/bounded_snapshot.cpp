#include "snapshot/operand/bounded_snapshot.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"

namespace ldapsnap {

namespace {

class BoundedSnapshot : public Snapshot {
 public:
  BoundedSnapshot(std::unique_ptr<Snapshot> whole, const std::string& name, const std::vector<std::string>& bases);

  const SnapshotInfo& info() const override { return info_; }
  const Schema& schema() const override { return whole_->schema(); }
  std::optional<Entry> find(const Dn& dn) const override {
    std::optional<Entry> entry = whole_->find(dn);
    return entry && holds(keyOf(entry->dn).path()) ? std::move(entry) : std::nullopt;
  }
  void scan(const Dn& base, Scope scope, const Visitor& visitor) const override {
    whole_->scan(base, scope, onlyHeld(visitor));
  }
  void scanTraits(const Dn& base, const TraitTest& isWanted, const Visitor& visitor) const override {
    whole_->scanTraits(base, isWanted, onlyHeld(visitor));
  }
  bool mayHaveTraits(const TraitTest& isWanted) const override { return whole_->mayHaveTraits(isWanted); }
  std::unique_ptr<EntryCursor> cursor() const override;

 private:
  class Cursor;

  bool holds(std::string_view path) const;
  /// Passes on to `visitor` what lies within the bases; must not outlive it.
  Visitor onlyHeld(const Visitor& visitor) const {
    return [this, &visitor](const Entry& entry) {
      return holds(keyOf(entry.dn).path()) ? visitor(entry) : Visit::Continue;
    };
  }
  void addAboutServer();
  void limitCoverage();

  std::unique_ptr<Snapshot> whole_;
  SnapshotInfo info_;
  std::vector<std::string> bases_;   ///< as the snapshot spells them
  std::vector<std::string> paths_;   ///< of the bases (dn.h)
  std::vector<std::string> single_;  ///< paths of the entries about the server
};

class BoundedSnapshot::Cursor : public EntryCursor {
 public:
  explicit Cursor(const BoundedSnapshot& snapshot) : snapshot_(snapshot), whole_(snapshot.whole_->cursor()) {}

  bool next() override {
    while (whole_->next())
      if (snapshot_.holds(pathOfKey(whole_->key()))) return true;
    return false;
  }
  std::string_view key() const override { return whole_->key(); }
  const Entry& entry() const override { return whole_->entry(); }

 private:
  const BoundedSnapshot& snapshot_;
  std::unique_ptr<EntryCursor> whole_;
};

BoundedSnapshot::BoundedSnapshot(std::unique_ptr<Snapshot> whole, const std::string& name,
                                 const std::vector<std::string>& bases)
    : whole_(std::move(whole)), info_(whole_->info()) {
  for (const std::string& base : bases) {
    const std::optional<Dn> dn = Dn::tryParse(base);
    if (!dn) throw Error(ErrorKind::BadInput, fmt::format("\"{}\" is not a DN", visible(base))).at("-b");
    std::string spelled = base;
    if (const std::optional<Entry> entry = findInAnySpelling(*whole_, *dn)) {
      spelled = entry->dn;
    } else if (whole_->count(*dn) == 0) {
      throw Error(ErrorKind::BadInput, fmt::format("{} has no entry there", visible(name)))
          .at("-b " + visible(base))
          .fix("check the name; `ldapsnap show A DN` shows an entry");
    }
    paths_.emplace_back(keyOf(spelled).path());
    bases_.push_back(std::move(spelled));
  }
  addAboutServer();
  limitCoverage();
  info_.entries = 0;
  for (const std::string& base : bases_) info_.entries += whole_->count(Dn::parse(base));
}

void BoundedSnapshot::addAboutServer() {
  single_.emplace_back(keyOf("").path());
  const std::optional<Entry> rootDse = whole_->find(Dn());
  if (!rootDse) return;
  if (const Attribute* const schemas = rootDse->find("subschemaSubentry"))
    for (const std::string& dn : schemas->values) single_.emplace_back(keyOf(dn).path());
}

bool BoundedSnapshot::holds(std::string_view path) const {
  return std::any_of(paths_.begin(), paths_.end(),
                     [path](const std::string& base) { return inScope(path, base, Scope::Subtree); }) ||
         std::find(single_.begin(), single_.end(), path) != single_.end();
}

/// What `whole_` covers at and below the bases, and no more. Of one about which nothing is known, the bases.
void BoundedSnapshot::limitCoverage() {
  const CoverageStatement known = info_.coverage;
  std::vector<CoveredPart> parts;
  for (const std::string& base : bases_) {
    const std::string path(keyOf(base).path());
    if (known.parts.empty()) parts.push_back({base, Scope::Subtree, "", {}, false});
    for (CoveredPart part : known.parts) {
      const std::string partPath(keyOf(part.base).path());
      if (inScope(partPath, path, Scope::Subtree)) {
        parts.push_back(std::move(part));
      } else if (inScope(path, partPath, part.scope)) {
        if (part.scope == Scope::OneLevel) part.scope = Scope::Base;
        part.base = base;
        parts.push_back(std::move(part));
      }
    }
  }
  info_.coverage.parts = std::move(parts);
  if (info_.coverage.origin == CoverageStatement::Origin::Unknown)
    info_.coverage.origin = CoverageStatement::Origin::Stated;
  info_.searchBases = bases_;
  std::erase_if(info_.gaps, [this](const Gap& gap) {
    const std::optional<Dn> dn = Dn::tryParse(gap.where);
    return dn && !dn->empty() && !holds(keyOf(gap.where).path());
  });
}

std::unique_ptr<EntryCursor> BoundedSnapshot::cursor() const { return std::make_unique<Cursor>(*this); }

}  // namespace

std::unique_ptr<Snapshot> boundedTo(std::unique_ptr<Snapshot> whole, const std::string& name,
                                    const std::vector<std::string>& bases) {
  return std::make_unique<BoundedSnapshot>(std::move(whole), name, bases);
}

}  // namespace ldapsnap
