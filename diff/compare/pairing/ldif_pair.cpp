#include "diff/compare/pairing/ldif_pair.h"

#include <algorithm>
#include <array>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "snapshot/base/parallel.h"

namespace ldapsnap {
namespace {

using Id = LdifIndex::Id;

/// Files in the same order: how far to look for a name after the last one found.
constexpr Id kLookAhead = 4;
/// How many names are looked up at once, so that memory is read while others wait for it.
constexpr std::size_t kBatch = 32;

struct IdPair {
  Id before, after;
};

/// What one thread found.
struct Joined {
  std::uint64_t equal = 0;
  std::vector<IdPair> different;  ///< of one name hash
  std::vector<Id> removed;
};

class LdifJoin {
 public:
  LdifJoin(const LdifSnapshot& before, const LdifSnapshot& after)
      : before_(before), after_(after), old_(before.index()), now_(after.index()), isMet_(now_.idLimit()) {
    std::set_union(old_.sharedNames().begin(), old_.sharedNames().end(), now_.sharedNames().begin(),
                   now_.sharedNames().end(), std::back_inserter(shared_));
    readsAlike_ = before.shapesReadAlike(after);
  }

  std::uint64_t run(const EntryPairVisitor& visit);

 private:
  using Batch = std::array<Id, kBatch>;

  Joined join(Id begin, Id end);
  Id joinBatch(const Batch& batch, std::size_t count, Joined& joined);
  Id lookAhead(std::uint64_t name, Id from) const;
  void meet(Id before, Id after, Joined& joined);
  void findAdded();
  void visitPairs(const std::vector<IdPair>& pairs, const EntryPairVisitor& visit);
  void visitPair(IdPair pair, Entry old, Entry now, const EntryPairVisitor& visit);
  void visitUnpaired(const EntryPairVisitor& visit);
  bool isShared(std::uint64_t name) const {
    return !shared_.empty() && std::binary_search(shared_.begin(), shared_.end(), name);
  }

