// What changes together with a reported entry without being reported: a server counts the write of a client, not what
// it derives from it.
#include <algorithm>
#include <unordered_set>

#include "snapshot/base/text.h"
#include "snapshot/capture/incremental/part_changes.h"

namespace ldapsnap {

namespace {

constexpr std::string_view kSecurityDescriptor = "nTSecurityDescriptor";

/// Longer values are not names; most are certificates and pictures.
constexpr std::size_t kLongestName = 2048;

/// Why the changes cannot be used; nothing when they can.
using Refusal = std::optional<std::string>;

/// The DN that a value may be, or end with: DN-Binary is "B:8:01020304:CN=x" ([MS-ADTS] 3.1.1.3.1.1.2). Empty when it
/// is certainly not one.
std::string_view nameIn(std::string_view value) {
  if (value.find('=') == std::string_view::npos || value.size() > kLongestName) return {};
  if (!value.starts_with("B:") && !value.starts_with("S:")) return value;
  return value.substr(value.find_last_of(':', value.find('=')) + 1);
}

/// Calls `visit` with each value that one of two states of an entry has and the other lacks.
void forEachDifference(const Entry& a, const Entry& b, const std::function<void(const std::string&)>& visit) {
  const auto lacking = [&visit](const Entry& from, const Entry& other) {
    for (const Attribute& attribute : from.attributes) {
      const Attribute* const there = other.find(attribute.description);
      const std::unordered_set<std::string> values(there == nullptr ? attribute.values.end() : there->values.begin(),
                                                   there == nullptr ? attribute.values.end() : there->values.end());
      for (const std::string& value : attribute.values)
        if (!values.contains(value)) visit(value);
    }
  };
  lacking(a, b);
  lacking(b, a);
}

std::string pathOfName(const std::string& dn) { return std::string(keyOf(dn).path()); }

/// Goes through the reported changes once, notes which other entries they may have changed, and reads those. What was
/// read that way is not followed any further: a value that a server derives has no derived values of its own.
class SideEffects {
 public:
  SideEffects(ServerConnection& directory, const EarlierPart& earlier, PartChanges& changes)
      : directory_(directory), earlier_(earlier), changes_(changes) {
    for (const Entry& entry : changes.entries) handled_.insert(pathOfName(entry.dn));
    for (const std::string& dn : changes.removed) handled_.insert(pathOfName(dn));
  }

  Refusal add() && {
    schedule(earlier_.base());  // it holds the counter itself: contextCSN moves without a change of the entry
    const std::size_t reported = changes_.entries.size();
    for (std::size_t i = 0; i < reported; ++i) {
      if (const Refusal refusal = followChanged(changes_.entries[i])) return refusal;
    }
    for (const std::string& dn : changes_.removed) followRemoved(dn);
    const bool namesDisappear = earlier_.namesOfRemoved == NamesOfRemoved::Disappear;
    if (namesDisappear && !changes_.removed.empty()) scheduleEntriesThatNameRemoved();
    if (scheduled_.size() > kMostChanges) return "too many entries changed";
    for (const std::string& dn : scheduled_)
      if (const Refusal refusal = readEntry(dn)) return refusal;
    return std::nullopt;
  }

 private:
  /// Notes an entry that was there before and was not reported.
  void schedule(const Dn& dn) {
    if (!earlier_.covers(dn) || !handled_.insert(pathOf(dn)).second) return;
    if (const std::optional<Entry> before = earlier_.snapshot.find(dn)) scheduled_.push_back(before->dn);
  }

  void scheduleNamedIn(const std::string& value) {
    const std::string_view name = nameIn(value);
    if (name.empty()) return;
    if (const std::optional<Dn> dn = Dn::tryParse(name)) schedule(*dn);
  }

  /// hasSubordinates, numSubordinates and the like.
  void scheduleParent(const std::string& dn) {
    if (const std::optional<Dn> parsed = Dn::tryParse(dn); parsed && !parsed->empty()) schedule(parsed->parent());
  }

