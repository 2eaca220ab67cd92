#include "diff/rules/engine/evaluator.h"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_set>

#include "diff/rules/engine/filter_keys.h"
#include "diff/rules/pack/condition_reader.h"
#include "snapshot/ldap/filter/filter_values.h"
#include "snapshot/ldap/matching/matching_rule.h"

namespace ldapsnap {
namespace {

/// Keeps the first of equal names, in the order they have.
void dropRepeated(std::vector<std::string>& dns) {
  std::unordered_set<std::string> seen;
  dns.erase(std::remove_if(dns.begin(), dns.end(), [&seen](const std::string& dn) { return !seen.insert(dn).second; }),
            dns.end());
}

/// The item by whose value a filter can be answered from an index: (attribute=${name...}), alone or one of an And.
/// nullptr when there is none.
const Filter* joinItemOf(const Filter& filter) {
  if (filter.kind == Filter::Kind::Equality) {
    const bool isJoin = !Bindings::isConstant(filter.value) && !isObjectClassType(filter.attribute);
    return isJoin ? &filter : nullptr;
  }
  if (filter.kind != Filter::Kind::And) return nullptr;
  for (const Filter& operand : filter.operands) {
    if (const Filter* item = joinItemOf(operand)) return item;
  }
  return nullptr;
}

/// True when no other item of `filter`, which is `item` or an And with it, mentions a name.
bool isOnlyMention(const Filter& filter, const Filter& item) {
  if (&filter == &item) return true;
  if (filter.kind != Filter::Kind::And) return withoutMentions(filter) == filter;
  return std::all_of(filter.operands.begin(), filter.operands.end(),
                     [&item](const Filter& operand) { return isOnlyMention(operand, item); });
}

bool isOperational(const AttributeType& type) {
  return type.usage == AttributeUsage::DirectoryOperation || type.usage == AttributeUsage::DistributedOperation;
}

/// Attributes of the subschema subentry (RFC 4512, 4.2), which is read by itself.
bool isOfSubschema(std::string_view attribute) {
  static constexpr std::string_view kNames[] = {"attributeTypes",  "objectClasses",     "ldapSyntaxes",
                                                "matchingRules",   "matchingRuleUse",   "nameForms",
                                                "dITContentRules", "dITStructureRules", "subschemaSubentry"};
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [attribute](std::string_view name) { return equalsIgnoreAsciiCase(name, attribute); });
}

/// True unless the snapshot is a file whose contents alone show what was asked for, and no entry of it has an
/// operational attribute. Active Directory returns the like without being asked for it.
bool holdsOperational(const Snapshot& snapshot) {
  if (snapshot.info().coverage.origin != CoverageStatement::Origin::Contents) return true;
  static constexpr std::string_view kOfActiveDirectory[] = {"whenCreated", "objectGUID", "uSNChanged", "instanceType",
                                                            "objectCategory"};
  const TraitTest isOne = [&snapshot](const Trait& trait) {
    if (trait.kind != Trait::Kind::AttributeType || isOfSubschema(trait.name)) return false;
    const AttributeType* const type = snapshot.schema().attributeType(trait.name);
    return (type != nullptr && isOperational(*type)) ||
           std::any_of(std::begin(kOfActiveDirectory), std::end(kOfActiveDirectory),
                       [&trait](std::string_view name) { return equalsIgnoreAsciiCase(name, trait.name); });
  };
  bool holds = false;
  snapshot.scanTraits(Dn(), isOne, [&](const Entry& entry) {
    holds = !entry.dn.empty() && hasTrait(entry, isOne);
    return holds ? Snapshot::Visit::Stop : Snapshot::Visit::Continue;
  });
  return holds;
}

/// Whether a leaf of `condition` asks more of entries than a filter does.
bool hasTest(const Condition& condition) {
  return condition.test.has_value() || std::any_of(condition.operands.begin(), condition.operands.end(), hasTest);
}

}  // namespace

