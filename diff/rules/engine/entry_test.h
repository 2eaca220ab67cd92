// What rules ask of entries beyond filters (EntryTest): do they violate a schema, do they take what a vendor's will
// want?
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "diff/rehearse/checks/schema_audit.h"
#include "diff/rules/engine/bindings.h"
#include "diff/rules/pack/pack.h"
#include "snapshot/ldap/filter/filter.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// What a test says of an entry.
struct EntryAnswer {
  Truth truth = Truth::False;
  /// Of True, what is at fault: "linkID 2160 is that of ms-DS-BridgeHead-Servers-Used"; of Undefined, why. One line.
  std::string text;
};

/// What an element of the directory's schema has that is another element's of the collection: "OID 1.2.3 is that of
/// acmeHost (1.2.3)". The element itself takes nothing: one with the collection's OID, and its CN where it is an object
/// of Active Directory, else one of its names. There every OID and lDAPDisplayName belongs to one object; in other
/// schemas attribute types and object classes have names and OIDs of their own kind. Of a defunct object its CN and its
/// linkID stay taken ([MS-ADTS] 3.1.1.3.1.1.5). `schema` resolves OID macros of OpenLDAP.
std::vector<std::string> takenBy(const Entry& entry, const Collection& collection, const Schema& schema);

/// Answers the tests of one evaluator. The snapshot outlives it.
class EntryTester {
 public:
  explicit EntryTester(const Snapshot& snapshot) : snapshot_(&snapshot) {}

  /// Throws Error(BadInput) where a parameter names a file that cannot be read as a schema.
  EntryAnswer answer(const EntryTest& test, const Bindings& bindings, const Entry& entry);

 private:
  struct Planned;
  EntryAudit& auditBy(const std::string& file);
  const Planned& planned(const std::string& file);
  EntryAnswer violation(const std::string& file, const Entry& entry);
  EntryAnswer taking(const std::vector<const Collection*>& collections, const Entry& entry) const;

  const Snapshot* snapshot_;
  std::map<std::string, std::shared_ptr<const Planned>> planned_;  ///< by file
  std::map<std::string, std::unique_ptr<EntryAudit>> audits_;      ///< by file; "" for the snapshot's own schema
};

}  // namespace ldapsnap
