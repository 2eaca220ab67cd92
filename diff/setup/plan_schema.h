// Who holds which OID, name, linkID and schemaIDGUID: in the snapshot, and in what a planned file adds.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "diff/setup/plan.h"
#include "snapshot/directory/ldif.h"
#include "snapshot/snapshot.h"

namespace ldapsnap {

class PlannedSchema {
 public:
  explicit PlannedSchema(const Snapshot& snapshot);

  /// The schema elements that `entry` defines (attributeTypes, olcAttributeTypes, objectClasses, attributeSchema and
  /// classSchema objects): what is taken already goes to `problems`, what is free belongs to them from now on.
  void add(const Entry& entry, std::size_t line, std::vector<PlanProblem>& problems);

 private:
  struct Holder {
    std::string oid, text;  ///< "acmeServer (1.2.3)"
  };
  /// One element of either kind, as far as collisions go.
  struct Element {
    std::string oid, text;
    std::vector<std::string> names;
    std::string linkId, schemaGuid;
    bool isOfConfig = false;  ///< olcAttributeTypes, olcObjectClasses: slapd refuses also what it knows alike
  };
  using ByKey = std::unordered_map<std::string, Holder>;

  static std::vector<Element> elementsOf(const Entry& entry);
  void take(const Element& element);
  static void take(ByKey& holders, const std::string& key, const Element& element);
  void claim(const Element& element, const PlanProblem& place, std::vector<PlanProblem>& problems);
  void readSchemaObjects(const Snapshot& snapshot);

  ByKey byOid_, byName_, byLinkId_, byGuid_;
};

}  // namespace ldapsnap
