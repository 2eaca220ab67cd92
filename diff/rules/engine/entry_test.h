// What rules ask of entries beyond filters (EntryTest): do they violate a schema, do they take what a vendor's will
// want?
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
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

/// Reads an entry whose DN the caller knows; none when it cannot be read.
using FindEntry = std::function<std::optional<Entry>()>;

/// Answers the tests of one evaluator. The snapshot outlives it.
class EntryTester {
 public:
  explicit EntryTester(const Snapshot& snapshot) : snapshot_(&snapshot) {}

  /// Throws Error(BadInput) where a parameter names a file that cannot be read as a schema.
  EntryAnswer answer(const EntryTest& test, const Bindings& bindings, const Entry& entry);
  /// As above for the entry of that DN, which `find` reads; False where it reads none. What the entry defines is kept:
  /// several rules ask the same entries about different collections.
  EntryAnswer answer(const EntryTest& test, const Bindings& bindings, const std::string& dn, const FindEntry& find);

 private:
  struct Planned;
  struct Elements;
  EntryAudit& auditBy(const std::string& file);
  const Planned& planned(const std::string& file);
  EntryAnswer violation(const std::string& file, const Entry& entry);
  EntryAnswer taking(const EntryTest& test, const std::string& file, const Elements& elements);
  void readElements();
  std::shared_ptr<const Elements> elementsAt(const std::string& dn, const FindEntry& find);

  const Snapshot* snapshot_;
  std::map<std::string, std::shared_ptr<const Planned>> planned_;  ///< by file
  std::map<std::string, std::unique_ptr<EntryAudit>> audits_;      ///< by file; "" for the snapshot's own schema
  /// By DN, of schema objects and of the first others that were asked about.
  std::unordered_map<std::string, std::shared_ptr<const Elements>> elements_;
  bool isRead_ = false;  ///< readElements()
};

}  // namespace ldapsnap