/// Where a search begins.
struct Evaluator::Place {
  Dn dn;
  std::shared_ptr<const Entry> entry;  ///< at that DN; nullptr: none
  std::string path;
  /// Of a place of a Question: nothing that matches its candidate was left unread, so nor was anything that matches
  /// its filter however it is filled.
  bool isRead = false;
};

/// What is known of a leaf or a binding before anything is bound.
struct Evaluator::Question {
  Filter filter;                             ///< with what is the same in every binding filled in
  Filter candidate;                          ///< what matches `filter` under any binding matches this
  bool isFilled = false;                     ///< `filter` mentions what is bound
  Quantifier quantifier = Quantifier::None;  ///< of the base
  const Filter* joinItem = nullptr;          ///< of `filter`
  bool isJoinAll = false;                    ///< joinItem is the only one that mentions anything bound
  /// The filter asks for what the snapshot leaves out, as leftOutReason() has it.
  bool asksForLeftOut = false;
  /// Where the base is the same in every binding: looked up once.
  std::optional<std::vector<Place>> places = std::nullopt;
};

/// A search of a leaf or a binding, with what is bound.
struct Evaluator::Search {
  const void* owner;
  Question* question;
  const std::string& base;
  Scope scope;
  World world;
  const std::optional<EntryTest>* test = nullptr;
  Filter filled = {};  ///< where the question's filter mentions what is bound
  /// Of a filled filter: the entries that may match it, in DIT order; none when all that match under any binding may.
  std::optional<std::vector<const Hit*>> joined = std::nullopt;
  bool isJoinSure = false;  ///< of those, the hit's truth is the filter's

  bool isFilled() const { return question->isFilled; }
  const Filter& filter() const { return question->isFilled ? filled : question->filter; }
};

/// What matches a filter under any binding, by the values of one attribute.
struct Evaluator::JoinIndex {
  std::unordered_map<std::string, std::vector<const Hit*>> byKey;
  std::vector<const Hit*> always;  ///< a value is redacted or not of its syntax: may match anything
};

/// How many entries match, at least; and why there may be more.
struct Evaluator::Count {
  std::vector<std::string> sure;  ///< DNs
  std::string remark;             ///< of `sure` (Answer::remark)
  std::size_t unsure = 0;
  std::string reason;   ///< of `unsure` or of `isOpen`
  bool isOpen = false;  ///< more may exist than the snapshot holds
  std::string place;    ///< the first base
  bool isPlaceMissing = false;
  bool isNowhere = false;  ///< what the base mentions has no value, so there is nowhere to search
};

Evaluator::Evaluator(const Snapshot& snapshot, ParameterValues parameters)
    : snapshot_(&snapshot),
      coverage_(snapshot),
      unbound_(rootDseOf(snapshot), snapshot.info().taken, std::move(parameters)),
      index_(snapshot.schema()) {}

bool Evaluator::needsReading(const Condition& condition) {
  if (condition.kind == Condition::Kind::Entries) return condition.scope != Scope::Base;
  return std::any_of(condition.operands.begin(), condition.operands.end(), needsReading);
}

void Evaluator::prepare(const Condition& condition) { prepare(condition, {}); }

void Evaluator::prepare(const Rule& rule) {
  ScanBases bound;
  for (const ForEach& binding : rule.forEach) {
    ask(&binding, binding.filter, binding.base, binding.scope, bound);
    for (const Dn& base : scanBasesOf(binding.base, bound)) bound.emplace_back(binding.name, base);
    if (binding.having) prepare(*binding.having, bound);
  }
  prepare(rule.when, bound);
}

void Evaluator::prepare(const Condition& condition, const ScanBases& bound) {
  for (const Condition& operand : condition.operands) prepare(operand, bound);
  if (condition.kind == Condition::Kind::Entries) {
    ask(&condition, condition.filter, condition.base, condition.scope, bound);
  }
}