  Refusal followChanged(const Entry& entry) {
    const std::optional<Entry> before = earlier_.find(entry.dn);
    if (!before) scheduleParent(entry.dn);
    forEachDifference(entry, before.value_or(Entry()), [this](const std::string& value) { scheduleNamedIn(value); });
    if (!before) return std::nullopt;
    const std::string* const descriptor = entry.first(kSecurityDescriptor);
    const std::string* const earlier = before->first(kSecurityDescriptor);
    const bool isSame = descriptor == nullptr || earlier == nullptr ? descriptor == earlier : *descriptor == *earlier;
    return isSame ? std::nullopt : readSubtree(entry.dn);
  }

  void followRemoved(const std::string& dn) {
    scheduleParent(dn);
    if (const std::optional<Entry> before = earlier_.find(dn))
      forEachDifference(*before, Entry(), [this](const std::string& value) { scheduleNamedIn(value); });
  }

  void scheduleEntriesThatNameRemoved() {
    std::unordered_set<std::string> removed;
    for (const std::string& dn : changes_.removed) removed.insert(asciiLower(dn));
    earlier_.forEachEntry([&](const Entry& entry) {
      const bool names = std::any_of(entry.attributes.begin(), entry.attributes.end(), [&](const Attribute& attribute) {
        return std::any_of(attribute.values.begin(), attribute.values.end(), [&](const std::string& value) {
          const std::string_view name = nameIn(value);
          return !name.empty() && removed.contains(asciiLower(name));
        });
      });
      if (names) scheduleNamedIn(entry.dn);
      return Snapshot::Visit::Continue;
    });
  }

  /// An entry that is gone by now was deleted after the changes were reported. The counter shows that too, but the
  /// entry would be inherited until then.
  Refusal readEntry(const std::string& dn) {
    SearchRequest request = earlier_.part.request;
    request.base = dn;
    request.scope = Scope::Base;
    request.pageSize = 0;
    std::size_t found = 0;
    const SearchResult result = directory_.search(request, [&](Entry entry) {
      ++found;
      changes_.entries.push_back(std::move(entry));
    });
    if (found == 1) return std::nullopt;
    return "an entry disappeared while it was being read: " + describe(result.code, result.diagnostic);
  }

  /// Children inherit parts of their parent's security descriptor, and their own counters do not move. `dn` is a copy,
  /// because entries are added to the vector that its entry is in.
  Refusal readSubtree(const std::string dn) {
    if (keyOf(dn).path() == pathOf(earlier_.base())) return "the permissions of its base changed";
    SearchRequest request = earlier_.part.request;
    request.base = dn;
    std::vector<Entry> subtree;
    const SearchResult result =
        directory_.search(request, [&subtree](Entry entry) { subtree.push_back(std::move(entry)); });
    if (!result.ok()) return "permissions changed, and the entries that inherit them could not be read";
    if (changes_.entries.size() + subtree.size() > kMostChanges) return "the permissions of too many entries changed";
    changes_.rewrittenAt.push_back(dn);
    for (Entry& entry : subtree)
      if (handled_.insert(pathOfName(entry.dn)).second) changes_.entries.push_back(std::move(entry));
    return std::nullopt;
  }

  ServerConnection& directory_;
  const EarlierPart& earlier_;
  PartChanges& changes_;
  std::unordered_set<std::string> handled_;  ///< paths of keys (dn.h): reported, removed, read or scheduled
  std::vector<std::string> scheduled_;       ///< DNs as the earlier snapshot spells them
};

}  // namespace

void addSideEffects(ServerConnection& directory, const EarlierPart& earlier, PartChanges& changes) {
  if (changes.fullReadReason) return;
  changes.fullReadReason = SideEffects(directory, earlier, changes).add();
}

}  // namespace ldapsnap
