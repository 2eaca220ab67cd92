#include "report/model/lag.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <thread>

#include "report/model/analysis.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/operand/reread.h"

namespace ldapsnap {

namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

/// The names, on either side, of the entries that differ.
std::set<std::string> differing(const Operand& before, const Operand& after, Exactness exactness) {
  std::set<std::string> names;
  const Difference difference = compareOperands(nullptr, before, after, exactness);
  for (const EntryChange& change : difference.changes) {
    names.insert(change.dn);
    if (!change.fromDn.empty()) names.insert(change.fromDn);
  }
  return names;
}

/// The newest of the change sequence numbers of OpenLDAP at `base`; empty where there is none.
std::string newestCsn(const Snapshot& snapshot, const std::string& base) {
  const std::optional<Entry> entry = snapshot.find(Dn::parse(base));
  const Attribute* const csns = entry ? entry->find("contextCSN") : nullptr;
  return csns == nullptr || csns->values.empty() ? "" : *std::max_element(csns->values.begin(), csns->values.end());
}

/// Milliseconds since 1970 of "20261130004500.123456Z#...".
std::optional<std::int64_t> timeOfCsn(const std::string& csn) {
  if (csn.size() < 22 || csn[14] != '.') return std::nullopt;
  try {
    const Time second =
        parseTime(fmt::format("{}-{}-{}T{}:{}:{}Z", csn.substr(0, 4), csn.substr(4, 2), csn.substr(6, 2),
                              csn.substr(8, 2), csn.substr(10, 2), csn.substr(12, 2)));
    return second.time_since_epoch().count() * 1000 + std::stoi(csn.substr(15, 3));
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::vector<std::string> lagOfReplicas(const Operand& before, const Operand& after) {
  std::vector<std::string> sentences;
  for (const std::string& base : after.snapshot->info().searchBases) {
    const std::string old = newestCsn(*before.snapshot, base), now = newestCsn(*after.snapshot, base);
    const auto oldTime = timeOfCsn(old), nowTime = timeOfCsn(now);
    if (!oldTime || !nowTime || old == now) continue;
    const bool isAfterBehind = now < old;
    const std::int64_t ms = std::abs(*oldTime - *nowTime);
    sentences.push_back(fmt::format("{} lagged {} by {}.{:03} s at {} when both had been read.",
                                    isAfterBehind ? after.name : before.name, isAfterBehind ? before.name : after.name,
                                    ms / 1000, ms % 1000, base));
  }
  return sentences;
}

}  // namespace

Lag awaitAgreement(Operand& before, Operand& after, const OperandContext& context, Exactness exactness,
                   std::chrono::seconds most) {
  constexpr milliseconds kFirstPause{100}, kLongestPause{2000};
  Lag lag;
  const Steady::time_point begin = Steady::now(), end = begin + most;
  lag.behind = lagOfReplicas(before, after);
  std::set<std::string> names = differing(before, after, exactness);
  lag.differed = names.size();
  milliseconds pause = kFirstPause;
  while (!names.empty() && Steady::now() < end) {
    std::this_thread::sleep_for(std::min<Steady::duration>(pause, end - Steady::now()));
    pause = std::min(pause * 2, kLongestPause);
    const std::vector<std::string> wanted(names.begin(), names.end());
    for (Operand* operand : {&before, &after})
      if (isLive(*operand)) operand->snapshot = readAgain(*operand, context, wanted);
    const std::set<std::string> left = differing(before, after, exactness);
    std::erase_if(names, [&left](const std::string& name) { return !left.contains(name); });
    lag.waited = std::chrono::duration_cast<milliseconds>(Steady::now() - begin);
  }
  lag.still = names.size();
  return lag;
}

}  // namespace ldapsnap