/// Where entries below `base` lie, as far as is known before anything is bound: below what the root DSE names,
/// below the base of the binding that the text ends with, or anywhere.
std::vector<Dn> Evaluator::scanBasesOf(std::string_view base, const ScanBases& bound) const {
  if (Bindings::isConstant(base)) return unbound_.bases(base);
  std::vector<Dn> bases;
  for (const auto& [name, scanBase] : bound) {
    if (base.ends_with("${" + name + "}")) bases.push_back(scanBase);
  }
  return bases.empty() ? std::vector<Dn>{Dn()} : bases;
}

void Evaluator::ask(const void* owner, const Filter& filter, std::string_view base, Scope scope,
                    const ScanBases& bound) {
  if (scope == Scope::Base) return;  // looked up by name
  const Question& question = questionOf(owner, filter, base);
  for (const Dn& scanBase : scanBasesOf(base, bound)) {
    filterNumbers_[owner] = index_.add(question.candidate, scanBase);
    if (question.joinItem != nullptr) index_.keepValues(filterNumbers_[owner], question.joinItem->attribute);
  }
}

Evaluator::Question& Evaluator::questionOf(const void* owner, const Filter& filter, std::string_view base) const {
  std::shared_ptr<Question>& known = questions_[owner];
  if (known) return *known;
  auto question = std::make_shared<Question>();
  question->isFilled = !Bindings::isConstant(filter);
  question->filter = question->isFilled ? filter : unbound_.fill(filter);
  question->candidate = question->isFilled ? withoutMentions(filter) : question->filter;
  question->quantifier = quantifierIn(base);
  const std::vector<std::string> asked = attributesIn(question->filter);
  question->asksForLeftOut = std::any_of(asked.begin(), asked.end(), [this](const std::string& attribute) {
    return leftOutReason(attribute).has_value();
  });
  if (question->isFilled) question->joinItem = joinItemOf(question->filter);
  question->isJoinAll = question->joinItem != nullptr && isOnlyMention(question->filter, *question->joinItem) &&
                        quantifierIn(question->joinItem->value) != Quantifier::All;
  known = std::move(question);
  return *known;
}

Answer Evaluator::evaluate(const Condition& condition, const Bindings& bindings, World world) const {
  switch (condition.kind) {
    case Condition::Kind::Entries:
      return evaluateLeaf(condition, bindings, world);
    case Condition::Kind::All:
      return evaluateAll(condition, bindings, world);
    case Condition::Kind::Any:
      return evaluateAny(condition, bindings, world);
    case Condition::Kind::None: {
      Answer any = evaluateAny(condition, bindings, world);
      return {negate(any.truth), nullptr, {}, "", false, "", any.reason};
    }
  }
  return {};
}

/// False wins, then Undefined. Objects are those of the first operand that found some, else of the first leaf.
Answer Evaluator::evaluateAll(const Condition& condition, const Bindings& bindings, World world) const {
  // A look-up of one entry often decides; what takes longer is then not asked.
  std::vector<std::optional<Answer>> answers(condition.operands.size());
  const bool hasLong = std::any_of(condition.operands.begin(), condition.operands.end(), hasTest);
  for (std::size_t i = 0; hasLong && i < answers.size(); ++i) {
    if (needsReading(condition.operands[i]) || hasTest(condition.operands[i])) continue;
    answers[i] = evaluate(condition.operands[i], bindings, world);
    if (answers[i]->truth == Truth::False) return {};
  }
  Answer result;
  result.truth = Truth::True;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    Answer answer = answers[i] ? *std::move(answers[i]) : evaluate(condition.operands[i], bindings, world);
    result.truth = allOf(result.truth, answer.truth);
    if (result.truth == Truth::False) return result;
    if (result.reason.empty()) result.reason = answer.reason;
    const bool tellsMore = result.leaf == nullptr || (result.objects.empty() && !answer.objects.empty());
    if (answer.leaf == nullptr || !tellsMore) continue;
    result.leaf = answer.leaf;
    result.objects = std::move(answer.objects);
    result.place = std::move(answer.place);
    result.isPlaceMissing = answer.isPlaceMissing;
    result.remark = std::move(answer.remark);
  }
  if (result.truth == Truth::True) result.reason.clear();
  return result;
}

