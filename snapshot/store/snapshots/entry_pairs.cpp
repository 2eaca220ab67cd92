#include "snapshot/store/snapshots/entry_pairs.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/store/snapshots/entry_codec.h"
#include "snapshot/store/snapshots/stored_snapshot.h"
#include "snapshot/store/tree/tree_diff.h"

namespace ldapsnap {
namespace {

/// A difference with its own bytes.
struct KeptDifference {
  std::string key;
  std::optional<std::string> before, after;
};

/// The differences of two trees, some hundred at a time.
class DifferenceWindow {
 public:
  DifferenceWindow(ChunkReader& chunks, const ChunkId& before, const ChunkId& after) : diff_(chunks, before, after) {}

  /// Reads on when nothing is left. True when it has read.
  bool fill() {
    constexpr std::size_t kWindow = 512;
    if (next_ < items_.size() || isAtEnd_) return false;
    items_.clear();
    next_ = 0;
    while (items_.size() < kWindow && !isAtEnd_) {
      if (const std::optional<ItemDifference> difference = diff_.next()) {
        items_.push_back({std::string(difference->key), std::optional<std::string>(difference->before),
                          std::optional<std::string>(difference->after)});
      } else {
        isAtEnd_ = true;
      }
    }
    return true;
  }
  const KeptDifference* item() const { return next_ < items_.size() ? &items_[next_] : nullptr; }
  void leave() { ++next_; }
  std::span<const KeptDifference> left() const { return std::span(items_).subspan(next_); }

 private:
  TreeDiff diff_;
  std::vector<KeptDifference> items_;
  std::size_t next_ = 0;
  bool isAtEnd_ = false;
};

/// The differences of the content trees and of the volatile trees, joined by key. Where only one tree differs, the
/// other record of the entry is looked up; it is the same in both snapshots then.
class PairJoin {
 public:
  PairJoin(ChunkReader& chunks, const Manifest& before, const Manifest& after)
      : chunks_(chunks),
        before_(chunks, before),
        after_(chunks, after),
        contentRoot_(before.content),
        volatileRoot_(before.volatiles),
        contents_(chunks, before.content, after.content),
        volatiles_(chunks, before.volatiles, after.volatiles) {}

  std::optional<EntryPair> next() {
    const bool hasMore = contents_.fill(), hasMoreVolatiles = volatiles_.fill();
    if (hasMore || hasMoreVolatiles) readAhead();
    const KeptDifference *content = contents_.item(), *volatiles = volatiles_.item();
    if (content == nullptr && volatiles == nullptr) return std::nullopt;
    const bool hasContent = content != nullptr && (volatiles == nullptr || content->key <= volatiles->key);
    const bool hasVolatiles = volatiles != nullptr && (content == nullptr || volatiles->key <= content->key);
    EntryPair pair;
    if (!hasVolatiles) {
      pair = joinContentOnly(*content);
    } else if (!hasContent) {
      pair = joinVolatileOnly(*volatiles);
    } else {
      pair = join(*content, *volatiles);
    }
    if (hasContent) contents_.leave();
    if (hasVolatiles) volatiles_.leave();
    return pair;
  }

 private:
  /// Asks at once for what next() will look up one by one: the other records, and large values.
  void readAhead() {
    constexpr std::size_t kMostBlobs = 128;
    const std::span<const KeptDifference> contents = contents_.left(), volatiles = volatiles_.left();
    const auto keysOnlyIn = [](std::span<const KeptDifference> these, std::span<const KeptDifference> those) {
      std::vector<std::string> keys;
      auto other = those.begin();
      for (const KeptDifference& one : these) {
        while (other != those.end() && other->key < one.key) ++other;
        if (other == those.end() || other->key != one.key) keys.push_back(one.key);
      }
      return keys;
    };
    prefetchKeys(chunks_, {&volatileRoot_, 1}, keysOnlyIn(contents, volatiles));
    prefetchKeys(chunks_, {&contentRoot_, 1}, keysOnlyIn(volatiles, contents));
    std::vector<ChunkId> blobs;
    for (const KeptDifference& one : contents)
      for (const std::optional<std::string>* records : {&one.before, &one.after})
        if (records->has_value()) appendBlobs(**records, blobs);
    if (blobs.size() > kMostBlobs) blobs.resize(kMostBlobs);
    chunks_.prefetchBlobs(blobs);
  }

  EntryPair joinContentOnly(const KeptDifference& content) {
    EntryPair pair = emptyPair(content.key);
    const std::string_view volatiles = before_.volatilesAt(content.key);
    if (content.before) pair.before = before_.decode(content.key, *content.before, volatiles);
    if (content.after) pair.after = after_.decode(content.key, *content.after, volatiles);
    return pair;
  }

  EntryPair joinVolatileOnly(const KeptDifference& volatiles) {
    EntryPair pair = emptyPair(volatiles.key);
    const std::string_view content = before_.contentAt(volatiles.key).value_or(std::string_view());
    pair.before = before_.decode(volatiles.key, content, recordsOf(volatiles.before));
    pair.after = after_.decode(volatiles.key, content, recordsOf(volatiles.after));
    return pair;
  }

  EntryPair join(const KeptDifference& content, const KeptDifference& volatiles) {
    EntryPair pair = emptyPair(content.key);
    if (content.before) pair.before = before_.decode(content.key, *content.before, recordsOf(volatiles.before));
    if (content.after) pair.after = after_.decode(content.key, *content.after, recordsOf(volatiles.after));
    return pair;
  }

  static std::string_view recordsOf(const std::optional<std::string>& records) {
    return records ? std::string_view(*records) : std::string_view();
  }
  static EntryPair emptyPair(std::string_view key) { return {std::string(pathOfKey(key)), std::nullopt, std::nullopt}; }

  ChunkReader& chunks_;
  EntryReader before_, after_;
  ChunkId contentRoot_, volatileRoot_;
  DifferenceWindow contents_, volatiles_;
};

}  // namespace

std::uint64_t forEachDifferingPair(ChunkReader& chunks, const Manifest& before, const Manifest& after,
                                   const std::function<void(EntryPair)>& visit) {
  PairJoin pairs(chunks, before, after);
  std::uint64_t differing = 0;  // entries of `before` that are gone or changed
  while (std::optional<EntryPair> pair = pairs.next()) {
    if (pair->before) ++differing;
    visit(*std::move(pair));
  }
  return before.info.entries - differing;
}

}  // namespace ldapsnap
