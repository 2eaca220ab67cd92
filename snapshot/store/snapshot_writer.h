// Writes a snapshot: sorts the entries as they come, then builds the trees in one pass.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "snapshot/directory/schema.h"
#include "snapshot/store/backend.h"
#include "snapshot/store/chunk_writer.h"
#include "snapshot/store/entry_sorter.h"
#include "snapshot/store/manifest.h"
#include "snapshot/store/store.h"

namespace ldapsnap {

class TreeWriter : public SnapshotWriter {
 public:
  TreeWriter(std::shared_ptr<Backend> backend, const StoreOptions& options);

  void add(Entry entry) override;
  SnapshotInfo commit(SnapshotInfo info) override;

 private:
  void buildTrees(Manifest& manifest);
  Schema schemaFromEntries() const;

  std::shared_ptr<Backend> backend_;
  std::unique_ptr<StoreLock> lock_;
  ChunkWriter chunks_;
  EntrySorter sorter_;
  std::map<std::string, Entry> schemaEntries_;  ///< by key: they decide which attributes are volatile
  Schema probe_;
};

}  // namespace ldapsnap
