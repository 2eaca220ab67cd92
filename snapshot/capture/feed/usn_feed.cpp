// uSNChanged (Active Directory, Samba): a domain controller gives an object the next number with every write. Deleted
// objects stay as tombstones, which have one too.
#include <charconv>
#include <fmt/format.h>
#include <map>
#include <thread>
#include <unordered_map>

#include "snapshot/base/error.h"
#include "snapshot/capture/dialect/tombstone.h"
#include "snapshot/capture/feed/change_feed.h"
#include "snapshot/capture/feed/change_time.h"

namespace ldapsnap {

namespace {

using std::chrono::milliseconds;

/// 0 if there is none: update sequence numbers begin at 1.
std::int64_t numberIn(const Entry& entry, std::string_view description) {
  const std::string text = firstValueOrEmpty(entry, description);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

class UsnFeed : public ChangeFeed {
 public:
  explicit UsnFeed(FollowedBases bases) : bases_(std::move(bases)) {}

  std::string source() const override { return "uSNChanged"; }
  AfterLoss afterLoss() const override { return AfterLoss::Complete; }
  std::vector<Gap> gaps() const override {
    std::vector<Gap> gaps;
    for (const auto& [base, reason] : gaps_) gaps.push_back({base, reason, ""});
    return gaps;
  }

  void follow(ServerConnection& connection) override {
    connection_ = &connection;
    if (start_ == 0) start_ = last_ = highest();
  }

  void poll(milliseconds timeout, const Deliver& deliver) override {
    std::this_thread::sleep_for(timeout);
    const std::int64_t upTo = highest();
    if (upTo <= last_) return;
    std::map<std::int64_t, Entry> changed;  // by number; an object below two of the bases is there once
    for (const std::string& base : bases_)
      for (Entry& object : changedBelow(base)) {
        const std::int64_t number = numberIn(object, "uSNChanged");
        // Later changes wait for the next poll: of a base that was searched before they would be missing.
        if (number > last_ && number <= upTo) changed.emplace(number, std::move(object));
      }
    for (const auto& [number, object] : changed) deliverChange(object, deliver);
    last_ = upTo;
  }

 private:
  std::int64_t highest() const {
    SearchRequest request;
    request.scope = Scope::Base;
    request.attributes = {"highestCommittedUSN"};
    request.pageSize = 0;
    std::int64_t number = 0;
    const SearchResult result = connection_->search(
        request, [&number](const Entry& rootDse) { number = numberIn(rootDse, "highestCommittedUSN"); });
    if (number > 0) return number;
    throw Error(ErrorKind::Unreachable,
                result.ok() ? "the root DSE does not show highestCommittedUSN"
                            : "reading highestCommittedUSN failed: " + describe(result.code, result.diagnostic))
        .at(connection_->uri());
  }

  std::vector<Entry> changedBelow(const std::string& base) {
    SearchRequest request;
    request.base = base;
    request.filter = fmt::format("(uSNChanged>={})", last_ + 1);
    request.attributes = {"uSNChanged", "uSNCreated", "objectGUID", "isDeleted", "lastKnownParent", "whenChanged"};
    request.tombstones = Tombstones::Shown;
    std::vector<Entry> found;
    const SearchResult result =
        connection_->search(request, [&found](Entry object) { found.push_back(std::move(object)); });
    if (!result.ok()) gaps_[base] = describe(result.code, result.diagnostic);
    return found;
  }

  /// What happened to an object since the last poll, judged by its name, its uSNCreated and isDeleted.
  void deliverChange(const Entry& object, const Deliver& deliver) {
    const std::string id = firstValueOrEmpty(object, "objectGUID");
    const bool isDeleted = firstValueOrEmpty(object, "isDeleted") == "TRUE";
    const auto [known, isFirst] = names_.try_emplace(id, isDeleted ? nameBefore(object) : object.dn);
    JournalEntry entry;
    entry.time = changeTime(firstValueOrEmpty(object, "whenChanged")).value_or(timeNow());
    entry.dn = known->second;
    if (isFirst && numberIn(object, "uSNCreated") > start_) {
      entry.operation = JournalOperation::Added;
      deliver(entry);
      if (!isDeleted) return;
    }
    if (isDeleted) {
      entry.operation = JournalOperation::Deleted;
    } else if (entry.dn != object.dn) {
      entry.operation = JournalOperation::Renamed;
      entry.newDn = known->second = object.dn;
    } else {
      entry.operation = JournalOperation::Modified;
    }
    deliver(std::move(entry));
  }

  ServerConnection* connection_ = nullptr;
  FollowedBases bases_;
  std::int64_t start_ = 0, last_ = 0;                   ///< highestCommittedUSN at the first follow(), at the last poll
  std::unordered_map<std::string, std::string> names_;  ///< DNs of the objects seen so far, by objectGUID
  std::map<std::string, std::string> gaps_;             ///< by base: the reason
};

}  // namespace

std::unique_ptr<ChangeFeed> usnFeed(FollowedBases bases) { return std::make_unique<UsnFeed>(std::move(bases)); }

}  // namespace ldapsnap
