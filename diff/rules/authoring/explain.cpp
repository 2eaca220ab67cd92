#include "diff/rules/authoring/explain.h"

#include <algorithm>
#include <fmt/format.h>
#include <functional>

#include "diff/rules/engine/entry_test.h"
#include "diff/rules/engine/evaluator.h"
#include "diff/rules/engine/finding_builder.h"
#include "diff/rules/pack/condition_reader.h"
#include "snapshot/base/error.h"

namespace ldapsnap {
namespace {

constexpr std::size_t kMostMatches = 10, kMostOthers = 3;

const char* scopeText(Scope scope) {
  if (scope == Scope::Base) return "at";
  return scope == Scope::OneLevel ? "one level below" : "at and below";
}

std::string countText(const Condition& leaf) {
  if (leaf.atMost && *leaf.atMost == leaf.atLeast) return fmt::format("={}", leaf.atLeast);
  if (leaf.atMost) return fmt::format("<={}", *leaf.atMost);
  return fmt::format(">={}", leaf.atLeast);
}

/// How near a false filter is to true: how many operands of its "and" hold.
std::size_t nearness(const Filter& filter, const Entry& entry, const Schema& schema) {
  if (filter.kind != Filter::Kind::And) return 0;
  return static_cast<std::size_t>(
      std::count_if(filter.operands.begin(), filter.operands.end(),
                    [&](const Filter& operand) { return operand.matches(entry, schema) == Truth::True; }));
}

/// What of the filter is not true, each part with the values that it looked at.
void collectFaults(const Filter& filter, const Entry& entry, const Schema& schema, std::string& text) {
  if (filter.matches(entry, schema) == Truth::True) return;
  if (filter.kind == Filter::Kind::And || filter.kind == Filter::Kind::Or) {
    for (const Filter& operand : filter.operands) collectFaults(operand, entry, schema, text);
    return;
  }
  const Filter* item = &filter;
  while (item->kind == Filter::Kind::Not) item = &item->operands.front();
  text += (text.empty() ? "" : "; ") + filter.toString();
  if (!item->attribute.empty()) text += ": " + describeAttribute(entry, item->attribute);
}

/// What a leaf saw in one scope: all that matters is kept, the rest counted.
class Sighting {
 public:
  /// Asked of entries that the filter selects; empty where the leaf has no test.
  using Test = std::function<EntryAnswer(const Entry&)>;

  Sighting(const Filter& filter, const Schema& schema, Test test)
      : filter_(filter), schema_(schema), test_(std::move(test)) {}

  void look(const Entry& entry) {
    ++looked_;
    EntryAnswer answer{filter_.matches(entry, schema_), ""};
    const bool isTested = test_ && answer.truth == Truth::True;
    if (isTested) answer = test_(entry);
    matches_ += answer.truth == Truth::True ? 1 : 0;
    if (isTested) {
      keepTested(entry, answer);
    } else if (answer.truth != Truth::False) {
      if (objects_.size() < kMostMatches) objects_.push_back(explained(entry, answer.truth));
    } else {
      keepNearest(entry);
    }
  }

  std::uint64_t matches() const { return matches_; }
  std::uint64_t looked() const { return looked_; }

  void fill(ExplainedCondition& result) {
    result.objects.insert(result.objects.end(), objects_.begin(), objects_.end());
    for (Near& near : nearest_) result.objects.push_back(std::move(near.object));
    result.unlisted += looked_ - objects_.size() - nearest_.size();
  }

 private:
  struct Near {
    std::size_t nearness;
    ExplainedObject object;
  };

  ExplainedObject explained(const Entry& entry, Truth truth) const {
    ExplainedObject object{entry.dn, truth, ""};
    if (truth != Truth::True) collectFaults(filter_, entry, schema_, object.why);
    return object;
  }

