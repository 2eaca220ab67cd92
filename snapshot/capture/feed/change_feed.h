// What a server tells of its changes while they happen. One implementation a mechanism, in files of their own.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "snapshot/capture/dialect/dialect.h"
#include "snapshot/model/journal.h"
#include "snapshot/server/bound_handle.h"

namespace ldapsnap {

class ChangeFeed {
 public:
  using Deliver = std::function<void(JournalEntry)>;
  virtual ~ChangeFeed() = default;

  /// For the journal: "syncrepl", "persistent search".
  virtual std::string source() const = 0;
  /// Begins, or after a lost connection goes on, over `handle`. When it returns, what changes from now on will be
  /// delivered. Throws Error(Unreachable).
  virtual void follow(BoundHandle handle) = 0;
  /// Waits for changes, `patience` at most, and delivers what came in the order in which it came. Throws
  /// Error(Unreachable) when the connection is lost.
  virtual void poll(std::chrono::milliseconds patience, const Deliver& deliver) = 0;
  /// What cannot be followed, and why; complete when polling has ended.
  virtual std::vector<Gap> gaps() const = 0;
  /// Whether what the feed missed while there was no connection comes when it follows again.
  enum class AfterLoss { Complete, WithGap };
  virtual AfterLoss afterLoss() const = 0;
};

/// Names of the subtrees that a capture reads: what is to be followed.
using FollowedBases = std::vector<std::string>;

/// syncrepl (RFC 4533), refreshAndPersist: slapd with syncprov. Tells who made the last change of an entry.
std::unique_ptr<ChangeFeed> syncReplFeed(FollowedBases bases);
/// The accesslog overlay's database at `log`: who, what and every attribute, of the databases that it logs. It is read
/// at the end: nothing is delivered before poll() is called with a patience of zero. Attributes that are volatile in
/// `product` are left out.
std::unique_ptr<ChangeFeed> accessLogFeed(std::string log, Product product);
/// draft-ietf-ldapext-psearch: 389 Directory Server, which answers a request before it tells of it: of two changes in
/// quick succession the second may be told first.
std::unique_ptr<ChangeFeed> persistentSearchFeed(FollowedBases bases);
/// uSNChanged of Active Directory and Samba ([MS-ADTS] 3.1.1.1.9), asked again and again: of an object that changes
/// twice between two questions the last state is seen.
std::unique_ptr<ChangeFeed> usnFeed(FollowedBases bases);

/// The feeds that a server of this kind has, the one that tells most first; none for a kind that has none.
std::vector<std::unique_ptr<ChangeFeed>> changeFeedsOf(const Entry& rootDse, const ServerProfile& profile,
                                                       const FollowedBases& bases);

}  // namespace ldapsnap
