// What the metadata of a snapshot cannot show, and what is doubtful about it.
#pragma once

#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "diff/history/metadata/readers.h"
#include "diff/history/moments.h"
#include "diff/history/past.h"

namespace ldapsnap {

/// What is noted of all entries and events while they are read.
class PastFacts {
 public:
  Time asOf{};  ///< when the snapshot was taken, by the server's clock where the root DSE states it
  std::optional<Time> oldest;
  std::vector<ClockStep> clockSteps;
  std::uint64_t unreadable = 0;  ///< objects whose metadata could not be read

  void look(const BookkeepingOf& entry);
  void look(const Event& event);
  /// An event later than the snapshot.
  void addAhead(std::string_view dn, Time time);

  /// Those that something was read from, in the order of Mechanism.
  std::vector<Mechanism> sources() const;

 private:
  friend class PastLimits;

  std::array<bool, kMechanisms> sources_{};
  bool isActiveDirectory_ = false;
  std::uint64_t objects_ = 0, objectsWithStamps_ = 0;  ///< of Active Directory and Samba
  std::uint64_t ahead_ = 0, jumps_ = 0, links_ = 0;
  std::string aheadDn_;
  Time aheadTime_{};
  std::set<std::uint32_t> servers_;  ///< that stamps name
  std::uint32_t lastServer_ = 0;
  std::uint64_t tombstones_ = 0, deletions_ = 0;
  std::optional<int> tombstoneLifetime_;  ///< days
  std::string logBegin_;                  ///< minCSN of the accesslog
  bool hasEntryTimes_ = false, hasState_ = false, hasSyncHistory_ = false;
};

/// By kind, what matters for these mechanisms.
std::vector<PastLimit> limitsOf(const PastFacts& facts, const Snapshot& snapshot, const MetadataContext& context,
                                const PastOptions& options);

}  // namespace ldapsnap
