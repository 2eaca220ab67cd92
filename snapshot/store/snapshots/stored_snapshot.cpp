#include "snapshot/store/snapshots/stored_snapshot.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "snapshot/base/error.h"
#include "snapshot/ldap/product/server_schema.h"
#include "snapshot/store/snapshots/entry_codec.h"
#include "snapshot/store/snapshots/trait_index.h"

namespace ldapsnap {
namespace {

/// The value under `key`. The cursor is close to it when keys are asked for in order.
std::optional<std::string_view> valueAt(TreeCursor& cursor, std::string_view key) {
  cursor.seek(key);
  if (cursor.atEnd() || cursor.key() != key) return std::nullopt;
  return cursor.value();
}

/// One entry at a time, with one chunk per tree in memory.
class StoredCursor : public EntryCursor {
 public:
  StoredCursor(ChunkReader& chunks, const Manifest& manifest)
      : entries_(chunks, manifest, TreeCursor::Reading::Ahead) {}

  bool next() override {
    if (std::exchange(isBeforeFirst_, false)) {
      entries_.content().seek({});
    } else if (!entries_.content().atEnd()) {
      entries_.content().next();
    }
    if (entries_.content().atEnd()) return false;
    entry_ = entries_.current();
    return true;
  }
  std::string_view key() const override { return entries_.content().key(); }
  const Entry& entry() const override { return entry_; }

