// Changes by syncrepl (RFC 4533, refreshOnly). slapd answers with the entries that changed, and names either what was
// deleted (with a session log that reaches back far enough) or everything that is still there.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "snapshot/capture/incremental/part_changes.h"

namespace ldapsnap {

namespace {

/// "rid=000,csn=A;B": the state that these values of contextCSN stand for, as slapd reads it.
std::string cookieOf(const Attribute& contextCsn) {
  std::string cookie;
  for (const std::string& csn : contextCsn.values) cookie += (cookie.empty() ? "rid=000,csn=" : ";") + csn;
  return cookie;
}

/// "0a1b..." for the text form of entryUUID (RFC 4530); other texts give what cannot be met.
std::string uuidBytes(std::string_view text) {
  std::string bytes;
  int high = -1;
  for (const char c : text) {
    if (c == '-') continue;
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return std::string(text);
    if (high < 0) {
      high = digit;
    } else {
      bytes += static_cast<char>(high << 4 | digit);
      high = -1;
    }
  }
  return bytes;
}

std::string uuidOf(const Entry& entry) {
  const std::string* const text = entry.first("entryUUID");
  return text == nullptr ? std::string() : uuidBytes(*text);
}

/// The newest of the times that the values of contextCSN begin with, to the second.
std::string newestSecond(const Attribute& contextCsn) {
  std::string newest;
  for (const std::string& csn : contextCsn.values) newest = std::max(newest, csn.substr(0, csn.find('.')));
  return newest;
}

class Refreshed {
 public:
  Refreshed(const EarlierPart& earlier, const Attribute& contextCsn)
      : earlier_(earlier), since_(newestSecond(contextCsn)) {}

  PartChanges take(RefreshResult told, std::vector<Entry> entries) {
    changes_.result = std::move(told.result);
    for (const Entry& entry : entries) classify(entry);
    changes_.entries = std::move(entries);
    if (mayBeLess(told)) findRemoved(told);
    return std::move(changes_);
  }

 private:
  void classify(const Entry& entry) {
    changed_.emplace(uuidOf(entry), keyOf(entry.dn).path());
    if (earlier_.find(entry.dn)) {
      ++known_;
      return;
    }
    // Its time of creation is that of a change which came later, or it may have had another name before.
    const std::string* const created = entry.first("createTimestamp");
    const bool isNew = created != nullptr && !since_.empty() && created->substr(0, since_.size()) > since_;
    mayBeRenamed_ = mayBeRenamed_ || !isNew;
  }

  /// False when it is sure, without looking at all entries, that none of the earlier ones is gone.
  bool mayBeLess(const RefreshResult& told) const {
    if (mayBeRenamed_) return true;
    if (told.names == RefreshResult::Names::Deleted) return !told.uuids.empty();
    const std::uint64_t present = static_cast<std::uint64_t>(std::count_if(
        told.uuids.begin(), told.uuids.end(), [this](const std::string& uuid) { return !changed_.contains(uuid); }));
    return present + known_ != earlier_.count();
  }

  void findRemoved(const RefreshResult& told) {
    const std::unordered_set<std::string> named(told.uuids.begin(), told.uuids.end());
    const bool namesDeleted = told.names == RefreshResult::Names::Deleted;
    earlier_.forEachValue("entryUUID", [&](std::string_view dn, std::string_view text) {
      const std::string uuid = uuidBytes(text);
      const auto changed = changed_.find(uuid);
      const bool isRenamed = changed != changed_.end() && changed->second != keyOf(dn).path();
      if (uuid.empty()) changes_.whole = "the earlier snapshot does not hold every entryUUID";
      if (isRenamed) changes_.whole = "an entry was renamed";
      if (!changes_.whole.empty()) return Snapshot::Visit::Stop;
      const bool isThere = changed != changed_.end() || named.contains(uuid) != namesDeleted;
      if (!isThere) changes_.removed.emplace_back(dn);
      return Snapshot::Visit::Continue;
    });
  }

  const EarlierPart& earlier_;
  std::string since_;
  PartChanges changes_;
  std::unordered_map<std::string, std::string> changed_;  ///< paths of keys (dn.h) by entryUUID
  std::uint64_t known_ = 0;                               ///< entries that the earlier snapshot has by their names
  bool mayBeRenamed_ = false;
};

std::string whyRefused(const SearchResult& result) {
  switch (result.code) {
    case ResultCode::UnavailableCriticalExtension:
      return "the server does not tell changes: the database has no syncprov overlay";
    case ResultCode::SyncRefreshRequired:
      return "the server no longer knows what changed since";
    default:
      return "the server did not tell all changes: " + describe(result.code, result.diagnostic);
  }
}

}  // namespace

PartChanges changesBySyncRepl(ServerConnection& directory, const EarlierPart& earlier) {
  const std::optional<Entry> base = earlier.snapshot.find(earlier.base());
  const Attribute* const contextCsn = base ? base->find("contextCSN") : nullptr;
  if (contextCsn == nullptr) return PartChanges::readWhole("the earlier snapshot holds no contextCSN of it");
  std::vector<Entry> entries;
  std::size_t tooMany = 0;
  RefreshResult told = directory.refresh(earlier.part.request, cookieOf(*contextCsn), [&](Entry entry) {
    if (entries.size() < kMostChanges)
      entries.push_back(std::move(entry));
    else
      ++tooMany;
  });
  if (!told.result.ok()) return PartChanges::readWhole(whyRefused(told.result));
  if (tooMany > 0) return PartChanges::readWhole("too much changed");
  return Refreshed(earlier, *contextCsn).take(std::move(told), std::move(entries));
}

}  // namespace ldapsnap
