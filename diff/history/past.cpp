#include "diff/history/past.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "diff/history/burst_marks.h"
#include "diff/history/context_csn.h"
#include "diff/history/log_book.h"
#include "diff/history/metadata/readers.h"
#include "diff/history/moments.h"
#include "diff/history/past_limits.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/model/deleted_entries.h"

namespace ldapsnap {
namespace {

/// The clocks of servers are a little apart.
constexpr std::chrono::minutes kAhead{5};
/// Naming contexts and topmost entries that are told apart.
constexpr std::size_t kMostContexts = 32;
/// Bytes of entries that are kept from the first pass for the second: a small snapshot is read once.
constexpr std::size_t kKeptBytes = 64 << 20;
/// Identities that are listed of one burst.
constexpr std::size_t kMostIdentities = 100;

/// The smallest subtree that holds some entries.
class CommonSubtree {
 public:
  void add(std::string_view dn) {
    const auto rdns = splitRdns(dn);
    if (!rdns) return;
    if (isEmpty_) {
      rdns_.assign(rdns->rbegin(), rdns->rend());
      isEmpty_ = false;
      return;
    }
    const auto [end, other] =
        std::mismatch(rdns_.begin(), rdns_.end(), rdns->rbegin(), rdns->rend(),
                      [](const std::string& a, std::string_view b) { return equalsIgnoreAsciiCase(a, b); });
    rdns_.erase(end, rdns_.end());
  }
  std::string dn() const {
    std::string text;
    for (auto rdn = rdns_.rbegin(); rdn != rdns_.rend(); ++rdn) text += (text.empty() ? "" : ",") + *rdn;
    return text;
  }

 private:
  std::vector<std::string> rdns_;  ///< root first
  bool isEmpty_ = true;
};

/// The naming contexts of a directory, and the schema and configuration of Active Directory, which the DIT has inside
/// of one another. Without a root DSE the topmost entries.
class Contexts {
 public:
  /// In key order.
  void add(const BookkeepingOf& entry, std::string_view path) {
    if (entry.entry().dn.empty()) {
      for (const std::string_view name :
           {"namingContexts", "configurationNamingContext", "schemaNamingContext", "configContext"}) {
        if (const Attribute* const values = entry.entry().find(name)) {
          for (const std::string& dn : values->values) insert(std::string(keyOf(dn).path()));
        }
      }
      return;
    }
    const bool isTop = top_.empty() || !inScope(path, top_, Scope::Subtree);
    if (isTop) top_ = std::string(path);
    if (isTop || entry.hasClass("dMD") || entry.hasClass("configuration")) insert(std::string(path));
  }
  /// The path of the innermost one that the entry lies in. What lies in none, as all entries of a log without entries,
  /// is told apart by what looks like a suffix: the last RDN, or the domain components at the end.
  std::string of(const std::string& dn) const {
    const std::string path(keyOf(dn).path());
    const std::string* found = nullptr;
    for (const std::string& each : paths_) {
      if ((found == nullptr || each.size() > found->size()) && inScope(path, each, Scope::Subtree)) found = &each;
    }
    return found != nullptr ? *found : suffixOf(dn);
  }

 private:
  static std::string suffixOf(const std::string& dn) {
    const auto rdns = splitRdns(dn);
    std::string suffix;
    if (!rdns) return suffix;
    for (auto rdn = rdns->rbegin(); rdn != rdns->rend(); ++rdn) {
      const bool isDomain = equalsIgnoreAsciiCase(rdn->substr(0, 3), "dc=");
      if (!suffix.empty() && !isDomain) break;
      suffix += asciiLower(*rdn) + ",";
      if (!isDomain) break;
    }
    return suffix;
  }

  void insert(std::string path) {
    if (path.empty() || paths_.size() == kMostContexts) return;
    if (std::find(paths_.begin(), paths_.end(), path) == paths_.end()) paths_.push_back(std::move(path));
  }

  std::vector<std::string> paths_;
  std::string top_;
};

/// Which of an entry's object classes says what it is.
class StructuralClasses {
 public:
  explicit StructuralClasses(const Schema& schema) : schema_(schema) {}

