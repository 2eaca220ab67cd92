#include "diff/history/moments.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace ldapsnap {
namespace {

constexpr std::chrono::minutes kPause{2}, kLongestBurst{15};
constexpr std::chrono::minutes kClockTolerance{2};
/// So many moments are collected before equal ones are put together.
constexpr std::size_t kLeastToCompact = 1 << 16;

}  // namespace

void Moments::add(Time time, std::uint32_t server, std::uint64_t sequence) {
  if (!moments_.empty()) {  // the stamps of one entry mostly have one time
    Moment& last = moments_.back();
    if (last.time == time && last.server == server && moments_.size() > compacted_) {
      if (sequence != 0 && (last.lowest == 0 || sequence < last.lowest)) last.lowest = sequence;
      last.highest = std::max(last.highest, sequence);
      return;
    }
  }
  moments_.push_back({time, server, sequence, sequence});
  if (moments_.size() >= 2 * compacted_ + kLeastToCompact) compact();
}

const std::vector<Moment>& Moments::all() {
  compact();
  return moments_;
}

void Moments::compact() {
  std::sort(moments_.begin(), moments_.end(), [](const Moment& a, const Moment& b) {
    return std::tie(a.time, a.server, a.lowest) < std::tie(b.time, b.server, b.lowest);
  });
  std::size_t kept = 0;
  for (const Moment& moment : moments_) {
    if (kept > 0 && moments_[kept - 1].time == moment.time && moments_[kept - 1].server == moment.server) {
      Moment& same = moments_[kept - 1];
      if (same.lowest == 0) same.lowest = moment.lowest;
      same.highest = std::max(same.highest, moment.highest);
    } else {
      moments_[kept++] = moment;
    }
  }
  moments_.resize(kept);
  compacted_ = kept;
}

std::vector<Period> periodsOf(const std::vector<Moment>& moments, std::optional<std::chrono::seconds> gap) {
  const std::chrono::seconds pause = gap.value_or(kPause);
  std::vector<Period> periods;
  for (const Moment& moment : moments) {
    const bool isNew = periods.empty() || moment.time - periods.back().end > pause ||
                       (!gap && moment.time - periods.back().begin > kLongestBurst);
    if (isNew) periods.push_back({moment.time, moment.time});
    periods.back().end = moment.time;
  }
  return periods;
}

std::vector<ClockStep> clockStepsIn(const std::vector<Moment>& moments) {
  std::vector<ClockStep> steps;
  std::unordered_map<std::uint32_t, std::size_t> stepOf;
  // From the newest on: the lowest number so far was given at that later time.
  struct Lowest {
    std::uint64_t sequence;
    Time time;
  };
  std::unordered_map<std::uint32_t, Lowest> lowest;
  for (auto moment = moments.rbegin(); moment != moments.rend(); ++moment) {
    if (moment->server == 0 || moment->lowest == 0) continue;
    const auto [later, isFirst] = lowest.try_emplace(moment->server, Lowest{moment->lowest, moment->time});
    if (isFirst) continue;
    if (moment->highest > later->second.sequence && later->second.time - moment->time >= kClockTolerance) {
      const auto [known, isNew] = stepOf.try_emplace(moment->server, steps.size());
      if (isNew) steps.push_back({moment->server, later->second.time, moment->time});
      ClockStep& step = steps[known->second];
      if (later->second.time - moment->time > step.before - step.after)
        step = {moment->server, later->second.time, moment->time};
    }
    if (moment->lowest < later->second.sequence) later->second = {moment->lowest, moment->time};
  }
  return steps;
}

}  // namespace ldapsnap
