#include "diff/selection/selector.h"

#include <algorithm>
#include <fmt/format.h>

#include "diff/compare/folding/fold.h"
#include "diff/compare/schema/schema_compare.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/entry/attribute.h"

namespace ldapsnap {
namespace {

std::string optionText(std::string_view option, const std::vector<std::string>& values) {
  std::vector<std::string> words;
  for (const std::string& value : values) words.push_back(fmt::format("{} {}", option, value));
  return fmt::format("{}", fmt::join(words, " "));
}

std::vector<std::string> textsOf(const std::vector<Dn>& dns) {
  std::vector<std::string> texts;
  for (const Dn& dn : dns) texts.push_back(dn.toString());
  return texts;
}

/// An entry is also of the superclasses of what it lists; the filter knows them.
std::vector<Filter> filtersOfClasses(const std::vector<std::string>& classes) {
  std::vector<Filter> filters;
  for (const std::string& name : classes) {
    Filter filter;
    filter.kind = Filter::Kind::Equality;
    filter.attribute = "objectClass";
    filter.value = name;
    filters.push_back(std::move(filter));
  }
  return filters;
}

ChangeKind kindOf(const EntryChange& change) {
  switch (change.change) {
    case Change::Added:
      return ChangeKind::Added;
    case Change::Removed:
      return ChangeKind::Removed;
    case Change::Modified:
      return ChangeKind::Modified;
    case Change::Renamed:
      break;
  }
  const std::optional<Dn> from = Dn::tryParse(change.fromDn), to = Dn::tryParse(change.dn);
  const bool isSameParent =
      from && to && !from->empty() && !to->empty() && pathOf(from->parent()) == pathOf(to->parent());
  return isSameParent ? ChangeKind::Renamed : ChangeKind::Moved;
}

ChangeKind kindOf(Change change) {
  return change == Change::Added     ? ChangeKind::Added
         : change == Change::Removed ? ChangeKind::Removed
                                     : ChangeKind::Modified;
}

template <class Value>
bool holds(const std::vector<Value>& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

std::vector<std::string> namesOf(const EntryChange& change) {
  if (change.fromDn.empty()) return {change.dn};
  return {change.dn, change.fromDn};
}

bool hasEntryAtOrBelow(const Snapshot& snapshot, const Dn& dn) {
  bool has = false;
  snapshot.scan(dn, Scope::Subtree, [&has](const Entry&) {
    has = true;
    return Snapshot::Visit::Stop;
  });
  return has;
}

/// Nothing differs that a report shows unless it is asked for volatile attributes.
bool showsNothing(const EntryChange& change) {
  return change.change == Change::Modified && !change.replaced && change.attributes.empty() &&
         change.spellings.empty() && change.spelledFrom.empty();
}

}  // namespace

Selector::Selector(const Selection& selection, const Snapshot& before, const Snapshot& after, Time today)
    : selection_(selection), before_(before), after_(after), schema_(before, after) {
  using Why = Deselected::Why;
  const auto textsOfFilters = [](const std::vector<Filter>& filters) {
    std::vector<std::string> texts;
    for (const Filter& filter : filters) texts.push_back(filter.toString());
    return texts;
  };
  const auto textsOfKinds = [](const std::vector<ChangeKind>& kinds) {
    std::vector<std::string> texts;
    for (const ChangeKind kind : kinds) texts.emplace_back(nameOf(kind));
    return texts;
  };
  underTally_ = addTally(optionText("--under", textsOf(selection.under)), Why::Selector);
  for (const Dn& dn : selection.notUnder)
    notUnderTallies_.push_back(addTally("--not-under " + dn.toString(), Why::Selector));
  changeTally_ = addTally(optionText("--change", textsOfKinds(selection.changes)), Why::Selector);
  classTally_ = addTally(optionText("--class", selection.classes), Why::Selector);
  filterTally_ = addTally(optionText("--filter", textsOfFilters(selection.filters)), Why::Selector);
  attributeTally_ = addTally(optionText("--attr", selection.attributes), Why::Selector);
  for (const std::string& name : selection.attributes) attributes_.push_back(identityOf(name));
  for (const std::string& name : selection.notAttributes) {
    notAttributes_.push_back(identityOf(name));
    notAttributeTallies_.push_back(addTally("--no-attr " + name, Why::Selector));
  }
  classes_ = filtersOfClasses(selection.classes);
  for (const ExpectedChange& change : selection.expected) {
    if (!change.until || today < *change.until) {
      addExpected(change);
    } else {
      addTally(fmt::format("{} ({})", change.reason, change.place), Why::Expired);
    }
  }
}

std::size_t Selector::addTally(std::string selector, Deselected::Why why) {
  Deselected& tally = tallies_.emplace_back();
  tally.selector = std::move(selector);
  tally.why = why;
  return tallies_.size() - 1;
}

void Selector::addExpected(const ExpectedChange& change) {
  Expected& expected = expected_.emplace_back();
  expected.change = &change;
  for (const std::string& name : change.attributes) expected.attributes.push_back(identityOf(name));
  expected.classes = filtersOfClasses(change.classes);
  expected.tally = addTally(change.reason, Deselected::Why::Expected);
}

/// Options do not count: `userCertificate` is also `userCertificate;binary`.
std::string Selector::identityOf(std::string_view attribute, Side side) const {
  return schema_.traits(attributeTypeOf(attribute), side).identity;
}

std::string Selector::identityOf(const AttributeChange& change) const {
  return identityOf(change.description, change.change == Change::Removed ? Side::Before : Side::After);
}

void Selector::count(std::size_t tally, What what, std::uint64_t number) { tallies_[tally].*what += number; }

bool Selector::isUnder(const std::string& dn, const Dn& base) const {
  const std::optional<Dn> parsed = Dn::tryParse(dn);
  return parsed && isAtOrBelow(*parsed, base, schema_.of(Side::After));
}

bool Selector::isUnderOne(const std::vector<std::string>& dns, const std::vector<Dn>& bases) const {
  return std::any_of(bases.begin(), bases.end(), [&](const Dn& base) {
    return std::any_of(dns.begin(), dns.end(), [&](const std::string& dn) { return isUnder(dn, base); });
  });
}

/// Of an entry that was renamed, either name counts for --under; --not-under asks for both.
Selector::TallyOrNone Selector::placeExcludedBy(const std::vector<std::string>& dns) const {
  if (!selection_.under.empty() && !isUnderOne(dns, selection_.under)) return underTally_;
  for (std::size_t i = 0; i < selection_.notUnder.size(); ++i) {
    const Dn& base = selection_.notUnder[i];
    if (!dns.empty() && std::all_of(dns.begin(), dns.end(), [&](const std::string& dn) { return isUnder(dn, base); }))
      return notUnderTallies_[i];
  }
  return std::nullopt;
}

std::optional<Entry> Selector::entryOf(const EntryChange& change) const {
  const Snapshot& snapshot = change.change == Change::Removed ? before_ : after_;
  const std::optional<Dn> dn = Dn::tryParse(change.dn);
  return dn ? snapshot.find(*dn) : std::nullopt;
}

/// What cannot be decided is shown.
bool Selector::matchesOne(const EntryChange& change, const std::vector<Filter>& filters) const {
  const std::optional<Entry> entry = entryOf(change);
  return !entry || matchesOne(*entry, change.change == Change::Removed ? Side::Before : Side::After, filters);
}

bool Selector::matchesOne(const Entry& entry, Side side, const std::vector<Filter>& filters) const {
  const Schema& schema = schema_.of(side);
  return std::any_of(filters.begin(), filters.end(),
                     [&](const Filter& filter) { return filter.matches(entry, schema) != Truth::False; });
}

bool Selector::selectsObjects() const {
  return !selection_.under.empty() || !selection_.notUnder.empty() || !classes_.empty() || !selection_.filters.empty();
}

/// `tally` if all of `dns` are entries and none of them matches one of `filters`.
Selector::TallyOrNone Selector::objectsExcluded(const std::vector<std::string>& dns, const std::vector<Filter>& filters,
                                                std::size_t tally) const {
  if (filters.empty()) return std::nullopt;
  for (const std::string& text : dns) {
    const std::optional<Dn> dn = Dn::tryParse(text);
    const std::optional<Entry> after = dn ? after_.find(*dn) : std::nullopt;
    const std::optional<Entry> entry = after || !dn ? after : before_.find(*dn);
    if (!entry || matchesOne(*entry, after ? Side::After : Side::Before, filters)) return std::nullopt;
  }
  return dns.empty() ? std::nullopt : TallyOrNone(tally);
}

Selector::TallyOrNone Selector::objectsExcludedBy(const std::vector<std::string>& dns) const {
  if (const TallyOrNone tally = placeExcludedBy(dns)) return tally;
  if (const TallyOrNone tally = objectsExcluded(dns, classes_, classTally_)) return tally;
  return objectsExcluded(dns, selection_.filters, filterTally_);
}

/// `fits`: whether what is looked at matches one of several filters.
template <typename Fits>
Selector::TallyOrNone Selector::classOrFilterExcludes(const Fits& fits) const {
  if (!classes_.empty() && !fits(classes_)) return classTally_;
  if (!selection_.filters.empty() && !fits(selection_.filters)) return filterTally_;
  return std::nullopt;
}

bool Selector::selects(const EntryChange& step, const Entry* entry) {
  const auto fits = [&](const std::vector<Filter>& filters) {
    return entry == nullptr || matchesOne(*entry, Side::After, filters);
  };
  TallyOrNone tally = placeExcludedBy(namesOf(step));
  if (!tally && !selection_.changes.empty() && !holds(selection_.changes, kindOf(step))) tally = changeTally_;
  if (!tally) tally = classOrFilterExcludes(fits);
  if (!tally) {
    EntryChange change = step;
    tally = thinOut(change, Counted::No);
  }
  if (tally) count(*tally, &Deselected::steps);
  return !tally;
}

std::optional<Entry> Selector::pick(const Entry& entry) {
  const auto fits = [&](const std::vector<Filter>& filters) { return matchesOne(entry, Side::After, filters); };
  TallyOrNone tally = placeExcludedBy({entry.dn});
  if (!tally) tally = classOrFilterExcludes(fits);
  if (tally) {
    count(*tally, &Deselected::listed);
    return std::nullopt;
  }
  Entry picked = entry;
  if (attributes_.empty() && notAttributes_.empty()) return picked;
  std::erase_if(picked.attributes, [this](const Attribute& attribute) {
    const TallyOrNone out = attributeExcludedBy(identityOf(attribute.description));
    if (out) count(*out, &Deselected::values, attribute.values.size());
    return out.has_value();
  });
  return picked;
}

bool Selector::selectsValueOf(std::string_view description) {
  const TallyOrNone tally = attributeExcludedBy(identityOf(description));
  if (tally) count(*tally, &Deselected::values);
  return !tally;
}

Selector::TallyOrNone Selector::excludedBy(const EntryChange& change) const {
  if (const TallyOrNone tally = placeExcludedBy(namesOf(change))) return tally;
  if (!selection_.changes.empty() && !holds(selection_.changes, kindOf(change))) return changeTally_;
  const auto fits = [&](const std::vector<Filter>& filters) { return matchesOne(change, filters); };
  if (const TallyOrNone tally = classOrFilterExcludes(fits)) return tally;
  return expectedBy(change);
}

/// Whether an expected change is about this one, whatever its attributes.
bool Selector::isAbout(const Expected& expected, const EntryChange& change) const {
  const ExpectedChange& wanted = *expected.change;
  return (wanted.under.empty() || isUnderOne(namesOf(change), wanted.under)) &&
         (wanted.changes.empty() || holds(wanted.changes, kindOf(change))) &&
         (expected.classes.empty() || matchesOne(change, expected.classes)) &&
         (!wanted.filter || matchesOne(change, {*wanted.filter}));
}

/// One that names attributes takes out these alone (thinOut()).
Selector::TallyOrNone Selector::expectedBy(const EntryChange& change) const {
  for (const Expected& expected : expected_)
    if (expected.attributes.empty() && isAbout(expected, change)) return expected.tally;
  return std::nullopt;
}

Selector::TallyOrNone Selector::attributeExcludedBy(const std::string& identity) const {
  if (!attributes_.empty() && !holds(attributes_, identity)) return attributeTally_;
  for (std::size_t i = 0; i < notAttributes_.size(); ++i)
    if (notAttributes_[i] == identity) return notAttributeTallies_[i];
  return std::nullopt;
}

/// Takes out attributes that are not asked for. Returns what took the last one, where the entry has nothing left to
/// show.
Selector::TallyOrNone Selector::thinOut(EntryChange& change, Counted counted) {
  if (attributes_.empty() && notAttributes_.empty() && expected_.empty()) return std::nullopt;
  std::vector<const Expected*> fitting;
  for (const Expected& expected : expected_)
    if (!expected.attributes.empty() && isAbout(expected, change)) fitting.push_back(&expected);
  const bool isVolatileOnly = showsNothing(change);
  std::vector<std::size_t> taken;
  const auto takeFrom = [&](std::vector<AttributeChange>& attributes) {
    std::erase_if(attributes, [&](const AttributeChange& attribute) {
      const std::string identity = identityOf(attribute);
      TallyOrNone tally = attributeExcludedBy(identity);
      for (const Expected* expected : fitting)
        if (!tally && holds(expected->attributes, identity)) tally = expected->tally;
      if (tally) taken.push_back(*tally);
      return tally.has_value();
    });
  };
  takeFrom(change.attributes);
  const std::vector<std::size_t> counting = taken;
  takeFrom(change.volatiles);
  takeFrom(change.spellings);
  takeFrom(change.kept);
  const bool isAskedFor =
      attributes_.empty() || !change.attributes.empty() || !change.volatiles.empty() || !change.spellings.empty();
  if (!isAskedFor) return attributeTally_;
  const bool isEmptied = showsNothing(change) && (!isVolatileOnly || change.volatiles.empty());
  if (isEmptied && !taken.empty()) return taken.back();
  if (counted == Counted::Yes)
    for (const std::size_t tally : counting) count(tally, &Deselected::attributes);
  return std::nullopt;
}

void Selector::applyTo(EntryChanges& changes, Counted counted) {
  if (changes.empty()) return;
  EntryChanges kept;
  for (EntryChange change : changes) {
    TallyOrNone tally = excludedBy(change);
    if (!tally) tally = thinOut(change, counted);
    if (!tally) {
      kept.push_back(change);
    } else if (counted == Counted::Yes) {
      count(*tally, &Deselected::entries);
    }
  }
  changes = std::move(kept);
}

Selector::TallyOrNone Selector::excludedBy(const SchemaChange& change) const {
  if (!selection_.under.empty()) return underTally_;
  if (!classes_.empty()) return classTally_;
  if (!selection_.filters.empty()) return filterTally_;
  if (!selection_.changes.empty() && !holds(selection_.changes, kindOf(change.change))) return changeTally_;
  return attributeExcludedBy(identityOf(change.name.empty() ? change.oid : change.name));
}

void Selector::applyTo(std::vector<SchemaChange>& changes, Counted counted) {
  std::erase_if(changes, [&](const SchemaChange& change) {
    const TallyOrNone tally = excludedBy(change);
    if (tally && counted == Counted::Yes) count(*tally, &Deselected::definitions);
    return tally.has_value();
  });
}

void Selector::apply(Difference& difference) {
  applyTo(difference.changes, Counted::Yes);
  applyTo(difference.volatileChanges, Counted::No);
  applyTo(difference.spellingChanges, Counted::No);
  const std::size_t definitions = difference.schema.size();
  applyTo(difference.schema, Counted::Yes);
  applyTo(difference.schemaExtensions, Counted::No);
  applyTo(difference.schemaSpellings, Counted::No);
  if (difference.schema.size() < definitions)
    difference.definitionChanges = definitionChangesOf(difference.definitionChanges, difference.schema);
  recount(difference);
  const auto isUsed = [](const Deselected& one) { return one.total() > 0; };
  difference.isSelection = std::any_of(tallies_.begin(), tallies_.end(), isUsed);
}

void Selector::apply(std::vector<Judgement>& judgements) {
  if (!selectsObjects()) return;
  std::erase_if(judgements, [&](const Judgement& judgement) {
    std::vector<std::string> places = judgement.objects;
    if (Dn::tryParse(judgement.subject)) places.push_back(judgement.subject);
    const TallyOrNone tally = objectsExcludedBy(places);
    if (tally) count(*tally, &Deselected::consequences);
    return tally.has_value();
  });
}

void Selector::applyTo(std::vector<Finding>& findings) {
  std::erase_if(findings, [&](const Finding& finding) {
    std::vector<std::string> places = finding.objects;
    places.push_back(finding.dn);
    const TallyOrNone tally = objectsExcludedBy(places);
    if (tally) count(*tally, &Deselected::findings);
    return tally.has_value();
  });
}

void Selector::apply(CheckResult& result) {
  if (!selectsObjects()) return;
  applyTo(result.findings);
  applyTo(result.resolved);
}

std::vector<Deselected> Selector::leftOut() const {
  std::vector<Deselected> used;
  const auto isSaid = [](const Deselected& one) { return one.total() > 0 || one.why == Deselected::Why::Expired; };
  std::copy_if(tallies_.begin(), tallies_.end(), std::back_inserter(used), isSaid);
  return used;
}

namespace {

/// A selector that names an element of the schema.
struct NamingSelector {
  std::string_view option, noun;
  Trait::Kind kind;
};

bool knows(const Schema& schema, Trait::Kind kind, const std::string& name) {
  return kind == Trait::Kind::AttributeType ? schema.attributeType(name) != nullptr
                                            : schema.objectClass(name) != nullptr;
}

template <class Elements>
void addNames(const Elements& elements, std::vector<std::string>& names) {
  for (const auto& element : elements) names.insert(names.end(), element.names.begin(), element.names.end());
}

bool hasEntryWith(const Snapshot& snapshot, Trait::Kind kind, const std::string& name) {
  const std::string wanted = asciiLower(name);
  const TraitTest isWanted = [&](const Trait& trait) { return trait.kind == kind && asciiLower(trait.name) == wanted; };
  if (!snapshot.mayHaveTraits(isWanted)) return false;
  bool has = false;
  snapshot.scanTraits(Dn(), isWanted, [&](const Entry& entry) {
    has = hasTrait(entry, isWanted);
    return has ? Snapshot::Visit::Stop : Snapshot::Visit::Continue;
  });
  return has;
}

void requireKnown(const NamingSelector& selector, const std::string& name,
                  const std::vector<const Snapshot*>& snapshots) {
  std::vector<std::string> names;
  for (const Snapshot* snapshot : snapshots) {
    if (knows(snapshot->schema(), selector.kind, name)) return;
    if (selector.kind == Trait::Kind::AttributeType) {
      addNames(snapshot->schema().attributeTypes(), names);
    } else {
      addNames(snapshot->schema().objectClasses(), names);
    }
  }
  for (const Snapshot* snapshot : snapshots)
    if (hasEntryWith(*snapshot, selector.kind, name)) return;
  const auto meant = didYouMean(name, names);
  throw Error(ErrorKind::BadInput, fmt::format("the schema has no such {}, and no entry has it", selector.noun))
      .at(fmt::format("{} {}", selector.option, visible(name)))
      .fix(meant ? fmt::format("did you mean \"{}\"?", *meant) : "check the name");
}

}  // namespace

void requireSelectable(const Selection& selection, const Snapshot* before, const Snapshot& after) {
  for (const Dn& dn : selection.under) {
    if (hasEntryAtOrBelow(after, dn) || (before != nullptr && hasEntryAtOrBelow(*before, dn))) continue;
    throw Error(ErrorKind::BadInput,
                before == nullptr ? "the snapshot has no entry there" : "neither snapshot has an entry there")
        .at("--under " + dn.toString())
        .fix("check the name; `ldapsnap show A DN` shows an entry");
  }
  const std::vector<const Snapshot*> snapshots = before == nullptr ? std::vector{&after} : std::vector{before, &after};
  for (const std::string& name : selection.attributes)
    requireKnown({"--attr", "attribute", Trait::Kind::AttributeType}, name, snapshots);
  for (const std::string& name : selection.classes)
    requireKnown({"--class", "object class", Trait::Kind::ObjectClass}, name, snapshots);
}

}  // namespace ldapsnap
