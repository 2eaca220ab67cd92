// Records of slapo-accesslog(5).
#include <optional>

#include "diff/history/metadata/readers.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/product/attribute_lists.h"

namespace ldapsnap {
namespace {

/// The DN after a modrdn: below the new superior if the request names one, otherwise below the old parent.
std::string nameAfter(std::string_view dn, std::string_view newRdn, std::string_view newSuperior) {
  std::string_view parent = newSuperior;
  if (parent.empty()) {
    const std::optional<DnSplit> split = splitFirstRdn(dn);
    if (split) parent = split->parent;
  }
  return std::string(newRdn) + (parent.empty() ? "" : "," + std::string(parent));
}

/// "description:= second", "mail:+ a@example.test", "mail:-": the attribute, what was done with it, the value.
/// Nothing for the stamps that the server adds to each request.
void addModification(std::string_view text, Event event, const MetadataContext& context, EventList& events) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon + 1 >= text.size()) return;
  event.attribute = text.substr(0, colon);
  const Product product = context.coverage.snapshot().info().product;
  if (volatileAttributes(product).contains(event.attribute, context.schema)) return;
  const char operation = text[colon + 1];
  if (colon + 3 <= text.size()) event.value = text.substr(colon + 3);
  event.kind = operation == '+'      ? EventKind::ValueAdded
               : operation != '-'    ? EventKind::Written
               : event.value.empty() ? EventKind::Cleared
                                     : EventKind::ValueRemoved;
  if (operation == '#') event.value = {};  // an increment (RFC 4525)
  if (operation == '=' && event.value.empty()) event.kind = EventKind::Cleared;
  events.add(event);
}

}  // namespace

void readAccessLogRecord(const BookkeepingOf& record, MetadataContext& context, EventList& events) {
  const std::string_view result = record.first(Bookkeeping::ReqResult);
  const std::optional<Time> time = readServerTime(record.first(Bookkeeping::ReqStart));
  if (!time || (!result.empty() && result != "0")) return;
  Event event;
  event.time = *time;
  event.source = Mechanism::AccessLog;
  event.identity = record.first(Bookkeeping::ReqAuthzId);
  event.server = context.servers.ofServerId(record.first(Bookkeeping::EntryCsn));
  event.dn = record.first(Bookkeeping::ReqDn);
  const std::string_view type = record.first(Bookkeeping::ReqType);
  if (equalsIgnoreAsciiCase(type, "add")) {
    event.kind = EventKind::Created;
    events.add(event);
  } else if (equalsIgnoreAsciiCase(type, "delete")) {
    event.kind = EventKind::Deleted;
    events.add(event);
  } else if (equalsIgnoreAsciiCase(type, "modrdn")) {
    event.kind = EventKind::Renamed;
    event.formerDn = event.dn;
    event.dn = events.keep(
        nameAfter(event.dn, record.first(Bookkeeping::ReqNewRdn), record.first(Bookkeeping::ReqNewSuperior)));
    events.add(event);
  } else if (equalsIgnoreAsciiCase(type, "modify")) {
    const Attribute* const changes = record.attribute(Bookkeeping::ReqMod);
    if (changes == nullptr) return;
    for (const std::string& change : changes->values) addModification(change, event, context, events);
  }
}

}  // namespace ldapsnap
