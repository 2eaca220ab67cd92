#include "snapshot/capture/capture.h"

#include <algorithm>
#include <memory>

#include "snapshot/base/file/data_files.h"
#include "snapshot/capture/access/access_control.h"
#include "snapshot/capture/consistency_loop.h"
#include "snapshot/capture/delivery.h"
#include "snapshot/capture/dialect/dialect.h"
#include "snapshot/capture/incremental/change_reader.h"
#include "snapshot/capture/incremental/inheritance.h"
#include "snapshot/capture/part/change_state.h"
#include "snapshot/capture/part/deleted_reader.h"
#include "snapshot/capture/part/full_reader.h"
#include "snapshot/capture/part/read_context.h"
#include "snapshot/model/identities.h"

namespace ldapsnap {

namespace {

/// All parts in the order in which they are read: the root DSE, the schema if there is one, then the bases that the
/// user named, or else what a server of this kind keeps.
std::vector<PartState> planParts(const ServerProfile& profile, const CaptureOptions& options) {
  std::vector<PartState> parts;
  const auto add = [&parts](const CapturePart& part, bool isUserBase) {
    PartState& state = parts.emplace_back();
    state.part = part;
    state.isUserBase = isUserBase;
  };
  CapturePart rootDse;
  rootDse.kind = CapturePart::Kind::RootDse;
  rootDse.request.scope = Scope::Base;
  rootDse.request.pageSize = 0;
  add(rootDse, false);
  if (!profile.schemaPart.request.base.empty()) add(profile.schemaPart, false);
  if (options.bases.empty()) {
    for (const CapturePart& part : profile.parts) add(part, false);
  }
  for (const std::string& base : options.bases) {
    for (const CapturePart& part : partsAt(base, profile)) add(part, true);
  }
  return parts;
}

/// The bases of all parts but the root DSE, each once.
std::vector<std::string> basesOf(const std::vector<PartState>& parts) {
  std::vector<std::string> bases;
  for (const PartState& state : parts) {
    const std::string& base = state.part.request.base;
    if (!base.empty() && std::find(bases.begin(), bases.end(), base) == bases.end()) bases.push_back(base);
  }
  return bases;
}

/// The searches of the parts, each base and scope once. Schema attributes are asked for by name because servers do not
/// return them otherwise; no part leaves attributes out.
CoverageStatement coverageOf(const std::vector<PartState>& parts, const CaptureOptions& options) {
  CoverageStatement coverage;
  coverage.origin = CoverageStatement::Origin::Captured;
  coverage.isWholeServer = options.bases.empty();
  for (const PartState& state : parts) {
    const SearchRequest& request = state.part.request;
    CoveredPart part{request.base, request.scope, "", {}, false};
    if (request.filter != SearchRequest().filter) part.filter = request.filter;
    const bool isNew = std::find(coverage.parts.begin(), coverage.parts.end(), part) == coverage.parts.end();
    if (state.part.kind != CapturePart::Kind::RootDse && isNew) coverage.parts.push_back(std::move(part));
  }
  return coverage;
}

/// Whether a part was read at, above or below `base`.
bool isReadAround(const std::vector<PartState>& parts, const std::string& base) {
  const std::string path(keyOf(base).path());
  return std::any_of(parts.begin(), parts.end(), [&path](const PartState& state) {
    if (state.part.kind == CapturePart::Kind::RootDse) return false;
    const std::string part(keyOf(state.part.request.base).path());
    return inScope(path, part, Scope::Subtree) || inScope(part, path, Scope::Subtree);
  });
}

/// Attributes that the server hid of what was read.
std::vector<HiddenAttribute> hiddenAttributes(const AccessControl& access, const std::vector<PartState>& parts,
                                              const EarlierSnapshot* earlier) {
  const bool inherits = std::any_of(parts.begin(), parts.end(),
                                    [](const PartState& state) { return state.reading.inherited.has_value(); });
  std::vector<HiddenAttribute> hidden =
      access.hidden(inherits ? earlier->snapshot.info().coverage.hidden : std::vector<HiddenAttribute>());
  std::erase_if(hidden, [&parts](const HiddenAttribute& each) { return !isReadAround(parts, each.base); });
  return hidden;
}

/// Puts the identity that was bound into advice about its limits.
void nameIdentity(std::vector<Gap>& gaps, ServerConnection& directory, const std::vector<std::string>& main) {
  constexpr std::string_view kPlaceholder = "BIND DN", kDn = "dn:";
  for (Gap& gap : gaps) {
    const std::size_t at = gap.remedy.find(kPlaceholder);
    if (at == std::string::npos) continue;
    std::vector<std::string> identity = directory.boundAsAt(gap.where);
    if (identity.empty()) identity = main;
    if (!identity.empty() && identity.front().starts_with(kDn))
      gap.remedy.replace(at, kPlaceholder.size(), identity.front().substr(kDn.size()));
  }
}

/// What access control hides, where several binds read: each is asked about what it read.
class AccessOfBinds : public AccessControl {
 public:
  AccessOfBinds(ServerConnection& directory, const ServerBehaviour& behaviour, const std::vector<PartState>& parts,
                const Schema& schema)
      : directory_(directory) {
    add({}, accessControlOf(behaviour, directory.boundAs(), schema));
    for (const PartState& state : parts) {
      const std::vector<std::string> identity = directory.boundAsAt(state.part.request.base);
      const auto isIt = [&identity](const Bind& bind) { return bind.identity == identity; };
      if (identity.empty() || std::any_of(binds_.begin(), binds_.end(), isIt)) continue;
      add(identity, accessControlOf(behaviour, identity, schema));
    }
  }

