// How a server reports its changes while they happen: one implementation per mechanism, each in a file of its own.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "snapshot/capture/dialect/dialect.h"
#include "snapshot/model/journal.h"
#include "snapshot/server/server_connection.h"

namespace ldapsnap {

class ChangeFeed {
 public:
  using Deliver = std::function<void(JournalEntry)>;
  virtual ~ChangeFeed() = default;

  /// For the journal: "syncrepl", "persistent search".
  virtual std::string source() const = 0;
  /// Begins, or continues after a lost connection, over `connection`, which must live until the next call or the end
  /// of the feed. After it returns, every later change will be delivered. Throws Error(Unreachable).
  virtual void follow(ServerConnection& connection) = 0;
  /// Waits for changes, at most `timeout`, and delivers them in the order in which the server reported them. Throws
  /// Error(Unreachable) when the connection is lost or a message cannot be decoded.
  virtual void poll(std::chrono::milliseconds timeout, const Deliver& deliver) = 0;
  /// Which bases cannot be followed, and why. Final after the last poll().
  virtual std::vector<Gap> gaps() const = 0;
  /// Whether the changes that happened while there was no connection are delivered after follow() was called again.
  enum class AfterLoss { Complete, WithGap };
  virtual AfterLoss afterLoss() const = 0;
};

/// DNs of the subtrees to follow: those that a capture reads.
using FollowedBases = std::vector<std::string>;

/// syncrepl (RFC 4533), refreshAndPersist: slapd with the syncprov overlay. Reports who last changed an entry.
std::unique_ptr<ChangeFeed> syncReplFeed(FollowedBases bases);
/// The accesslog overlay's database at `log`: who changed what, with every attribute, in the databases that it logs. It
/// is read once, at the end: nothing is delivered before poll() is called with a timeout of zero. Attributes that are
/// volatile in `product` are left out.
std::unique_ptr<ChangeFeed> accessLogFeed(std::string log, Product product);
/// draft-ietf-ldapext-psearch-03: 389 Directory Server. It responds to a request before it reports the change, so the
/// second of two changes in quick succession may be reported first.
std::unique_ptr<ChangeFeed> persistentSearchFeed(FollowedBases bases);
/// uSNChanged of Active Directory and Samba ([MS-ADTS] 3.1.1.1.9), polled: of an object that changes twice between two
/// polls only the last state is seen.
std::unique_ptr<ChangeFeed> usnFeed(FollowedBases bases);

/// The feeds that this server offers, the most detailed first; empty if it offers none.
std::vector<std::unique_ptr<ChangeFeed>> changeFeedsOf(const Entry& rootDse, const ServerProfile& profile,
                                                       const FollowedBases& bases);

// --- For the implementations ---

/// The first value of an attribute; empty if the entry has none. Journals represent "not reported" as an empty text.
std::string firstValueOrEmpty(const Entry& entry, std::string_view description);

/// The most messages that one poll() takes, so that a server that never stops sending cannot keep a run from ending.
inline constexpr int kMostMessagesOfAPoll = 1000;

/// Passes the messages that arrive within `timeout`, and those that have arrived by then, to `take`.
void takeFeedMessages(ServerConnection& connection, std::chrono::milliseconds timeout,
                      const std::function<void(FeedMessage)>& take);

}  // namespace ldapsnap