/// The first operand that is true decides, even if others are undefined.
Answer Evaluator::evaluateAny(const Condition& condition, const Bindings& bindings, World world) const {
  Answer result;
  for (const Condition& operand : condition.operands) {
    Answer answer = evaluate(operand, bindings, world);
    if (answer.truth == Truth::True) return answer;
    result.truth = anyOf(result.truth, answer.truth);
    if (result.reason.empty()) result.reason = std::move(answer.reason);
  }
  return result;
}

Answer Evaluator::evaluateLeaf(const Condition& leaf, const Bindings& bindings, World world) const {
  Search search = searchFor(&leaf, leaf.filter, leaf.base, leaf.scope, bindings, world);
  search.test = &leaf.test;
  const Quantifier quantifier = search.question->quantifier;
  if (quantifier == Quantifier::None) return answerFrom(leaf, count(search, bindings));
  // Each base is asked by itself.
  const Truth decides = quantifier == Quantifier::Any ? Truth::True : Truth::False;
  std::vector<Place> own;
  Answer result;
  bool isFirst = true;
  for (Place& place : placesOf(search, bindings, own)) {
    Count found;
    countAt(search, place, found);
    if (leaf.test) testEntries(search, bindings, found);
    Answer answer = answerFrom(leaf, std::move(found));
    if (answer.truth == decides) return answer;
    if (isFirst || answer.truth == Truth::Undefined) result = std::move(answer);
    isFirst = false;
  }
  return result;
}

Answer Evaluator::answerFrom(const Condition& leaf, Count found) const {
  Answer answer;
  if (found.isNowhere) return answer;
  const std::uint64_t least = found.sure.size(), most = least + found.unsure;
  const bool isEnough = least >= leaf.atLeast, isTooMany = leaf.atMost && least > *leaf.atMost;
  const bool mayBeEnough = found.isOpen || most >= leaf.atLeast;
  const bool mayBeTooMany = leaf.atMost && (found.isOpen || most > *leaf.atMost);
  if (isTooMany || !mayBeEnough) return answer;
  if (!isEnough || mayBeTooMany) {
    answer.truth = Truth::Undefined;
    answer.reason = found.reason;
    return answer;
  }
  answer.truth = Truth::True;
  answer.leaf = &leaf;
  answer.objects = std::move(found.sure);
  answer.place = std::move(found.place);
  answer.isPlaceMissing = found.isPlaceMissing;
  answer.remark = std::move(found.remark);
  return answer;
}

Evaluator::Search Evaluator::searchFor(const void* owner, const Filter& filter, const std::string& base, Scope scope,
                                       const Bindings& bindings, World world) const {
  Question& question = questionOf(owner, filter, base);
  Search search{owner, &question, base, scope, world};
  if (!question.isFilled) return search;
  search.filled = bindings.fill(question.filter);
  joinHits(search, bindings);
  return search;
}

Evaluator::Count Evaluator::count(const Search& search, const Bindings& bindings) const {
  Count count;
  const auto unknown = bindings.unknownIn(search.base);
  if (unknown && search.world == World::Open) {
    count.isOpen = true;
    count.reason = fmt::format("the snapshot contains no root DSE that names the {}", *unknown);
    return count;
  }
  std::vector<Place> own;
  std::vector<Place>& places = placesOf(search, bindings, own);
  count.isNowhere = places.empty();
  for (Place& place : places) countAt(search, place, count);
  if (places.size() > 1) dropRepeated(count.sure);  // naming contexts lie within each other
  if (search.test != nullptr && *search.test) testEntries(search, bindings, count);
  return count;
}

