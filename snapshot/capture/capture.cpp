#include "snapshot/capture/capture.h"

#include <algorithm>
#include <fmt/format.h>
#include <ldap.h>
#include <optional>
#include <thread>
#include <unordered_set>

#include "snapshot/capture/csn_watch.h"
#include "snapshot/capture/dialect.h"
#include "snapshot/capture/entry_spool.h"
#include "snapshot/capture/gaps.h"
#include "snapshot/capture/part_reader.h"
#include "snapshot/capture/subordinates.h"
#include "snapshot/data_files.h"
#include "snapshot/directory/text.h"
#include "snapshot/error.h"

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
  Session(Directory& directory, const CaptureOptions& options) : directory_(directory), options_(options) {}

  SnapshotInfo run(SnapshotSink& sink) {
    info_.taken = now();
    identify();
    plan();
    for (PartState& state : parts_) read(state);
    info_.consistency = settle();
    deliver(sink);
    info_.finished = now();
    return std::move(info_);
  }

 private:
  void identify();
  void plan();
  void addPart(const CapturePart& part, Role role);
  void read(PartState& state);
  void learnSchema(const std::vector<Entry>& entries);
  bool stands(PartState& state, bool isLastLook);
  bool allStand(bool isLastLook);
  Consistency settle();
  void collectGaps(const PartState& state);
  bool isRead(const std::string& dn, const PartState& origin) const;
  void deliver(SnapshotSink& sink);
  void throwIfNoSuchBase(const PartState& state) const;
  void reportProgress(const std::string& base);
  bool overlap() const;

  Directory& directory_;
  const CaptureOptions& options_;
  SnapshotInfo info_;
  ServerProfile profile_;
  std::vector<std::string> namingContexts_;
  std::vector<PartState> parts_;  ///< the root DSE, the schema if there is one, then the rest
  Schema schema_;
  std::optional<Redactor> redactor_;
  std::uint64_t entriesSeen_ = 0;
};

void Session::identify() {
  const Entry rootDse = directory_.rootDse();
  profile_ = recognise(rootDse);
  if (const Attribute* contexts = rootDse.find("namingContexts")) namingContexts_ = contexts->values;
  info_.site = options_.site;
  info_.source = directory_.uri();
  info_.product = profile_.product;
  info_.vendor = profile_.vendor;
  info_.version = profile_.version;
  info_.tool = toolVersion();
  info_.secrets = options_.secrets;
  redactor_.emplace(options_.key, profile_.product, schema_);
}

void Session::plan() {
  CapturePart rootDse;
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
  const bool isNew = std::find(info_.contexts.begin(), info_.contexts.end(), base) == info_.contexts.end();
  if (!base.empty() && isNew) info_.contexts.push_back(base);
}

void Session::reportProgress(const std::string& base) {
  ++entriesSeen_;
  if (options_.progress) options_.progress(entriesSeen_, base.empty() ? "the root DSE" : base);
}

/// Reads `state` anew. What is confidential is known once the schema is read; until then its own entries wait.
void Session::read(PartState& state) {
  entriesSeen_ -= state.entries.size();
  state.entries.clear();
  state.csns.clear();
  state.counters = readCounters(directory_, state.part);
  PartDigest digest(profile_.product);
  const auto keep = [&](Entry& entry) {
    if (options_.secrets == Secrets::Redacted) redactor_->redact(entry);
    state.csns.add(entry);
    if (!state.hasCounter()) digest.add(entry);
    state.entries.add(entry);
  };
  std::vector<Entry> schemaEntries;
  const bool isSchema = state.role == Role::Schema;
  state.result = readPart(directory_, state.part, profile_.product, [&](Entry entry) {
    reportProgress(state.part.request.base);
    if (isSchema) return schemaEntries.push_back(std::move(entry));
    keep(entry);
  });
  if (isSchema) {
    learnSchema(schemaEntries);
    for (Entry& entry : schemaEntries) keep(entry);
  }
  state.digest = digest.value();
  throwIfNoSuchBase(state);
}

void Session::learnSchema(const std::vector<Entry>& entries) {
  schema_ = Schema();
  for (const Entry& entry : entries) schema_.addFrom(entry);
  redactor_.emplace(options_.key, profile_.product, schema_);
}

/// A base that the user named and that is not there is a mistake; one that the dialect knows is a gap.
void Session::throwIfNoSuchBase(const PartState& state) const {
  const int code = state.result.result.code;
  if (state.role != Role::User || state.part.presence == Presence::Optional) return;
  if (code != LDAP_NO_SUCH_OBJECT && code != LDAP_INVALID_DN_SYNTAX) return;
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

void Session::deliver(SnapshotSink& sink) {
  std::unordered_set<std::string> delivered;
  const bool mayOverlap = overlap();
  SubordinateCheck subordinates;
  for (PartState& state : parts_) {
    collectGaps(state);
    const bool isWholeTree = state.part.request.scope == Scope::Subtree && state.result.gaps.empty();
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

SnapshotInfo capture(Directory& directory, const CaptureOptions& options, SnapshotSink& sink) {
  return Session(directory, options).run(sink);
}

}  // namespace ldapsnap
