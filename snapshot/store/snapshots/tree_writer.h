// Writes a snapshot as trees. Entries arrive in any order, but a tree is built from sorted items; so entries are
// encoded (while the next ones arrive) and sorted first, outside memory when they are many, and then all trees are
// built in one pass. What is inherited from an earlier snapshot is copied chunk by chunk.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "snapshot/base/batches.h"
#include "snapshot/base/file/external_sorter.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/store/backend/backend.h"
#include "snapshot/store/backend/store_options.h"
#include "snapshot/store/chunk/chunk_writer.h"
#include "snapshot/store/records/manifest.h"
#include "snapshot/store/snapshots/inherited_trees.h"
#include "snapshot/store/snapshots/snapshot_writer.h"

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
  /// Chunks that wait for the thread that uses the store.
  class KeptChunks : public ChunkSink {
   public:
    ChunkId put(std::string bytes) override {
      const ChunkId id = sha256(bytes);
      chunks_.emplace_back(id, std::move(bytes));
      return id;
    }
    std::vector<std::pair<ChunkId, std::string>> take() { return std::exchange(chunks_, {}); }

   private:
    std::vector<std::pair<ChunkId, std::string>> chunks_;
  };

  void storeKept();
  void finishEncoding();
  void encode(Entry entry);
  void buildTrees(Manifest& manifest);
  Schema schemaFromEntries() const;
  bool hasSchemaOf(const InheritedTrees& inherited) const;
  void addInherited(const InheritedTrees& inherited);
  std::optional<ChunkId> traitsOfNewTrees(const Manifest& manifest);

  std::shared_ptr<Backend> backend_;
  std::unique_ptr<StoreLock> lock_;
  ChunkWriter chunks_;
  ExternalSorter sorter_;
  std::map<std::string, Entry> schemaEntries_;  ///< by key: they decide which attributes are volatile
  Schema probe_;
  std::optional<InheritedTrees> inherited_;
  KeptChunks kept_;
  Batches<Entry> encoding_;  ///< uses what is above, but for the store
};

}  // namespace ldapsnap
