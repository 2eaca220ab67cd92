// 389 Directory Server with a replica configured: a change sequence number (CSN) for each value.
#include <algorithm>
#include <optional>
#include <vector>

#include "diff/history/metadata/readers.h"
#include "snapshot/base/number.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

/// 8 hexadecimal digits of seconds since 1970, 4 of the number within the second, 4 of the replica, 4 of the number
/// within the operation.
constexpr std::size_t kCsnSize = 20;
/// What CSNs of one operation have in common.
constexpr std::size_t kOperationSize = 16;

std::optional<Time> timeOfStateCsn(std::string_view csn) {
  if (csn.size() != kCsnSize) return std::nullopt;
  const auto seconds = wholeNumber<std::uint32_t>(csn.substr(0, 8), 16);
  return seconds ? std::optional(Time(std::chrono::seconds(*seconds))) : std::nullopt;
}

std::string_view operationOf(std::string_view csn) { return csn.substr(0, kOperationSize); }

/// One value of nscpEntryWSI: "mail;vucsn-6b0c...;vdcsn-6b0c...;deleted: old@example.test".
struct ValueWithState {
  std::string_view attribute;
  std::string_view updated, deleted, distinguished, attributeDeleted;  ///< CSNs; empty: none
  bool isDeleted = false, isDeletedAttribute = false;
  std::string_view value;
};

std::optional<ValueWithState> readValueWithState(std::string_view text, EventList& events) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const AttributeDescription description = AttributeDescription::split(text.substr(0, colon));
  ValueWithState state;
  state.attribute = description.type;
  for (const std::string_view option : description.options) {
    if (option.starts_with("vucsn-")) state.updated = option.substr(6);
    if (option.starts_with("vdcsn-")) state.deleted = option.substr(6);
    if (option.starts_with("mdcsn-")) state.distinguished = option.substr(6);
    if (option.starts_with("adcsn-")) state.attributeDeleted = option.substr(6);
    state.isDeleted = state.isDeleted || option == "deleted";
    state.isDeletedAttribute = state.isDeletedAttribute || option == "deletedattribute";
  }
  std::string_view rest = text.substr(colon + 1);
  if (rest.starts_with(':')) {
    std::optional<std::string> bytes = fromBase64(trimSpaces(rest.substr(1)));
    if (bytes) state.value = events.keep(*std::move(bytes));
  } else {
    state.value = trimSpaces(rest);
  }
  return state;
}

class StateReader {
 public:
  StateReader(const BookkeepingOf& entry, MetadataContext& context, EventList& events)
      : entry_(entry), context_(context), events_(events) {}

  EntryRole read() {
    const bool isTombstone = entry_.hasClass("nsTombstone");
    if (isTombstone && entry_.has(Bookkeeping::CenotaphTo)) return EntryRole::Tombstone;  // keeps the name of an entry
    if (isTombstone && entry_.entry().dn.starts_with("nsuniqueid=ffffffff-ffffffff-")) return EntryRole::Tombstone;
    dn_ = isTombstone ? entry_.first(Bookkeeping::NscpEntryDn) : std::string_view();
    readValues();
    addCreation();
    const bool hasState = std::any_of(values_.begin(), values_.end(), [](const ValueWithState& value) {
      return !value.updated.empty() || !value.deleted.empty() || !value.attributeDeleted.empty();
    });
    if (!hasState && !isTombstone) return readEntryTimesWithoutCreation();
    for (const ValueWithState& value : values_) addValue(value);
    if (isTombstone) addDeletion();
    return isTombstone ? EntryRole::Tombstone : EntryRole::Entry;
  }

 private:
  void readValues() {
    const Attribute* const texts = entry_.attribute(Bookkeeping::NscpEntryWsi);
    if (texts == nullptr) return;
    for (const std::string& text : texts->values) {
      std::optional<ValueWithState> value = readValueWithState(text, events_);
      if (!value) continue;
      // createTimestamp is written once, with the entry.
      if (equalsIgnoreAsciiCase(value->attribute, "createTimestamp")) creation_ = operationOf(value->updated);
      if (equalsIgnoreAsciiCase(value->attribute, "modifiersName")) {
        lastOperation_ = operationOf(value->updated);
        lastAuthor_ = value->value;
      }
      if (!value->attributeDeleted.empty() && !isReplaced(value->attribute)) replaced_.push_back(value->attribute);
      values_.push_back(*value);
    }
  }

