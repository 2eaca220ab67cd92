#include "snapshot/store/snapshots/entry_pairs.h"

#include <optional>
#include <string>
#include <string_view>

#include "snapshot/store/snapshots/stored_snapshot.h"
#include "snapshot/store/tree/tree_diff.h"

namespace ldapsnap {
namespace {

/// The differences of the content trees and of the volatile trees, joined by key. Where only one tree differs, the
/// other record of the entry is looked up; it is the same in both snapshots then.
class PairJoin {
 public:
  PairJoin(ChunkReader& chunks, const Manifest& before, const Manifest& after)
      : before_(chunks, before),
        after_(chunks, after),
        contentDiff_(chunks, before.content, after.content),
        volatileDiff_(chunks, before.volatiles, after.volatiles),
        content_(contentDiff_.next()),
        volatiles_(volatileDiff_.next()) {}

  std::optional<EntryPair> next() {
    if (!content_ && !volatiles_) return std::nullopt;
    const bool hasContent = content_ && (!volatiles_ || content_->key <= volatiles_->key);
    const bool hasVolatiles = volatiles_ && (!content_ || volatiles_->key <= content_->key);
    EntryPair pair;
    if (!hasVolatiles) {
      pair = joinContentOnly(*content_);
    } else if (!hasContent) {
      pair = joinVolatileOnly(*volatiles_);
    } else {
      pair = join(*content_, *volatiles_);
    }
    if (hasContent) content_ = contentDiff_.next();
    if (hasVolatiles) volatiles_ = volatileDiff_.next();
    return pair;
  }

 private:
  EntryPair joinContentOnly(const ItemDifference& content) {
    EntryPair pair = emptyPair(content.key);
    const std::string_view volatiles = before_.volatilesAt(content.key);
    if (content.before) pair.before = before_.decode(content.key, *content.before, volatiles);
    if (content.after) pair.after = after_.decode(content.key, *content.after, volatiles);
    return pair;
  }

  EntryPair joinVolatileOnly(const ItemDifference& volatiles) {
    EntryPair pair = emptyPair(volatiles.key);
    const std::string_view content = before_.contentAt(volatiles.key).value_or(std::string_view());
    pair.before = before_.decode(volatiles.key, content, volatiles.before.value_or(std::string_view()));
    pair.after = after_.decode(volatiles.key, content, volatiles.after.value_or(std::string_view()));
    return pair;
  }

  EntryPair join(const ItemDifference& content, const ItemDifference& volatiles) {
    EntryPair pair = emptyPair(content.key);
    if (content.before)
      pair.before = before_.decode(content.key, *content.before, volatiles.before.value_or(std::string_view()));
    if (content.after)
      pair.after = after_.decode(content.key, *content.after, volatiles.after.value_or(std::string_view()));
    return pair;
  }

  static EntryPair emptyPair(std::string_view key) { return {std::string(pathOfKey(key)), std::nullopt, std::nullopt}; }

  EntryReader before_, after_;
  TreeDiff contentDiff_, volatileDiff_;
  std::optional<ItemDifference> content_, volatiles_;
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