/// Keeps those of the entries that the filter selected for which the test holds.
void Evaluator::testEntries(const Search& search, const Bindings& bindings, Count& count) const {
  constexpr std::size_t kMostNamed = 3;
  if (!tester_) tester_ = std::make_shared<EntryTester>(*snapshot_);
  std::vector<std::string> kept;
  for (std::string& dn : count.sure) {
    EntryAnswer answer = tester_->answer(**search.test, bindings, dn, [&] { return find(dn); });
    if (answer.truth == Truth::Undefined) {
      ++count.unsure;
      count.reason = fmt::format("{}: {}", dn, answer.text);
    }
    if (answer.truth != Truth::True) continue;
    if (kept.size() < kMostNamed)
      count.remark += kept.empty() ? std::move(answer.text) : fmt::format("; {}: {}", dn, answer.text);
    kept.push_back(std::move(dn));
  }
  if (kept.size() > kMostNamed) count.remark += fmt::format("; and {} more", kept.size() - kMostNamed);
  count.sure = std::move(kept);
}

/// Those of the question where they are the same in every binding; else put into `own`.
std::vector<Evaluator::Place>& Evaluator::placesOf(const Search& search, const Bindings& bindings,
                                                   std::vector<Place>& own) const {
  const bool isConstant = Bindings::isConstant(search.base);
  if (isConstant && search.question->places) return *search.question->places;
  for (const Dn& base : bindings.bases(search.base)) {
    Place place{base, entryAtBase(base), ""};
    place.path = place.entry ? std::string(keyOf(place.entry->dn).path()) : pathOf(base);
    own.push_back(std::move(place));
  }
  return isConstant ? search.question->places.emplace(std::move(own)) : own;
}

std::shared_ptr<const Entry> Evaluator::entryAtBase(const Dn& base) const {
  constexpr std::size_t kMostKept = 1024;  // bases that a binding names may be any number
  const std::string name = base.toString();
  if (const auto known = atBases_->find(name); known != atBases_->end()) return known->second;
  std::optional<Entry> found = snapshot_->find(base);
  auto entry = found ? std::make_shared<const Entry>(*std::move(found)) : nullptr;
  if (atBases_->size() < kMostKept) atBases_->emplace(name, entry);
  return entry;
}

void Evaluator::countAt(const Search& search, Place& place, Count& count) const {
  if (count.place.empty()) {
    count.place = place.dn.toString();
    count.isPlaceMissing = !place.entry && !place.dn.empty();
  }
  if (search.scope != Scope::Base) {
    countHits(search, place.path, count);
  } else if (place.entry) {
    countEntry(search, *place.entry, count);
  }
  noteUnread(search, place, count);
}

/// The key under which values that an equality assertion compares are equal; none for a value that is not of the
/// syntax.
std::optional<std::string> Evaluator::joinKey(const std::string& attribute, std::string_view value) const {
  const MatchingRule* rule = snapshot_->schema().equality(attribute);
  if (rule == nullptr) rule = findMatchingRule("caseIgnoreMatch");  // as loose as a match without a rule can be
  return rule->normalise(value, snapshot_->schema());
}

const Evaluator::JoinIndex& Evaluator::joinIndex(const void* owner, const std::string& attribute) const {
  std::shared_ptr<const JoinIndex>& known = joins_[owner];
  if (known) return *known;
  auto index = std::make_shared<JoinIndex>();
  const std::size_t number = filterNumbers_.at(owner);
  const auto file = [&](const Hit* hit, const std::vector<std::string>& values) {
    for (const std::string& value : values) {
      const auto key = isRedacted(value) ? std::nullopt : joinKey(attribute, value);
      (key ? index->byKey[*key] : index->always).push_back(hit);
    }
  };
  const std::string* const kept = index_.keptOf(number);
  const bool areKept = kept != nullptr && *kept == attribute;
  const AttributeSelector selector(attribute, snapshot_->schema());
  for (const Hit* hit : index_.hits(number, "", Scope::Subtree)) {
    if (areKept) {
      file(hit, hit->values);
    } else if (const auto entry = find(hit->dn)) {
      for (const Attribute& held : entry->attributes)
        if (selector.takes(held.description)) file(hit, held.values);
    }
  }
  known = std::move(index);
  return *known;
}

