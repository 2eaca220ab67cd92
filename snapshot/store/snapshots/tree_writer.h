// Writes a snapshot: sorts the entries as they come, then builds the trees in one pass. What goes over from an earlier
// snapshot stays where it is.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "snapshot/base/file/external_sorter.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/store/backend/backend.h"
#include "snapshot/store/records/manifest.h"
#include "snapshot/store/snapshots/inherited_trees.h"
#include "snapshot/store/backend/store_options.h"
#include "snapshot/store/snapshots/snapshot_writer.h"
#include "snapshot/store/chunk/chunk_writer.h"

namespace ldapsnap {

class TreeWriter : public SnapshotWriter {
 public:
  TreeWriter(std::shared_ptr<Backend> backend, const StoreOptions& options);

  /// Before anything is added.
  void setEarlier(Manifest earlier, std::shared_ptr<ChunkReader> chunks);
  void add(Entry entry) override;
  void inherit(Inherited inherited) override;
  SnapshotInfo commit(SnapshotInfo info) override;

 private:
  void buildTrees(Manifest& manifest);
  Schema schemaFromEntries() const;
  bool hasSchemaOf(const InheritedTrees& inherited) const;
  void addInherited(const InheritedTrees& inherited);
  std::optional<ChunkId> traitsOfNewTrees(const Manifest& manifest);

  std::shared_ptr<Backend> backend_;
  std::unique_ptr<StoreLock> lock_;
  ChunkWriter chunks_;
  EntrySorter sorter_;
  std::map<std::string, Entry> schemaEntries_;  ///< by key: they decide which attributes are volatile
  Schema probe_;
  std::optional<InheritedTrees> inherited_;
};

}  // namespace ldapsnap
