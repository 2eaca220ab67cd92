#include "snapshot/store/snapshots/trait_index.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "snapshot/base/error.h"
#include "snapshot/store/snapshots/entry_codec.h"
#include "snapshot/store/tree/tree_reader.h"

namespace ldapsnap {
namespace {

constexpr char kAttributeTypeMark = 'a', kObjectClassMark = 'c';
/// Sets of traits that are remembered; a file made to have many does not fill the memory.
constexpr std::size_t kMostKinds = 100'000;

/// What the keys of a trait's items begin with: its kind, its name in lower case with 00 as 00 FF, 00.
std::string prefixOf(const Trait& trait) {
  std::string prefix(1, trait.kind == Trait::Kind::ObjectClass ? kObjectClassMark : kAttributeTypeMark);
  for (const char c : trait.name) {
    prefix += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (c == '\0') prefix += '\xFF';
  }
  return prefix += '\0';
}

/// The name in `key`, and the size of the prefix in front of the entry's key.
std::pair<std::string, std::size_t> nameIn(std::string_view key) {
  std::string name;
  for (std::size_t i = 1; i < key.size(); ++i) {
    if (key[i] != '\0') {
      name += key[i];
    } else if (i + 1 < key.size() && key[i + 1] == '\xFF') {
      name += key[i++];
    } else {
      return {std::move(name), i + 1};
    }
  }
  throw Error(ErrorKind::Integrity, "the index of traits holds a key without a name");
}

/// The value of a trait with many entries. It has the form of every value of a leaf, so that a walk over chunks needs
/// no special case.
Entry countAsEntry(std::uint64_t count) { return {"", {{"entries", {std::to_string(count)}}}}; }

/// 0 where the value has no number.
std::uint64_t countIn(std::string_view value, ChunkReader& chunks) {
  Entry entry;
  decodeAttributes(value, chunks, entry);
  const std::string* const text = entry.first("entries");
  std::uint64_t count = 0;
  if (text != nullptr) std::from_chars(text->data(), text->data() + text->size(), count);
  return count;
}

/// True for the items of the trait with `prefix`, and not for those of a name that continues with a 00 byte.
bool isBelow(std::string_view key, std::string_view prefix) {
  return key.starts_with(prefix) && !key.substr(prefix.size()).starts_with('\xFF');
}

}  // namespace

bool TraitIndexBuilder::load(ChunkReader& chunks, const ChunkId& root) {
  std::unordered_map<std::string, Holders> byTrait;
  std::size_t size = 0;
  TreeCursor cursor(chunks, root, TreeCursor::Reading::Ahead);
  for (cursor.seek({}); !cursor.atEnd(); cursor.next()) {
    const std::size_t prefixSize = nameIn(cursor.key()).second;
    const auto [found, isNew] = byTrait.try_emplace(std::string(cursor.key().substr(0, prefixSize)));
    Holders& holders = found->second;
    size += isNew ? 1 : 0;
    if (prefixSize == cursor.key().size()) {
      holders.count = countIn(cursor.value(), chunks);
      if (holders.count == 0) return false;
      size += kMostListedEntries;
    } else {
      holders.keys.emplace_back(cursor.key().substr(prefixSize));
      ++holders.count;
      ++size;
    }
  }
  byTrait_ = std::move(byTrait);
  size_ = size;
  return true;
}

void TraitIndexBuilder::add(std::string_view key, std::string_view content, std::string_view volatiles) {
  if (hasGivenUp_) return;
  const Kind* const kind = key.size() > kLargestTraitKey ? nullptr : kindOfEntry(content, volatiles);
  if (kind == nullptr) return giveUp();
  for (Holders* const holders : *kind) addHolder(*holders, key);
  if (size_ > kLargestTraitIndex) giveUp();
}

void TraitIndexBuilder::remove(std::string_view key, std::string_view content, std::string_view volatiles) {
  if (hasGivenUp_ || needsWholePass_) return;
  const Kind* const kind = kindOfEntry(content, volatiles);
  if (kind == nullptr) throw Error(ErrorKind::Integrity, "the index of traits holds an entry that has none");
  for (Holders* const holders : *kind) removeHolder(*holders, key);
}

/// nullptr when an object class cannot be a trait.
const TraitIndexBuilder::Kind* TraitIndexBuilder::kindOfEntry(std::string_view content, std::string_view volatiles) {
  if (kinds_.size() == kMostKinds) kinds_.clear();
  const auto [known, isNew] = kinds_.try_emplace(kindOf(volatiles, kindOf(content)));
  Kind& kind = known->second;
  if (!isNew) return &kind;
  if (!addTraits(content, kind) || !addTraits(volatiles, kind)) return nullptr;
  std::sort(kind.begin(), kind.end());
  kind.erase(std::unique(kind.begin(), kind.end()), kind.end());
  return &kind;
}

bool TraitIndexBuilder::addTraits(std::string_view records, Kind& kind) {
  bool isShort = true;
  const bool areKnown = forEachTrait(records, [&](const Trait& trait) {
    const std::string prefix = prefixOf(trait);
    isShort = isShort && prefix.size() <= kLargestTraitKey;
    if (!isShort) return;
    kind.push_back(&byTrait_[prefix]);
  });
  return areKnown && isShort;
}

void TraitIndexBuilder::addHolder(Holders& holders, std::string_view key) {
  if (holders.count++ == 0) ++size_;  // its name
  if (holders.isCommon()) {
    holders.keys = {};
    return;
  }
  holders.keys.emplace_back(key);
  ++size_;
}

void TraitIndexBuilder::removeHolder(Holders& holders, std::string_view key) {
  const bool wasCommon = holders.isCommon();
  if (holders.count-- == 0) throw Error(ErrorKind::Integrity, "the index of traits counts too few entries");
  if (wasCommon) needsWholePass_ = needsWholePass_ || !holders.isCommon();
  if (wasCommon || needsWholePass_) return;
  const auto listed = std::find(holders.keys.begin(), holders.keys.end(), key);
  if (listed == holders.keys.end()) throw Error(ErrorKind::Integrity, "the index of traits lacks an entry");
  *listed = std::move(holders.keys.back());
  holders.keys.pop_back();
  size_ -= holders.count == 0 ? 2 : 1;
}

void TraitIndexBuilder::giveUp() {
  hasGivenUp_ = true;
  kinds_.clear();
  byTrait_.clear();
}

std::optional<ChunkId> TraitIndexBuilder::finish(ChunkSink& sink) {
  if (hasGivenUp_) return std::nullopt;
  std::map<std::string_view, Holders*> sorted;
  for (auto& [prefix, holders] : byTrait_)
    if (holders.count > 0) sorted.emplace(prefix, &holders);
  TreeBuilder tree(sink);
  for (const auto& [prefix, holders] : sorted) {
    if (holders->isCommon()) tree.add(prefix, encodeAttributes(countAsEntry(holders->count), sink));
    std::sort(holders->keys.begin(), holders->keys.end());
    for (const std::string& key : holders->keys) tree.add(std::string(prefix) + key, {});
  }
  return tree.finish();
}

template <typename Visit>
void TraitIndex::forEachWanted(const TraitTest& isWanted, Visit visit) const {
  TreeCursor cursor(chunks_, root_, TreeCursor::Reading::Ahead);
  cursor.seek({});
  while (!cursor.atEnd()) {
    const auto [name, size] = nameIn(cursor.key());
    const std::string prefix(cursor.key().substr(0, size));
    const bool isClass = prefix.front() == kObjectClassMark;
    const bool isOne = isWanted({isClass ? Trait::Kind::ObjectClass : Trait::Kind::AttributeType, name});
    if (isOne && !visit(cursor, prefix)) return;
    cursor.seek(prefix + '\xFE');  // no key of an entry begins so high, and a name with 00 in it goes on with FF
  }
}

std::optional<std::vector<std::string>> TraitIndex::entriesWith(const TraitTest& isWanted) const {
  std::vector<std::string> keys;
  bool isListed = true;
  forEachWanted(isWanted, [&](TreeCursor& cursor, const std::string& prefix) {
    isListed = cursor.key() != prefix;
    for (; isListed && !cursor.atEnd() && isBelow(cursor.key(), prefix); cursor.next())
      keys.emplace_back(cursor.key().substr(prefix.size()));
    return isListed;
  });
  if (!isListed) return std::nullopt;
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

bool TraitIndex::hasAny(const TraitTest& isWanted) const {
  bool isFound = false;
  forEachWanted(isWanted, [&isFound](TreeCursor&, const std::string&) {
    isFound = true;
    return false;
  });
  return isFound;
}

}  // namespace ldapsnap
