// What a server's access control hides from the identity that captures, as far as what was read can decide it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "snapshot/capture/dialect/dialect.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// Looks at the entries of one capture, then says which attributes were hidden. Only what is certain is said to be
/// hidden; where nothing can be known, that is said (HiddenAttribute without an attribute).
class AccessControl {
 public:
  virtual ~AccessControl() = default;

  /// Every entry that was read, in any order.
  virtual void see(const Entry& entry, const CapturePart& part) = 0;
  /// `earlier`: what was hidden when the snapshot was taken from which entries are inherited, which see() was not
  /// given; empty where there is none.
  virtual std::vector<HiddenAttribute> hidden(const std::vector<HiddenAttribute>& earlier) const = 0;
};

/// The access control of a server, for an identity as in SnapshotInfo::authorizationIdentity. `schema` is the server's
/// and must outlive it. nullptr where the kind of server is not known to have one that can be read.
std::unique_ptr<AccessControl> accessControlOf(const ServerBehaviour& behaviour,
                                               const std::vector<std::string>& identity, const Schema& schema);

// --- One each, for accessControlOf() ---

/// slapd.access(5), from cn=config.
std::unique_ptr<AccessControl> olcAccessControl(const std::vector<std::string>& identity);
/// The ACIs of 389 Directory Server, from the attribute aci of all entries.
std::unique_ptr<AccessControl> aciControl(const std::vector<std::string>& identity, const std::string& administrator);
/// The rights of Active Directory ([MS-ADTS] 5.1.3), from the schema and the groups of the identity.
std::unique_ptr<AccessControl> directoryRights(const std::vector<std::string>& identity, const Schema& schema);

/// The DN that the server bound: "" for anonymous. Nothing when the identity is not a DN, or not known.
std::optional<std::string> boundDnOf(const std::vector<std::string>& identity);

/// Whether something holds, as far as it can be known.
enum class Certainty { No, Unknown, Yes };

}  // namespace ldapsnap