/// What may match the filled filter, looked up by one of its items. None where a look-up cannot tell: no such item, a
/// type with order prefixes or an unknown rule, a value that is not of the syntax.
void Evaluator::joinHits(Search& search, const Bindings& bindings) const {
  const Filter* const item = search.question->joinItem;
  if (search.scope == Scope::Base || item == nullptr) return;
  const Schema& schema = snapshot_->schema();
  const AttributeType* const type = schema.attributeType(AttributeDescription::split(item->attribute).type);
  const bool hasRule = schema.equality(item->attribute) != nullptr;
  if (schema.isOrdered(item->attribute) || (type != nullptr && !hasRule)) return;
  const Filter filled = bindings.fill(*item);
  const JoinIndex& index = joinIndex(search.owner, item->attribute);
  std::vector<const Hit*> hits = index.always;
  const auto add = [&](const Filter& one) {
    const auto key = joinKey(item->attribute, one.value);
    if (!key) return false;
    const auto found = index.byKey.find(*key);
    if (found != index.byKey.end()) hits.insert(hits.end(), found->second.begin(), found->second.end());
    return true;
  };
  const bool isOne = filled.kind == Filter::Kind::Equality;
  if (isOne ? !add(filled) : !std::all_of(filled.operands.begin(), filled.operands.end(), add)) return;
  std::sort(hits.begin(), hits.end());  // they are elements of one vector, in DIT order
  hits.erase(std::unique(hits.begin(), hits.end()), hits.end());
  // Of the type's own rule the key decides, so what is left to ask is what the candidate asked.
  search.isJoinSure = hasRule && index.always.empty() && search.question->isJoinAll;
  search.joined = std::move(hits);
}

void Evaluator::countHits(const Search& search, const std::string& path, Count& count) const {
  const auto look = [&](const Hit& hit, bool isSure) {
    if (isSure && !mayLackAttributes(search)) return countTruth(search, hit.dn, hit.truth, count);
    if (const auto entry = find(hit.dn)) countEntry(search, *entry, count);
  };
  if (search.joined) {
    for (const Hit* hit : *search.joined)
      if (inScope(hit->path, path, search.scope)) look(*hit, search.isJoinSure);
    return;
  }
  for (const Hit* hit : index_.hits(filterNumbers_.at(search.owner), path, search.scope))
    look(*hit, !search.isFilled());
}

bool Evaluator::mayLackAttributes(const Search& search) const {
  return coverage_.leavesOutAttributes() || search.question->asksForLeftOut;
}

/// Why an attribute that an entry does not have may be in the directory all the same; none when it is absent.
std::optional<std::string> Evaluator::mayLack(const Entry& entry, const std::string& attribute) const {
  if (attribute.empty() || entry.find(attribute) != nullptr) return std::nullopt;
  if (auto reason = coverage_.mayLackAttribute(keyOf(entry.dn).path(), attribute)) return reason;
  return entry.dn.empty() ? std::nullopt : leftOutReason(attribute);
}

/// Who exports without asking for operational attributes gets none (RFC 4511, 4.5.1.8). A file that does not say what
/// was asked for shows it by having none at all: every server keeps some of every entry.
std::optional<std::string> Evaluator::leftOutReason(const std::string& attribute) const {
  const AttributeType* const type = snapshot_->schema().attributeType(attributeTypeOf(attribute));
  if (type == nullptr || !isOperational(*type) || isOfSubschema(attribute)) return std::nullopt;
  if (!hasOperational_) hasOperational_ = holdsOperational(*snapshot_);
  if (*hasOperational_) return std::nullopt;
  return fmt::format("the file holds no operational attributes: {} was probably not requested", attribute);
}

