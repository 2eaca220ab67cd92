// Changes by syncrepl (RFC 4533, refreshOnly). slapd returns the entries that changed. Of the others it names either
// those that were deleted (when its session log reaches back far enough) or all that are still present.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "snapshot/capture/incremental/part_changes.h"

namespace ldapsnap {

namespace {

/// "rid=000,csn=A;B": the state that these values of contextCSN describe, as a cookie of slapd.
std::string cookieOf(const Attribute& contextCsn) {
  std::string cookie;
  for (const std::string& csn : contextCsn.values) cookie += (cookie.empty() ? "rid=000,csn=" : ";") + csn;
  return cookie;
}

/// The bytes of an entryUUID from its text form (RFC 4530); other text is returned as it is and equals no UUID.
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

/// The newest time in the values of contextCSN, to the second.
std::string newestSecond(const Attribute& contextCsn) {
  std::string newest;
  for (const std::string& csn : contextCsn.values) newest = std::max(newest, csn.substr(0, csn.find('.')));
  return newest;
}

/// What a refresh returned, compared with the earlier snapshot to find what was removed.
class Refresh {
 public:
  Refresh(const EarlierPart& earlier, const Attribute& contextCsn, RefreshResult reported, std::vector<Entry> entries)
      : earlier_(earlier),
        since_(newestSecond(contextCsn)),
        reported_(std::move(reported)),
        entries_(std::move(entries)) {
    for (const Entry& entry : entries_) changedPaths_.emplace(uuidOf(entry), keyOf(entry.dn).path());
  }

  PartChanges changes() && {
    PartChanges changes;
    if (mayLackEntries()) changes = findRemoved();
    changes.result = std::move(reported_.result);
    changes.entries = std::move(entries_);
    return changes;
  }

 private:
  /// Whether `entry`, whose name is new, may have existed under another name when the earlier snapshot was taken. Its
  /// time of creation rules that out only when it is after every change which that snapshot can hold.
  bool mayBeRenamed(const Entry& entry) const {
    const std::string* const created = entry.first("createTimestamp");
    return created == nullptr || since_.empty() || created->substr(0, since_.size()) <= since_;
  }

  /// False when all entries of the earlier snapshot are certainly still there under their names. That saves reading the
  /// entryUUID of every earlier entry, which is most of the time of a capture with few changes.
  ///
  /// Where slapd names what is present, counting suffices: the entries that it names and does not return are unchanged
  /// and so were in the earlier snapshot; with the returned ones that have an earlier name, they are all of it that is
  /// left. A renamed entry would upset that count.
  bool mayLackEntries() const {
    std::uint64_t withEarlierName = 0;
    for (const Entry& entry : entries_) {
      if (earlier_.find(entry.dn)) {
        ++withEarlierName;
      } else if (mayBeRenamed(entry)) {
        return true;
      }
    }
    const std::vector<std::string>& uuids = reported_.uuids;
    if (reported_.names == RefreshResult::Names::Deleted) return !uuids.empty();
    const auto unchanged =
        std::count_if(uuids.begin(), uuids.end(), [this](const auto& uuid) { return !changedPaths_.contains(uuid); });
    return static_cast<std::uint64_t>(unchanged) + withEarlierName != earlier_.count();
  }

  /// Only `removed` or `fullReadReason` of the result are set. An entry that was renamed needs a full read, because
  /// slapd does not return the entries below it, whose names changed too.
  PartChanges findRemoved() const {
    PartChanges changes;
    const std::unordered_set<std::string> named(reported_.uuids.begin(), reported_.uuids.end());
    const bool namesDeleted = reported_.names == RefreshResult::Names::Deleted;
    earlier_.forEachValue("entryUUID", [&](std::string_view dn, std::string_view text) {
      const std::string uuid = uuidBytes(text);
      const auto changed = changedPaths_.find(uuid);
      const bool isChanged = changed != changedPaths_.end();
      if (uuid.empty()) changes.fullReadReason = "an entry of the earlier snapshot has no entryUUID";
      if (isChanged && changed->second != keyOf(dn).path()) changes.fullReadReason = "an entry was renamed";
      if (changes.fullReadReason) return Snapshot::Visit::Stop;
      const bool isPresent = isChanged || named.contains(uuid) != namesDeleted;
      if (!isPresent) changes.removed.emplace_back(dn);
      return Snapshot::Visit::Continue;
    });
    return changes;
  }

  const EarlierPart& earlier_;
  std::string since_;
  RefreshResult reported_;
  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::string> changedPaths_;  ///< paths of keys (dn.h) of `entries_`, by entryUUID
};

std::string refusalOf(const SearchResult& result) {
  switch (result.code) {
    case ResultCode::UnavailableCriticalExtension:
      return "the server does not report changes: the database has no syncprov overlay";
    case ResultCode::SyncRefreshRequired:
      return "the server no longer knows the changes since the earlier snapshot";
    default:
      return "the server did not report all changes: " + describe(result.code, result.diagnostic);
  }
}

}  // namespace

PartChanges changesBySyncRepl(ServerConnection& directory, const EarlierPart& earlier) {
  // A search crosses into a subordinate database (slapd.conf(5), "subordinate"), whose changes this contextCSN does not
  // count.
  if (!earlier.otherParts.empty()) return PartChanges::readInFull("it contains another database");
  const std::optional<Entry> base = earlier.snapshot.find(earlier.base());
  const Attribute* const contextCsn = base ? base->find("contextCSN") : nullptr;
  if (contextCsn == nullptr) return PartChanges::readInFull("the earlier snapshot has no contextCSN for it");
  std::vector<Entry> entries;
  bool areTooMany = false;
  RefreshResult reported = directory.refresh(earlier.part.request, cookieOf(*contextCsn), [&](Entry entry) {
    areTooMany = areTooMany || entries.size() == kMostChanges;
    if (!areTooMany) entries.push_back(std::move(entry));
  });
  if (!reported.result.ok()) return PartChanges::readInFull(refusalOf(reported.result));
  if (areTooMany) return PartChanges::readInFull("too many entries changed");
  return Refresh(earlier, *contextCsn, std::move(reported), std::move(entries)).changes();
}

}  // namespace ldapsnap
