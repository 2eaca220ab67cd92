// The trees of an earlier snapshot from which a new one is made: which keys are kept, and which are dropped.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "snapshot/model/snapshot.h"
#include "snapshot/store/chunk/chunk_reader.h"
#include "snapshot/store/records/manifest.h"
#include "snapshot/store/snapshots/trait_index.h"
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
  /// Drops the entry of that key, because it is added with other content.
  void replace(std::string_view key) { replaced_.push_back(rangeOfKey(key)); }
  /// To be called after the last inherit() and replace(), before the functions that follow.
  void computeRanges();

  /// The keys that are dropped, as merged() returns them.
  const std::vector<KeyRange>& without() const { return without_; }
  bool isKept(std::string_view key) const;

  /// An entry's key and its records in the content and the volatile tree; views are valid during the call.
  using RecordVisitor = std::function<void(std::string_view key, std::string_view content, std::string_view volatiles)>;
  /// The earlier entries that are kept, or those that are dropped, in key order.
  void forEachKept(const RecordVisitor& visit) const;
  void forEachDropped(const RecordVisitor& visit) const;
  /// The entries with schema elements that are kept, by key.
  std::vector<std::pair<std::string, Entry>> keptSchemaEntries() const;

 private:
  void forEachIn(const std::vector<KeyRange>& ranges, const RecordVisitor& visit) const;

  Manifest earlier_;
  std::shared_ptr<ChunkReader> chunks_;
  std::vector<KeyRange> kept_, excepted_, replaced_, without_;
};

}  // namespace ldapsnap
