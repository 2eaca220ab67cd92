#include "snapshot/capture/capture.h"

#include <algorithm>
#include <fmt/format.h>
#include <ldap.h>
#include <optional>
#include <unordered_set>

#include "snapshot/capture/dialect.h"
#include "snapshot/capture/gaps.h"
#include "snapshot/capture/part_reader.h"
#include "snapshot/data_files.h"
#include "snapshot/directory/text.h"
#include "snapshot/error.h"

namespace ldapsnap {

namespace {

/// A part without a counter is read a second time and compared when it has at most so many entries: a second or so for
/// any server. What is larger is of unknown consistency.
constexpr std::size_t kReadTwiceLimit = 20000;

/// Who named a part: a base that the user gave must be there.
enum class AskedBy { User, Dialect };

struct PartState {
  CapturePart part;
  AskedBy askedBy = AskedBy::Dialect;
  std::vector<std::string> counters;  ///< before the last read
  PartContent content;                ///< of the last read

  bool hasCounter() const {
    return std::any_of(counters.begin(), counters.end(), [](const std::string& value) { return !value.empty(); });
  }
};

/// One capture. All parts are held until nothing of them moved any more, because a part that moved is replaced whole:
/// memory is that of the entries read.
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
  void read(PartState& state);
  void learnSchema(PartState& state);
  bool stands(PartState& state);
  Consistency settle();
  void collectGaps(const PartState& state);
  bool isRead(const std::string& dn, const PartState& origin) const;
  void deliver(SnapshotSink& sink);
  [[noreturn]] void throwNoSuchBase(const std::string& base) const;
  void reportProgress(const std::string& base);
  bool isSchemaPart(const PartState& state) const { return &state == &parts_.at(1) && hasSchemaPart_; }

  Directory& directory_;
  const CaptureOptions& options_;
  SnapshotInfo info_;
  ServerProfile profile_;
  std::vector<std::string> namingContexts_;
  bool hasSchemaPart_ = false;
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
  redactor_.emplace(options_.key, profile_.product, schema_);
}

void Session::plan() {
  CapturePart rootDse;
  rootDse.request.scope = Scope::Base;
  rootDse.request.pageSize = 0;
  parts_.push_back({rootDse, AskedBy::Dialect, {}, {}});
  hasSchemaPart_ = !profile_.schemaPart.request.base.empty();
  if (hasSchemaPart_) parts_.push_back({profile_.schemaPart, AskedBy::Dialect, {}, {}});
  if (options_.bases.empty()) {
    for (const CapturePart& part : profile_.parts) parts_.push_back({part, AskedBy::Dialect, {}, {}});
  }
  for (const std::string& base : options_.bases) {
    for (const CapturePart& part : partsAt(base, profile_)) parts_.push_back({part, AskedBy::User, {}, {}});
  }
  for (const PartState& state : parts_) {
    const std::string& base = state.part.request.base;
    const bool isNew = std::find(info_.contexts.begin(), info_.contexts.end(), base) == info_.contexts.end();
    if (!base.empty() && isNew) info_.contexts.push_back(base);
  }
}

void Session::reportProgress(const std::string& base) {
  ++entriesSeen_;
  if (options_.progress) options_.progress(entriesSeen_, base.empty() ? "the root DSE" : base);
}

void Session::read(PartState& state) {
  entriesSeen_ -= std::min<std::uint64_t>(entriesSeen_, state.content.entries.size());
  state.content = {};
  state.counters = readCounters(directory_, state.part);
  const bool isSchema = isSchemaPart(state);
  state.content = readPart(directory_, state.part, profile_.product, [&](Entry& entry) {
    if (!isSchema) redactor_->redact(entry);
    reportProgress(state.part.request.base);
  });
  const int code = state.content.result.code;
  const bool isUsers = state.askedBy == AskedBy::User && state.part.presence == Presence::Expected;
  if (isUsers && (code == LDAP_NO_SUCH_OBJECT || code == LDAP_INVALID_DN_SYNTAX)) {
    throwNoSuchBase(state.part.request.base);
  }
  if (isSchema) learnSchema(state);
}

/// What the schema marks as confidential is known from here on; the schema's own entries are redacted last.
void Session::learnSchema(PartState& state) {
  schema_ = Schema();
  for (const Entry& entry : state.content.entries) schema_.addFrom(entry);
  redactor_.emplace(options_.key, profile_.product, schema_);
  for (Entry& entry : state.content.entries) redactor_->redact(entry);
}

void Session::throwNoSuchBase(const std::string& base) const {
  std::string known;
  for (const std::string& context : namingContexts_) known += (known.empty() ? "" : ", ") + context;
  throw Error(ErrorKind::BadInput, fmt::format("there is no entry \"{}\" that this bind may see", base))
      .at(directory_.uri())
      .fix(known.empty() ? "check the base (-b)" : "check the base (-b); the server's naming contexts are: " + known);
}

/// Whether `state` is still as it was read. When it is not, it is read again.
bool Session::stands(PartState& state) {
  if (state.hasCounter()) {
    if (readCounters(directory_, state.part) == state.counters) return true;
    read(state);
    return false;
  }
  if (state.content.entries.size() > kReadTwiceLimit) return true;
  const std::uint64_t before = digestOf(state.content.entries, profile_.product, schema_);
  read(state);
  return digestOf(state.content.entries, profile_.product, schema_) == before;
}

/// Reads what moved again until a whole pass over the parts finds none that did: then all of them were true together at
/// the begin of that pass.
Consistency Session::settle() {
  for (int round = 0; round <= options_.settleRounds; ++round) {
    bool moved = false;
    for (PartState& state : parts_) {
      if (stands(state)) continue;
      moved = true;
      if (!isSchemaPart(state)) continue;
      // What is confidential may have changed with the schema.
      for (PartState& other : parts_) {
        if (!isSchemaPart(other)) read(other);
      }
    }
    if (moved) continue;
    const bool known = std::all_of(parts_.begin(), parts_.end(), [](const PartState& state) {
      return state.hasCounter() || state.content.entries.size() <= kReadTwiceLimit;
    });
    return known ? Consistency::Consistent : Consistency::Unknown;
  }
  return Consistency::Torn;
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
  for (const Gap& gap : state.content.gaps) info_.gaps.push_back(gap);
  for (const std::string& uri : state.content.result.referrals) {
    if (!isRead(dnOfUrl(uri), state)) info_.gaps.push_back(gapOfReferral(uri, state.part));
  }
}

void Session::deliver(SnapshotSink& sink) {
  // Bases may overlap (-b o=Acme -b ou=Seattle,o=Acme): an entry is delivered once.
  std::unordered_set<std::string> delivered;
  const bool mayOverlap = !options_.bases.empty();
  for (PartState& state : parts_) {
    collectGaps(state);
    for (Entry& entry : state.content.entries) {
      if (mayOverlap && !delivered.insert(keyOf(entry.dn).bytes).second) continue;
      sink.add(std::move(entry));
      ++info_.entries;
    }
    state.content.entries = {};
  }
}

}  // namespace

SnapshotInfo capture(Directory& directory, const CaptureOptions& options, SnapshotSink& sink) {
  return Session(directory, options).run(sink);
}

}  // namespace ldapsnap
