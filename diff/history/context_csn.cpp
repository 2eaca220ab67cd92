#include "diff/history/context_csn.h"

#include <algorithm>

namespace ldapsnap {

void ContextCsnWatch::add(const BookkeepingOf& entry, std::string_view path) {
  while (!open_.empty() && !inScope(path, contexts_[open_.back()].path, Scope::Subtree)) open_.pop_back();
  if (const Attribute* const values = entry.attribute(Bookkeeping::ContextCsn);
      values != nullptr && !entry.has(Bookkeeping::MinCsn)) {  // not the log's own database
    // A CSN begins with its time, in digits of a fixed number: as text it sorts by time.
    contexts_.push_back(
        {entry.entry().dn, std::string(path), *std::max_element(values->values.begin(), values->values.end()), {}});
    open_.push_back(contexts_.size() - 1);
  }
  if (open_.empty()) return;
  const std::string_view csn = entry.first(Bookkeeping::EntryCsn);
  std::string& newest = contexts_[open_.back()].newestEntry;
  if (csn > newest) newest = std::string(csn);
}

std::vector<ContextCsnWatch::Deletion> ContextCsnWatch::deletions(const Coverage& coverage) const {
  std::vector<Deletion> found;
  for (const Context& context : contexts_) {
    const std::optional<Dn> suffix = Dn::tryParse(context.dn);
    if (!suffix || context.newestEntry.empty() || context.newest <= context.newestEntry) continue;
    if (!coverage.unread(*suffix, Scope::Subtree)) found.push_back({context.dn, context.newest});
  }
  return found;
}

}  // namespace ldapsnap
