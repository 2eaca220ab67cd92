// Completing a feed of changes: what changes with an entry and is not counted as a change of its own.
#include <algorithm>
#include <unordered_set>

#include "snapshot/base/text.h"
#include "snapshot/capture/incremental/part_changes.h"
#include "snapshot/capture/part/subordinates.h"

namespace ldapsnap {

namespace {

constexpr std::string_view kSecurityDescriptor = "nTSecurityDescriptor";

/// The DN that a value is, or ends with: DN-Binary "B:8:01020304:CN=x" ([MS-ADTS] 3.1.1.3.1.1.2).
std::string_view nameIn(std::string_view value) {
  if (value.find('=') == std::string_view::npos || value.size() > 2048) return {};
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

class ReadAlong {
 public:
  ReadAlong(ServerConnection& directory, const EarlierPart& earlier, PartChanges& changes)
      : directory_(directory), earlier_(earlier), changes_(changes) {
    for (const Entry& entry : changes.entries) done_.insert(pathOfName(entry.dn));
    for (const std::string& dn : changes.removed) done_.insert(pathOfName(dn));
  }

  void run() {
    want(earlier_.base());
    const std::size_t told = changes_.entries.size();
    for (std::size_t i = 0; i < told && changes_.whole.empty(); ++i) follow(changes_.entries[i]);
    for (const std::string& dn : changes_.removed) followRemoved(dn);
    if (!changes_.removed.empty() && earlier_.namesOfRemoved == EarlierPart::Names::Go) wantHoldersOfRemoved();
    if (wanted_.size() > kMostChanges) changes_.whole = "too much changed";
    for (const std::string& dn : wanted_)
      if (changes_.whole.empty()) read(dn);
  }

 private:
  static std::string pathOfName(const std::string& dn) { return std::string(keyOf(dn).path()); }

  /// An entry that the server did not name, and that was there before.
  void want(const Dn& dn) {
    if (!earlier_.holds(dn) || !done_.insert(pathOf(dn)).second) return;
    if (const std::optional<Entry> before = earlier_.snapshot.find(dn)) wanted_.push_back(before->dn);
  }

  void wantNamed(const std::string& value) {
    const std::string_view name = nameIn(value);
    if (name.empty()) return;
    if (const std::optional<Dn> dn = tryParseDn(name)) want(*dn);
  }

  void wantParent(const std::string& dn) {
    if (const std::optional<Dn> parsed = tryParseDn(dn); parsed && !parsed->empty()) want(parsed->parent());
  }

  void follow(const Entry& entry) {
    const std::optional<Entry> before = earlier_.find(entry.dn);
    if (!before) wantParent(entry.dn);
    forEachDifference(entry, before.value_or(Entry()), [this](const std::string& value) { wantNamed(value); });
    const std::string* const descriptor = entry.first(kSecurityDescriptor);
    const std::string* const earlier = before ? before->first(kSecurityDescriptor) : nullptr;
    const bool isSame = descriptor == nullptr || earlier == nullptr ? descriptor == earlier : *descriptor == *earlier;
    if (before && !isSame) rewrite(entry.dn);
  }

  void followRemoved(const std::string& dn) {
    wantParent(dn);
    if (const std::optional<Entry> before = earlier_.find(dn))
      forEachDifference(*before, Entry(), [this](const std::string& value) { wantNamed(value); });
  }

  void wantHoldersOfRemoved() {
    std::unordered_set<std::string> removed;
    for (const std::string& dn : changes_.removed) removed.insert(asciiLower(dn));
    earlier_.forEach([&](const Entry& entry) {
      const bool names = std::any_of(entry.attributes.begin(), entry.attributes.end(), [&](const Attribute& attribute) {
        return std::any_of(attribute.values.begin(), attribute.values.end(), [&](const std::string& value) {
          const std::string_view name = nameIn(value);
          return !name.empty() && removed.contains(asciiLower(name));
        });
      });
      if (names) wantNamed(entry.dn);
      return Snapshot::Visit::Continue;
    });
  }

  void read(const std::string& dn) {
    SearchRequest request = earlier_.part.request;
    request.base = dn;
    request.scope = Scope::Base;
    request.pageSize = 0;
    std::size_t found = 0;
    const SearchResult result = directory_.search(request, [&](Entry entry) {
      ++found;
      changes_.entries.push_back(std::move(entry));
    });
    if (found != 1) changes_.whole = "an entry went without a word: " + describe(result.code, result.diagnostic);
  }

  /// Children inherit parts of their parent's security descriptor, and their own counters stand still.
  void rewrite(const std::string& dn) {
    if (keyOf(dn).path() == pathOf(earlier_.base())) {
      changes_.whole = "the permissions of its base changed";
      return;
    }
    SearchRequest request = earlier_.part.request;
    request.base = dn;
    std::vector<Entry> below;
    const SearchResult result =
        directory_.search(request, [&below](Entry entry) { below.push_back(std::move(entry)); });
    if (!result.ok()) changes_.whole = "permissions changed, and what inherits them could not be read";
    if (changes_.entries.size() + below.size() > kMostChanges) changes_.whole = "permissions of much changed";
    changes_.rewrittenAt.push_back(dn);
    for (Entry& entry : below)
      if (done_.insert(pathOfName(entry.dn)).second) changes_.entries.push_back(std::move(entry));
  }

  ServerConnection& directory_;
  const EarlierPart& earlier_;
  PartChanges& changes_;
  std::unordered_set<std::string> done_;  ///< paths of keys (dn.h): told, removed or wanted
  std::vector<std::string> wanted_;       ///< DNs
};

}  // namespace

void readAlong(ServerConnection& directory, const EarlierPart& earlier, PartChanges& changes) {
  if (changes.whole.empty()) ReadAlong(directory, earlier, changes).run();
}

}  // namespace ldapsnap
