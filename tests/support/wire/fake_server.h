// An LDAP server in memory behind the ServerConnection seam: entries, scripted change feeds and faults, and a log of
// the requests it received.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "snapshot/server/server_connection.h"

namespace ldapsnap::test {

class FakeServer : public ServerConnection {
 public:
  /// How searches at one base go wrong.
  struct Fault {
    SearchResult result;                      ///< returned at the end, or after `deliverFirst` entries if not success
    std::size_t deliverFirst = 0;             ///< entries delivered before a result that is not success
    bool disconnect = false;                  ///< the connection breaks instead: Error(Unreachable)
    std::vector<std::string> vanishing = {};  ///< DNs of entries that are not delivered, as if deleted meanwhile
  };
  /// A search that stays open, as it was started.
  struct StartedFeed {
    enum class Mechanism { PersistentSearch, ContentSync } mechanism;
    SearchRequest request;
    std::string cookie;  ///< of ContentSync
  };
  using FeedContent = decltype(FeedMessage::content);

  explicit FakeServer(Entry rootDse = {}) : rootDse_(std::move(rootDse)) {}

  /// Adds or replaces an entry; `attributes` are "description", "value" pairs.
  void put(const std::string& dn, const std::vector<std::pair<std::string, std::string>>& attributes);
  void remove(const std::string& dn);
  /// Sets one attribute of an entry (the root DSE: the empty DN) to one value.
  void set(const std::string& dn, const std::string& description, const std::string& value);
  /// Every search whose base is `base` ends like this, until heal().
  void fail(const std::string& base, Fault fault) { faults_[base] = std::move(fault); }
  void heal(const std::string& base) { faults_.erase(base); }
  /// Called before each search is answered (reads of the root DSE count), with its number from 1: a writer at work.
  void beforeSearch(std::function<void(std::size_t number, const SearchRequest&)> hook) { hook_ = std::move(hook); }
  /// Called after each entry that a search delivered, with the count within that search.
  void afterEntry(std::function<void(std::size_t count, const Entry&)> hook) { entryHook_ = std::move(hook); }
  /// With every page, reports this estimate of the number of entries.
  void estimates(std::uint64_t entries) { estimate_ = entries; }
  /// What refresh() delivers and returns. Without it, the server does not support content synchronization.
  void scriptRefresh(std::vector<Entry> entries, RefreshResult result);

  // The script of the change feeds: what nextFeedMessage() does, in this order. At its end the server is silent.

  /// A message of the search that stays open at `base`. A SearchResult refuses or ends it.
  void scriptMessage(const std::string& base, FeedContent content);
  /// No message arrives within one timeout: the server is slow.
  void scriptSilence() { script_.push_back({Step::Kind::Silence}); }
  /// A message that cannot be decoded: Error(Unreachable), once.
  void scriptDamagedMessage() { script_.push_back({Step::Kind::Damaged}); }
  /// The connection breaks: from then on every function throws Error(Unreachable).
  void scriptCut() { script_.push_back({Step::Kind::Cut}); }
  bool isScriptFinished() const { return script_.empty(); }

  /// All searches so far in order; a read of the root DSE is one with an empty base and Scope::Base.
  const std::vector<SearchRequest>& searches() const { return searches_; }
  /// How many subtree searches began at `base`.
  std::size_t reads(const std::string& base) const;
  /// All searches that stay open so far, in order.
  const std::vector<StartedFeed>& feeds() const { return feeds_; }

  std::string uri() const override { return "ldap://fake.example"; }
  Entry rootDse() override;
  using ServerConnection::search;
  SearchResult search(const SearchRequest& request, const EntryReceiver& deliver,
                      const EstimateReceiver& estimate) override;
  RefreshResult refresh(const SearchRequest& request, const std::string& cookie, const EntryReceiver& deliver) override;
  std::vector<std::string> boundAs() override { return {}; }
  int startPersistentSearch(const SearchRequest& request) override;
  int startContentSync(const SearchRequest& request, const std::string& cookie) override;
  std::optional<FeedMessage> nextFeedMessage(std::chrono::milliseconds timeout) override;

 private:
  struct Step {
    enum class Kind { Message, Silence, Damaged, Cut } kind;
    std::string base = {};
    FeedContent content = {};
  };

  void begin(const SearchRequest& request);
  void throwIfCut() const;
  std::vector<Entry> matching(const SearchRequest& request) const;
  int start(StartedFeed::Mechanism mechanism, const SearchRequest& request, const std::string& cookie);
  /// The number of the search that was last started at `base`.
  int searchAt(const std::string& base) const;

  Entry rootDse_;
  std::map<std::string, Entry> entries_;  ///< by DN as spelled
  std::map<std::string, Fault> faults_;
  std::function<void(std::size_t, const SearchRequest&)> hook_;
  std::function<void(std::size_t, const Entry&)> entryHook_;
  std::vector<SearchRequest> searches_;
  std::uint64_t estimate_ = 0;
  std::optional<std::pair<std::vector<Entry>, RefreshResult>> refresh_;
  std::vector<StartedFeed> feeds_;  ///< the number of a search is its position, from 1
  std::deque<Step> script_;
  bool isCut_ = false;
};

/// Collects what a capture delivers.
class CollectingSink : public SnapshotSink {
 public:
  void add(Entry entry) override { entries.push_back(std::move(entry)); }
  /// The entry of that DN as spelled, or nullptr.
  const Entry* find(const std::string& dn) const;
  /// The DNs in the order in which they came.
  std::vector<std::string> dns() const;

  std::vector<Entry> entries;
};

}  // namespace ldapsnap::test
