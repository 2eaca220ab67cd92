// The one seam to a server: what a capture needs of it. LdapDirectory is libldap; tests have a fake with scripted
// faults.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "snapshot/directory/entry.h"
#include "snapshot/snapshot.h"

namespace ldapsnap {

/// Subentries (RFC 3672) are left out of searches unless they are asked for, and then nothing else is found.
enum class Subentries { Hidden, Only };

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
};

/// How a search ended. Entries delivered before a failure stay delivered: the caller decides what a part is worth.
struct SearchResult {
  int code = 0;                        ///< LDAP result code (RFC 4511, appendix A); 0 success
  std::string name;                    ///< "sizeLimitExceeded"
  std::string diagnostic;              ///< the server's text, hostile
  std::vector<std::string> referrals;  ///< continuation references, not followed

  bool ok() const { return code == 0; }
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
};

/// "sizeLimitExceeded" for 4 (RFC 4511, appendix A); "resultCode 999" for a code without a name.
std::string resultCodeName(int code);

}  // namespace ldapsnap
