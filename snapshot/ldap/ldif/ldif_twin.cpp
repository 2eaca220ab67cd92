#include "snapshot/ldap/ldif/ldif_twin.h"

#include <algorithm>
#include <cstring>

namespace ldapsnap {
namespace {

using Id = LdifIndex::Id;

/// How far behind the place that was expected a record is looked for.
constexpr Id kLookAhead = 4;
/// Every so many misses it is looked up by name: something may have been moved.
constexpr unsigned kLookUpEvery = 8;
/// So many records in a row that are not alike, and the texts are in different orders.
constexpr unsigned kMostMisses = 64;
/// Compared at once; what is copied after each has not left the cache.
constexpr std::size_t kWindow = 256 << 10;

}  // namespace

void LdifTwin::restart() {
  expected_ = LdifIndex::kNone;
  misses_ = 0;
}

/// How many bytes are the same from `origin` in the other text and from `start` in this one on, up to a window.
std::size_t LdifTwin::commonSize(std::size_t origin, std::size_t start) const {
  constexpr std::size_t kStep = 4096;
  const std::string_view theirs = other_.text().substr(origin, kWindow), ours = text_.substr(start, kWindow);
  const std::size_t size = std::min(theirs.size(), ours.size());
  std::size_t same = 0;
  while (same + kStep <= size && std::memcmp(theirs.data() + same, ours.data() + same, kStep) == 0) same += kStep;
  const auto [end, _] = std::mismatch(theirs.begin() + same, theirs.begin() + size, ours.begin() + same);
  return static_cast<std::size_t>(end - theirs.begin());
}

/// The row behind `id` with nothing but comments between the two; kNone when there is none such.
Id LdifTwin::following(Id id) const {
  Id next = id + 1;
  while (next < other_.idLimit() && !other_.row(next).isEntry()) ++next;
  if (next == other_.idLimit()) return LdifIndex::kNone;
  const std::vector<std::size_t>& problems = other_.problems();
  const auto problem = std::upper_bound(problems.begin(), problems.end(), other_.row(id).offset());
  const bool isBetween = problem != problems.end() && *problem < other_.row(next).offset();
  return isBetween ? LdifIndex::kNone : next;
}

void LdifTwin::met(std::uint64_t name) {
  if (misses_ == kMostMisses) return;
  if (++misses_ == kMostMisses) {
    expected_ = LdifIndex::kNone;
    return;
  }
  if (expected_ != LdifIndex::kNone) {
    const Id end = std::min(other_.idLimit(), expected_ + kLookAhead);
    for (Id id = expected_; id < end; ++id) {
      if (!other_.row(id).isEntry() || other_.row(id).name != name) continue;
      expected_ = following(id);
      return;
    }
    if (misses_ % kLookUpEvery != 0) return;  // added here
  }
  other_.find(name, [this](Id id) { expected_ = following(id); });
}

}  // namespace ldapsnap
