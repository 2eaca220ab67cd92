// A snapshot that leaves out of its entries what is not needed.
#pragma once

#include <algorithm>
#include <utility>

#include "snapshot/model/memory_snapshot.h"
#include "snapshot/model/partial_scan.h"

namespace ldapsnap::test {

/// `snapshot`, read as sparingly as PartialScan allows: it shows whether a reader names all attributes that it looks
/// at.
class PartialSnapshot : public Snapshot, public PartialScan {
 public:
  explicit PartialSnapshot(const Snapshot& snapshot) : snapshot_(snapshot) {}

  const SnapshotInfo& info() const override { return snapshot_.info(); }
  const Schema& schema() const override { return snapshot_.schema(); }
  std::optional<Entry> find(const Dn& dn) const override { return snapshot_.find(dn); }
  void scan(const Dn& base, Scope scope, const Visitor& visitor) const override {
    snapshot_.scan(base, scope, visitor);
  }
  void scanPartly(const Dn& base, const TraitTest& isWanted, const DescriptionTest& isNeeded,
                  const Visitor& visitor) const override {
    snapshot_.scan(base, Scope::Subtree, [&](const Entry& entry) {
      if (!entry.attributes.empty() && !hasTrait(entry, isWanted)) return Visit::Continue;
      Entry part = entry;
      std::erase_if(part.attributes, [&](const Attribute& one) { return !isNeeded(one.description); });
      return visitor(part);
    });
  }

 private:
  const Snapshot& snapshot_;
};

}  // namespace ldapsnap::test
