// Replication metadata of Active Directory and Samba from any bytes: read or refused, in every form that it has.

#include <string>
#include <string_view>

#include "diff/history/metadata/attribute_ids.h"
#include "diff/history/metadata/property_metadata.h"
#include "diff/history/metadata/readers.h"
#include "diff/history/metadata/replication_xml.h"
#include "snapshot/model/memory_snapshot.h"
#include "tests/fuzz/promise.h"

namespace {

using ldapsnap::fuzz::require;

constexpr std::size_t kHeaderSize = 16, kStampSize = 48;

void checkStamps(std::string_view bytes) {
  const auto stamps = ldapsnap::readPropertyMetaData(bytes);
  if (!stamps) return;
  require(bytes.size() == kHeaderSize + stamps->size() * kStampSize);
  const ldapsnap::AttributeIds ids(ldapsnap::Schema::builtin());
  for (const ldapsnap::PropertyStamp& stamp : *stamps) {
    require(stamp.invocationId.size() == 16 && !ids.nameOf(stamp.attributeId).empty());
    require(ldapsnap::formatTime(stamp.time).size() == 20);
  }
}

/// The same bytes as every value that a reader looks at.
void checkReaders(std::string_view bytes) {
  ldapsnap::MemorySnapshot snapshot;
  ldapsnap::Entry entry{"cn=a,dc=b", {}};
  for (const char* attribute :
       {"replPropertyMetaData", "msDS-ReplAttributeMetaData", "msDS-ReplValueMetaData", "prefixMap", "nscpEntryWSI",
        "nstombstonecsn", "invocationId", "nsds50ruv", "entryCSN", "whenChanged", "uSNChanged", "reqMod", "changes"})
    entry.add(attribute, std::string(bytes));
  snapshot.add(entry);
  snapshot.finish();
  const ldapsnap::Coverage coverage(snapshot);
  ldapsnap::MetadataContext context(snapshot, coverage);
  const ldapsnap::BookkeepingOf bookkeeping(entry);
  context.learn(bookkeeping);
  ldapsnap::EventList events;
  readObjectMetaData(bookkeeping, context, events);
  readEntryTimes(bookkeeping, context, events);
  readStateInformation(bookkeeping, context, events);
  readAccessLogRecord(bookkeeping, context, events);
  readChangelogRecord(bookkeeping, context, events);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = ldapsnap::fuzz::textOf(data, size);
  checkStamps(bytes);
  (void)ldapsnap::readAttributeMetaData(bytes);
  (void)ldapsnap::readValueMetaData(bytes);
  (void)ldapsnap::readPrefixMap(bytes);
  checkReaders(bytes);
  return 0;
}
