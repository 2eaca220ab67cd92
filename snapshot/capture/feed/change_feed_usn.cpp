// uSNChanged (Active Directory, Samba): every write of a domain controller gives the object the next number. Deleted
// objects keep theirs as tombstones.
#include <charconv>
#include <fmt/format.h>
#include <map>
#include <thread>
#include <unordered_map>

#include "snapshot/capture/dialect/tombstone.h"
#include "snapshot/capture/feed/change_feed.h"
#include "snapshot/server/feed_messages.h"

namespace ldapsnap {

namespace {

using std::chrono::milliseconds;

/// [MS-ADTS] 3.1.1.3.4.1.14: deleted objects are found too.
constexpr const char* kShowDeleted = "1.2.840.113556.1.4.417";

std::int64_t numberIn(const Entry& entry, std::string_view description) {
  const std::string text = firstValue(entry, description);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

class UsnFeed : public ChangeFeed {
 public:
  explicit UsnFeed(FollowedBases bases) : bases_(std::move(bases)) {
    LDAPControl* control = nullptr;
    ldap_control_create(kShowDeleted, 1, nullptr, 0, &control);
    showDeleted_.reset(control);
  }

  std::string source() const override { return "uSNChanged"; }
  AfterLoss afterLoss() const override { return AfterLoss::Complete; }
  std::vector<Gap> gaps() const override {
    std::vector<Gap> gaps;
    for (const auto& [base, reason] : gaps_) gaps.push_back({base, reason, ""});
    return gaps;
  }

  void follow(BoundHandle handle) override {
    handle_ = std::move(handle);
    if (start_ == 0) start_ = last_ = highest();
  }

  void poll(milliseconds patience, const Deliver& deliver) override {
    std::this_thread::sleep_for(patience);
    const std::int64_t upTo = highest();
    if (upTo <= last_) return;
    std::map<std::int64_t, Entry> changed;  // by number; an object below two bases is one
    for (const std::string& base : bases_)
      for (Entry& object : changedBelow(base)) {
        const std::int64_t number = numberIn(object, "uSNChanged");
        // What changed meanwhile is left for the next question: a base that was asked before may hold more of it.
        if (number > last_ && number <= upTo) changed.emplace(number, std::move(object));
      }
    for (const auto& [number, object] : changed) tell(object, deliver);
    last_ = upTo;
  }

 private:
  std::int64_t highest() const {
    SearchResult result;
    const auto root = searchNow(handle_, Scope::Base, "", "(objectClass=*)", {"highestCommittedUSN"}, {}, result);
    return root.empty() ? 0 : numberIn(root.front(), "highestCommittedUSN");
  }

  std::vector<Entry> changedBelow(const std::string& base) {
    SearchResult result;
    std::vector<Entry> found =
        searchNow(handle_, Scope::Subtree, base, fmt::format("(uSNChanged>={})", last_ + 1),
                  {"uSNChanged", "uSNCreated", "objectGUID", "isDeleted", "lastKnownParent", "whenChanged"},
                  {showDeleted_.get()}, result);
    if (!result.ok()) gaps_[base] = describe(result.code, result.diagnostic);
    return found;
  }

  void tell(const Entry& object, const Deliver& deliver) {
    const std::string id = firstValue(object, "objectGUID");
    const bool isDeleted = firstValue(object, "isDeleted") == "TRUE";
    const auto [known, isFirst] = names_.try_emplace(id, isDeleted ? nameBefore(object) : object.dn);
    JournalEntry entry;
    entry.time = changeTime(firstValue(object, "whenChanged")).value_or(timeNow());
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

  BoundHandle handle_;
  FollowedBases bases_;
  LdapPtr<LDAPControl> showDeleted_;
  std::int64_t start_ = 0, last_ = 0;
  std::unordered_map<std::string, std::string> names_;  ///< of objects that we saw, by objectGUID
  std::map<std::string, std::string> gaps_;             ///< a base and why
};

}  // namespace

std::unique_ptr<ChangeFeed> usnFeed(FollowedBases bases) { return std::make_unique<UsnFeed>(std::move(bases)); }

}  // namespace ldapsnap
