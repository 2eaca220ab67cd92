// A snapshot held in memory: LDIF files and URLs that are compared without a store, and tests.
#pragma once

#include <map>
#include <string>

#include "snapshot/snapshot.h"

namespace ldapsnap {

class MemorySnapshot : public Snapshot, public SnapshotSink {
 public:
  explicit MemorySnapshot(SnapshotInfo info = {}) : info_(std::move(info)) {}

  void add(Entry entry) override;
  /// To be called when all entries are in: reads the schema from them and sets info().entries.
  void finish();

  const SnapshotInfo& info() const override { return info_; }
  SnapshotInfo& info() { return info_; }
  const Schema& schema() const override { return schema_; }
  std::optional<Entry> find(const Dn& dn) const override;
  void scan(const Dn& base, Scope scope, const Visitor& visitor) const override;

 private:
  SnapshotInfo info_;
  Schema schema_;
  std::map<std::string, Entry> entries_;  ///< by whole key
};

}  // namespace ldapsnap
