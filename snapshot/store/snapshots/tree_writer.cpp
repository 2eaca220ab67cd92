#include "snapshot/store/snapshots/tree_writer.h"

#include <functional>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/entry/entry_size.h"
#include "snapshot/store/snapshots/entry_codec.h"
#include "snapshot/store/snapshots/stored_snapshot.h"
#include "snapshot/store/snapshots/trait_index.h"
#include "snapshot/store/tree/tree_copier.h"

namespace ldapsnap {
namespace {

/// Whether the store has this snapshot already, and a later one of the same site: the same state, stored again in the
/// same second, would otherwise be the earlier snapshot, and the one in between the site's latest.
bool isStoredBeforeAnother(Backend& backend, const Hash& id, const std::string& site) {
  if (!backend.snapshot(id)) return false;
  SnapshotQuery newest;
  newest.site = site;
  newest.most = 1;
  const std::vector<SnapshotRow> rows = backend.snapshots(newest);
  return !rows.empty() && rows.back().id != id;
}

/// Whether an attribute is volatile, asked once for each spelling of its description.
class VolatileTest {
 public:
  VolatileTest(Product product, const Schema& schema) : list_(volatileAttributes(product)), schema_(schema) {}

  bool operator()(std::string_view description) {
    const auto known = known_.find(description);
    if (known != known_.end()) return known->second;
    return known_.emplace(description, list_.contains(description, schema_)).first->second;
  }

 private:
  const AttributeList& list_;
  const Schema& schema_;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  std::unordered_map<std::string, bool, TextHash, std::equal_to<>> known_;
};

/// One tree of the new snapshot, made from the items that are added and, if there are any, from the inherited ones.
class NewTree {
 public:
  NewTree(ChunkSink& sink, const InheritedTrees* inherited, ChunkId Manifest::*root) : builder_(sink) {
    if (inherited != nullptr)
      copier_.emplace(inherited->chunks(), inherited->earlier().*root, inherited->without(), builder_);
  }

  void add(std::string_view key, std::string_view value) {
    if (copier_)
      copier_->add(key, value);
    else
      builder_.add(key, value);
  }
  /// The root, and how many items there are.
  std::pair<ChunkId, std::uint64_t> finish() {
    if (copier_) copier_->finish();
    const std::uint64_t items = builder_.items();
    return {builder_.finish(), items};
  }

