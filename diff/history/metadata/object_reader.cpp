// Active Directory and Samba.
#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "diff/history/metadata/property_metadata.h"
#include "diff/history/metadata/readers.h"
#include "diff/history/metadata/replication_xml.h"
#include "snapshot/base/text.h"
#include "snapshot/capture/dialect/tombstone.h"
#include "snapshot/ldap/product/attribute_lists.h"

namespace ldapsnap {
namespace {

/// A stamp of either form, with its attribute by name.
struct NamedStamp {
  std::string_view attribute;
  std::uint32_t version = 0;
  Time time{};
  std::uint32_t server = 0;
  std::uint64_t usn = 0, localUsn = 0;
};

/// 9999-01-01: "CN=Deleted Objects" has a stamp of that year, which marks it and is no time.
constexpr Time kMarkerTimes = std::chrono::sys_days(std::chrono::year(9999) / 1 / 1);

class ObjectReader {
 public:
  ObjectReader(const BookkeepingOf& object, MetadataContext& context, EventList& events)
      : object_(object), context_(context), events_(events) {}

  EntryRole read() {
    isTombstone_ = equalsIgnoreAsciiCase(object_.first(Bookkeeping::IsDeleted), "TRUE") &&
                   object_.entry().dn.find("\\0ADEL:") != std::string::npos;
    if (isTombstone_) dn_ = events_.keep(nameBefore(object_.entry()));
    readStamps();
    if (stamps_.empty()) {
      addFromTimes();
    } else {
      addFromStamps();
    }
    addLinkedValues();
    return isTombstone_ ? EntryRole::Tombstone : EntryRole::Entry;
  }

 private:
  void readStamps() {
    if (const auto found = readPropertyMetaData(object_.first(Bookkeeping::ReplPropertyMetaData))) {
      for (const PropertyStamp& stamp : *found) {
        stamps_.push_back({context_.attributeIds.nameOf(stamp.attributeId), stamp.version, stamp.time,
                           context_.servers.ofInvocationIdBytes(stamp.invocationId), stamp.originatingUsn,
                           stamp.localUsn});
      }
      source_ = Mechanism::ReplPropertyMetaData;
      return;
    }
    if (object_.has(Bookkeeping::ReplPropertyMetaData)) ++context_.unreadable;
    const Attribute* const texts = object_.attribute(Bookkeeping::ReplAttributeMetaData);
    if (texts == nullptr) return;
    for (const std::string& text : texts->values) {
      std::optional<AttributeMetaData> stamp = readAttributeMetaData(text);
      if (!stamp) continue;
      stamps_.push_back({events_.keep(std::move(stamp->attribute)), stamp->version, stamp->time,
                         context_.servers.ofInvocationId(stamp->invocationId), stamp->originatingUsn, stamp->localUsn});
    }
    source_ = Mechanism::ReplAttributeMetaData;
  }

  const NamedStamp* stampOf(std::string_view attribute) const {
    const auto found = std::find_if(stamps_.begin(), stamps_.end(), [attribute](const NamedStamp& stamp) {
      return equalsIgnoreAsciiCase(stamp.attribute, attribute);
    });
    return found == stamps_.end() ? nullptr : &*found;
  }

  Event eventAt(Time time, EventKind kind, Mechanism source) const {
    Event event;
    event.time = time;
    event.kind = kind;
    event.source = source;
    event.dn = dn_;
    return event;
  }

  Event eventOf(const NamedStamp& stamp, EventKind kind) const {
    Event event = eventAt(stamp.time, kind, source_);
    event.server = stamp.server;
    event.times = stamp.version;
    event.sequence = stamp.usn;
    event.attribute = stamp.attribute;
    return event;
  }

  void addFromStamps() {
    // whenCreated is set once, at creation, and replicated with its stamp ([MS-ADTS] 3.1.1.5.2.4).
    const NamedStamp* const creation = stampOf("whenCreated");
    std::optional<Time> created;
    if (creation != nullptr) {
      created = creation->time;
      Event event = eventOf(*creation, EventKind::Created);
      event.attribute = {};
      event.times = 0;
      events_.add(event);
    } else if ((created = readServerTime(object_.first(Bookkeeping::WhenCreated)))) {
      events_.add(eventAt(*created, EventKind::Created, Mechanism::ObjectTimes));
    }
    const NamedStamp* const deletion = isTombstone_ ? stampOf("isDeleted") : nullptr;
    const NamedStamp* const name = stampOf("name");
    const std::string_view rdnType = rdnTypeOf(object_.entry().dn);
    Time newest = created.value_or(Time::min());
    std::uint64_t highestUsn = 0;
    for (const NamedStamp& stamp : stamps_) {
      highestUsn = std::max(highestUsn, stamp.localUsn);
      if (stamp.time >= kMarkerTimes) continue;
      newest = std::max(newest, stamp.time);
      // Each domain controller stamps the naming attribute by itself when it receives the object: `name` is the one
      // that is replicated.
      if (name != nullptr && equalsIgnoreAsciiCase(stamp.attribute, rdnType)) continue;
      if (deletion != nullptr && stamp.time >= deletion->time) {
        addOfDeletion(stamp, *deletion);
      } else if (created && stamp.time <= *created) {
        continue;
      } else if (&stamp == name) {
        if (stamp.version > 1) addRename(stamp);
      } else {
        addWrite(stamp);
      }
    }
    addUnrecordedLinks(newest, highestUsn);
  }

