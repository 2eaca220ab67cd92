#include "report/model/results/past.h"

#include <unordered_map>

namespace ldapsnap {

std::vector<Finding> findingsOf(const Past& past, const Packs& packs, const Snapshot& snapshot) {
  std::unordered_map<std::string, const PastChange*> changes;
  for (const PastChange& change : past.changes) {
    if (!change.isUnnamed && change.change != PastChange::Kind::Deleted)
      changes.emplace(keyOf(change.dn).bytes, &change);
  }
  std::vector<Finding> found;
  if (changes.empty()) return found;
  for (Finding& finding : check(packs, snapshot).findings) {
    const auto change = changes.find(keyOf(finding.dn).bytes);
    if (change == changes.end() || finding.kind != FindingKind::Exists) continue;
    RecordedOrigin origin;
    origin.isCreation = change->second->change == PastChange::Kind::Created;
    origin.time = origin.isCreation ? change->second->first : change->second->last;
    if (!change->second->servers.empty()) origin.server = change->second->servers.front();
    if (!change->second->identities.empty()) origin.identity = change->second->identities.front();
    origin.burst = change->second->burst;
    finding.introducedBy.emplace().recorded = std::move(origin);
    found.push_back(std::move(finding));
  }
  return found;
}

const RenderTable<PastReport>& pastRenderers() {
  static const RenderTable<PastReport> table = {
      {{Format::Text, {Detail::All}}, renderPastText},
      {{Format::Json, {Detail::All}}, renderPastJson},
      {{Format::Markdown, {Detail::All}}, renderPastMarkdown},
      {{Format::Html, {Detail::All}}, renderPastHtml},
  };
  return table;
}

}  // namespace ldapsnap
