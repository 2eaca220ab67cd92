// A snapshot read from the store, chunk by chunk as it is asked for.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "snapshot/model/snapshot.h"
#include "snapshot/store/chunk/chunk_reader.h"
#include "snapshot/store/records/manifest.h"
#include "snapshot/store/tree/tree_reader.h"

namespace ldapsnap {

/// Puts entries together from the content and the volatile tree of a snapshot.
class EntryReader {
 public:
  EntryReader(ChunkReader& chunks, const Manifest& manifest,
              TreeCursor::Reading reading = TreeCursor::Reading::OneByOne)
      : chunks_(chunks), content_(chunks, manifest.content, reading), volatiles_(chunks, manifest.volatiles, reading) {}

  /// The entry under `key`, if there is one. Fastest in ascending order of keys.
  std::optional<Entry> at(std::string_view key);
  /// The entry at the position of content().
  Entry current() { return decode(content_.key(), content_.value(), volatilesAt(content_.key())); }
  /// The entry of a key and the records that the trees hold for it.
  Entry decode(std::string_view key, std::string_view content, std::string_view volatiles);

  /// Walks all entries in key order.
  TreeCursor& content() { return content_; }
  const TreeCursor& content() const { return content_; }
  /// The records under `key`: contentAt() has them for every entry, volatilesAt() only for entries with volatile
  /// attributes. Views are valid until the next call.
  std::optional<std::string_view> contentAt(std::string_view key);
  std::string_view volatilesAt(std::string_view key);

 private:
  ChunkReader& chunks_;
  TreeCursor content_, volatiles_;
};

/// For each content tree, a hash of the records of all entries whose name has the path of `dn`; none where there is no
/// such entry. Reads a level of many trees at a time.
std::vector<std::optional<Hash>> contentsAt(ChunkReader& chunks, std::span<const ChunkId> roots, const Dn& dn);

class StoredSnapshot : public Snapshot {
 public:
  /// `chunks` is shared by all snapshots of a store and outlives the store when a snapshot does.
  StoredSnapshot(std::shared_ptr<ChunkReader> chunks, Manifest manifest)
      : chunks_(std::move(chunks)), manifest_(std::move(manifest)) {}

  const SnapshotInfo& info() const override { return manifest_.info; }
  const Schema& schema() const override;
  std::optional<Entry> find(const Dn& dn) const override;
  void scan(const Dn& base, Scope scope, const Visitor& visitor) const override;
  std::uint64_t count(const Dn& base) const override;
  std::unique_ptr<EntryCursor> cursor() const override;
  void scanTraits(const Dn& base, const TraitTest& isWanted, const Visitor& visitor) const override;
  bool mayHaveTraits(const TraitTest& isWanted) const override;
  void scanValues(const Dn& base, std::string_view description, const ValueVisitor& visitor) const override;

 private:
  /// Visits the entry at each of `keys`, which ascend, until it says Stop; reads many at a time.
  void forEachAt(std::span<const std::string> keys,
                 const std::function<Visit(const std::optional<Entry>&)>& visit) const;
  void scanOne(const Dn& base, const Visitor& visitor) const;
  void scanKeys(const std::vector<std::string>& keys, const Dn& base, const Visitor& visitor) const;
  void scanByKind(const Dn& base, const TraitTest& isWanted, const Visitor& visitor) const;

  std::shared_ptr<ChunkReader> chunks_;
  Manifest manifest_;
  mutable std::optional<Schema> schema_;
};

}  // namespace ldapsnap
