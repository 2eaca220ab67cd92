#include "diff/history/metadata/readers.h"

namespace ldapsnap {

void MetadataContext::learn(const BookkeepingOf& entry) {
  attributeIds.learn(entry);
  servers.learn(entry);
}

EntryRole readEvents(const BookkeepingOf& entry, MetadataContext& context, EventList& events) {
  if (entry.entry().dn.empty()) return EntryRole::Entry;  // the root DSE: its times are those of the server's start
  if (entry.has(Bookkeeping::ReqType)) {
    readAccessLogRecord(entry, context, events);
    return EntryRole::LogRecord;
  }
  if (entry.has(Bookkeeping::ChangeNumber) && entry.has(Bookkeeping::ChangeType)) {
    readChangelogRecord(entry, context, events);
    return EntryRole::LogRecord;
  }
  if (entry.has(Bookkeeping::WhenCreated) || entry.has(Bookkeeping::ReplPropertyMetaData) ||
      entry.has(Bookkeeping::ReplAttributeMetaData)) {
    return readObjectMetaData(entry, context, events);
  }
  if (entry.has(Bookkeeping::NscpEntryWsi) || entry.has(Bookkeeping::TombstoneCsn))
    return readStateInformation(entry, context, events);
  if (entry.has(Bookkeeping::SyncHist)) {
    readSyncHistory(entry, context, events);
    return EntryRole::Entry;
  }
  readEntryTimes(entry, context, events);
  return EntryRole::Entry;
}

}  // namespace ldapsnap
