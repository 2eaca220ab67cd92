#include "snapshot/model/coverage.h"

#include <algorithm>
#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/product/attribute_lists.h"
#include "snapshot/model/baseline_name.h"

namespace ldapsnap {
namespace {

constexpr const char* kLeavesOutVolatile = "a baseline leaves out what a server changes by itself";

/// The path of text that is a DN; nothing for any other text.
std::optional<std::string> pathOfText(std::string_view text) {
  const std::optional<Dn> dn = Dn::tryParse(text);
  if (!dn) return std::nullopt;
  return pathOf(*dn);
}

bool isAtOrBelow(std::string_view path, std::string_view ancestor) { return inScope(path, ancestor, Scope::Subtree); }

/// Does the subtree at `hole` reach into `scope` at `base`?
bool reaches(std::string_view hole, std::string_view base, Scope scope) {
  return isAtOrBelow(base, hole) || inScope(hole, base, scope);
}

std::string placeOf(const std::string& where) { return where.empty() ? "the root DSE" : where; }

bool isObjectClass(std::string_view attribute) { return equalsIgnoreAsciiCase(attribute, "objectClass"); }

/// (objectClass=*) matches every entry (RFC 4512, 2.4), and so do (&), all of such filters, and any filter or such a
/// one: 389 Directory Server is asked for (|(objectClass=*)(objectClass=ldapSubentry)).
bool matchesAll(const Filter& filter) {
  const auto& operands = filter.operands;
  switch (filter.kind) {
    case Filter::Kind::Present:
      return isObjectClass(filter.attribute);
    case Filter::Kind::And:
      return std::all_of(operands.begin(), operands.end(), matchesAll);
    case Filter::Kind::Or:
      return std::any_of(operands.begin(), operands.end(), matchesAll);
    default:
      return false;
  }
}

bool isLeaf(const Filter& filter) { return filter.operands.empty(); }

/// The class `name`, or one of its superclasses, is the class `wanted`.
bool isOfClass(std::string_view name, std::string_view wanted, const Schema& schema, int depth = 0) {
  constexpr int kDeepest = 32;  // against circles in a broken schema
  if (equalsIgnoreAsciiCase(name, wanted)) return true;
  const ObjectClass* objectClass = schema.objectClass(name);
  if (objectClass == nullptr || depth == kDeepest) return false;
  if (schema.objectClass(wanted) == objectClass) return true;
  return std::any_of(objectClass->superiors.begin(), objectClass->superiors.end(),
                     [&](const std::string& superior) { return isOfClass(superior, wanted, schema, depth + 1); });
}

bool leafImplies(const Filter& wanted, const Filter& filter, const Schema& schema) {
  if (!equalsIgnoreAsciiCase(wanted.attribute, filter.attribute)) return false;
  if (filter.kind == Filter::Kind::Present)
    return wanted.kind != Filter::Kind::Not && !wanted.attribute.empty() && !wanted.dnAttributes;
  if (wanted.kind != filter.kind) return false;
  if (wanted.kind == Filter::Kind::Equality && isObjectClass(wanted.attribute))
    return isOfClass(wanted.value, filter.value, schema);
  return wanted.substrings == filter.substrings && wanted.matchingRule == filter.matchingRule &&
         equalsIgnoreAsciiCase(wanted.value, filter.value);
}

/// Structural classes and what names an entry do not change during its life; other attributes do.
bool asksForStableAttributes(const Filter& filter) {
  if (!isLeaf(filter)) return std::all_of(filter.operands.begin(), filter.operands.end(), asksForStableAttributes);
  static constexpr std::string_view kStable[] = {"objectClass", "objectCategory", "structuralObjectClass", "entryUUID",
                                                 "objectGUID",  "nsUniqueId",     "sAMAccountType"};
  return matchesAll(filter) || std::any_of(std::begin(kStable), std::end(kStable), [&filter](std::string_view stable) {
           return equalsIgnoreAsciiCase(filter.attribute, stable);
         });
}

/// Application partitions of DNS ([MS-ADTS] 6.1.1.1.5), which a forest need not have and exports to files rarely hold.
bool isDnsPartition(std::string_view context) {
  for (const std::string_view start : {"DC=DomainDnsZones,", "DC=ForestDnsZones,"})
    if (equalsIgnoreAsciiCase(context.substr(0, start.size()), start)) return true;
  return false;
}

std::string parentPathOf(const std::string& base) {
  const std::optional<Dn> dn = Dn::tryParse(base);
  return dn ? pathOf(dn->parent()) : std::string();
}

}  // namespace

bool implies(const Filter& wanted, const Filter& filter, const Schema& schema) {
  const auto byWanted = [&](const Filter& operand) { return implies(wanted, operand, schema); };
  const auto byOperand = [&](const Filter& operand) { return implies(operand, filter, schema); };
  if (matchesAll(filter) || wanted == filter) return true;
  if (filter.kind == Filter::Kind::And) return std::all_of(filter.operands.begin(), filter.operands.end(), byWanted);
  if (wanted.kind == Filter::Kind::Or && !wanted.operands.empty())
    return std::all_of(wanted.operands.begin(), wanted.operands.end(), byOperand);
  if (filter.kind == Filter::Kind::Or && std::any_of(filter.operands.begin(), filter.operands.end(), byWanted))
    return true;
  if (wanted.kind == Filter::Kind::And) return std::any_of(wanted.operands.begin(), wanted.operands.end(), byOperand);
  return isLeaf(wanted) && isLeaf(filter) && leafImplies(wanted, filter, schema);
}

Coverage::Coverage(const Snapshot& snapshot) : snapshot_(&snapshot), origin_(snapshot.info().coverage.origin) {
  const SnapshotInfo& info = snapshot.info();
  for (const Gap& gap : info.gaps) addGap(gap);
  for (const std::string& searchBase : info.searchBases) {
    const auto path = pathOfText(searchBase);
    if (path && !path->empty()) searchBasePaths_.push_back(*path);
  }
  for (const CoveredPart& part : info.coverage.parts) addPart(part);
  const bool isOfBaseline = isBaseline(info);
  if (isOfBaseline) leftOut_ = &volatileAttributes(info.product);
  for (const HiddenAttribute& hidden : info.coverage.hidden) {
    const bool isOfFile = origin_ == Origin::Header || origin_ == Origin::Contents;
    const std::string what = hidden.attribute + (hidden.base.empty() ? "" : " below " + hidden.base);
    std::string reason = fmt::format("{} is hidden from the identity that read it ({})", what, hidden.reason);
    if (isOfFile) reason = fmt::format("the file does not hold all attributes ({})", hidden.reason);
    if (isOfBaseline) reason = hidden.reason;
    if (const auto path = pathOfText(hidden.base))
      attributeHoles_[snapshot.schema().identity(hidden.attribute)].add(*path, false, reason);
  }
  if (isKnown()) addContexts();
  addContradictions();
}

/// A gap's `where` is a DN, "DN attribute" or "file:line". A DN may end in a space and a word, so both the first and
/// the second reading are kept: the wrong one names an entry or an attribute that is never asked about.
void Coverage::addGap(const Gap& gap) {
  const std::string reason = fmt::format("{} could not be read ({})", placeOf(gap.where), gap.reason);
  if (gap.where.empty()) return;  // only the root DSE; rules that mention it see that it is missing
  if (const auto entry = pathOfText(gap.entry); entry && !entry->empty()) {
    holes_.add(*entry, true, reason);
    return;
  }
  const auto path = pathOfText(gap.where);
  holes_.add(path.value_or(""), false, reason);
  const std::size_t space = gap.where.rfind(' ');
  if (!path || space == std::string::npos) return;
  if (const auto entryPath = pathOfText(trimSpaces(gap.where.substr(0, space)))) {
    attributeHoles_[snapshot_->schema().identity(gap.where.substr(space + 1))].add(*entryPath, true, reason);
  }
}

void Coverage::addPart(const CoveredPart& part) {
  const auto path = pathOfText(part.base);
  if (!path) return;
  Part known;
  known.part = part;
  known.path = *path;
  known.parentPath = parentPathOf(part.base);
  if (!part.filter.empty()) {
    try {
      Filter filter = Filter::parse(part.filter);
      known.isStable = asksForStableAttributes(filter);
      if (!matchesAll(filter)) known.filter = std::make_shared<const Filter>(std::move(filter));
    } catch (const Error&) {  // what a filter that cannot be read selects is not known
      known.part.isSelection = true;
    }
  }
  for (const std::string& attribute : part.attributes) {
    if (attribute == "*") {
      known.allUser = true;
    } else if (attribute == "+") {
      known.allOperational = true;
    } else {
      known.attributes.push_back(snapshot_->schema().identity(attribute));
    }
  }
  restrictsAttributes_ = restrictsAttributes_ || (!part.attributes.empty() && !(known.allUser && known.allOperational));
  parts_.push_back(std::move(known));
}

/// Active Directory's configuration lies below its domain by name, but a search of the domain does not return it.
/// Without a root DSE, the names below a domain that it always has distinguish them ([MS-ADTS] 3.1.1.1.2). So it is
/// with the partitions of DNS; only of a file that says nothing of what it was taken of, and holds nothing of them, it
/// is taken that nobody asks for them.
void Coverage::addContexts() {
  const auto add = [this](const std::string& context) {
    const std::optional<Dn> dn = Dn::tryParse(context);
    if (!dn || dn->empty()) return;
    const bool isOmitted = origin_ == Origin::Contents && isDnsPartition(context) && !snapshot_->find(*dn);
    if (!isOmitted) contextPaths_.push_back(pathOf(*dn));
  };
  if (const std::optional<Entry> rootDse = snapshot_->find(Dn())) {
    for (const char* attribute :
         {"namingContexts", "configContext", "monitorContext", "subschemaSubentry", "changelog"}) {
      if (const Attribute* contexts = rootDse->find(attribute))
        std::for_each(contexts->values.begin(), contexts->values.end(), add);
    }
    for (const char* unnamed : {"cn=config", "cn=monitor", "cn=schema"}) add(unnamed);
    return;
  }
  for (const CoveredPart& part : snapshot_->info().coverage.parts) {
    if (!equalsIgnoreAsciiCase(part.base.substr(0, 3), "dc=")) continue;
    for (const char* context : {"CN=Configuration,", "CN=Schema,CN=Configuration,"}) add(context + part.base);
  }
}

/// The root DSE of Active Directory repeats functional levels ([MS-ADTS] 3.1.1.3.2.25, .26). Where it says more than
/// zero and the entry that has the level does not, the attribute was left out of the snapshot.
void Coverage::addContradictions() {
  const std::optional<Entry> rootDse = snapshot_->find(Dn());
  if (!rootDse) return;
  constexpr const char* kLevel = "msDS-Behavior-Version";
  const auto add = [&](const char* repeated, const char* context, const std::string& below) {
    const std::string *const level = rootDse->first(repeated), *const base = rootDse->first(context);
    if (level == nullptr || *level == "0" || base == nullptr) return;
    const std::optional<Dn> dn = Dn::tryParse(below + *base);
    const std::optional<Entry> entry = dn ? snapshot_->find(*dn) : std::nullopt;
    if (!entry || entry->find(kLevel) != nullptr) return;
    attributeHoles_[snapshot_->schema().identity(kLevel)].add(
        pathOf(*dn), true,
        fmt::format("{} of {} is not in the snapshot, and the root DSE says {}: {}", kLevel, entry->dn, repeated,
                    *level));
  };
  add("domainFunctionality", "defaultNamingContext", "");
  add("forestFunctionality", "configurationNamingContext", "CN=Partitions,");
}

const std::string* Coverage::gapAt(std::string_view path, Scope scope) const {
  // What lies below a gap is unknown, unless a part of its own was read there: the schema's naming context below that
  // of the configuration, which only a referral leads to.
  const auto isReadApart = [&](const std::string& base, std::string_view gap) {
    return base != gap && isAtOrBelow(base, gap) && isAtOrBelow(path, base);
  };
  return holes_.find(path, scope, [&](std::string_view hole) {
    const auto ofPart = [&](const Part& part) { return isReadApart(part.path, hole); };
    const auto ofBase = [&](const std::string& base) { return isReadApart(base, hole); };
    return std::any_of(parts_.begin(), parts_.end(), ofPart) ||
           std::any_of(searchBasePaths_.begin(), searchBasePaths_.end(), ofBase);
  });
}

/// The innermost naming context of the root DSE in which `path` lies, or nullptr.
const std::string* Coverage::contextOf(std::string_view path) const {
  const std::string* innermost = nullptr;
  for (const std::string& context : contextPaths_) {
    if (isAtOrBelow(path, context) && (innermost == nullptr || context.size() > innermost->size()))
      innermost = &context;
  }
  return innermost;
}

/// Whether all entries of `scope` at `path` were looked for by that part; its filter is another matter.
bool Coverage::contains(const Part& part, std::string_view path, Scope scope) const {
  const bool isInside = part.part.scope == Scope::Subtree ? isAtOrBelow(path, part.path)
                        : part.part.scope == Scope::OneLevel
                            ? (scope == Scope::Base && inScope(path, part.path, Scope::OneLevel)) ||
                                  (scope == Scope::OneLevel && path == part.path)
                            : scope == Scope::Base && path == part.path;
  if (!isInside) return false;
  const std::string* const context = contextOf(path);
  return context == nullptr || part.path.empty() || isAtOrBelow(part.path, *context);
}

bool Coverage::holdsAttribute(const Part& part, std::string_view description) const {
  if (part.part.attributes.empty() || (part.allUser && part.allOperational)) return true;
  const Schema& schema = snapshot_->schema();
  const std::string identity = schema.identity(description);
  const auto isAsked = [&identity](const std::string& asked) {
    return asked == identity || identity.starts_with(asked + ";");
  };
  if (std::any_of(part.attributes.begin(), part.attributes.end(), isAsked)) return true;
  const AttributeType* type = schema.attributeType(AttributeDescription::split(description).type);
  const bool isOperational = type != nullptr && type->usage != AttributeUsage::UserApplications;
  return isOperational ? part.allOperational : part.allUser;
}

/// Of slapo-accesslog(5): that overlay alone writes to the database that olcAccessLogDB names, so nothing else is
/// there.
bool Coverage::isLog(const std::string& path) const {
  static constexpr std::string_view kLogName = "olcAccessLogDB";
  if (!logPaths_) {
    logPaths_.emplace();
    const auto namesLog = [](const Trait& trait) {
      return trait.kind == Trait::Kind::AttributeType && equalsIgnoreAsciiCase(trait.name, kLogName);
    };
    snapshot_->scanTraits(Dn::parse("cn=config"), namesLog, [&](const Entry& entry) {
      const std::string* const log = entry.first(kLogName);
      if (const auto logPath = log != nullptr ? pathOfText(*log) : std::nullopt) logPaths_->push_back(*logPath);
      return Snapshot::Visit::Continue;
    });
  }
  return std::find(logPaths_->begin(), logPaths_->end(), path) != logPaths_->end();
}

std::optional<std::string> Coverage::unread(const Dn& base, Scope scope, const Filter* wanted) const {
  if (const std::string* gap = gapAt(pathOf(base), scope)) return *gap;
  auto reason = isKnown() ? outsideParts(base, scope, wanted) : outsideSearchBases(base, scope);
  if (reason && !base.empty() && isLog(pathOf(base))) return std::nullopt;
  return reason;
}

std::string Coverage::notHeld(const std::string& what, bool isPartial) const {
  std::vector<std::string> taken = snapshot_->info().searchBases;
  if (taken.empty()) {
    for (const Part& part : parts_) taken.push_back(describe(part.part));
  }
  constexpr std::size_t kMost = 5;
  if (taken.size() > kMost) {
    taken.resize(kMost);
    taken.emplace_back("more");
  }
  return fmt::format(
      "the snapshot {0} {1}; it was taken of {2}. To have this judged, capture {1} as well (-b, or base "
      "in config.toml).",
      isPartial ? "holds only a part of" : "does not hold", what, fmt::join(taken, " and "));
}

/// The empty base asks for the snapshot's own entries. Any other base must be at or below a search base, or be there.
std::optional<std::string> Coverage::outsideSearchBases(const Dn& base, Scope scope) const {
  if (searchBasePaths_.empty() || base.empty()) return std::nullopt;
  const std::string path = pathOf(base);
  const auto covers = [&path](const std::string& searchBase) { return isAtOrBelow(path, searchBase); };
  if (std::any_of(searchBasePaths_.begin(), searchBasePaths_.end(), covers)) return std::nullopt;
  if (snapshot_->find(base)) return std::nullopt;
  const auto isPart = [&](const std::string& searchBase) { return inScope(searchBase, path, scope); };
  const bool isPartial = std::any_of(searchBasePaths_.begin(), searchBasePaths_.end(), isPart);
  return notHeld(base.toString(), isPartial);
}

std::optional<std::string> Coverage::outsideParts(const Dn& base, Scope scope, const Filter* wanted) const {
  const std::string path = pathOf(base);
  const auto leavesOut = [&](const Part& part) {
    if (part.part.isSelection) return true;
    return part.filter != nullptr && (wanted == nullptr || !implies(*wanted, *part.filter, snapshot_->schema()));
  };
  const auto selected = [](const Part& part) {
    return fmt::format("the snapshot holds only a part of what there is: {}", describe(part.part));
  };
  if (base.empty() && scope == Scope::Base) return std::nullopt;
  if (base.empty()) {  // the snapshot's own entries
    for (const Part& part : parts_) {
      // Of the subschema subentry of a server there is no more than the one entry.
      const bool isNarrow = part.part.scope != Scope::Subtree && !part.path.empty();
      if (isNarrow && !snapshot_->info().coverage.isWholeServer) return selected(part);
      if (leavesOut(part)) return selected(part);
    }
    return std::nullopt;
  }
  if (scope == Scope::Base && snapshot_->find(base)) return std::nullopt;
  const Part* narrow = nullptr;
  for (const Part& part : parts_) {
    if (!contains(part, path, scope)) continue;
    if (!leavesOut(part)) return std::nullopt;
    narrow = &part;
  }
  if (narrow != nullptr) return selected(*narrow);
  const auto isPart = [&](const Part& part) { return !part.path.empty() && reaches(part.path, path, scope); };
  const bool isPartial = std::any_of(parts_.begin(), parts_.end(), isPart);
  if (!isPartial && snapshot_->info().coverage.isWholeServer && contextOf(path) == nullptr) return std::nullopt;
  return notHeld(base.toString(), isPartial);
}

bool Coverage::isLeftOut(std::string_view description) const {
  return leftOut_ != nullptr && leftOut_->contains(description, snapshot_->schema());
}

std::optional<std::string> Coverage::unreadAttribute(const Dn& base, Scope scope, std::string_view attribute) const {
  if (!leavesOutAttributes()) return std::nullopt;
  const std::string path = pathOf(base), identity = snapshot_->schema().identity(attribute);
  if (const auto holes = attributeHoles_.find(identity); holes != attributeHoles_.end()) {
    if (const std::string* const reason = holes->second.find(path, scope)) return *reason;
  }
  if (isLeftOut(attribute)) return kLeavesOutVolatile;
  for (const Part& part : parts_) {
    const bool meets = base.empty() || reaches(part.path, path, scope);
    if (meets && !holdsAttribute(part, attribute))
      return fmt::format("{} was not requested: the snapshot was taken of {}", attribute, describe(part.part));
  }
  return std::nullopt;
}

std::optional<std::string> Coverage::unknownTarget(const Dn& target) const {
  if (auto reason = unread(target, Scope::Base)) return reason;
  if (origin_ != Origin::Contents || target.empty() || snapshot_->find(target.parent())) return std::nullopt;
  return notHeld(target.toString(), false);
}

std::optional<std::string> Coverage::mayLackAttribute(std::string_view path, std::string_view description) const {
  if (!leavesOutAttributes()) return std::nullopt;
  const std::string identity = snapshot_->schema().identity(description);
  if (const auto holes = attributeHoles_.find(identity); holes != attributeHoles_.end()) {
    if (const std::string* const reason = holes->second.find(path, Scope::Base)) return *reason;
  }
  if (isLeftOut(description)) return kLeavesOutVolatile;
  const Part* narrow = nullptr;
  for (const Part& part : parts_) {
    if (!contains(part, path, Scope::Base)) continue;
    if (holdsAttribute(part, description)) return std::nullopt;
    narrow = &part;
  }
  if (narrow == nullptr) return std::nullopt;
  return fmt::format("the attributes requested of {} were {}", placeOf(narrow->part.base),
                     fmt::join(narrow->part.attributes, " "));
}

MissingEntries::MissingEntries(const Coverage& side, const Coverage& other) : side_(side), other_(other) {
  const auto isSelection = [](const Coverage::Part& part) { return part.part.isSelection; };
  otherIsSelection_ = std::any_of(other.parts_.begin(), other.parts_.end(), isSelection);
  std::vector<std::string> taken;
  constexpr std::size_t kMost = 3;
  for (const Coverage::Part& part : side.parts_) {
    // Of a file without any statement, what is next to its topmost entries counts as looked for, unless the other
    // side shows that there is something above them: then the file was taken of just these.
    const Dn base = Dn::parse(part.part.base);
    const bool hasParent = side.origin_ == CoverageStatement::Origin::Contents && !part.parentPath.empty();
    parts_.push_back({hasParent && !other.snapshot().find(base.parent()), other.snapshot().find(base).has_value(),
                      fmt::format("it was taken only of {}", describe(part.part))});
    if (taken.size() < kMost) taken.push_back(describe(part.part));
  }
  outside_ = fmt::format("it was taken only of {}{}", fmt::join(taken, " and "),
                         side.parts_.size() > taken.size() ? " and more" : "");
}

/// A naming context that only the other side names lies outside of what this one was taken of, wherever its name is.
bool MissingEntries::isInside(const Coverage::Part& part, std::string_view path) const {
  if (!side_.contains(part, path, Scope::Base)) return false;
  const std::string* const context = other_.contextOf(path);
  return context == nullptr || part.path.empty() || isAtOrBelow(part.path, *context);
}

const std::string* MissingEntries::mayExist(const Entry& entry) const {
  const DnKey key = keyOf(entry.dn);
  const std::string_view path = key.path();
  if (const std::string* gap = side_.gapAt(path, Scope::Base)) return gap;
  if (!side_.isKnown() || side_.parts_.empty() || path.empty()) return nullptr;
  const std::string* reason = nullptr;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Coverage::Part& part = side_.parts_[i];
    const bool isSibling = parts_[i].reachesSiblings && path != part.parentPath && isAtOrBelow(path, part.parentPath);
    if (!isSibling && !isInside(part, path)) continue;
    if (part.part.isSelection) {
      if (otherIsSelection_ || !parts_[i].otherHoldsBase) return nullptr;
    } else if (part.filter == nullptr) {
      return nullptr;
    } else if (part.isStable && part.filter->matches(entry, other_.snapshot().schema()) == Truth::True) {
      return nullptr;
    }
    reason = &parts_[i].reason;
  }
  if (reason != nullptr) return reason;
  if (side_.snapshot().info().coverage.isWholeServer && side_.contextOf(path) == nullptr) return nullptr;
  return &outside_;
}

}  // namespace ldapsnap
