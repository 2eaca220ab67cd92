// The one seam to a server: what a capture needs of it. LdapDirectory is libldap; tests have a fake with scripted
// faults.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "snapshot/ldap/entry/entry.h"
#include "snapshot/model/snapshot.h"
#include "snapshot/server/result_code.h"

namespace ldapsnap {

/// Object identifiers that a root DSE lists under supportedControl.
inline constexpr const char* kSubentriesControl = "1.3.6.1.4.1.4203.1.10.1";        ///< RFC 3672
inline constexpr const char* kContentSyncControl = "1.3.6.1.4.1.4203.1.9.1.1";      ///< RFC 4533
inline constexpr const char* kPersistentSearchControl = "2.16.840.1.113730.3.4.3";  ///< draft-ietf-ldapext-psearch-03

/// As the only attribute of a request: entries without attributes (RFC 4511, 4.5.1.8).
inline constexpr const char* kNoAttributes = "1.1";

/// Subentries (RFC 3672) are left out of searches unless they are asked for, and then nothing else is found.
enum class Subentries { Hidden, Only };

/// Whether deleted objects are found too ([MS-ADTS] 3.1.1.3.4.1.14); elsewhere there are none.
enum class Tombstones { Hidden, Shown };

/// What a search asks for (RFC 4511, 4.5.1).
struct SearchRequest {
  std::string base;
  Scope scope = Scope::Subtree;
  std::string filter = "(objectClass=*)";
  std::vector<std::string> attributes = {"*", "+"};
  int pageSize = 1000;  ///< RFC 2696; 0: no paging
  /// Parts of security descriptors to read ([MS-ADTS] 3.1.1.3.4.1.11: owner 1, group 2, DACL 4, SACL 8); 0: not asked,
  /// for servers that have none.
  int securityDescriptorFlags = 0;
  Subentries subentries = Subentries::Hidden;
  Tombstones tombstones = Tombstones::Hidden;
  /// Told with each page how many entries there are, as the server estimates, where it does (RFC 2696). May be empty.
  std::function<void(std::uint64_t)> estimate;
};

/// How a search ended. Entries delivered before a failure stay delivered: the caller decides what a part is worth.
struct SearchResult {
  ResultCode code = ResultCode::Success;
  std::string diagnostic;              ///< the server's text, hostile
  std::vector<std::string> referrals;  ///< continuation references, not followed

  bool ok() const { return code == ResultCode::Success; }
};

/// What a server tells that is asked for the changes since a state of its own (RFC 4533, refreshOnly), beside the
/// entries. UUIDs are 16 bytes each.
struct RefreshResult {
  SearchResult result;
  /// What the server names of the rest. Deleted: what is gone; all others are as they were. Present: what is there
  /// unchanged; all others are gone.
  enum class Names { Deleted, Present } names = Names::Present;
  std::vector<std::string> uuids;
};

class Directory {
 public:
  virtual ~Directory() = default;

  /// URI without credentials, for messages and the manifest.
  virtual std::string uri() const = 0;
  /// The root DSE with its operational attributes (RFC 4512, 5.1). Throws Error(Unreachable).
  virtual Entry rootDse() = 0;
  /// Delivers entries as they arrive. A result that the server gives is returned; a connection that breaks throws
  /// Error(Unreachable).
  virtual SearchResult search(const SearchRequest& request, const std::function<void(Entry)>& deliver) = 0;
  /// Delivers the entries that were added or changed since the state that `cookie` stands for. As search() otherwise;
  /// unavailableCriticalExtension (12) where that is not offered, e-syncRefreshRequired (4096) where the server no
  /// longer knows what happened since.
  virtual RefreshResult refresh(const SearchRequest& /*request*/, const std::string& /*cookie*/,
                                const std::function<void(Entry)>& /*deliver*/) {
    return {{ResultCode::UnavailableCriticalExtension, "", {}}, RefreshResult::Names::Present, {}};
  }
  /// Who the server takes us for ("dn:cn=admin,dc=example,dc=com"; RFC 4532), then the groups that it counts for
  /// access, where it shows them (tokenGroups, as SIDs). Empty when it does not say.
  virtual std::vector<std::string> boundAs() { return {}; }
};

}  // namespace ldapsnap
