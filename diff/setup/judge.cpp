#include "diff/setup/judge.h"

#include <algorithm>

#include "diff/setup/judge_references.h"
#include "diff/setup/judge_schema.h"
#include "snapshot/directory/text.h"

namespace ldapsnap {
namespace {

constexpr const char* kConflictAttribute = "nsds5ReplConflict";

/// Active Directory renames the loser of a naming conflict to "cn=Name\0ACNF:GUID" ([MS-ADTS] 3.1.1.5.1.2); 389 marks
/// it with an attribute.
bool isConflict(const EntryChange& change) {
  if (asciiLower(change.dn.substr(0, change.dn.find(','))).find("\\0acnf:") != std::string::npos) return true;
  return std::any_of(change.attributes.begin(), change.attributes.end(), [](const AttributeChange& attribute) {
    return equalsIgnoreAsciiCase(attribute.description, kConflictAttribute) && !attribute.added.empty();
  });
}

void collectConflicts(const Difference& difference, std::vector<Judgement>& judgements) {
  for (const EntryChange& change : difference.changes) {
    if (change.change == Change::Removed || !isConflict(change)) continue;
    judgements.push_back({Impact::Risky,
                          "conflict-object",
                          change.dn,
                          "a replication conflict: two servers made an entry of one name, and this is the loser",
                          1,
                          {change.dn}});
  }
}

}  // namespace

std::string_view nameOf(Impact impact) {
  if (impact == Impact::Safe) return "safe";
  return impact == Impact::Risky ? "risky" : "breaking";
}

std::vector<Judgement> judge(const Difference& difference, const Snapshot& after) {
  std::vector<Judgement> judgements;
  SchemaWatch schema(difference.schema, after.schema());
  ReferenceWatch references(difference, after);
  if (schema.needsReading() || references.needsReading()) {
    after.scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
      schema.look(entry);
      if (references.needsReading()) references.look(entry);
      return Snapshot::Visit::Continue;
    });
  }
  schema.collect(judgements);
  collectConflicts(difference, judgements);
  references.collect(judgements);
  std::stable_sort(judgements.begin(), judgements.end(),
                   [](const Judgement& a, const Judgement& b) { return a.impact > b.impact; });
  return judgements;
}

}  // namespace ldapsnap
