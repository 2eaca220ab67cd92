// What one entry says about its past: one reader a mechanism. All append to an EventList.
#pragma once

#include "diff/history/metadata/attribute_ids.h"
#include "diff/history/metadata/bookkeeping.h"
#include "diff/history/metadata/event.h"
#include "diff/history/metadata/server_names.h"
#include "snapshot/model/coverage.h"

namespace ldapsnap {

/// What readers know of the directory besides the entry.
struct MetadataContext {
  /// `snapshot` and `coverage` must outlive it.
  MetadataContext(const Snapshot& snapshot, const Coverage& snapshotCoverage)
      : schema(snapshot.schema()), coverage(snapshotCoverage), attributeIds(snapshot.schema()) {}

  /// Takes what an entry says about names: to be called for every entry before names are shown.
  void learn(const BookkeepingOf& entry);

  const Schema& schema;
  const Coverage& coverage;
  AttributeIds attributeIds;
  ServerNames servers;
  std::uint64_t unreadable = 0;  ///< objects whose metadata could not be read
};

/// What an entry is to its own events.
enum class EntryRole {
  Entry,      ///< they are about itself
  Tombstone,  ///< they are about an entry that was deleted, under the name that it had
  LogRecord   ///< they are about the entry that the log record names
};

/// All events that `entry` shows, in no particular order.
EntryRole readEvents(const BookkeepingOf& entry, MetadataContext& context, EventList& events);

// --- The mechanisms ---

/// Active Directory and Samba: replPropertyMetaData, msDS-ReplAttributeMetaData and msDS-ReplValueMetaData, whenCreated
/// and whenChanged, tombstones ([MS-ADTS] 3.1.1.5.5). For an object that has whenCreated or one of the former.
EntryRole readObjectMetaData(const BookkeepingOf& object, MetadataContext& context, EventList& events);

/// createTimestamp, creatorsName, modifyTimestamp, modifiersName (RFC 4512, 3.4), with the server in entryCSN of
/// OpenLDAP. A write of which pwdFailureTime shows that the password policy made it (slapo-ppolicy(5)) is one of that
/// attribute by nobody.
void readEntryTimes(const BookkeepingOf& entry, MetadataContext& context, EventList& events);

/// OpenDJ: the values of ds-sync-hist, and the entry's times for what they do not hold (purged, or never replicated).
void readSyncHistory(const BookkeepingOf& entry, MetadataContext& context, EventList& events);

/// A record of slapo-accesslog(5): the change that it records, if it succeeded.
void readAccessLogRecord(const BookkeepingOf& record, MetadataContext& context, EventList& events);

/// A record of a retro changelog (draft-good-ldap-changelog).
void readChangelogRecord(const BookkeepingOf& record, MetadataContext& context, EventList& events);

/// 389 Directory Server with a replica configured: the change sequence numbers in nscpEntryWSI, and nsTombstone
/// entries.
EntryRole readStateInformation(const BookkeepingOf& entry, MetadataContext& context, EventList& events);

}  // namespace ldapsnap
