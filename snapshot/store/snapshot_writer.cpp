#include "snapshot/store/snapshot_writer.h"

#include <unordered_map>
#include <utility>

#include "snapshot/data_files.h"
#include "snapshot/directory/text.h"
#include "snapshot/error.h"
#include "snapshot/store/entry_codec.h"
#include "snapshot/store/trait_index.h"

namespace ldapsnap {
namespace {

/// Whether an attribute is volatile, asked once for each spelling of its description.
class VolatileTest {
 public:
  VolatileTest(Product product, const Schema& schema) : list_(volatileAttributes(product)), schema_(schema) {}

  bool operator()(std::string_view description) {
    const auto known = known_.find(std::string(description));
    if (known != known_.end()) return known->second;
    return known_[std::string(description)] = list_.contains(description, schema_);
  }

 private:
  const AttributeList& list_;
  const Schema& schema_;
  std::unordered_map<std::string, bool> known_;
};

}  // namespace

TreeWriter::TreeWriter(std::shared_ptr<Backend> backend, const StoreOptions& options)
    : backend_(std::move(backend)),
      lock_(backend_->lockForWriting()),
      chunks_(*backend_),
      sorter_(options.folder, options.memory) {}

void TreeWriter::add(Entry entry) {
  entry.canonicalise();
  const DnKey key = keyOf(entry.dn);
  sorter_.add(key.bytes, encodeAttributes(entry, chunks_));
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

void TreeWriter::buildTrees(Manifest& manifest) {
  const Schema schema = schemaFromEntries();
  VolatileTest isVolatile(manifest.info.product, schema);
  TreeBuilder content(chunks_), volatiles(chunks_), schemaKeys(chunks_);
  TraitIndexBuilder traits;
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
    traits.add(key, contentRecords, volatileRecords);
  });
  for (const auto& [key, entry] : schemaEntries_) schemaKeys.add(key, {});
  manifest.info.entries = content.items();
  manifest.content = content.finish();
  manifest.volatiles = volatiles.finish();
  manifest.schema = schemaKeys.finish();
  manifest.traits = traits.finish(chunks_);
}

SnapshotInfo TreeWriter::commit(SnapshotInfo info) {
  Manifest manifest{std::move(info), {}, {}, {}, {}};
  if (manifest.info.tool.empty()) manifest.info.tool = toolVersion();
  buildTrees(manifest);
  chunks_.flush();
  const std::string json = manifest.toJson();
  const SnapshotInfo stored = Manifest::parse(json).info;
  backend_->addSnapshot({sha256(json), stored.site, stored.taken.time_since_epoch().count(), json});
  lock_.reset();
  return stored;
}

}  // namespace ldapsnap
