#include "diff/history/past_limits.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

/// A version this high was not reached by writing: authoritative restores raise versions by 100,000 a day.
constexpr std::uint32_t kRestoredVersion = 100'000;

}  // namespace

void PastFacts::look(const BookkeepingOf& entry) {
  if (entry.entry().dn.empty()) {
    if (const auto time = readServerTime(entry.first(Bookkeeping::CurrentTime))) asOf = *time;
    return;
  }
  if (entry.has(Bookkeeping::WhenCreated) || entry.has(Bookkeeping::ReplPropertyMetaData)) {
    isActiveDirectory_ = true;
    ++objects_;
    if (entry.has(Bookkeeping::ReplPropertyMetaData) || entry.has(Bookkeeping::ReplAttributeMetaData))
      ++objectsWithStamps_;
  } else if (!entry.has(Bookkeeping::ReqType) && !entry.has(Bookkeeping::ChangeNumber) &&
             (entry.has(Bookkeeping::CreateTimestamp) || entry.has(Bookkeeping::ModifyTimestamp))) {
    hasEntryTimes_ = true;
  }
  if (equalsIgnoreAsciiCase(entry.first(Bookkeeping::IsDeleted), "TRUE") &&
      entry.entry().dn.find("\\0ADEL:") != std::string::npos)
    ++tombstones_;
  hasSyncHistory_ = hasSyncHistory_ || entry.has(Bookkeeping::SyncHist);
  hasState_ = hasState_ || entry.has(Bookkeeping::NscpEntryWsi);
  if (entry.has(Bookkeeping::TombstoneLifetime)) {
    const std::string_view text = entry.first(Bookkeeping::TombstoneLifetime);
    int days = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), days).ec == std::errc()) tombstoneLifetime_ = days;
  }
  if (const Attribute* const csns = entry.attribute(Bookkeeping::MinCsn))
    logBegin_ = *std::min_element(csns->values.begin(), csns->values.end());
}

void PastFacts::look(const Event& event) {
  sources_[static_cast<std::size_t>(event.source)] = true;
  if (event.kind == EventKind::LinkChanged) ++links_;
  if (event.kind == EventKind::Deleted) ++deletions_;
  const bool isStamp =
      event.source == Mechanism::ReplPropertyMetaData || event.source == Mechanism::ReplAttributeMetaData;
  if (isStamp && event.times >= kRestoredVersion) ++jumps_;
  if (isStamp && event.server != lastServer_) {
    servers_.insert(event.server);
    lastServer_ = event.server;
  }
}

void PastFacts::addAhead(std::string_view dn, Time time) {
  ++ahead_;
  if (time <= aheadTime_) return;
  aheadTime_ = time;
  aheadDn_ = std::string(dn);
}

std::vector<Mechanism> PastFacts::sources() const {
  std::vector<Mechanism> found;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    if (sources_[i]) found.push_back(static_cast<Mechanism>(i));
  }
  return found;
}

class PastLimits {
 public:
  PastLimits(const PastFacts& facts, const Snapshot& snapshot, const MetadataContext& context,
             const PastOptions& options)
      : facts_(facts), snapshot_(snapshot), context_(context), options_(options) {}

  std::vector<PastLimit> all() && {
    addDoubts();
    if (facts_.sources().empty()) {
      add("no-metadata",
          "The snapshot holds nothing of when its entries were written: no operational attributes, no replication "
          "metadata, no log. Capture it again, or export it with operational attributes (ldapsearch ... '*' '+').");
      return std::move(limits_);
    }
    addSince();
    if (facts_.isActiveDirectory_) addOfActiveDirectory();
    if (facts_.hasEntryTimes_) addOfEntryTimes();
    if (facts_.hasState_) addOfState();
    if (facts_.hasSyncHistory_)
      add("purge-delay",
          "OpenDJ removes ds-sync-hist after the replication purge delay, and keeps it in replicated suffixes alone: "
          "older changes may be missing. Replaced values are not kept.");
    addOfLogs();
    add("re-created",
        "An entry that is listed as created may have replaced one of the same name that was deleted, or have been "
        "loaded "
        "from a file: that there was none before is not known.");
    add("clock",
        "Times are those of the server on which a change was made. If its clock was wrong, they are too, and changes "
        "that "
        "were made at one time on two servers may be in different bursts.");
    if (!snapshot_.info().complete())
      add("incomplete", "The snapshot is incomplete: what happened to entries that it lacks is not known.");
    return std::move(limits_);
  }

