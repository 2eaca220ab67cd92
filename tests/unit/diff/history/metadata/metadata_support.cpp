#include "tests/unit/diff/history/metadata/metadata_support.h"

#include <algorithm>

#include "diff/history/metadata/readers.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/value/guid.h"
#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap::test {
namespace {

std::string lineOf(const Event& event, const std::string& dn, const MetadataContext& context) {
  std::string line = formatTime(event.time) + " " + std::string(nameOf(event.kind)) + " " +
                     (event.dn.empty() ? dn : std::string(event.dn));
  if (!event.formerDn.empty()) line += " from " + std::string(event.formerDn);
  if (!event.attribute.empty()) line += " " + std::string(event.attribute);
  if (!event.value.empty()) line += " = " + std::string(event.value);
  if (event.times != 0) line += " x" + std::to_string(event.times);
  if (event.server != 0) line += " on " + context.servers.nameOf(event.server);
  if (!event.identity.empty()) line += " by " + std::string(event.identity);
  if (event.certainty != Certainty::Recorded) line += " (" + std::string(nameOf(event.certainty)) + ")";
  return line + " [" + std::string(nameOf(event.source)) + "]\n";
}

}  // namespace

std::string invocationIdOfOne() { return guidFromText("4a8e9465-86d1-4df4-9eed-41fbe08fe578").value(); }

std::string dcOne() {
  return "dn: CN=NTDS Settings,CN=DC1,CN=Servers,CN=Here,CN=Sites,CN=Configuration,DC=acme,DC=test\n"
         "objectClass: nTDSDSA\ninvocationId:: " +
         base64(invocationIdOfOne()) + "\n\n";
}

std::string littleEndianBytes(std::uint64_t number, std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(number >> (8 * i) & 0xFFU);
  return bytes;
}

std::string propertyMetaData(const std::vector<Stamp>& stamps) {
  constexpr std::int64_t kSecondsTo1970 = 11'644'473'600;
  std::string bytes = littleEndianBytes(1, 8) + littleEndianBytes(stamps.size(), 8);
  for (const Stamp& stamp : stamps) {
    const std::int64_t seconds = parseTime(stamp.time).time_since_epoch().count() + kSecondsTo1970;
    bytes += littleEndianBytes(stamp.attributeId, 4) + littleEndianBytes(stamp.version, 4) +
             littleEndianBytes(static_cast<std::uint64_t>(seconds), 8) + stamp.invocationId +
             littleEndianBytes(stamp.usn, 8) + littleEndianBytes(stamp.usn, 8);
  }
  return bytes;
}

std::string metaDataLine(const std::vector<Stamp>& stamps) {
  return "replPropertyMetaData:: " + base64(propertyMetaData(stamps)) + "\n";
}

std::string eventsIn(const std::string& ldif) {
  const MemorySnapshot snapshot = snapshotOf(ldif);
  const Coverage coverage(snapshot);
  MetadataContext context(snapshot, coverage);
  const auto forEach = [&snapshot](const Snapshot::Visitor& visit) { snapshot.scan(Dn(), Scope::Subtree, visit); };
  forEach([&context](const Entry& entry) {
    context.learn(BookkeepingOf(entry));
    return Snapshot::Visit::Continue;
  });
  std::string text;
  forEach([&](const Entry& entry) {
    EventList list;
    readEvents(BookkeepingOf(entry), context, list);
    std::stable_sort(list.events().begin(), list.events().end(),
                     [](const Event& a, const Event& b) { return a.time < b.time; });
    for (const Event& event : list.events()) text += lineOf(event, entry.dn, context);
    return Snapshot::Visit::Continue;
  });
  return text;
}

}  // namespace ldapsnap::test
