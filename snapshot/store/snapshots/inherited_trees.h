// The trees of an earlier snapshot as what a new one is made from: which keys go over, and which do not.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "snapshot/model/snapshot.h"
#include "snapshot/store/records/manifest.h"
#include "snapshot/store/snapshots/trait_index.h"
#include "snapshot/store/chunk/chunk_reader.h"
#include "snapshot/store/tree/key_ranges.h"

namespace ldapsnap {

class InheritedTrees {
 public:
  InheritedTrees(Manifest earlier, std::shared_ptr<ChunkReader> chunks)
      : earlier_(std::move(earlier)), chunks_(std::move(chunks)) {}

  const Manifest& earlier() const { return earlier_; }
  ChunkReader& chunks() const { return *chunks_; }

  void inherit(const Inherited& inherited);
  bool isEmpty() const { return kept_.empty(); }
  /// The key of an entry that is new, or comes in another form.
  void replace(std::string_view key) { replaced_.push_back(rangeOfKey(key)); }
  /// To be called once all is said, before what follows.
  void settle();

  /// The keys that do not go over, as merged() gives them.
  const std::vector<KeyRange>& without() const { return without_; }
  bool goesOver(std::string_view key) const;

  /// Of an entry: its key and its records in the content and the volatile tree; views for the time of the call.
  using RecordVisitor = std::function<void(std::string_view key, std::string_view content, std::string_view volatiles)>;
  /// The earlier entries that go over, or those that do not, in key order.
  void forEachKept(const RecordVisitor& visit) const;
  void forEachLeft(const RecordVisitor& visit) const;
  /// The entries of the schema tree that go over, by key.
  std::vector<std::pair<std::string, Entry>> keptSchemaEntries() const;

 private:
  void forEachIn(const std::vector<KeyRange>& ranges, const RecordVisitor& visit) const;

  Manifest earlier_;
  std::shared_ptr<ChunkReader> chunks_;
  std::vector<KeyRange> kept_, excepted_, replaced_, without_;
};

}  // namespace ldapsnap