  /// What passes the filter and not the test is counted alone: there may be thousands.
  void keepTested(const Entry& entry, const EntryAnswer& answer) {
    if (answer.truth != Truth::False && objects_.size() < kMostMatches)
      objects_.push_back({entry.dn, answer.truth, answer.text});
  }

  void keepNearest(const Entry& entry) {
    const std::size_t near = nearness(filter_, entry, schema_);
    const auto isLess = [near](const Near& other) { return other.nearness < near; };
    const auto at = std::find_if(nearest_.begin(), nearest_.end(), isLess);
    if (at == nearest_.end() && nearest_.size() >= kMostOthers) return;
    nearest_.insert(at, {near, explained(entry, Truth::False)});
    if (nearest_.size() > kMostOthers) nearest_.pop_back();
  }

  const Filter& filter_;
  const Schema& schema_;
  Test test_;
  std::uint64_t matches_ = 0, looked_ = 0;
  std::vector<ExplainedObject> objects_;
  std::vector<Near> nearest_;
};

class Explainer {
 public:
  Explainer(const Packs& packs, const Rule& rule, const Snapshot& snapshot, const ParameterValues& parameters)
      : packs_(packs),
        rule_(rule),
        snapshot_(snapshot),
        evaluator_(snapshot, parameters),
        tester_(snapshot),
        bindings_(evaluator_.unbound()) {}

  Explanation explain() {
    evaluator_.prepare(rule_);
    const Family* family = ownFamily();
    if (family != nullptr && family->applies) evaluator_.prepare(*family->applies);
    evaluator_.read();
    if (family != nullptr && family->applies) {
      result_.applies.push_back(explainCondition(*family->applies, World::AsShown));
      result_.isOut = result_.applies.front().truth == Truth::False;
    }
    if (!result_.isOut) bindFrom(0);
    result_.open = evaluator_.forEachBinding(rule_, [](const Bindings&) {});
    return std::move(result_);
  }

 private:
  const Family* ownFamily() const {
    for (const Family& family : packs_.families()) {
      if (family.id == rule_.family) return &family;
    }
    return nullptr;
  }

  ExplainedCondition explainCondition(const Condition& condition, World world) const {
    ExplainedCondition result;
    const Answer answer = evaluator_.evaluate(condition, bindings_, world);
    result.truth = answer.truth;
    if (answer.truth == Truth::Undefined) result.reason = answer.reason;
    if (condition.kind == Condition::Kind::Entries) {
      explainLeaf(condition, result);
      return result;
    }
    const bool isAll = condition.kind == Condition::Kind::All;
    result.text = isAll ? "all of" : condition.kind == Condition::Kind::Any ? "any of" : "none of";
    for (const Condition& operand : condition.operands) result.operands.push_back(explainCondition(operand, world));
    return result;
  }

  void explainLeaf(const Condition& leaf, ExplainedCondition& result) const {
    const Filter filter = bindings_.fill(leaf.filter);
    const std::vector<Dn> bases = bindings_.bases(leaf.base);
    if (bases.empty()) {
      result.text = fmt::format("{}: \"{}\" has no value, so there is nowhere to search", filter.toString(), leaf.base);
      return;
    }
    std::uint64_t matches = 0, looked = 0;
    std::string places;
    for (const Dn& base : bases) {
      Sighting sighting(filter, snapshot_.schema(), testOf(leaf.test));
      visit(base, leaf.scope, [&sighting](const Entry& entry) { sighting.look(entry); });
      matches += sighting.matches(), looked += sighting.looked();
      sighting.fill(result);
      const bool isMissing = !base.empty() && !snapshot_.find(base);
      const std::string name = base.empty() ? leaf.scope == Scope::Base ? "the root DSE" : "the root" : base.toString();
      places += (places.empty() ? "" : ", ") + name + (isMissing ? " (not there)" : "");
    }
    result.text = fmt::format("{} of {} match {}, {} {}; wanted {}", matches, looked, filter.toString(),
                              scopeText(leaf.scope), places, countText(leaf));
    if (leaf.test) result.text += "; " + textOf(*leaf.test);
    const Quantifier quantifier = quantifierIn(leaf.base);
    if (quantifier == Quantifier::Any) result.text += ", at any of the bases by itself";
    if (quantifier == Quantifier::All) result.text += ", at each of the bases by itself";
  }