/// As Filter::matches(), but an attribute that the entry does not have and the snapshot does not cover is not absent.
Truth Evaluator::truthOf(const Search& search, const Filter& filter, const Entry& entry) const {
  if (search.world == World::AsShown || !mayLackAttributes(search)) return filter.matches(entry, snapshot_->schema());
  Truth truth = filter.kind == Filter::Kind::And ? Truth::True : Truth::False;
  switch (filter.kind) {
    case Filter::Kind::And:
      for (const Filter& operand : filter.operands) truth = allOf(truth, truthOf(search, operand, entry));
      return truth;
    case Filter::Kind::Or:
      for (const Filter& operand : filter.operands) truth = anyOf(truth, truthOf(search, operand, entry));
      return truth;
    case Filter::Kind::Not:
      return negate(truthOf(search, filter.operands.front(), entry));
    default:
      truth = filter.matches(entry, snapshot_->schema());
  }
  return truth == Truth::False && mayLack(entry, filter.attribute) ? Truth::Undefined : truth;
}

void Evaluator::countEntry(const Search& search, const Entry& entry, Count& count) const {
  const Truth truth = truthOf(search, search.filter(), entry);
  countTruth(search, entry.dn, truth, count);
  if (truth != Truth::Undefined || !mayLackAttributes(search)) return;
  for (const std::string& attribute : attributesIn(search.filter()))
    if (const auto reason = mayLack(entry, attribute)) count.reason = fmt::format("{}: {}", entry.dn, *reason);
}

void Evaluator::countTruth(const Search& search, const std::string& dn, Truth truth, Count& count) {
  if (truth == Truth::True) count.sure.push_back(dn);
  if (truth != Truth::Undefined) return;
  ++count.unsure;
  count.reason = fmt::format("{}: {} cannot be decided (a value is redacted, or its matching rule is unknown)", dn,
                             search.filter().toString());
}

void Evaluator::noteUnread(const Search& search, Place& place, Count& count) const {
  if (search.world == World::AsShown || place.isRead) return;
  auto reason = unreadReason(place.dn, search.scope, search.question->candidate);
  place.isRead = !reason;
  if (reason && search.isFilled()) reason = unreadReason(place.dn, search.scope, search.filled);
  if (!reason) return;
  count.isOpen = true;
  count.reason = *reason;
}

std::optional<std::string> Evaluator::unreadReason(const Dn& base, Scope scope, const Filter& filter) const {
  auto reason = coverage_.unread(base, scope, &filter);
  for (const std::string& attribute : attributesIn(filter)) {
    if (!reason) reason = coverage_.unreadAttribute(base, scope, attribute);
  }
  // An entry that would match but for what was left out is no hit. Where the filter asks for more than that attribute,
  // it is not taken that there is such an entry.
  if (!reason && scope != Scope::Base && filter.operands.empty()) reason = leftOutReason(filter.attribute);
  return reason;
}

std::string Evaluator::forEachBinding(const Rule& rule, const std::function<void(const Bindings&)>& visit) const {
  Bindings bindings = unbound_;
  std::string reason;
  bindFrom(0, rule, bindings, visit, reason);
  return reason;
}

void Evaluator::bindFrom(std::size_t position, const Rule& rule, Bindings& bindings,
                         const std::function<void(const Bindings&)>& visit, std::string& reason) const {
  if (position == rule.forEach.size()) return visit(bindings);
  const ForEach& binding = rule.forEach[position];
  Search search = searchFor(&binding, binding.filter, binding.base, binding.scope, bindings, World::Open);
  search.test = &binding.test;
  const Count found = count(search, bindings);
  if (reason.empty()) reason = found.reason;
  for (const std::string& dn : found.sure) {
    auto entry = find(dn);
    if (!entry) continue;
    bindings.push(binding.name, std::move(*entry));
    Answer having;
    having.truth = Truth::True;
    if (binding.having) having = evaluate(*binding.having, bindings);
    if (having.truth == Truth::True) bindFrom(position + 1, rule, bindings, visit, reason);
    if (having.truth == Truth::Undefined && reason.empty()) reason = having.reason;
    bindings.pop();
  }
}

/// Nothing also for text that is not a DN: such an entry cannot be a base, and nothing can be bound to it.
std::optional<Entry> Evaluator::find(const std::string& dn) const {
  const std::optional<Dn> name = Dn::tryParse(dn);
  if (!name) return std::nullopt;
  return snapshot_->find(*name);
}

}  // namespace ldapsnap
