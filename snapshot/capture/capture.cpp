#include "snapshot/capture/capture.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <thread>
#include <unordered_set>

#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/text.h"
#include "snapshot/capture/dialect/dialect.h"
#include "snapshot/capture/incremental/inheritance.h"
#include "snapshot/capture/incremental/part_changes.h"
#include "snapshot/capture/part/csn_watch.h"
#include "snapshot/capture/part/entry_spool.h"
#include "snapshot/capture/part/gaps.h"
#include "snapshot/capture/part/part_reader.h"
#include "snapshot/capture/part/subordinates.h"

namespace ldapsnap {

namespace {

/// A part without a counter is read a second time and compared when it has at most so many entries: a second or so for
/// any server. What is larger is of unknown consistency.
constexpr std::size_t kReadTwiceLimit = 20000;

/// Between two looks at a directory that does not rest: as long again as the last time, up to a second.
constexpr std::chrono::milliseconds kFirstPause{10};
constexpr std::chrono::milliseconds kLongestPause{1000};

/// Why a part is read. A base that the user gave must be there; the schema says what is confidential elsewhere.
enum class Role { RootDse, Schema, Dialect, User };

struct PartState {
  CapturePart part;
  Role role = Role::Dialect;
  std::vector<std::string> counters;  ///< before the last read
  bool isCounterStale = false;        ///< it stood still while entries changed: two reads are compared
  // Of the last read:
  bool isInherited = false;               ///< only changes were read
  std::string whyWhole;                   ///< why not, where it could have been
  std::vector<std::string> withoutNames;  ///< of what is inherited: gone, or come anew
  std::vector<std::string> withoutSubtrees;
  PartResult result;
  EntrySpool entries;
  std::uint64_t digest = 0;
  CsnWatch csns;

  bool hasCounter() const {
    return !isCounterStale &&
           std::any_of(counters.begin(), counters.end(), [](const std::string& value) { return !value.empty(); });
  }
};

/// One capture. All parts are set aside until a pass over their counters finds that none of them moved any more,
/// because a part that moved is replaced whole: memory is that of all entries, compressed.
class Session {
 public:
  /// `earlier`: nullptr, or what to take over from; it outlives the session.
  Session(ServerConnection& directory, const CaptureOptions& options, const Earlier* earlier = nullptr)
      : directory_(directory), options_(options), earlier_(earlier) {}

  SnapshotInfo run(SnapshotSink& sink) {
    info_.taken = now();
    identify();
    plan();
    for (PartState& state : parts_)
      if (!couldInherit(state)) read(state);
    whyNothingInherited_ = judgeInheritance();
    for (PartState& state : parts_)
      if (couldInherit(state)) read(state);
    info_.consistency = settle();
    tellWhatWasReadWhole();
    deliver(sink);
    info_.finished = now();
    return std::move(info_);
  }

 private:
  void identify();
  void plan();
  void addPart(const CapturePart& part, Role role);
  void read(PartState& state);
  void readWhole(PartState& state);
  void readChanges(PartState& state);
  void keep(PartState& state, PartDigest& digest, Entry& entry);
  bool couldInherit(const PartState& state) const;
  std::string judgeInheritance();
  std::uint64_t earlierDigest(const PartState& state) const;
  EarlierPart earlierPart(const PartState& state) const;
  bool stillInherits();
  void tellWhatWasReadWhole() const;
  void learnSchema(const std::vector<Entry>& entries);
  bool stands(PartState& state, bool isLastLook);
  bool allStand(bool isLastLook);
  Consistency settle();
  void collectGaps(const PartState& state);
  bool isRead(const std::string& dn, const PartState& origin) const;
  void deliver(SnapshotSink& sink);
  void inherit(const PartState& state);
  void throwIfNoSuchBase(const PartState& state) const;
  void reportProgress(const std::string& base);
  bool overlap() const;