  Sighting::Test testOf(const std::optional<EntryTest>& test) const {
    if (!test) return nullptr;
    return [this, &test](const Entry& entry) { return tester_.answer(*test, bindings_, entry); };
  }

  std::string textOf(const EntryTest& test) const {
    const std::string file = bindings_.fill(test.file);
    if (test.kind == EntryTest::Kind::ViolatesSchema)
      return fmt::format("only entries that violate {}", file.empty() ? "the directory's schema" : "that of " + file);
    std::string from = file;
    for (const auto& collection : test.collections) from += (from.empty() ? "" : ", ") + collection->id();
    return fmt::format("only entries that take a name or a number of {}", from);
  }

  template <typename Look>
  void visit(const Dn& base, Scope scope, Look look) const {
    if (scope == Scope::Base) {
      if (const auto entry = snapshot_.find(base)) look(*entry);
      return;
    }
    snapshot_.scan(base, scope, [&look](const Entry& entry) {
      look(entry);
      return Snapshot::Visit::Continue;
    });
  }

  void bindFrom(std::size_t position) {
    if (position == rule_.forEach.size()) {
      result_.bindings.push_back({bound_, {}, false, explainCondition(rule_.when, World::Open)});
      return;
    }
    const ForEach& binding = rule_.forEach[position];
    const Filter filter = bindings_.fill(binding.filter);
    std::vector<Entry> found;
    for (const Dn& base : bindings_.bases(binding.base)) {
      visit(base, binding.scope, [&](const Entry& entry) {
        if (filter.matches(entry, snapshot_.schema()) != Truth::True) return;
        if (!binding.test || tester_.answer(*binding.test, bindings_, entry).truth == Truth::True)
          found.push_back(entry);
      });
    }
    for (Entry& entry : found) bindOne(position, std::move(entry));
  }

  void bindOne(std::size_t position, Entry entry) {
    const ForEach& binding = rule_.forEach[position];
    bound_.emplace_back(binding.name, entry.dn);
    bindings_.push(binding.name, std::move(entry));
    std::vector<ExplainedCondition> having;
    if (binding.having) having.push_back(explainCondition(*binding.having, World::Open));
    if (!having.empty() && having.front().truth != Truth::True) {
      result_.bindings.push_back({bound_, std::move(having), true, {}});
    } else {
      bindFrom(position + 1);
    }
    bindings_.pop();
    bound_.pop_back();
  }

  const Packs& packs_;
  const Rule& rule_;
  const Snapshot& snapshot_;
  Evaluator evaluator_;
  mutable EntryTester tester_;
  Bindings bindings_;
  std::vector<std::pair<std::string, std::string>> bound_;
  Explanation result_;
};

}  // namespace

std::string_view nameOf(Truth truth) {
  if (truth == Truth::Undefined) return "undefined";
  return truth == Truth::True ? "true" : "false";
}

Explanation explain(const Packs& packs, const Rule& rule, const Snapshot& snapshot, const ParameterValues& parameters) {
  ParameterValues values = parameters;
  for (const Parameter& parameter : rule.parameters) {
    if (parameter.fallback) values.try_emplace(parameter.name, *parameter.fallback);
    if (!values.contains(parameter.name))
      throw Error(ErrorKind::BadInput, fmt::format("{} needs to know {}", rule.id, parameter.about))
          .fix(fmt::format("give it with: --set {}=...", parameter.name));
  }
  return Explainer(packs, rule, snapshot, values).explain();
}

}  // namespace ldapsnap
