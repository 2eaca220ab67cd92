#include "snapshot/capture/consistency_loop.h"

#include <algorithm>
#include <thread>

#include "snapshot/capture/part/full_reader.h"

namespace ldapsnap {

namespace {

/// Pauses between passes over a directory that keeps changing: each twice as long as the one before, up to a second, so
/// that a burst of writes is not answered with a burst of reads.
constexpr std::chrono::milliseconds kFirstPause{10};
constexpr std::chrono::milliseconds kLongestPause{1000};

}  // namespace

Consistency ConsistencyLoop::run() {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point deadline = Clock::now() + settle_;
  std::chrono::milliseconds pause = kFirstPause;
  while (true) {
    // The time is taken before the pass: the last one, too, looks at every part before the snapshot is called torn.
    const Pass pass = Clock::now() >= deadline ? Pass::Last : Pass::Regular;
    if (rereadAllChanged(pass)) return consistencyAtRest();
    if (pass == Pass::Last) return Consistency::Torn;
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, kLongestPause);
  }
}

/// A part with a counter is reread when the counter moved, or when its entries show that the counter is not maintained;
/// from then on two reads are compared. A part without a counter can only be judged by another read, so it is read in
/// the last pass too.
bool ConsistencyLoop::rereadIfChanged(PartState& state, Pass pass) {
  if (state.hasCounter()) {
    const bool moved = readCounters(context_.directory, state.part) != state.counters;
    state.isCounterStale = !moved && state.reading.newestCsn.isNewerThan(state.counters);
    if (!moved && !state.isCounterStale) return true;
    context_.progress.readAgain("it changed meanwhile");
    if (pass == Pass::Regular) readPart(context_.directory, state);
    return false;
  }
  if (state.reading.entries.size() > kReadTwiceLimit) return true;
  const std::uint64_t before = state.reading.digest;
  context_.progress.readAgain("the server has no counter that shows changes to it");
  readPart(context_.directory, state);
  return state.reading.digest == before;
}

bool ConsistencyLoop::rereadAllChanged(Pass pass) {
  bool wereUnchanged = true;
  for (PartState& state : parts_) {
    if (rereadIfChanged(state, pass)) continue;
    if (pass == Pass::Last) return false;
    wereUnchanged = false;
    if (state.part.kind == CapturePart::Kind::Schema) rereadAllButSchema();
  }
  if (!wereUnchanged) revalidateInheritance();
  return wereUnchanged;
}

/// Another schema may call other attributes confidential, so everything that was redacted by the old one is reread.
void ConsistencyLoop::rereadAllButSchema() {
  context_.progress.readAgain("the schema changed meanwhile");
  for (PartState& state : parts_) {
    if (state.part.kind != CapturePart::Kind::Schema) readPart(context_.directory, state);
  }
}

/// Inheriting was decided by the schema and the server's configuration. After a reread of either it may no longer be
/// allowed: then what was inherited is read in full, now and whenever it changes again.
void ConsistencyLoop::revalidateInheritance() {
  const bool anyInherited = std::any_of(parts_.begin(), parts_.end(),
                                        [](const PartState& state) { return state.reading.inherited.has_value(); });
  if (!anyInherited) return;
  const std::optional<std::string> refusal = checkInheritance_();
  if (!refusal) return;
  context_.progress.readAgain(*refusal);
  const auto fullReader = std::make_shared<FullReader>(context_, refusal);
  for (PartState& state : parts_) {
    if (!state.mayInherit) continue;
    state.reader = fullReader;
    if (state.reading.inherited) readPart(context_.directory, state);
  }
}

Consistency ConsistencyLoop::consistencyAtRest() const {
  const bool isKnown = std::all_of(parts_.begin(), parts_.end(), [](const PartState& state) {
    return state.hasCounter() || state.reading.entries.size() <= kReadTwiceLimit;
  });
  return isKnown ? Consistency::Consistent : Consistency::Unknown;
}

}  // namespace ldapsnap