  void addRename(const NamedStamp& stamp) {
    Event event = eventOf(stamp, EventKind::Renamed);
    event.attribute = {};
    event.times = stamp.version - 1;
    events_.add(event);
  }

  /// What is stamped when an object is deleted: its deletion, and the attributes that it loses by that ([MS-ADTS]
  /// 3.1.1.5.5.1.1).
  void addOfDeletion(const NamedStamp& stamp, const NamedStamp& deletion) {
    if (&stamp == &deletion) {
      Event event = eventOf(stamp, EventKind::Deleted);
      event.source = Mechanism::Tombstones;
      event.attribute = {};
      event.times = 0;
      events_.add(event);
    } else if (stamp.version > 1 && &stamp != stampOf("name") && object_.entry().find(stamp.attribute) == nullptr) {
      events_.add(eventOf(stamp, EventKind::Cleared));
    }
  }

  /// A stamp without a value: the attribute was cleared, cannot be read, or never had a value (Samba stamps some that
  /// have none).
  void addWrite(const NamedStamp& stamp) {
    EventKind kind = EventKind::Written;
    if (object_.entry().find(stamp.attribute) == nullptr && !mayBeUnread(stamp.attribute)) {
      if (stamp.version == 1) return;
      kind = EventKind::Cleared;
    }
    events_.add(eventOf(stamp, kind));
  }

  bool mayBeUnread(std::string_view attribute) const {
    if (!AttributeIds::isName(attribute)) return true;
    if (secretAttributes(context_.coverage.snapshot().info().product).contains(attribute, context_.schema)) return true;
    return context_.coverage.leavesOutAttributes() &&
           context_.coverage.mayLackAttribute(keyOf(object_.entry().dn).path(), attribute).has_value();
  }

  /// Links have stamps of their own, which are not in the value; a change of one moves uSNChanged and whenChanged.
  void addUnrecordedLinks(Time newest, std::uint64_t highestUsn) {
    if (object_.has(Bookkeeping::ReplValueMetaData) || object_.has(Bookkeeping::ReplValueMetaDataExt)) return;
    const std::string_view text = object_.first(Bookkeeping::USNChanged);
    std::uint64_t changed = 0;
    std::from_chars(text.data(), text.data() + text.size(), changed);
    const std::optional<Time> when = readServerTime(object_.first(Bookkeeping::WhenChanged));
    if (changed <= highestUsn || !when || *when <= newest || *when >= kMarkerTimes) return;
    Event event = eventAt(*when, EventKind::LinkChanged, source_);
    event.certainty = Certainty::AtLatest;
    events_.add(event);
  }

  void addFromTimes() {
    const std::optional<Time> created = readServerTime(object_.first(Bookkeeping::WhenCreated));
    const std::optional<Time> changed = readServerTime(object_.first(Bookkeeping::WhenChanged));
    if (created) events_.add(eventAt(*created, EventKind::Created, Mechanism::ObjectTimes));
    if (!changed || *changed >= kMarkerTimes || (created && *changed <= *created && !isTombstone_)) return;
    Event event = eventAt(*changed, isTombstone_ ? EventKind::Deleted : EventKind::Modified,
                          isTombstone_ ? Mechanism::Tombstones : Mechanism::ObjectTimes);
    event.certainty =
        Certainty::AtLatest;  // whenChanged is the domain controller's own: it may be when it was replicated
    events_.add(event);
  }

  void addLinkedValues() {
    for (const Bookkeeping which : {Bookkeeping::ReplValueMetaData, Bookkeeping::ReplValueMetaDataExt}) {
      const Attribute* const texts = object_.attribute(which);
      if (texts == nullptr) continue;
      for (const std::string& text : texts->values) {
        if (std::optional<ValueMetaData> value = readValueMetaData(text)) addLinkedValue(*std::move(value));
      }
      return;  // the second form says the same and more of each value
    }
  }

  void addLinkedValue(ValueMetaData value) {
    const std::optional<Time> time = value.deleted             ? value.deleted
                                     : value.stamp.version > 1 ? std::optional(value.stamp.time)
                                                               : value.created;
    if (!time || *time == Time() || value.stamp.version == 0) return;  // from before such metadata was kept
    Event event =
        eventAt(*time, value.deleted ? EventKind::ValueRemoved : EventKind::ValueAdded, Mechanism::ReplValueMetaData);
    event.server = context_.servers.ofInvocationId(value.stamp.invocationId);
    event.times = value.stamp.version;
    event.sequence = value.stamp.originatingUsn;
    event.attribute = events_.keep(std::move(value.stamp.attribute));
    event.value = events_.keep(std::move(value.value));
    events_.add(event);
  }

  static std::string_view rdnTypeOf(std::string_view dn) { return dn.substr(0, dn.find('=')); }

  const BookkeepingOf& object_;
  MetadataContext& context_;
  EventList& events_;
  std::vector<NamedStamp> stamps_;
  Mechanism source_ = Mechanism::ReplPropertyMetaData;
  bool isTombstone_ = false;
  std::string_view dn_;  ///< of a tombstone: the name that the object had
};

}  // namespace

EntryRole readObjectMetaData(const BookkeepingOf& object, MetadataContext& context, EventList& events) {
  return ObjectReader(object, context, events).read();
}

}  // namespace ldapsnap