 private:
  TreeBuilder builder_;
  std::optional<TreeCopier> copier_;
};

/// Starts from the earlier snapshot's index of traits, reduced to the entries that are kept. False when that index does
/// not say enough.
bool loadTraits(TraitIndexBuilder& traits, const InheritedTrees& inherited) {
  const std::optional<ChunkId>& root = inherited.earlier().traits;
  if (!root || !traits.load(inherited.chunks(), *root)) return false;
  inherited.forEachDropped([&](std::string_view key, std::string_view content, std::string_view volatiles) {
    traits.remove(key, content, volatiles);
  });
  return !traits.needsWholePass();
}

}  // namespace

TreeWriter::TreeWriter(std::shared_ptr<Backend> backend, const StoreOptions& options)
    : backend_(std::move(backend)),
      lock_(backend_->lockForWriting()),
      chunks_(*backend_),
      sorter_(options.address.temporaryFolder(), options.memory),
      encoding_([this](Entry entry) { encode(std::move(entry)); }) {}

void TreeWriter::setEarlier(Manifest earlier, std::shared_ptr<ChunkReader> chunks) {
  inherited_.emplace(std::move(earlier), std::move(chunks));
}

void TreeWriter::inherit(Inherited inherited) {
  finishEncoding();
  if (!inherited_) throw Error(ErrorKind::Internal, "a snapshot takes over entries of no other");
  inherited_->inherit(inherited);
}

void TreeWriter::add(Entry entry) {
  const std::size_t size = bytesOfValues(entry);
  if (encoding_.add(std::move(entry), size)) storeKept();
}

/// Only this thread uses the store: the one that encodes keeps its chunks until here.
void TreeWriter::storeKept() {
  for (auto& [id, bytes] : kept_.take()) chunks_.put(id, std::move(bytes));
}

void TreeWriter::finishEncoding() {
  encoding_.finish();
  storeKept();
}

void TreeWriter::encode(Entry entry) {
  entry.canonicalise();
  const DnKey key = keyOf(entry.dn);
  sorter_.add(key.bytes, encodeAttributes(entry, kept_));
  if (inherited_) inherited_->replace(key.bytes);
  if (probe_.addFrom(entry) == 0) return;
  probe_ = Schema();
  schemaEntries_.emplace(key.bytes, std::move(entry));
}

Schema TreeWriter::schemaFromEntries() const {
  // In key order, so that what it says does not depend on the order of arrival.
  Schema schema;
  for (const auto& [key, entry] : schemaEntries_) schema.addFrom(entry);
  return schema;
}

/// Whether the entries that hold the schema are those of the earlier snapshot, but for what is volatile: then the same
/// attributes are volatile, and its trees are divided as ours.
bool TreeWriter::hasSchemaOf(const InheritedTrees& inherited) const {
  const Manifest& earlier = inherited.earlier();
  const StoredSnapshot before(std::shared_ptr<ChunkReader>(&inherited.chunks(), [](ChunkReader*) {}), earlier);
  VolatileTest isVolatile(earlier.info.product, before.schema());
  EntryReader entries(inherited.chunks(), earlier);
  const auto contentOf = [&isVolatile](Entry entry) {
    std::erase_if(entry.attributes, [&](const Attribute& attribute) { return isVolatile(attribute.description); });
    return entry.attributes;
  };
  auto own = schemaEntries_.begin();
  TreeCursor keys(inherited.chunks(), earlier.schema);
  for (keys.seek({}); !keys.atEnd(); keys.next(), ++own) {
    if (own == schemaEntries_.end() || own->first != keys.key()) return false;
    const std::optional<Entry> entry = entries.at(keys.key());
    if (!entry || contentOf(*entry) != contentOf(own->second)) return false;
  }
  return own == schemaEntries_.end();
}

/// Adds the inherited entries one by one: where the schema changed, attributes may go into the other tree.
void TreeWriter::addInherited(const InheritedTrees& inherited) {
  EntryReader entries(inherited.chunks(), inherited.earlier());
  inherited.forEachKept([&](std::string_view key, std::string_view content, std::string_view volatiles) {
    sorter_.add(key, encodeAttributes(entries.decode(key, content, volatiles), chunks_));
  });
}

std::optional<ChunkId> TreeWriter::traitsOfNewTrees(const Manifest& manifest) {
  chunks_.flush();
  TraitIndexBuilder traits;
  EntryReader entries(inherited_->chunks(), manifest, TreeCursor::Reading::Ahead);
  TreeCursor& cursor = entries.content();
  for (cursor.seek({}); !cursor.atEnd(); cursor.next())
    traits.add(cursor.key(), cursor.value(), entries.volatilesAt(cursor.key()));
  return traits.finish(chunks_);
}

void TreeWriter::buildTrees(Manifest& manifest) {
  const InheritedTrees* inherited = nullptr;
  if (inherited_) {
    inherited_->computeRanges();
    for (auto& [key, entry] : inherited_->keptSchemaEntries()) schemaEntries_.emplace(key, std::move(entry));
    if (inherited_->earlier().info.product == manifest.info.product && hasSchemaOf(*inherited_))
      inherited = &*inherited_;
    else
      addInherited(*inherited_);
  }
  const Schema schema = schemaFromEntries();
  VolatileTest isVolatile(manifest.info.product, schema);
  NewTree content(chunks_, inherited, &Manifest::content), volatiles(chunks_, inherited, &Manifest::volatiles);
  TraitIndexBuilder traits;
  const bool knowsTraits = inherited == nullptr || loadTraits(traits, *inherited);
  std::string previous, contentRecords, volatileRecords;
  bool isFirst = true;
  sorter_.forEach([&](std::string_view key, std::string_view records) {
    if (!std::exchange(isFirst, false) && key == previous)
      throw Error(ErrorKind::BadInput, "an entry of this name was there before").at(visible(dnOfKey(key)));
    previous = key;
    contentRecords.clear();
    volatileRecords.clear();
    splitAttributes(records, std::ref(isVolatile), volatileRecords, contentRecords);
    content.add(key, contentRecords);
    if (!volatileRecords.empty()) volatiles.add(key, volatileRecords);
    if (knowsTraits) traits.add(key, contentRecords, volatileRecords);
  });
  TreeBuilder schemaKeys(chunks_);
  for (const auto& [key, entry] : schemaEntries_) schemaKeys.add(key, {});
  std::tie(manifest.content, manifest.info.entries) = content.finish();
  manifest.volatiles = volatiles.finish().first;
  manifest.schema = schemaKeys.finish();
  manifest.traits = knowsTraits ? traits.finish(chunks_) : traitsOfNewTrees(manifest);
}

SnapshotInfo TreeWriter::commit(SnapshotInfo info) {
  finishEncoding();
  Manifest manifest{std::move(info), {}, {}, {}, {}, 0};
  if (manifest.info.tool.empty()) manifest.info.tool = toolVersion();
  if (inherited_ && inherited_->isEmpty()) inherited_.reset();
  if (inherited_) manifest.info.since = inherited_->earlier().info.id;
  buildTrees(manifest);
  chunks_.flush();
  std::string json = manifest.toJson();
  while (isStoredBeforeAnother(*backend_, sha256(json), manifest.info.site)) {
    ++manifest.repetition;
    json = manifest.toJson();
  }
  SnapshotInfo stored = Manifest::parse(json).info;
  backend_->addSnapshot({sha256(json), stored.site, stored.taken.time_since_epoch().count(), json});
  lock_.reset();
  return stored;
}

}  // namespace ldapsnap