  void addCreation() {
    const std::optional<Time> created = readServerTime(entry_.first(Bookkeeping::CreateTimestamp));
    if (!created) return;
    Event event;
    event.time = *created;
    event.kind = EventKind::Created;
    event.dn = dn_;
    event.identity = entry_.first(Bookkeeping::CreatorsName);
    events_.add(event);
  }

  /// An entry from before the replica was configured has no CSNs.
  EntryRole readEntryTimesWithoutCreation() {
    events_.clear();
    readEntryTimes(entry_, context_, events_);
    return EntryRole::Entry;
  }

  std::optional<Event> eventAt(std::string_view csn, EventKind kind, const ValueWithState& value) {
    const std::optional<Time> time = timeOfStateCsn(csn);
    if (!time || operationOf(csn) == creation_) return std::nullopt;
    Event event;
    event.time = *time;
    event.kind = kind;
    event.source = Mechanism::StateInformation;
    event.server = context_.servers.ofReplica(csn);
    event.dn = dn_;
    event.attribute = value.attribute;
    event.value = value.value;
    if (operationOf(csn) == lastOperation_) event.identity = lastAuthor_;
    return event;
  }

  void addValue(const ValueWithState& value) {
    for (const std::string_view stamp :
         {"modifiersName", "modifyTimestamp", "internalModifiersname", "internalModifyTimestamp"}) {
      if (equalsIgnoreAsciiCase(value.attribute, stamp)) return;
    }
    std::optional<Event> event;
    if (value.isDeletedAttribute) {
      event =
          eventAt(value.attributeDeleted.empty() ? value.deleted : value.attributeDeleted, EventKind::Cleared, value);
      if (event) event->value = {};
    } else if (value.isDeleted) {
      event = eventAt(value.deleted, EventKind::ValueRemoved, value);
      if (event && !value.distinguished.empty()) event.reset();  // an RDN that was: part of a rename
    } else if (value.value == "nsTombstone") {
      return;
    } else if (!value.distinguished.empty()) {
      event = eventAt(value.distinguished, EventKind::Renamed, value);
      if (event) event->attribute = event->value = {};
    } else if (isReplaced(value.attribute)) {
      event = eventAt(value.updated, EventKind::Written, value);
    } else {
      event = eventAt(value.updated, EventKind::ValueAdded, value);
    }
    if (event) events_.add(*event);
  }

  /// The attribute's former values were removed all at once.
  bool isReplaced(std::string_view attribute) const {
    return std::any_of(replaced_.begin(), replaced_.end(),
                       [attribute](std::string_view name) { return equalsIgnoreAsciiCase(name, attribute); });
  }

  void addDeletion() {
    const std::string_view csn = entry_.first(Bookkeeping::TombstoneCsn);
    const std::optional<Time> time = timeOfStateCsn(csn);
    if (!time) return;
    Event event;
    event.time = *time;
    event.kind = EventKind::Deleted;
    event.source = Mechanism::Tombstones;
    event.server = context_.servers.ofReplica(csn);
    event.dn = dn_;
    events_.add(event);
  }

  const BookkeepingOf& entry_;
  MetadataContext& context_;
  EventList& events_;
  std::vector<ValueWithState> values_;
  std::vector<std::string_view> replaced_;  ///< attributes whose former values were removed all at once
  std::string_view creation_, lastOperation_, lastAuthor_;
  std::string_view dn_;  ///< of a tombstone: the name that the entry had
};

}  // namespace

EntryRole readStateInformation(const BookkeepingOf& entry, MetadataContext& context, EventList& events) {
  return StateReader(entry, context, events).read();
}

}  // namespace ldapsnap
