#include "snapshot/capture/incremental/change_reader.h"

namespace ldapsnap {

ReportChanges reportChangesBy(ChangeQuery query) {
  switch (query) {
    case ChangeQuery::SyncRepl:
      return changesBySyncRepl;
    case ChangeQuery::Usn:
      return changesByUsn;
    case ChangeQuery::None:
      break;
  }
  return {};
}

void ChangeReader::read(PartState& state) {
  PartChanges changes = completeChanges(state);
  if (changes.fullReadReason) {
    FullReader(context_, std::move(changes.fullReadReason)).read(state);
  } else {
    keep(state, std::move(changes));
  }
}

/// Without a counter, nothing would show that the part changed while its changes were being read: comparing two reads
/// needs all entries.
PartChanges ChangeReader::completeChanges(const PartState& state) const {
  if (!state.hasCounter()) return PartChanges::readInFull("it has no change counter");
  PartChanges changes = reportChanges_(context_.directory, earlier_);
  addSideEffects(context_.directory, earlier_, changes);
  return changes;
}

/// Every entry is either among the new ones or inherited. What is among the new ones under a name that the earlier
/// snapshot spells in another way, must not be inherited too. Subentries are read by a part of their own, in full.
void ChangeReader::keep(PartState& state, PartChanges changes) {
  context_.progress.beginPart(state.part.request.base);
  state.reading = PartReading();
  PartReading& reading = state.reading;
  Inherited& inherited = reading.inherited.emplace();
  inherited.base = earlier_.base();
  inherited.withoutNames = std::move(changes.removed);
  for (std::string& name : earlier_.subentries()) inherited.withoutNames.push_back(std::move(name));
  for (const std::string& dn : changes.rewrittenAt) inherited.withoutSubtrees.push_back(Dn::parse(dn));
  for (const Dn& other : earlier_.otherParts) inherited.withoutSubtrees.push_back(other);
  for (Entry& entry : changes.entries) {
    context_.progress.countEntry();
    if (const auto before = earlier_.find(entry.dn)) inherited.withoutNames.push_back(before->dn);
    context_.redaction.redact(entry);
    reading.newestCsn.add(entry);
    reading.entries.add(entry);
  }
  reading.result = std::move(changes.result);
}

}  // namespace ldapsnap