  const LdifSnapshot &before_, &after_;
  const LdifIndex &old_, &now_;
  std::vector<std::uint8_t> isMet_;    ///< by id: the entry of after has a partner; bytes, for threads write them
  std::vector<std::uint64_t> shared_;  ///< names that one side has more than once
  std::vector<bool> readsAlike_;       ///< by shape of before: records of equal bytes are equal entries
  std::uint64_t equal_ = 0;
  std::vector<Id> removed_, added_;
};

/// The row of that name from `from` on, a few rows far.
Id LdifJoin::lookAhead(std::uint64_t name, Id from) const {
  const Id end = std::min(now_.idLimit(), from + kLookAhead);
  for (Id id = from; id < end; ++id) {
    if (now_.row(id).name == name && now_.row(id).isEntry()) return id;
  }
  return LdifIndex::kNone;
}

void LdifJoin::meet(Id before, Id after, Joined& joined) {
  isMet_[after] = 1;
  const std::uint32_t shape = old_.row(before).shape();
  const bool readsAlike = shape != LdifIndex::kAnyShape && readsAlike_[shape];
  if (readsAlike && old_.row(before).content == now_.row(after).content) {
    ++joined.equal;
  } else {
    joined.different.push_back({before, after});
  }
}

/// Returns where to look first for the next one: after the last one found.
Id LdifJoin::joinBatch(const Batch& batch, std::size_t count, Joined& joined) {
  Id next = 0;
  for (std::size_t i = 0; i < count; ++i) now_.prefetch(old_.row(batch[i]).name);
  for (std::size_t i = 0; i < count; ++i) now_.prefetchRow(old_.row(batch[i]).name);
  for (std::size_t i = 0; i < count; ++i) {
    Id found = LdifIndex::kNone;
    now_.find(old_.row(batch[i]).name, [&found](Id id) { found = id; });
    if (found == LdifIndex::kNone) {
      joined.removed.push_back(batch[i]);
      continue;
    }
    meet(batch[i], found, joined);
    next = found + 1;
  }
  return next;
}

/// The rows of before in [begin, end).
Joined LdifJoin::join(Id begin, Id end) {
  Joined joined;
  Batch batch{};
  std::size_t waiting = 0;
  Id next = begin;  // in after, if it is in the same order
  for (Id id = begin; id < end; ++id) {
    const LdifRow& row = old_.row(id);
    if (!row.isEntry()) continue;
    if (isShared(row.name)) {
      joined.removed.push_back(id);
      continue;
    }
    if (const Id found = lookAhead(row.name, next); found != LdifIndex::kNone) {
      meet(id, found, joined);
      next = found + 1;
      continue;
    }
    batch[waiting++] = id;
    if (waiting < kBatch) continue;
    next = joinBatch(batch, waiting, joined);
    waiting = 0;
  }
  joinBatch(batch, waiting, joined);
  return joined;
}

void LdifJoin::findAdded() {
  for (Id id = 0; id < now_.idLimit(); ++id) {
    if (isMet_[id] == 0 && now_.row(id).isEntry()) added_.push_back(id);
  }
}

/// Decoded some at a time, by all processors.
void LdifJoin::visitPairs(const std::vector<IdPair>& pairs, const EntryPairVisitor& visit) {
  constexpr std::size_t kAtOnce = 512;
  for (std::size_t begin = 0; begin < pairs.size(); begin += kAtOnce) {
    const std::size_t count = std::min(kAtOnce, pairs.size() - begin);
    std::vector<std::pair<Entry, Entry>> entries(count);
    forEachIndex(count, coreCount(), [&](std::size_t i) {
      const IdPair& pair = pairs[begin + i];
      entries[i] = {before_.entryAt(old_.row(pair.before)), after_.entryAt(now_.row(pair.after))};
    });
    for (std::size_t i = 0; i < count; ++i)
      visitPair(pairs[begin + i], std::move(entries[i].first), std::move(entries[i].second), visit);
  }
}

/// Two entries whose names have one hash, and one path but for a collision.
void LdifJoin::visitPair(IdPair pair, Entry old, Entry now, const EntryPairVisitor& visit) {
  std::string oldPath(keyOf(old.dn).path());
  if (old.dn == now.dn) {
    if (old == now)
      ++equal_;
    else
      visit({std::move(oldPath), std::move(old), std::move(now)});
    return;
  }
  if (keyOf(now.dn).path() != oldPath) {
    removed_.push_back(pair.before);
    added_.push_back(pair.after);
    return;
  }
  visit({oldPath, std::move(old), std::nullopt});
  visit({oldPath, std::nullopt, std::move(now)});
}

/// What has no partner by hash, and what shares its name with others of its own side: merged by key.
void LdifJoin::visitUnpaired(const EntryPairVisitor& visit) {
  using Keyed = std::vector<std::pair<std::string, Id>>;
  const auto byKey = [](const LdifSnapshot& snapshot, const std::vector<Id>& ids) {
    Keyed keyed;
    keyed.reserve(ids.size());
    for (const Id id : ids) keyed.emplace_back(keyOf(snapshot.dnAt(snapshot.index().row(id))).bytes, id);
    std::sort(keyed.begin(), keyed.end());
    return keyed;
  };
  const Keyed removed = byKey(before_, removed_), added = byKey(after_, added_);
  auto old = removed.begin();
  auto now = added.begin();
  while (old != removed.end() || now != added.end()) {
    const int order = old == removed.end() ? 1 : now == added.end() ? -1 : old->first.compare(now->first);
    EntryPair pair;
    pair.path = pathOfKey(order <= 0 ? old->first : now->first);
    if (order <= 0) pair.before = before_.entryAt(old_.row((old++)->second));
    if (order >= 0) pair.after = after_.entryAt(now_.row((now++)->second));
    if (order == 0 && pair.before == pair.after)
      ++equal_;
    else
      visit(std::move(pair));
  }
}

std::uint64_t LdifJoin::run(const EntryPairVisitor& visit) {
  const Id limit = old_.idLimit(), half = limit / 2;
  std::future<Joined> first = std::async(std::launch::async, [this, half] { return join(0, half); });
  std::array<Joined, 2> parts;
  parts[1] = join(half, limit);
  parts[0] = first.get();
  for (const Joined& part : parts) {
    equal_ += part.equal;
    removed_.insert(removed_.end(), part.removed.begin(), part.removed.end());
  }
  findAdded();
  for (const Joined& part : parts) visitPairs(part.different, visit);
  visitUnpaired(visit);
  return equal_;
}

}  // namespace

std::uint64_t forEachDifference(const LdifSnapshot& before, const LdifSnapshot& after, const EntryPairVisitor& visit) {
  const std::uint64_t equal = LdifJoin(before, after).run(visit);
  before.requireUnchanged();
  after.requireUnchanged();
  return equal;
}

}  // namespace ldapsnap