  ServerConnection& directory_;
  const CaptureOptions& options_;
  const Earlier* earlier_;
  std::string whyNothingInherited_;  ///< of the whole site
  EarlierPart::Names namesOfRemoved_ = EarlierPart::Names::Stay;
  SnapshotInfo info_;
  ServerProfile profile_;
  std::vector<std::string> namingContexts_;
  std::vector<PartState> parts_;  ///< the root DSE, the schema if there is one, then the rest
  Schema schema_;
  std::optional<Redactor> redactor_;
  std::uint64_t entriesSeen_ = 0;
  std::uint64_t entriesOfPart_ = 0, estimateOfPart_ = 0;  ///< of the part that is being read
};

void Session::identify() {
  const Entry rootDse = directory_.rootDse();
  profile_ = recognise(rootDse);
  if (const Attribute* contexts = rootDse.find("namingContexts")) namingContexts_ = contexts->values;
  info_.kind = SnapshotInfo::Kind::Captured;
  info_.site = options_.site;
  info_.source = directory_.uri();
  info_.product = profile_.product;
  info_.vendor = profile_.vendor;
  info_.version = profile_.version;
  info_.tool = toolVersion();
  info_.secrets = options_.secrets;
  // A later capture that asks for changes compares it.
  if (profile_.behaviour().changesSince != ChangeQuery::None) info_.authorizationIdentity = directory_.boundAs();
  redactor_.emplace(options_.key, profile_.product, schema_);
}

void Session::plan() {
  CapturePart rootDse;
  rootDse.kind = CapturePart::Kind::RootDse;
  rootDse.request.scope = Scope::Base;
  rootDse.request.pageSize = 0;
  addPart(rootDse, Role::RootDse);
  if (!profile_.schemaPart.request.base.empty()) addPart(profile_.schemaPart, Role::Schema);
  if (options_.bases.empty()) {
    for (const CapturePart& part : profile_.parts) addPart(part, Role::Dialect);
  }
  for (const std::string& base : options_.bases) {
    for (const CapturePart& part : partsAt(base, profile_)) addPart(part, Role::User);
  }
}

void Session::addPart(const CapturePart& part, Role role) {
  PartState& state = parts_.emplace_back();
  state.part = part;
  state.role = role;
  const std::string& base = part.request.base;
  const bool isNew = std::find(info_.searchBases.begin(), info_.searchBases.end(), base) == info_.searchBases.end();
  if (!base.empty() && isNew) info_.searchBases.push_back(base);
}

void Session::reportProgress(const std::string& base) {
  ++entriesSeen_;
  ++entriesOfPart_;
  if (!options_.progress) return;
  ReadProgress progress{entriesSeen_, base.empty() ? "the root DSE" : base, entriesOfPart_, estimateOfPart_};
  if (estimateOfPart_ == 0) {
    progress.entriesOfPart = entriesSeen_;
    progress.estimateOfPart = options_.expectedEntries;
  }
  options_.progress(progress);
}

/// Reads `state` anew: only what changed, where that can be asked for.
void Session::read(PartState& state) {
  entriesSeen_ -= state.entries.size();
  state.entries.clear();
  state.csns.clear();
  state.isInherited = false;
  state.whyWhole.clear();
  entriesOfPart_ = estimateOfPart_ = 0;
  state.counters = readCounters(directory_, state.part);
  if (couldInherit(state)) readChanges(state);
  if (!state.isInherited) readWhole(state);
}

void Session::keep(PartState& state, PartDigest& digest, Entry& entry) {
  if (options_.secrets == Secrets::Redacted) redactor_->redact(entry);
  state.csns.add(entry);
  if (!state.hasCounter() || earlier_ != nullptr) digest.add(entry);
  state.entries.add(entry);
}

/// What is confidential is known once the schema is read; until then its own entries wait.
void Session::readWhole(PartState& state) {
  PartDigest digest(profile_.product);
  std::vector<Entry> schemaEntries;
  const bool isSchema = state.role == Role::Schema;
  const auto take = [&](Entry entry) {
    reportProgress(state.part.request.base);
    if (isSchema) return schemaEntries.push_back(std::move(entry));
    keep(state, digest, entry);
  };
  const auto estimate = [this](std::uint64_t entries) { estimateOfPart_ = entries; };
  state.result = readPart(directory_, state.part, profile_.product, take, estimate);
  if (isSchema) {
    learnSchema(schemaEntries);
    for (Entry& entry : schemaEntries) keep(state, digest, entry);
  }
  state.digest = digest.value();
  throwIfNoSuchBase(state);
}

bool Session::couldInherit(const PartState& state) const {
  const bool isData = state.role == Role::Dialect || state.role == Role::User;
  return earlier_ != nullptr && isData && isInheritable(state.part, profile_);
}

EarlierPart Session::earlierPart(const PartState& state) const {
  EarlierPart earlier{state.part, earlier_->snapshot, {}, namesOfRemoved_};
  const std::string path = pathOf(earlier.base());
  for (const PartState& other : parts_) {
    const Dn base = Dn::parse(other.part.request.base);
    const std::string otherPath = pathOf(base);
    if (otherPath != path && inScope(otherPath, path, Scope::Subtree)) earlier.others.push_back(base);
  }
  return earlier;
}

/// Asks for what changed since the earlier snapshot. Where that does not answer everything, `state` stays to be read.
void Session::readChanges(PartState& state) {
  state.whyWhole = whyNothingInherited_;
  const EarlierPart earlier = earlierPart(state);
  if (state.whyWhole.empty() && !state.hasCounter()) state.whyWhole = "it has no counter of changes";
  if (!state.whyWhole.empty()) return;
  PartChanges changes = changesSince(directory_, earlier, profile_.behaviour().changesSince);
  readAlong(directory_, earlier, changes);
  state.whyWhole = changes.whole;
  if (!state.whyWhole.empty()) return;
  state.isInherited = true;
  state.withoutNames = std::move(changes.removed);
  for (std::string& name : earlier.subentries()) state.withoutNames.push_back(std::move(name));
  state.withoutSubtrees = std::move(changes.rewrittenAt);
  for (const Dn& other : earlier.others) state.withoutSubtrees.push_back(other.toString());
  PartDigest unused(profile_.product);
  for (Entry& entry : changes.entries) {
    reportProgress(state.part.request.base);
    if (const auto before = earlier.find(entry.dn)) state.withoutNames.push_back(before->dn);
    keep(state, unused, entry);
  }
  state.result = PartResult{std::move(changes.result), {}, state.entries.size()};
}

/// Of the earlier snapshot, as PartDigest of a read.
std::uint64_t Session::earlierDigest(const PartState& state) const {
  PartDigest digest(profile_.product);
  earlier_->snapshot.scan(Dn::parse(state.part.request.base), state.part.request.scope, [&digest](const Entry& entry) {
    digest.add(entry);
    return Snapshot::Visit::Continue;
  });
  return digest.value();
}

/// Why nothing may be inherited, now that all that is always read whole was read; empty: it may.
std::string Session::judgeInheritance() {
  if (earlier_ == nullptr) return {};
  std::string why = whyNothingIsInherited(earlier_->snapshot.info(), info_);
  if (!why.empty()) return why;
  const ServerBehaviour& behaviour = profile_.behaviour();
  namesOfRemoved_ = behaviour.maintainsReferences ? EarlierPart::Names::Go : EarlierPart::Names::Stay;
  bool knowsConfiguration = !behaviour.configurationDecidesWhatIsCounted;
  for (const PartState& state : parts_) {
    if (state.role == Role::Schema && state.digest != earlierDigest(state)) return "the schema changed";
    if (!behaviour.configurationDecidesWhatIsCounted || state.part.kind != CapturePart::Kind::Configuration) continue;
    if (state.digest != earlierDigest(state)) return "the server's configuration changed";
    const SlapdConfiguration configuration = readSlapdConfiguration(state.entries, info_.authorizationIdentity);
    if (!configuration.whyNot.empty()) return configuration.whyNot;
    if (configuration.removesNames) namesOfRemoved_ = EarlierPart::Names::Go;
    knowsConfiguration = state.result.gaps.empty() && state.entries.size() > 0;
  }
  return knowsConfiguration ? std::string() : "the server's configuration (cn=config) is not read";
}

/// After what is read whole was read again. False when what was inherited had to be read whole for it.
bool Session::stillInherits() {
  if (earlier_ == nullptr || !whyNothingInherited_.empty()) return true;
  whyNothingInherited_ = judgeInheritance();
  if (whyNothingInherited_.empty()) return true;
  for (PartState& state : parts_)
    if (state.isInherited) read(state);
  return false;
}

void Session::learnSchema(const std::vector<Entry>& entries) {
  schema_ = Schema();
  for (const Entry& entry : entries) schema_.addFrom(entry);
  redactor_.emplace(options_.key, profile_.product, schema_);
}

/// A base that the user named and that is not there is a mistake; one that the dialect knows is a gap.
void Session::throwIfNoSuchBase(const PartState& state) const {
  const ResultCode code = state.result.result.code;
  if (state.role != Role::User || state.part.presence == Presence::Optional) return;
  if (code != ResultCode::NoSuchObject && code != ResultCode::InvalidDnSyntax) return;
  std::string known;
  for (const std::string& context : namingContexts_) known += (known.empty() ? "" : ", ") + context;
  throw Error(ErrorKind::BadInput,
              fmt::format("there is no entry \"{}\" that this bind may see", state.part.request.base))
      .at(directory_.uri())
      .fix(known.empty() ? "check the base (-b)" : "check the base (-b); the server's naming contexts are: " + known);
}

/// Whether `state` is still as it was read. When it is not, it is read again, unless that was the last look.
bool Session::stands(PartState& state, bool isLastLook) {
  if (state.hasCounter()) {
    const bool moved = readCounters(directory_, state.part) != state.counters;
    state.isCounterStale = !moved && state.csns.outruns(state.counters);
    if (!moved && !state.isCounterStale) return true;
    if (!isLastLook) read(state);
    return false;
  }
  if (state.entries.size() > kReadTwiceLimit) return true;
  const std::uint64_t before = state.digest;
  read(state);
  return state.digest == before;
}

/// Looks at every part once. What moved is read again, on the last look not any more. Returns whether all stood.
bool Session::allStand(bool isLastLook) {
  bool stood = true;
  for (PartState& state : parts_) {
    if (stands(state, isLastLook)) continue;
    stood = false;
    if (isLastLook) return false;
    if (state.role != Role::Schema) continue;
    // What is confidential may have changed with the schema.
    for (PartState& other : parts_) {
      if (other.role != Role::Schema) read(other);
    }
  }
  if (!stood && !stillInherits()) return false;
  return stood;
}

/// Reads what moved again until a whole pass over the parts finds none that did: then all of them were true together at
/// the begin of that pass.
Consistency Session::settle() {
  const auto deadline = std::chrono::steady_clock::now() + options_.settle;
  std::chrono::milliseconds pause = kFirstPause;
  while (true) {
    const bool isLastLook = std::chrono::steady_clock::now() >= deadline;
    if (allStand(isLastLook)) break;
    if (isLastLook) return Consistency::Torn;
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, kLongestPause);
  }
  const bool known = std::all_of(parts_.begin(), parts_.end(), [](const PartState& state) {
    return state.hasCounter() || state.entries.size() <= kReadTwiceLimit;
  });
  return known ? Consistency::Consistent : Consistency::Unknown;
}

/// True when `dn`, which a referral in `origin` names, belongs to another part that is read from this server.
bool Session::isRead(const std::string& dn, const PartState& origin) const {
  if (dn.empty()) return false;
  try {
    const Dn referred = Dn::parse(dn), from = Dn::parse(origin.part.request.base);
    return std::any_of(parts_.begin(), parts_.end(), [&](const PartState& state) {
      const Dn base = Dn::parse(state.part.request.base);
      return !base.empty() && !isAtOrBelow(from, base, schema_) && isAtOrBelow(referred, base, schema_);
    });
  } catch (const Error&) {
    return false;
  }
}

void Session::collectGaps(const PartState& state) {
  for (const Gap& gap : state.result.gaps) info_.gaps.push_back(gap);
  for (const std::string& uri : state.result.result.referrals) {
    if (!isRead(dnOfUrl(uri), state)) info_.gaps.push_back(gapOfReferral(uri, state.part));
  }
}

/// Whether one part lies within another (-b o=Acme -b ou=Seattle,o=Acme): an entry is delivered once.
bool Session::overlap() const {
  std::vector<std::string> paths;
  for (const PartState& state : parts_) {
    if (state.part.request.subentries == Subentries::Hidden) paths.emplace_back(keyOf(state.part.request.base).path());
  }
  std::sort(paths.begin(), paths.end());
  for (std::size_t i = 1; i + 1 < paths.size(); ++i) {  // the first is the root DSE's
    if (paths[i + 1].starts_with(paths[i])) return true;
  }
  return false;
}

void Session::tellWhatWasReadWhole() const {
  if (earlier_ == nullptr || !earlier_->readWhole) return;
  bool couldAny = false;
  for (const PartState& state : parts_) {
    couldAny = couldAny || couldInherit(state);
    if (!state.isInherited && !state.whyWhole.empty()) earlier_->readWhole(state.part.request.base, state.whyWhole);
  }
  if (!couldAny) earlier_->readWhole("everything", "nothing here can be asked for its changes");
}

/// Hands over what did not change.
void Session::inherit(const PartState& state) {
  Inherited inherited{Dn::parse(state.part.request.base), {}, state.withoutNames};
  for (const std::string& dn : state.withoutSubtrees) inherited.withoutSubtrees.push_back(Dn::parse(dn));
  earlier_->sink.inherit(std::move(inherited));
}

void Session::deliver(SnapshotSink& sink) {
  std::unordered_set<std::string> delivered;
  const bool mayOverlap = overlap();
  SubordinateCheck subordinates;
  for (PartState& state : parts_) {
    collectGaps(state);
    if (state.isInherited) inherit(state);
    const bool isWholeTree =
        !state.isInherited && state.part.request.scope == Scope::Subtree && state.result.gaps.empty();
    state.entries.forEach([&](Entry entry) {
      if (isWholeTree) subordinates.add(entry);
      if (mayOverlap && !delivered.insert(keyOf(entry.dn).bytes).second) return;
      sink.add(std::move(entry));
      ++info_.entries;
    });
    state.entries.clear();
  }
  for (const std::string& dn : subordinates.missing()) {
    info_.gaps.push_back({dn, "it has entries below it, and none of them came",
                          "bind as an identity that may read them; the server leaves them out without a word"});
  }
}

}  // namespace

SnapshotInfo capture(ServerConnection& directory, const CaptureOptions& options, SnapshotSink& sink) {
  return Session(directory, options).run(sink);
}

SnapshotInfo capture(ServerConnection& directory, const CaptureOptions& options, const Earlier& earlier) {
  return Session(directory, options, &earlier).run(earlier.sink);
}

}  // namespace ldapsnap
