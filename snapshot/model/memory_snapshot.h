// A snapshot held in memory: for LDIF folders and URLs that are compared without a store, and for tests.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "snapshot/model/snapshot.h"

namespace ldapsnap {

class MemorySnapshot : public Snapshot, public SnapshotSink {
 public:
  explicit MemorySnapshot(SnapshotInfo info = {}) : info_(std::move(info)) {}

  void add(Entry entry) override;
  /// To be called after the last add(): reads the schema from the entries and sets info().entries.
  void finish();

  const SnapshotInfo& info() const override { return info_; }
  SnapshotInfo& info() { return info_; }
  const Schema& schema() const override { return schema_; }
  std::optional<Entry> find(const Dn& dn) const override;
  void scan(const Dn& base, Scope scope, const Visitor& visitor) const override;
  std::unique_ptr<EntryCursor> cursor() const override;

 private:
  using Entries = std::map<std::string, Entry>;  ///< by key (dn.h)
  class Cursor;
  /// The entries of that path: one, or more where a case-exact type keeps names apart.
  std::pair<Entries::const_iterator, Entries::const_iterator> entriesAt(const std::string& path) const;

  SnapshotInfo info_;
  Schema schema_;
  Entries entries_;
};

}  // namespace ldapsnap