  std::string of(const BookkeepingOf& entry) {
    if (const std::string* const stated = entry.entry().first("structuralObjectClass")) return *stated;
    const Attribute* const classes = entry.attribute(Bookkeeping::ObjectClass);
    if (classes == nullptr) return {};
    const std::string* found = nullptr;
    std::size_t depth = 0;
    for (const std::string& name : classes->values) {
      if (equalsIgnoreAsciiCase(name, "nsTombstone")) continue;  // what 389 adds to a deleted entry
      const std::size_t its = depthOf(name);
      if (found != nullptr && its < depth) continue;
      found = &name;
      depth = its;
    }
    return found == nullptr ? std::string() : *found;
  }

 private:
  static constexpr std::size_t kMostSuperiors = 64;

  /// How far it is derived from top; 0: it is top or auxiliary. Of the common classes every schema knows, so that one
  /// that this schema does not have is taken for the most derived one.
  std::size_t depthOf(const std::string& name) {
    const auto [known, isNew] = depths_.try_emplace(name, kMostSuperiors);
    if (!isNew) return known->second;
    const ObjectClass* each = schema_.objectClass(name);
    if (each == nullptr) return kMostSuperiors;
    std::size_t depth = 0;
    if (each->kind != ObjectClassKind::Auxiliary) {
      while (each != nullptr && depth < kMostSuperiors && !equalsIgnoreAsciiCase(each->displayName(), "top")) {
        ++depth;
        each = each->superiors.empty() ? nullptr : schema_.objectClass(each->superiors.front());
      }
    }
    known->second = depth;
    return depth;
  }

  const Schema& schema_;
  NameIndex<std::size_t> depths_;
};

/// Names of one identity mostly differ in case alone.
struct LessIgnoringCase {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                        [lower](char x, char y) { return lower(x) < lower(y); });
  }
};

/// A burst while its entries are being counted.
struct BurstWork {
  struct Part {
    PastCounts entries;
    CommonSubtree subtree;
  };

  BurstWork(Period burstPeriod, const BurstMarks& marks, Product product)
      : period(burstPeriod), tally(marks, product) {}

  Period period;
  PastCounts entries;
  std::set<std::uint32_t> servers;
  std::set<std::string, LessIgnoringCase> identities;
  std::map<std::string, Part> parts;  ///< by the path of the context, or what suffixOf() takes for one
  NameIndex<std::uint64_t> classes;
  MarkTally tally;
};

/// What happened to one entry within a period.
struct EntryFate {
  bool isCreated = false, isModified = false, isRenamed = false, isDeleted = false;

  void add(const Event& event) {
    isCreated = isCreated || event.kind == EventKind::Created;
    isRenamed = isRenamed || event.kind == EventKind::Renamed;
    isDeleted = isDeleted || event.kind == EventKind::Deleted;
    isModified = isModified || !(event.kind == EventKind::Created || event.kind == EventKind::Renamed ||
                                 event.kind == EventKind::Deleted);
  }
  PastCounts counts() const {
    PastCounts counts;
    counts.created = isCreated ? 1 : 0;
    counts.deleted = isDeleted ? 1 : 0;
    counts.renamed = isRenamed && !isCreated && !isDeleted ? 1 : 0;
    counts.modified = isModified && !isCreated && !isDeleted && !isRenamed ? 1 : 0;
    return counts;
  }
};

void addCounts(PastCounts& sum, const PastCounts& counts) {
  sum.created += counts.created;
  sum.modified += counts.modified;
  sum.renamed += counts.renamed;
  sum.deleted += counts.deleted;
}

bool isAboutTime(Time a, Time b) {
  constexpr std::chrono::seconds kTolerance{2};
  return a - b <= kTolerance && b - a <= kTolerance;
}