  bool isKnown() const { return !binds_.empty(); }

  void see(const Entry& entry, const CapturePart& part) override {
    for (const Bind& bind : binds_) bind.access->see(entry, part);
  }

  std::vector<HiddenAttribute> hidden(const std::vector<HiddenAttribute>& earlier) const override {
    std::vector<HiddenAttribute> all;
    for (const Bind& bind : binds_) {
      for (HiddenAttribute& each : bind.access->hidden(earlier))
        if (directory_.boundAsAt(each.base) == bind.identity) all.push_back(std::move(each));
    }
    return all;
  }

 private:
  struct Bind {
    std::vector<std::string> identity;  ///< empty: the one of the connection as such
    std::unique_ptr<AccessControl> access;
  };

  void add(std::vector<std::string> identity, std::unique_ptr<AccessControl> access) {
    if (access != nullptr) binds_.push_back({std::move(identity), std::move(access)});
  }

  ServerConnection& directory_;
  std::vector<Bind> binds_;
};

SnapshotInfo infoBeforeReading(ServerConnection& directory, const ServerProfile& profile, const CaptureOptions& options,
                               const std::vector<PartState>& parts) {
  SnapshotInfo info;
  info.kind = SnapshotInfo::Kind::Captured;
  info.site = options.site;
  info.source = directory.uri();
  info.product = profile.product;
  info.vendor = profile.vendor;
  info.version = profile.version;
  info.tool = toolVersion();
  info.secrets = options.secrets;
  info.searchBases = basesOf(parts);
  info.coverage = coverageOf(parts, options);
  info.authorizationIdentity = directory.boundAs();  // what access rules hide depends on it
  for (const std::string& base : info.searchBases)
    if (const std::vector<std::string> identity = directory.boundAsAt(base); !identity.empty())
      info.authorizationIdentity.push_back(identityAt(base, identity.front()));
  return info;
}

/// `state` as `earlier` holds it. Its entries end where another part begins: a naming context may lie in another one.
EarlierPart earlierPartOf(const PartState& state, const std::vector<PartState>& parts, const Snapshot& earlier,
                          NamesOfRemoved namesOfRemoved) {
  EarlierPart result{state.part, earlier, {}, namesOfRemoved};
  const std::string path = pathOf(result.base());
  for (const PartState& other : parts) {
    const Dn base = Dn::parse(other.part.request.base);
    const std::string otherPath = pathOf(base);
    if (otherPath != path && inScope(otherPath, path, Scope::Subtree)) result.otherParts.push_back(base);
  }
  return result;
}

/// Chooses how the parts that may inherit are read.
void chooseReaders(std::vector<PartState>& parts, ReadContext& context, const Snapshot& earlier,
                   const InheritancePlan& plan) {
  const ReportChanges reportChanges = reportChangesBy(behaviourOf(context.product).changesSince);
  for (PartState& state : parts) {
    if (!state.mayInherit) continue;
    if (plan.refusal) {
      state.reader = std::make_shared<FullReader>(context, plan.refusal);
    } else {
      state.reader = std::make_shared<ChangeReader>(context, earlierPartOf(state, parts, earlier, plan.namesOfRemoved),
                                                    reportChanges);
    }
  }
}

void reportFullReads(const std::vector<PartState>& parts, const EarlierSnapshot& earlier) {
  if (!earlier.reportFullRead) return;
  for (const PartState& state : parts) {
    if (state.reading.fullReadReason) earlier.reportFullRead(state.part.request.base, *state.reading.fullReadReason);
  }
  if (std::none_of(parts.begin(), parts.end(), [](const PartState& state) { return state.mayInherit; }))
    earlier.reportFullRead("everything", "this server does not report the changes of any captured part");
}

/// `earlier`: nullptr to read everything.
SnapshotInfo captureInto(SnapshotSink& sink, ServerConnection& directory, const CaptureOptions& options,
                         const EarlierSnapshot* earlier) {
  const Time begin = now();
  const Entry rootDse = directory.rootDse();
  const ServerProfile profile = recognise(rootDse);
  std::vector<PartState> parts = planParts(profile, options);
  SnapshotInfo info = infoBeforeReading(directory, profile, options, parts);
  info.taken = begin;

  SchemaRedaction redaction(options.key, profile.product, options.secrets, options.siteSecrets);
  ProgressMeter progress(options.progress, options.expectedEntries);
  ReadContext context{directory, profile.product, redaction, progress, {}, earlier != nullptr};
  if (const Attribute* contexts = rootDse.find("namingContexts")) context.namingContexts = contexts->values;
  requestChangeState(directory, profile.product, context.namingContexts, parts);

  // What is always read in full comes first: it decides whether the rest may inherit.
  const auto fullReader = std::make_shared<FullReader>(context);
  for (PartState& state : parts) {
    state.mayInherit = earlier != nullptr && isInheritable(state.part, profile);
    state.reader = fullReader;
    if (!state.mayInherit) readPart(directory, state);
  }
  info.product = variantBySchema(info.product, redaction.schema());
  ConsistencyLoop::InheritanceCheck checkInheritance;
  if (earlier != nullptr) {
    chooseReaders(parts, context, earlier->snapshot, planInheritance(earlier->snapshot, info, parts));
    checkInheritance = [&] { return planInheritance(earlier->snapshot, info, parts).refusal; };
  }
  for (PartState& state : parts) {
    if (state.mayInherit) readPart(directory, state);
  }
  info.consistency = ConsistencyLoop(context, parts, options.settle, checkInheritance).run();

  if (earlier != nullptr) {
    reportFullReads(parts, *earlier);
    deliverInherited(parts, earlier->sink);
  }
  info.gaps = gapsOf(parts, redaction.schema());
  nameIdentity(info.gaps, directory, info.authorizationIdentity);
  AccessOfBinds access(directory, profile.behaviour(), parts, redaction.schema());
  DeletedEntriesSink withDeleted(sink, readDeletedEntries(context, parts));
  std::uint64_t held = 0;
  for (const PartState& state : parts) held += state.reading.entries.size();
  progress.beginStoring(held);
  const Delivery delivery =
      deliverEntries(parts, withDeleted, access.isKnown() ? &access : nullptr, [&progress] { progress.countEntry(); });
  withDeleted.finish(earlier == nullptr ? nullptr : &earlier->snapshot);
  if (access.isKnown()) info.coverage.hidden = hiddenAttributes(access, parts, earlier);
  info.gaps.insert(info.gaps.end(), delivery.hiddenSubtrees.begin(), delivery.hiddenSubtrees.end());
  info.entries = delivery.entries;
  if (delivery.redactedNames > 0)
    info.warnings.push_back({info.source, describeRedactedNames(delivery.redactedNames), "", 0});
  if (options.hiddenByPattern != nullptr) *options.hiddenByPattern = redaction.hiddenByPattern();
  info.finished = now();
  return info;
}

}  // namespace

SnapshotInfo capture(ServerConnection& directory, const CaptureOptions& options, SnapshotSink& sink) {
  return captureInto(sink, directory, options, nullptr);
}

SnapshotInfo capture(ServerConnection& directory, const CaptureOptions& options, const EarlierSnapshot& earlier) {
  return captureInto(earlier.sink, directory, options, &earlier);
}

}  // namespace ldapsnap
