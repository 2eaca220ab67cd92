// The controls of searches and the BER inside them, to and from bytes: RFC 2696 (paging), RFC 4533 (content
// synchronization), draft-ietf-ldapext-psearch-03 (persistent search), RFC 3296, RFC 3672 and [MS-ADTS]. Decoders
// return nothing for bytes that are not what the specification says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/server/server_connection.h"

namespace ldapsnap {

/// A request control (RFC 4511, 4.1.11).
struct Control {
  std::string oid;
  bool isCritical = false;
  std::optional<std::string> value = {};  ///< BER

  bool operator==(const Control&) const = default;
};

// Object identifiers of response controls and of an intermediate response.
inline constexpr const char* kPagedResultsControl = "1.2.840.113556.1.4.319";       ///< both directions
inline constexpr const char* kEntryChangeNotification = "2.16.840.1.113730.3.4.7";  ///< with an entry
inline constexpr const char* kSyncStateControl = "1.3.6.1.4.1.4203.1.9.1.2";        ///< with an entry
inline constexpr const char* kSyncDoneControl = "1.3.6.1.4.1.4203.1.9.1.3";         ///< with a result
inline constexpr const char* kSyncInfoMessage = "1.3.6.1.4.1.4203.1.9.1.4";         ///< an intermediate response

/// The controls that `request` needs, ManageDsaIT (RFC 3296) first: referral objects are entries to us. `pageCookie` is
/// the server's, empty for the first page. Only those are critical whose absence would change what is returned: a
/// server without paging answers all the same, and its result shows the limit that applied.
std::vector<Control> searchControls(const SearchRequest& request, std::string_view pageCookie);

enum class SyncMode { RefreshOnly = 1, RefreshAndPersist = 3 };  ///< RFC 4533, 2.2
/// Critical. An empty cookie asks for everything.
Control contentSyncControl(SyncMode mode, std::string_view cookie);
/// Critical: all four kinds of change, only changes, each with an Entry Change Notification.
Control persistentSearchControl();

struct PageResponse {
  std::uint64_t estimate = 0;  ///< how many entries the server expects the search to return; 0: unknown
  std::string cookie;          ///< for the next page; empty after the last one
};
std::optional<PageResponse> decodePageResponse(std::string_view value);

struct ChangeNotice {
  ChangedEntry::Type type = ChangedEntry::Type::Modified;
  std::string previousDn;  ///< of a rename; may be empty
};
std::optional<ChangeNotice> decodeChangeNotice(std::string_view value);

struct SyncState {
  SyncedEntry::State state = SyncedEntry::State::Present;
  std::string uuid, cookie;
};
std::optional<SyncState> decodeSyncState(std::string_view value);

std::optional<SyncInfo> decodeSyncInfo(std::string_view value);

struct SyncDone {
  std::string cookie;
  bool refreshDeletes = false;  ///< the refresh named what was deleted, not what is still present
};
std::optional<SyncDone> decodeSyncDone(std::string_view value);

}  // namespace ldapsnap
