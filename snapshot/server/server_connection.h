// The one seam to an LDAP server: what a capture and a change feed need of it, as plain values. LdapConnection
// implements it with libldap; tests use a fake with scripted entries, changes and faults.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "snapshot/ldap/entry/entry.h"
#include "snapshot/model/snapshot.h"
#include "snapshot/server/result_code.h"

namespace ldapsnap {

// Object identifiers of request controls, as a root DSE lists them under supportedControl.
inline constexpr const char* kSubentriesControl = "1.3.6.1.4.1.4203.1.10.1";        ///< RFC 3672
inline constexpr const char* kContentSyncControl = "1.3.6.1.4.1.4203.1.9.1.1";      ///< RFC 4533
inline constexpr const char* kPersistentSearchControl = "2.16.840.1.113730.3.4.3";  ///< draft-ietf-ldapext-psearch-03

/// As the only attribute of a request: entries are returned without attributes (RFC 4511, 4.5.1.8).
inline constexpr const char* kNoAttributes = "1.1";

/// A search returns either ordinary entries or subentries (RFC 3672, 3), never both.
enum class Subentries { Hidden, Only };

/// Whether deleted objects are returned too ([MS-ADTS] 3.1.1.3.4.1.14). Other servers have none.
enum class Tombstones { Hidden, Shown };

/// What a search asks for (RFC 4511, 4.5.1). DNs and attribute descriptions in UTF-8.
struct SearchRequest {
  std::string base;
  Scope scope = Scope::Subtree;
  std::string filter = "(objectClass=*)";
  std::vector<std::string> attributes = {"*", "+"};
  int pageSize = 1000;  ///< RFC 2696; 0: no paging
  /// Parts of security descriptors to read ([MS-ADTS] 3.1.1.3.4.1.11: owner 1, group 2, DACL 4, SACL 8); 0: do not ask,
  /// for servers without security descriptors.
  int securityDescriptorFlags = 0;
  Subentries subentries = Subentries::Hidden;
  Tombstones tombstones = Tombstones::Hidden;

  bool operator==(const SearchRequest&) const = default;
};

/// How a search ended. Entries delivered before a failure stay delivered; the caller decides what to do with them.
struct SearchResult {
  ResultCode code = ResultCode::Success;
  std::string diagnostic;              ///< the server's text, hostile
  std::vector<std::string> referrals;  ///< continuation references, not followed

  bool ok() const { return code == ResultCode::Success; }
  bool operator==(const SearchResult&) const = default;
};

/// How the server described the changes since an earlier state (RFC 4533, refreshOnly), apart from the entries that it
/// returned. UUIDs are 16 bytes each.
struct RefreshResult {
  SearchResult result;
  /// Which of the other entries the server named. Deleted: those that no longer exist; all others are unchanged.
  /// Present: those that exist unchanged; all others no longer exist.
  enum class Names { Deleted, Present } names = Names::Present;
  std::vector<std::string> uuids;
};

// --- Messages of searches that stay open to report changes ---

/// A change reported by a persistent search (draft-ietf-ldapext-psearch-03, 5).
struct ChangedEntry {
  enum class Type { Added, Deleted, Modified, Renamed };
  Type type = Type::Modified;
  Entry entry;             ///< after the change; of a deletion: before it
  std::string previousDn;  ///< of a rename; empty if the server did not say

  bool operator==(const ChangedEntry&) const = default;
};

/// An entry with its Sync State Control (RFC 4533, 2.3).
struct SyncedEntry {
  enum class State { Present, Added, Modified, Deleted };
  State state = State::Present;
  std::string uuid;    ///< 16 bytes
  std::string cookie;  ///< empty if the server did not send one with this entry
  Entry entry;

  bool operator==(const SyncedEntry&) const = default;
};

/// A Sync Info Message (RFC 4533, 2.5).
struct SyncInfo {
  enum class Kind { NewCookie, RefreshDelete, RefreshPresent, IdSet };
  Kind kind = Kind::NewCookie;
  std::string cookie;         ///< may be empty, except of NewCookie
  bool isRefreshDone = true;  ///< of RefreshDelete and RefreshPresent: later messages report changes as they happen
  bool areDeleted = false;    ///< of IdSet: its entries were deleted; otherwise they exist unchanged
  std::vector<std::string> uuids;  ///< of IdSet: 16 bytes each

  bool operator==(const SyncInfo&) const = default;
};

/// One message of a search that stays open. A SearchResult ends the search: nothing more will come of it.
struct FeedMessage {
  int search = 0;  ///< what startPersistentSearch() or startContentSync() returned
  std::variant<ChangedEntry, SyncedEntry, SyncInfo, SearchResult> content;
};

/// Receives the entries of a search in the order in which they arrive. It may search on the same connection.
using EntryReceiver = std::function<void(Entry)>;
/// Receives, with each page, how many entries the server expects the search to return (RFC 2696, 3). Servers that give
/// no estimate never call it. May be empty.
using EstimateReceiver = std::function<void(std::uint64_t)>;

/// A bound connection. Not for use by two threads at a time. Every function throws Error(Unreachable) when the
/// connection breaks, when the server stays silent too long, and when a message cannot be decoded: no entry and no
/// result is ever skipped because of an error.
class ServerConnection {
 public:
  virtual ~ServerConnection() = default;

  /// URI without credentials, for messages and the manifest.
  virtual std::string uri() const = 0;
  /// The root DSE with its operational attributes (RFC 4512, 5.1).
  virtual Entry rootDse() = 0;
  /// Delivers entries as they arrive, and returns the result that the server gives, whatever it is.
  virtual SearchResult search(const SearchRequest& request, const EntryReceiver& deliver,
                              const EstimateReceiver& estimate) = 0;
  SearchResult search(const SearchRequest& request, const EntryReceiver& deliver) {
    return search(request, deliver, EstimateReceiver());
  }
  /// Delivers the entries that were added or changed since the state that `cookie` stands for. Otherwise like search();
  /// unavailableCriticalExtension (12) where the server does not offer this, e-syncRefreshRequired (4096) where it no
  /// longer knows what happened since.
  virtual RefreshResult refresh(const SearchRequest& request, const std::string& cookie,
                                const EntryReceiver& deliver) = 0;
  /// Who the server takes us for ("dn:cn=admin,dc=example,dc=com"; RFC 4532), then the groups that count for access,
  /// where the server shows them (tokenGroups, as SIDs). Empty if the server does not say.
  virtual std::vector<std::string> boundAs() = 0;
  /// The same for the bind that reads at and below `base`, where that is another one (routed_connection.h); empty: it
  /// is the same.
  virtual std::vector<std::string> boundAsAt(const std::string& /*base*/) { return {}; }

  // Following changes. A search that the server refuses is reported by nextFeedMessage(), as a SearchResult.

  /// Starts a search that reports every later change of the entries that match `request`
  /// (draft-ietf-ldapext-psearch-03, changesOnly). Returns the number of the search.
  virtual int startPersistentSearch(const SearchRequest& request) = 0;
  /// Starts a search that reports the changes since `cookie` and then every later one (RFC 4533, refreshAndPersist). An
  /// empty cookie asks for all entries. Returns the number of the search.
  virtual int startContentSync(const SearchRequest& request, const std::string& cookie) = 0;
  /// The next message of any search started by the two functions above, in the order of arrival. Empty if none arrives
  /// within `timeout`.
  virtual std::optional<FeedMessage> nextFeedMessage(std::chrono::milliseconds timeout) = 0;
};

}  // namespace ldapsnap
