#include "diff/history/blame.h"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

#include "diff/compare/compare.h"
#include "diff/compare/schema/comparison_schema.h"
#include "diff/history/recorded_origins.h"
#include "diff/history/site_history.h"
#include "snapshot/base/error.h"
#include "snapshot/model/coverage.h"

namespace ldapsnap {
namespace {

/// The name that `dn` of `after` had in `before`, when it or a container above it was renamed between the two.
std::optional<Dn> formerName(Store& store, const Snapshot& before, const Snapshot& after, const Dn& dn) {
  for (const EntryChange& change : compare(store, before, after).changes) {
    if (change.change != Change::Renamed) continue;
    const Dn renamed = Dn::parse(change.dn);
    if (isAtOrBelow(dn, renamed, after.schema())) return rebase(dn, renamed, Dn::parse(change.fromDn));
  }
  return std::nullopt;
}

/// Every value of an older entry as a key that includes its attribute.
class ValueKeys {
 public:
  ValueKeys(const Snapshot& older, const Snapshot& newest) : schema_(older, newest) {}

  void add(const Entry& entry) {
    for (const Attribute& attribute : entry.attributes)
      for (const std::string& value : attribute.values) keys_.insert(keyOf(attribute.description, value, Side::Before));
  }
  bool hold(std::string_view attribute, std::string_view value) const {
    return keys_.count(keyOf(attribute, value, Side::After)) > 0;
  }
  bool isVolatile(std::string_view attribute) const { return schema_.traits(attribute, Side::After).isVolatile; }

 private:
  std::string keyOf(std::string_view attribute, std::string_view value, Side side) const {
    const AttributeTraits& traits = schema_.traits(attribute, side);
    return traits.identity + '\0' + schema_.valueKey(traits, traits.isOrdered ? withoutOrder(value) : value, side);
  }

  ComparisonSchema schema_;
  std::unordered_set<std::string> keys_;
};

/// Walks back until every value has its origin.
class BlameWalk {
 public:
  BlameWalk(Store& store, const SnapshotInfo& snapshot, Dn dn)
      : store_(store), history_(store, snapshot), dn_(std::move(dn)) {}

  Blame run() {
    const Snapshot& newest = history_.at(0);
    Entry entry = requireInAnySpelling(newest, dn_, "this snapshot");
    dn_ = Dn::parse(entry.dn);
    Blame result{entry.dn, {}};
    const ValueKeys traits(newest, newest);
    for (const Attribute& attribute : entry.attributes)
      for (const std::string& value : attribute.values)
        result.values.push_back({attribute.description, value, traits.isVolatile(attribute.description), {}});
    for (BlamedValue& value : result.values) pending_.push_back({&value, 0});
    const Entry present = entry;
    walk(std::move(entry));
    addRecorded(newest, present, result);
    return result;
  }

 private:
  /// Of what the site's first snapshot held already, the directory may know more.
  static void addRecorded(const Snapshot& newest, const Entry& entry, Blame& result) {
    const auto isOld = [](const BlamedValue& value) { return value.origin.wasThereFromTheStart && !value.isVolatile; };
    if (std::none_of(result.values.begin(), result.values.end(), isOld)) return;
    const RecordedOrigins origins(newest, RecordedOrigins::Of::Values);
    const EventList events = origins.eventsOf(entry);
    for (BlamedValue& value : result.values) {
      if (isOld(value)) value.origin.recorded = origins.ofValue(events, value.attribute, value.value);
    }
  }

  struct Pending {
    BlamedValue* value;
    std::size_t since;  ///< place of the oldest snapshot so far that shows it
  };

  void walk(Entry entry) {
    for (std::size_t i = 1; i < history_.size() && !pending_.empty(); ++i) {
      std::optional<Entry> older = findIn(history_.at(i), i);
      if (!older && Coverage(history_.at(i)).unread(dn_, Scope::Base)) continue;
      if (!older) return settleAll(Bounded::Yes);
      if (older->attributes == entry.attributes) {
        for (Pending& each : pending_) each.since = i;
      } else {
        compareWith(*older, i);
      }
      entry = *std::move(older);
      known_ = i;
    }
    settleAll(Bounded::No);
  }

  /// The entry in an older snapshot, under its name or a former one, which dn_ is then.
  std::optional<Entry> findIn(const Snapshot& older, std::size_t position) {
    if (std::optional<Entry> found = older.find(dn_)) return found;
    if (known_ + 1 != position || Coverage(older).unread(dn_, Scope::Base)) return std::nullopt;
    const std::optional<Dn> former = formerName(store_, older, history_.at(known_), dn_);
    if (!former) return std::nullopt;
    dn_ = *former;
    return older.find(dn_);
  }

  void compareWith(const Entry& older, std::size_t position) {
    const Snapshot& snapshot = history_.at(position);
    const Coverage coverage(snapshot);
    ValueKeys keys(snapshot, history_.at(0));
    keys.add(older);
    std::vector<Pending> left;
    for (Pending& each : pending_) {
      const std::string& attribute = each.value->attribute;
      if (keys.hold(attribute, each.value->value)) {
        left.push_back({each.value, position});
      } else if (coverage.unreadAttribute(dn_, Scope::Base, attribute)) {
        left.push_back(each);
      } else {
        each.value->origin = history_.introduction(each.since, true);
      }
    }
    pending_ = std::move(left);
  }

  enum class Bounded { Yes, No };  ///< Yes: an older snapshot shows that the entry did not exist
  void settleAll(Bounded bounded) {
    for (const Pending& each : pending_)
      each.value->origin = history_.introduction(each.since, bounded == Bounded::Yes);
    pending_.clear();
  }

  Store& store_;
  SiteHistory history_;
  Dn dn_;                  ///< the entry's name in the snapshot that is looked at
  std::size_t known_ = 0;  ///< place of the oldest snapshot so far that has the entry
  std::vector<Pending> pending_;
};

}  // namespace

Blame blame(Store& store, const SnapshotInfo& snapshot, const Dn& dn) { return BlameWalk(store, snapshot, dn).run(); }

}  // namespace ldapsnap