 private:
  EntryReader entries_;
  Entry entry_;
  bool isBeforeFirst_ = true;
};

}  // namespace

std::optional<std::string_view> EntryReader::contentAt(std::string_view key) { return valueAt(content_, key); }

std::string_view EntryReader::volatilesAt(std::string_view key) {
  return valueAt(volatiles_, key).value_or(std::string_view());
}

std::optional<Entry> EntryReader::at(std::string_view key) {
  const std::optional<std::string_view> content = contentAt(key);
  if (!content) return std::nullopt;
  return decode(key, *content, volatilesAt(key));
}

Entry EntryReader::decode(std::string_view key, std::string_view content, std::string_view volatiles) {
  Entry entry;
  entry.dn = dnOfKey(key);
  decodeAttributes(content, chunks_, entry);
  if (volatiles.empty()) return entry;
  decodeAttributes(volatiles, chunks_, entry);
  entry.canonicalise();
  return entry;
}

std::vector<std::optional<Hash>> contentsAt(ChunkReader& chunks, std::span<const ChunkId> roots, const Dn& dn) {
  constexpr std::size_t kTreesAtOnce = 128;
  const std::string path = pathOf(dn);
  const std::array keys = {path + '\0'};
  std::vector<std::optional<Hash>> contents;
  std::unordered_map<ChunkId, std::optional<Hash>> known;
  for (std::size_t at = 0; at < roots.size(); ++at) {
    if (at % kTreesAtOnce == 0)
      prefetchKeys(chunks, roots.subspan(at, std::min(kTreesAtOnce, roots.size() - at)), keys);
    const auto [place, isNew] = known.try_emplace(roots[at]);
    if (isNew) {
      std::string records;
      TreeCursor cursor(chunks, roots[at]);
      for (cursor.seek(keys.front()); !cursor.atEnd() && pathOfKey(cursor.key()) == path; cursor.next())
        records.append(sha256(cursor.key()).view()).append(sha256(cursor.value()).view());
      if (!records.empty()) place->second = sha256(records);
    }
    contents.push_back(place->second);
  }
  return contents;
}

std::unique_ptr<EntryCursor> StoredSnapshot::cursor() const {
  return std::make_unique<StoredCursor>(*chunks_, manifest_);
}

const Schema& StoredSnapshot::schema() const {
  if (schema_) return *schema_;
  Schema schema;
  std::vector<std::string> keys;
  TreeCursor cursor(*chunks_, manifest_.schema, TreeCursor::Reading::Ahead);
  for (cursor.seek({}); !cursor.atEnd(); cursor.next()) keys.emplace_back(cursor.key());
  forEachAt(keys, [&schema](const std::optional<Entry>& entry) {
    if (entry) schema.addFrom(*entry);
    return Visit::Continue;
  });
  schema.completeWith(compiledInSchema(info().product));
  return schema_.emplace(std::move(schema));
}

std::optional<Entry> StoredSnapshot::find(const Dn& dn) const {
  std::optional<Entry> found;
  scanOne(dn, [&](const Entry& entry) {
    found = entry;
    return Visit::Stop;
  });
  return found;
}

void StoredSnapshot::forEachAt(std::span<const std::string> keys,
                               const std::function<Visit(const std::optional<Entry>&)>& visit) const {
  constexpr std::size_t kFew = 8, kMany = 256;
  EntryReader entries(*chunks_, manifest_);
  const std::array roots = {manifest_.content, manifest_.volatiles};
  std::size_t window = kFew;
  for (std::size_t at = 0; at < keys.size(); window = std::min(kMany, window * 4)) {
    const std::span<const std::string> part = keys.subspan(at, std::min(window, keys.size() - at));
    prefetchKeys(*chunks_, roots, part);
    for (const std::string& key : part)
      if (visit(entries.at(key)) == Visit::Stop) return;
    at += part.size();
  }
}

void StoredSnapshot::scanOne(const Dn& base, const Visitor& visitor) const {
  EntryReader entries(*chunks_, manifest_);
  TreeCursor& cursor = entries.content();
  const std::string path = pathOf(base);
  const std::array roots = {manifest_.content, manifest_.volatiles};
  const std::array keys = {path + '\0' + base.toString()};
  prefetchKeys(*chunks_, roots, keys);
  for (cursor.seek(path + '\0'); !cursor.atEnd() && pathOfKey(cursor.key()) == path; cursor.next()) {
    // Entries of one path may be kept apart by a case-exact type; the schema is read only when the bytes differ.
    const std::string_view dn = dnOfKey(cursor.key());
    if (dn != base.toString() && normalForm(dn, schema()) != normalForm(base, schema())) continue;
    if (visitor(entries.current()) == Visit::Stop) return;
  }
}

void StoredSnapshot::scan(const Dn& base, Scope scope, const Visitor& visitor) const {
  if (scope == Scope::Base) return scanOne(base, visitor);
  EntryReader entries(*chunks_, manifest_, TreeCursor::Reading::Ahead);
  TreeCursor& cursor = entries.content();
  const std::string path = pathOf(base);
  const std::string end = endOfSubtree(path);
  std::string child;  // for OneLevel: the last one visited; everything below it is skipped
  cursor.seek(path);
  while (!cursor.atEnd() && (end.empty() || cursor.key() < end)) {
    const std::string_view keyPath = pathOfKey(cursor.key());
    if (scope == Scope::OneLevel && !child.empty() && keyPath != child && inScope(keyPath, child, Scope::Subtree)) {
      cursor.seek(endOfSubtree(child));
      continue;
    }
    if (inScope(keyPath, path, scope)) {
      child = keyPath;
      if (visitor(entries.current()) == Visit::Stop) return;
    }
    cursor.next();
  }
}

std::uint64_t StoredSnapshot::count(const Dn& base) const {
  const std::string path = pathOf(base);
  const std::uint64_t before = countBelowKey(*chunks_, manifest_.content, path);
  return (path.empty() ? manifest_.info.entries : countBelowKey(*chunks_, manifest_.content, endOfSubtree(path))) -
         before;
}

void StoredSnapshot::scanValues(const Dn& base, std::string_view description, const ValueVisitor& visitor) const {
  TreeCursor cursor(*chunks_, manifest_.content, TreeCursor::Reading::Ahead);
  const std::string path = pathOf(base);
  const std::string end = endOfSubtree(path);
  for (cursor.seek(path); !cursor.atEnd() && (end.empty() || cursor.key() < end); cursor.next())
    if (visitor(dnOfKey(cursor.key()), firstValueIn(cursor.value(), description)) == Visit::Stop) return;
}

bool StoredSnapshot::mayHaveTraits(const TraitTest& isWanted) const {
  return !manifest_.traits || TraitIndex(*chunks_, *manifest_.traits).hasAny(isWanted);
}

void StoredSnapshot::scanTraits(const Dn& base, const TraitTest& isWanted, const Visitor& visitor) const {
  std::optional<std::vector<std::string>> listed;
  if (manifest_.traits) listed = TraitIndex(*chunks_, *manifest_.traits).entriesWith(isWanted);
  if (listed)
    scanKeys(*listed, base, visitor);
  else
    scanByKind(base, isWanted, visitor);
}

/// Visits those of `keys`, which ascend, that are in the subtree at `base`.
void StoredSnapshot::scanKeys(const std::vector<std::string>& keys, const Dn& base, const Visitor& visitor) const {
  const std::string path = pathOf(base);
  const auto first = std::lower_bound(keys.begin(), keys.end(), path);
  const auto last = std::find_if(
      first, keys.end(), [&path](const std::string& key) { return !inScope(pathOfKey(key), path, Scope::Subtree); });
  forEachAt({first, last}, [&visitor](const std::optional<Entry>& entry) {
    if (!entry) throw Error(ErrorKind::Integrity, "the index of traits names an entry that does not exist");
    return visitor(*entry);
  });
}

/// Reads all entries, but decodes only one of each kind (kindOf()), and all of the kinds that have a wanted trait.
void StoredSnapshot::scanByKind(const Dn& base, const TraitTest& isWanted, const Visitor& visitor) const {
  EntryReader entries(*chunks_, manifest_, TreeCursor::Reading::Ahead);
  TreeCursor& cursor = entries.content();
  const std::string path = pathOf(base);
  const std::string end = endOfSubtree(path);
  std::unordered_map<std::uint64_t, bool> known;
  for (cursor.seek(path); !cursor.atEnd() && (end.empty() || cursor.key() < end); cursor.next()) {
    const std::string_view volatiles = entries.volatilesAt(cursor.key());
    const auto [kind, isNew] = known.try_emplace(kindOf(volatiles, kindOf(cursor.value())), true);
    if (!isNew && !kind->second) continue;
    const Entry entry = entries.decode(cursor.key(), cursor.value(), volatiles);
    if (isNew) kind->second = hasTrait(entry, isWanted);
    if (kind->second && visitor(entry) == Visit::Stop) return;
  }
}

}  // namespace ldapsnap