 private:
  void add(std::string kind, std::string text) { limits_.push_back({std::move(kind), std::move(text)}); }
  bool has(Mechanism mechanism) const { return facts_.sources_[static_cast<std::size_t>(mechanism)]; }

  /// What makes the metadata itself doubtful comes first.
  void addDoubts() {
    if (facts_.ahead_ > 0) {
      add("time-in-future",
          fmt::format(
              "{} {} a time after the snapshot was taken ({}); the latest is {}, at {}. The clock of the server was "
              "wrong. They are in no burst.",
              facts_.ahead_, facts_.ahead_ == 1 ? "change has" : "changes have", formatTime(facts_.asOf),
              formatTime(facts_.aheadTime_), facts_.aheadDn_));
    }
    for (const ClockStep& step : facts_.clockSteps) {
      add("time-goes-backwards",
          fmt::format(
              "On {}, changes that were made later have earlier times: after {} it recorded {}. Its clock was set "
              "back, and the order of the changes between these times is not certain.",
              context_.servers.nameOf(step.server), formatTime(step.before), formatTime(step.after)));
    }
    if (facts_.jumps_ > 0) {
      add("authoritative-restore",
          fmt::format("{} {} a version of 100,000 or more: objects were restored authoritatively, which raises the "
                      "version. Their times are those of the restore.",
                      facts_.jumps_, facts_.jumps_ == 1 ? "attribute has" : "attributes have"));
    }
    if (facts_.unreadable > 0) {
      add("unreadable-metadata", fmt::format("The replication metadata of {} {} could not be read.", facts_.unreadable,
                                             facts_.unreadable == 1 ? "object" : "objects"));
    }
  }

  void addSince() {
    if (options_.since && facts_.oldest && *options_.since <= *facts_.oldest) {
      add("before-the-directory",
          fmt::format("The oldest change that is recorded is of {}, later than the time asked for: everything in the "
                      "directory is listed.",
                      formatTime(*facts_.oldest)));
    }
  }

  void addOfActiveDirectory() {
    if (facts_.objectsWithStamps_ == 0) {
      add("no-attributes",
          "The snapshot has no replPropertyMetaData: only when an object was created and last changed is known, not "
          "which "
          "attribute. whenChanged is not replicated, so that it may be the time when the change reached this domain "
          "controller.");
    } else {
      add("values-before",
          "The directory keeps the last write of each attribute alone: not the value before, nor when it was written "
          "before. An attribute that was changed and changed back is listed as written.");
      if (facts_.objectsWithStamps_ < facts_.objects_) {
        add("objects-without-metadata",
            fmt::format(
                "{} of {} objects have no replPropertyMetaData: of these only creation and last change are known.",
                facts_.objects_ - facts_.objectsWithStamps_, facts_.objects_));
      }
    }
    add("changed-twice",
        "Of an attribute that was written several times only the last write has a time: it counts for that burst "
        "alone, "
        "and an earlier burst may have done more than is listed.");
    add("restore",
        "A domain that was restored from a backup has the times of before the backup, and what the restore undid "
        "leaves "
        "no trace. A domain controller that was restored has another invocation ID since then.");
    add("local-time",
        "The time of a write is that of the domain controller on which it was made. whenChanged, and so the time of "
        "linked values, is the time at which the change reached the domain controller that answered.");
    add("identity", "Active Directory does not keep who made a change, only on which domain controller.");
    add("not-replicated",
        "Attributes that are not replicated leave no trace, nor do access rights that are inherited from above.");
    if (!has(Mechanism::ReplValueMetaData) && facts_.objectsWithStamps_ > 0) {
      add("linked-values",
          "Of linked attributes (member and the like) only that one of them was written last is known, by uSNChanged: "
          "not "
          "which, and which values only on Windows (msDS-ReplValueMetaData).");
    }
    addOfTombstones();
    if (std::any_of(facts_.servers_.begin(), facts_.servers_.end(),
                    [this](std::uint32_t server) { return context_.servers.isUnknown(server); })) {
      add("unknown-server",
          "Some domain controllers have no NTDS Settings object in the snapshot and are shown by their invocation ID: "
          "they "
          "are gone, were restored, or the configuration was not read.");
    }
  }

