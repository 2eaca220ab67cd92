// OpenDJ, in replicated suffixes: ds-sync-hist, one value for each attribute or value that was written last, with a
// change sequence number (CSN). Grammar: HistoricalAttributeValue.java and CSN.java of OpenDJ.
#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "diff/history/metadata/readers.h"
#include "snapshot/base/number.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

/// 16 hexadecimal digits of milliseconds since 1970, 4 of the server, 8 of the number in its sequence.
constexpr std::size_t kSyncCsnSize = 28;
constexpr std::size_t kSyncTimeSize = 16, kSyncServerSize = 4;

/// "description;lang-fr:0000019ad28f9bb0000700000005:add:premier: avec deux points".
struct SyncHistoryValue {
  std::string_view attribute, csn, action, value;
  Time time{};
};

std::optional<SyncHistoryValue> parseSyncHistory(std::string_view text) {
  const std::size_t first = text.find(':');
  const std::size_t second = first == std::string_view::npos ? first : text.find(':', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  SyncHistoryValue found;
  found.attribute = text.substr(0, first);
  found.csn = text.substr(first + 1, second - first - 1);
  const std::size_t third = std::min(text.find(':', second + 1), text.size());
  found.action = text.substr(second + 1, third - second - 1);
  found.value = third == text.size() ? std::string_view() : text.substr(third + 1);
  constexpr std::int64_t kSyncYear10000 = 253'402'300'800'000;
  const auto milliseconds = wholeNumber<std::uint64_t>(found.csn.substr(0, kSyncTimeSize), 16);
  if (found.csn.size() != kSyncCsnSize || !milliseconds || *milliseconds >= static_cast<std::uint64_t>(kSyncYear10000))
    return std::nullopt;
  found.time = std::chrono::floor<std::chrono::seconds>(
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(*milliseconds)));
  return found;
}

std::optional<EventKind> kindOf(const SyncHistoryValue& value) {
  const bool isName = value.attribute == "dn";
  if (isName && value.action == "moddn") return EventKind::Renamed;
  if (isName) return std::nullopt;  // "add": createTimestamp has it, with who did it
  if (value.action == "attrDel") return EventKind::Cleared;
  if (value.action == "repl") return value.value.empty() ? EventKind::Cleared : EventKind::Written;
  if (value.action == "add") return EventKind::ValueAdded;
  if (value.action == "del") return EventKind::ValueRemoved;
  return std::nullopt;
}

}  // namespace

void readSyncHistory(const BookkeepingOf& entry, MetadataContext& context, EventList& events) {
  std::vector<Event> found;
  std::string_view newest;
  std::optional<Time> newestTime;
  for (const std::string& text : entry.attribute(Bookkeeping::SyncHist)->values) {
    const std::optional<SyncHistoryValue> value = parseSyncHistory(text);
    if (!value) {
      ++context.unreadable;
      continue;
    }
    if (value->csn > newest) {
      newest = value->csn;
      newestTime = value->time;
    }
    const std::optional<EventKind> kind = kindOf(*value);
    if (!kind) continue;
    Event event;
    event.time = value->time;
    event.kind = *kind;
    event.source = Mechanism::SyncHistory;
    event.server = context.servers.ofSyncCsn(value->csn.substr(kSyncTimeSize, kSyncServerSize));
    if (*kind != EventKind::Renamed) {
      event.attribute = value->attribute;
      if (*kind != EventKind::Cleared) event.value = value->value;
    }
    found.push_back(event);
  }
  EventList times;
  readEntryTimes(entry, context, times);
  const std::optional<Time> modified = readServerTime(entry.first(Bookkeeping::ModifyTimestamp));
  const bool isLast = modified && newestTime == modified;
  for (Event& event : found) {
    // Who wrote the entry last made the newest of these changes, if both have the same time.
    if (isLast && event.time == *modified) event.identity = entry.first(Bookkeeping::ModifiersName);
    events.add(event);
  }
  for (const Event& event : times.events()) {
    const bool isKnownBetter =
        event.kind == EventKind::Modified &&
        std::any_of(found.begin(), found.end(), [&event](const Event& other) { return other.time == event.time; });
    if (!isKnownBetter) events.add(event);
  }
}

}  // namespace ldapsnap