class PastReader {
 public:
  PastReader(const Snapshot& snapshot, const PastOptions& options)
      : snapshot_(snapshot),
        options_(options),
        coverage_(snapshot),
        context_(snapshot, coverage_),
        marks_(shippedBurstMarks()),
        classes_(snapshot.schema()) {
    facts_.asOf = std::max(snapshot.info().taken, snapshot.info().finished);
  }

  Past read() {
    readAll();
    facts_.unreadable = context_.unreadable;
    finishLogs();
    const std::vector<Moment>& moments = moments_.all();
    if (!moments.empty()) facts_.oldest = moments.front().time;
    facts_.clockSteps = clockStepsIn(moments);
    makeBursts(periodsOf(moments, options_.gap));
    reportAll();
    reportLogs();
    return finish();
  }

 private:
  // --- Both passes ---

  using Step = void (PastReader::*)(const BookkeepingOf&, EntryRole, std::string_view path);

  void readAll() {
    bool keeps = true;
    std::size_t bytes = 0;
    snapshot_.scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
      look(entry, &PastReader::collect);
      bytes += keeps ? sizeOf(entry) : 0;
      keeps = keeps && bytes <= kKeptBytes;
      if (keeps) kept_.push_back(entry);
      return Snapshot::Visit::Continue;
    });
    if (!keeps) kept_ = {};
    isKept_ = keeps;
  }

  void reportAll() {
    if (isKept_) {
      for (const Entry& entry : kept_) look(entry, &PastReader::report);
      return;
    }
    snapshot_.scan(Dn(), Scope::Subtree, [this](const Entry& entry) {
      look(entry, &PastReader::report);
      return Snapshot::Visit::Continue;
    });
  }

  static std::size_t sizeOf(const Entry& entry) {
    std::size_t size = sizeof(Entry) + entry.dn.size();
    for (const Attribute& attribute : entry.attributes) {
      size += sizeof(Attribute) + attribute.description.size();
      for (const std::string& value : attribute.values) size += sizeof(value) + value.size();
    }
    return size;
  }

  void look(const Entry& entry, Step step) {
    lookAt(entry, step);
    const Attribute* const deleted = entry.find(kDeletedEntries);
    if (deleted == nullptr) return;
    for (const std::string& value : deleted->values) {
      if (const std::optional<Entry> tombstone = deletedEntryIn(value)) lookAt(*tombstone, step, Among::Deleted);
    }
  }

  enum class Among { Entries, Deleted };

  /// Among deleted entries 389 lists the one that names the replicas, which is none: it says who is who, and no more.
  void lookAt(const Entry& entry, Step step, Among among = Among::Entries) {
    const BookkeepingOf bookkeeping(entry);
    events_.clear();
    const EntryRole role = readEvents(bookkeeping, context_, events_);
    if (among == Among::Deleted && role != EntryRole::Tombstone) events_.clear();
    const DnKey key = keyOf(entry.dn);
    if (role != EntryRole::LogRecord && marks_.isOwnEntry(entry.dn, key.path())) events_.clear();
    (this->*step)(bookkeeping, role, key.path());
  }

  bool isOwnWrite(const Event& event) const {
    return !event.attribute.empty() && marks_.ownAttributes.contains(std::string(event.attribute));
  }
  bool isAhead(const Event& event) const { return event.time > facts_.asOf + kAhead; }

  // --- The first pass: when something happened, what the logs say, and names ---

  void collect(const BookkeepingOf& entry, EntryRole role, std::string_view path) {
    context_.learn(entry);
    contexts_.add(entry, path);
    facts_.look(entry);
    contextCsn_.add(entry, path);
    for (const Event& event : events_.events()) {
      facts_.look(event);
      if (isOwnWrite(event)) continue;
      if (isAhead(event)) {
        facts_.addAhead(event.dn.empty() ? entry.entry().dn : event.dn, event.time);
        continue;
      }
      if (role == EntryRole::LogRecord) {
        if (marks_.isOwnEntry(event.dn, keyOf(event.dn).path())) continue;
        log_.add(event);
      }
      moments_.add(event.time, event.server, event.sequence);
    }
  }

  void finishLogs() {
    log_.settle();
    for (const ContextCsnWatch::Deletion& deletion : contextCsn_.deletions(coverage_)) {
      const std::optional<Time> time = readServerTime(std::string_view(deletion.csn).substr(0, deletion.csn.find('#')));
      if (!time || *time > facts_.asOf + kAhead || isLogged(*time)) continue;
      Event event;
      event.time = *time;
      event.kind = EventKind::Deleted;
      event.source = Mechanism::ContextCsn;
      event.certainty = Certainty::Inferred;
      event.server = context_.servers.ofServerId(deletion.csn);
      event.dn = deletion.suffix;
      log_.addUnnamed(event);
      facts_.look(event);
      moments_.add(event.time, event.server, 0);
    }
  }

  bool isLogged(Time time) {
    for (const LogBook::Life& life : log_.lives()) {
      if (life.isDeleted && isAboutTime(life.events.back().event.time, time)) return true;
    }
    return false;
  }

  void makeBursts(const std::vector<Period>& periods) {
    if (options_.burst && (*options_.burst == 0 || *options_.burst > periods.size())) {
      throw Error(
          ErrorKind::BadInput,
          fmt::format("there is no burst {}: {}", *options_.burst,
                      periods.empty() ? "the snapshot shows no changes"
                                      : fmt::format("they are numbered from 1, the newest, to {}", periods.size())));
    }
    for (std::size_t place = 0; place < periods.size(); ++place) {
      const std::size_t number = periods.size() - place;  // the newest is 1
      if (options_.burst && number != *options_.burst) continue;
      if (options_.since && periods[place].end < *options_.since) continue;
      bursts_.emplace_back(periods[place], marks_, snapshot_.info().product);
      numbers_.push_back(number);
    }
  }

  // --- The second pass: what happened ---

  void report(const BookkeepingOf& entry, EntryRole role, std::string_view path) {
    if (role == EntryRole::LogRecord || events_.empty()) {
      if (role != EntryRole::LogRecord) reportLogged(&entry, path);
      return;
    }
    std::vector<Event> events = events_.events();
    const bool isTombstone = role == EntryRole::Tombstone;
    const std::string dn(isTombstone ? events.front().dn : std::string_view(entry.entry().dn));
    LogBook::Life* life = nullptr;
    if (isTombstone) {
      const std::string formerPath(keyOf(dn).path());
      for (const Event& event : events) {
        if (event.kind == EventKind::Deleted) life = log_.deletedAt(formerPath, event.time);
      }
    } else {
      life = log_.livingAt(path);
    }
    if (life != nullptr) merge(events, *life);
    add(&entry, dn, std::move(events), false);
  }

  /// An entry of which only the logs say something.
  void reportLogged(const BookkeepingOf* entry, std::string_view path) {
    LogBook::Life* const life = log_.empty() ? nullptr : log_.livingAt(path);
    if (life == nullptr) return;
    std::vector<Event> events;
    merge(events, *life);
    add(entry, entry == nullptr ? life->dn : entry->entry().dn, std::move(events), false);
  }

  void reportLogs() {
    for (LogBook::Life& life : log_.lives()) {
      if (life.isTaken) continue;
      std::vector<Event> events;
      merge(events, life);
      add(nullptr, life.dn, std::move(events), life.isUnnamed);
    }
  }

  /// What a log records more exactly is left out of what the entry itself shows.
  static void merge(std::vector<Event>& events, LogBook::Life& life) {
    life.isTaken = true;
    std::erase_if(events, [&life](const Event& own) {
      return std::any_of(life.events.begin(), life.events.end(), [&own](const LoggedEvent& logged) {
        if (!isAboutTime(own.time, logged.event.time)) return false;
        if (own.source == Mechanism::EntryTimes || own.source == Mechanism::Tombstones)
          return own.kind == EventKind::Modified || own.kind == logged.event.kind;
        return own.kind == EventKind::Renamed
                   ? logged.event.kind == EventKind::Renamed
                   : equalsIgnoreAsciiCase(own.attribute, logged.attribute) && !own.attribute.empty();
      });
    });
    for (const LoggedEvent& logged : life.events) events.push_back(logged.view());
  }

  /// The place in bursts_ of what happened at `time`; nothing: it was not asked for.
  std::optional<std::size_t> burstAt(Time time) const {
    const auto after = std::upper_bound(bursts_.begin(), bursts_.end(), time,
                                        [](Time value, const BurstWork& burst) { return value < burst.period.begin; });
    if (after == bursts_.begin()) return std::nullopt;
    const auto found = std::prev(after);
    if (time > found->period.end) return std::nullopt;
    return static_cast<std::size_t>(found - bursts_.begin());
  }

  void add(const BookkeepingOf* entry, const std::string& dn, std::vector<Event> events, bool isUnnamed) {
    std::erase_if(events, [this](const Event& event) {
      return isOwnWrite(event) || isAhead(event) || (options_.since && event.time < *options_.since) ||
             !burstAt(event.time);
    });
    if (events.empty()) return;
    std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.time < b.time; });
    const std::string context = contexts_.of(dn);
    for (auto first = events.begin(); first != events.end();) {
      const std::size_t burst = *burstAt(first->time);
      const auto last =
          std::find_if(first, events.end(), [&](const Event& event) { return *burstAt(event.time) != burst; });
      count(bursts_[burst], entry, dn, context, {first, last});
      first = last;
    }
    if (options_.since || options_.burst) list(dn, events, isUnnamed);
  }

  void count(BurstWork& burst, const BookkeepingOf* entry, const std::string& dn, const std::string& context,
             const std::vector<Event>& events) {
    EntryFate fate;
    std::vector<std::string_view> written;
    for (const Event& event : events) {
      fate.add(event);
      if (event.server != 0) burst.servers.insert(event.server);
      if (!event.identity.empty() && burst.identities.size() < kMostIdentities &&
          !burst.identities.contains(event.identity))
        burst.identities.emplace(event.identity);
      if (!event.attribute.empty()) written.push_back(event.attribute);
    }
    const PastCounts counts = fate.counts();
    addCounts(burst.entries, counts);
    BurstWork::Part& part = burst.parts[context];
    addCounts(part.entries, counts);
    part.subtree.add(dn);
    if (entry == nullptr) return;
    if (fate.isCreated) {
      if (const std::string name = classes_.of(*entry); !name.empty()) ++burst.classes[name];
    }
    burst.tally.add(*entry, fate.isCreated, written);
  }

  // --- The list of changes ---

  void list(const std::string& dn, const std::vector<Event>& events, bool isUnnamed) {
    EntryFate fate;
    for (const Event& event : events) fate.add(event);
    if (fate.isCreated && fate.isDeleted) {
      // It came and went: two changes, each with what belongs to it.
      std::vector<Event> creation, rest;
      for (const Event& event : events) (event.kind == EventKind::Created ? creation : rest).push_back(event);
      listOne(dn, creation, isUnnamed, PastChange::Kind::Created);
      listOne(dn, rest, isUnnamed, PastChange::Kind::Deleted);
      return;
    }
    listOne(dn, events, isUnnamed,
            fate.isCreated   ? PastChange::Kind::Created
            : fate.isDeleted ? PastChange::Kind::Deleted
            : fate.isRenamed ? PastChange::Kind::Renamed
                             : PastChange::Kind::Modified);
  }

  void listOne(const std::string& dn, const std::vector<Event>& events, bool isUnnamed, PastChange::Kind kind) {
    PastChange change;
    change.change = kind;
    change.dn = dn;
    change.isUnnamed = isUnnamed;
    change.first = events.front().time;
    change.last = events.back().time;
    change.burst = numbers_[*burstAt(change.last)];
    for (const Event& event : events) {
      const std::string server = context_.servers.nameOf(event.server);
      insertOnce(change.servers, server);
      insertOnce(change.identities, std::string(event.identity));
      if (event.certainty > change.certainty) change.certainty = event.certainty;
      if (event.kind == EventKind::Renamed && !event.formerDn.empty()) change.formerDn = std::string(event.formerDn);
      if (event.kind != EventKind::Created && event.kind != EventKind::Deleted && event.kind != EventKind::Renamed)
        change.writes.push_back(writeOf(event, server));
    }
    changes_.emplace_back(keyOf(dn).bytes, std::move(change));
  }

  static void insertOnce(std::vector<std::string>& texts, std::string text) {
    if (text.empty()) return;
    const auto at = std::lower_bound(texts.begin(), texts.end(), text, LessIgnoringCase());
    if (at == texts.end() || !equalsIgnoreAsciiCase(*at, text)) texts.insert(at, std::move(text));
  }

  static PastWrite writeOf(const Event& event, const std::string& server) {
    PastWrite write;
    write.attribute = std::string(event.attribute);
    write.kind = event.kind;
    write.time = event.time;
    write.times = event.times;
    write.server = server;
    write.identity = std::string(event.identity);
    static const Schema kNoSchema;
    if (!event.value.empty() && event.value.find(kRedactedMark) == std::string_view::npos &&
        !secretAttributesOfAnyProduct().contains(event.attribute, kNoSchema))
      write.value = std::string(event.value);
    write.certainty = event.certainty;
    return write;
  }

  // --- The result ---

  Past finish() {
    Past past;
    past.since = options_.since;
    past.hasChanges = options_.since || options_.burst;
    past.sources = facts_.sources();
    for (std::size_t place = bursts_.size(); place-- > 0;) {
      if (bursts_[place].entries.total() > 0) past.bursts.push_back(burstOf(place));
    }
    std::stable_sort(changes_.begin(), changes_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [key, change] : changes_) past.changes.push_back(std::move(change));
    past.limits = limitsOf(facts_, snapshot_, context_, options_);
    return past;
  }

  Burst burstOf(std::size_t place) const {
    const BurstWork& work = bursts_[place];
    Burst burst;
    burst.number = numbers_[place];
    burst.begin = options_.since ? std::max(work.period.begin, *options_.since) : work.period.begin;
    burst.end = work.period.end;
    for (const std::uint32_t server : work.servers) insertOnce(burst.servers, context_.servers.nameOf(server));
    burst.identities.assign(work.identities.begin(), work.identities.end());
    burst.entries = work.entries;
    for (const auto& [context, part] : work.parts) burst.subtrees.push_back({part.subtree.dn(), part.entries});
    std::sort(burst.subtrees.begin(), burst.subtrees.end(),
              [](const Burst::Subtree& a, const Burst::Subtree& b) { return keyOf(a.dn).bytes < keyOf(b.dn).bytes; });
    burst.classes.assign(work.classes.begin(), work.classes.end());
    std::sort(burst.classes.begin(), burst.classes.end(), [](const auto& a, const auto& b) {
      return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    burst.looksLike = work.tally.found();
    return burst;
  }

  const Snapshot& snapshot_;
  const PastOptions& options_;
  const Coverage coverage_;
  MetadataContext context_;
  const BurstMarks& marks_;
  StructuralClasses classes_;
  Contexts contexts_;
  ContextCsnWatch contextCsn_;
  PastFacts facts_;
  LogBook log_;
  Moments moments_;
  EventList events_;  ///< of the entry that is looked at
  std::vector<Entry> kept_;
  bool isKept_ = false;
  std::vector<BurstWork> bursts_;                            ///< that were asked for, oldest first
  std::vector<std::size_t> numbers_;                         ///< of bursts_
  std::vector<std::pair<std::string, PastChange>> changes_;  ///< by key
};

}  // namespace

std::string_view nameOf(PastChange::Kind kind) {
  switch (kind) {
    case PastChange::Kind::Created:
      return "created";
    case PastChange::Kind::Modified:
      return "modified";
    case PastChange::Kind::Renamed:
      return "renamed";
    case PastChange::Kind::Deleted:
      return "deleted";
  }
  return "";
}

Past readPast(const Snapshot& snapshot, const PastOptions& options) { return PastReader(snapshot, options).read(); }

}  // namespace ldapsnap