  void addOfTombstones() {
    if (facts_.tombstones_ == 0) {
      add("deletions",
          "The snapshot holds no deleted objects: what was deleted is not shown. They are read with the control Show "
          "Deleted (1.2.840.113556.1.4.417).");
      return;
    }
    const int days = facts_.tombstoneLifetime_.value_or(60);
    const Time known = facts_.asOf - std::chrono::hours(24 * days);
    if (!options_.since || *options_.since >= known) return;
    add("deletions",
        fmt::format("Deleted objects are kept for {} days{}: what was deleted before {} is not shown.", days,
                    facts_.tombstoneLifetime_ ? "" : " if nothing else is configured", formatTime(known)));
  }

  void addOfEntryTimes() {
    add("last-write",
        "Of an entry only its creation and its last write are known, and not which attribute was written; earlier "
        "writes "
        "are not, and a write that changed nothing counts.");
    add("identity",
        "modifiersName is who wrote the entry last, which may be the server itself (password policy, plug-ins). A "
        "client "
        "with special rights, and slapadd, can set creatorsName and the times to anything.");
    add("changed-twice",
        "An entry that was written several times counts for the burst of its last write alone, unless a log or a "
        "change "
        "state shows the others.");
    add("local-time",
        "The times of an entry are replicated with it: they are those of the server on which it was written, by its "
        "clock, and not of the one that answered.");
    add("restore",
        "An entry that was loaded from a backup or moved from another server keeps its old times; one that was loaded "
        "from plain LDIF has the time of the load.");
    if (!has(Mechanism::AccessLog) && !has(Mechanism::RetroChangelog) && !has(Mechanism::Tombstones)) {
      add("deletions",
          has(Mechanism::ContextCsn)
              ? "Deleted entries leave nothing. By contextCSN the last change in a database left no entry that this "
                "identity can see: a deletion, most likely. Others are not shown."
              : "Deleted entries leave nothing: what was deleted is not shown.");
    }
  }

  void addOfState() {
    if (!has(Mechanism::StateInformation)) return;
    add("purge-delay",
        "389 Directory Server removes change states and deleted entries after nsds5ReplicaPurgeDelay, seven days if "
        "nothing else is configured: older changes may be missing. Replaced values are not kept.");
    add("identity-of-values", "Who wrote a value is known only if it was written in the last operation on its entry.");
  }

  void addOfLogs() {
    if (!facts_.logBegin_.empty()) {
      const auto time = readServerTime(std::string_view(facts_.logBegin_).substr(0, facts_.logBegin_.find('#')));
      if (time)
        add("log-begin",
            fmt::format("The access log begins at {}: single changes before that are not known.", formatTime(*time)));
    }
    if (has(Mechanism::AuditLog)) {
      add("log-begin",
          "An audit log holds the changes of one server since the log was begun. That of 389 Directory Server has the "
          "local time of the server, which is taken for UTC here.");
    }
    if (has(Mechanism::RetroChangelog))
      add("log-begin", "The retro changelog is trimmed: changes from before its first record are not known.");
  }

  const PastFacts& facts_;
  const Snapshot& snapshot_;
  const MetadataContext& context_;
  const PastOptions& options_;
  std::vector<PastLimit> limits_;
};

std::vector<PastLimit> limitsOf(const PastFacts& facts, const Snapshot& snapshot, const MetadataContext& context,
                                const PastOptions& options) {
  return PastLimits(facts, snapshot, context, options).all();
}

}  // namespace ldapsnap
