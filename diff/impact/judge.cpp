#include "diff/impact/judge.h"

#include <algorithm>
#include <fmt/format.h>

#include "diff/impact/judge_references.h"
#include "diff/impact/judge_schema.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/product/server_behaviour.h"
#include "snapshot/model/partial_scan.h"

namespace ldapsnap {
namespace {

constexpr const char* kConflictAttribute = "nsds5ReplConflict";
/// References are looked for in every value of every entry, so among more entries than these they are not.
constexpr std::uint64_t kMostEntriesReadForReferences = 100'000;

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

Judgement notLookedFor(std::uint64_t entries) {
  return {Impact::Risky,
          "references-not-read",
          "",
          fmt::format("references to entries that are gone were not looked for: {} entries are more than {}", entries,
                      kMostEntriesReadForReferences),
          0,
          {}};
}

}  // namespace

std::string_view nameOf(Impact impact) {
  if (impact == Impact::Safe) return "safe";
  return impact == Impact::Risky ? "risky" : "breaking";
}

std::vector<Judgement> judge(const Difference& difference, const Snapshot& after) {
  std::vector<Judgement> judgements;
  SchemaWatch schema(difference.schema, after.schema(), behaviourOf(after.info().product).syntaxDialect);
  ReferenceWatch references(difference, after);
  const bool areTooMany = after.info().entries > kMostEntriesReadForReferences;
  const bool readsReferences = references.needsReading() && !areTooMany;
  if (schema.needsReading() || readsReferences) {
    const auto any = [](const Trait&) { return true; };
    const auto isLookedAt = [&](std::string_view description) {
      return schema.looksAt(description) || (readsReferences && references.isReference(description));
    };
    scanPartly(after, Dn(), any, isLookedAt, [&](const Entry& entry) {
      schema.look(entry);
      if (readsReferences) references.look(entry);
      return Snapshot::Visit::Continue;
    });
  }
  schema.collect(judgements);
  collectConflicts(difference, judgements);
  references.collect(judgements);
  if (references.needsReading() && areTooMany) judgements.push_back(notLookedFor(after.info().entries));
  std::stable_sort(judgements.begin(), judgements.end(),
                   [](const Judgement& a, const Judgement& b) { return a.impact > b.impact; });
  return judgements;
}

}  // namespace ldapsnap
