#include "diff/rules/engine/check.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <unordered_map>

#include "diff/rules/engine/evaluator.h"
#include "diff/rules/engine/finding_builder.h"

namespace ldapsnap {
namespace {

/// A finding with the filter that found its object, which says what to report about the object elsewhere.
struct Held {
  Finding finding;
  std::optional<Filter> filter;
};

/// What the rules say of one snapshot.
struct Judgement {
  std::vector<Held> held;
  std::vector<NotEvaluated> notEvaluated;
  std::vector<PassedRule> passed;
  std::unordered_map<std::string, Answer> families;  ///< does it apply? by id
  std::vector<const Rule*> lookedAt;
  std::set<std::string> outOfQuestion;  ///< setups, by choices that were set aside
};

std::vector<const Setup*> selectedSetups(const Packs& packs, const SetupSelection& selection) {
  for (const std::string& id : selection) packs.requireSetup(id);
  std::vector<const Setup*> setups;
  for (const Setup& setup : packs.setups()) {
    const bool isWanted = std::find(selection.begin(), selection.end(), setup.id) != selection.end();
    if (selection.empty() || isWanted) setups.push_back(&setup);
  }
  return setups;
}

/// The setups that nobody is going to run on this directory (Setup::ahead), in a check that asks for none by name.
/// Where the snapshot does not tell, a setup may lie ahead.
std::set<std::string> setupsNotAhead(const Packs& packs, const Snapshot& snapshot, const SetupSelection& selection) {
  std::set<std::string> ids;
  if (!selection.empty()) return ids;
  Evaluator evaluator(snapshot);
  for (const Setup& setup : packs.setups()) {
    if (setup.ahead && Evaluator::needsReading(*setup.ahead)) evaluator.prepare(*setup.ahead);
  }
  evaluator.read();
  for (const Setup& setup : packs.setups()) {
    const bool isOut = setup.isOnRequest ||
                       (setup.ahead && evaluator.evaluate(*setup.ahead, evaluator.unbound()).truth == Truth::False);
    if (isOut) ids.insert(setup.id);
  }
  return ids;
}

std::set<std::string> inBoth(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::set<std::string> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(both, both.end()));
  return both;
}

/// A rule about a choice is asked in every check: a difference that makes the choice reports it.
std::vector<const Rule*> rulesFor(const Packs& packs, const std::vector<const Setup*>& setups,
                                  const std::set<std::string>& setAside) {
  std::set<std::string_view> ids;
  for (const Setup* setup : setups) ids.insert(setup->id);
  std::vector<const Rule*> rules;
  for (const Rule& rule : packs.rules()) {
    const auto isSelected = [&](const std::string& setup) {
      return ids.count(setup) > 0 && (rule.isByChoice || !setAside.contains(setup));
    };
    if (std::any_of(rule.blocks.begin(), rule.blocks.end(), isSelected)) rules.push_back(&rule);
  }
  return rules;
}

/// One pass of all selected rules over one snapshot.
class Judge {
 public:
  /// `setAside`: setups that findings are not about, but those of choices.
  Judge(const Packs& packs, const Snapshot& snapshot, const std::vector<const Rule*>& rules,
        const std::set<std::string>& setAside)
      : packs_(packs), evaluator_(snapshot), rules_(rules), setAside_(setAside) {}

  Judgement judge() {
    settleFamilies();
    prepareRules();
    evaluator_.read();
    for (const Rule* rule : rules_) judgeRule(*rule);
    return std::move(result_);
  }

 private:
  /// Most families are recognised by a look-up of one entry. The others need a pass of their own: their
  /// conditions concern few kinds of entries, while rules of families that may not apply could concern nearly all.
  void settleFamilies() {
    Evaluator reader = evaluator_.another();
    for (const Family& family : packs_.families()) {
      if (family.applies && Evaluator::needsReading(*family.applies)) reader.prepare(*family.applies);
    }
    reader.read();
    for (const Family& family : packs_.families()) {
      Answer answer;
      answer.truth = Truth::True;
      if (family.applies) answer = reader.evaluate(*family.applies, reader.unbound(), World::AsShown);
      result_.families.emplace(family.id, std::move(answer));
    }
  }

  void prepareRules() {
    for (const Rule* rule : rules_) {
      if (result_.families.at(rule->family).truth == Truth::True) evaluator_.prepare(*rule);
    }
  }

  void judgeRule(const Rule& rule) {
    const Answer& family = result_.families.at(rule.family);
    if (family.truth == Truth::False) return;
    result_.lookedAt.push_back(&rule);
    if (family.truth == Truth::Undefined) return addNotEvaluated(rule, family.reason);
    const std::size_t heldBefore = result_.held.size();
    ids_.clear();
    std::string undefined;
    const std::string open = evaluator_.forEachBinding(rule, [&](const Bindings& bindings) {
      const Answer answer = evaluator_.evaluate(rule.when, bindings);
      if (answer.truth == Truth::True) {
        hold(rule, {makeFinding(rule, answer, bindings, evaluator_.snapshot()), filterOf(answer, bindings)});
      } else if (answer.truth == Truth::Undefined && undefined.empty()) {
        undefined = answer.reason;
      }
    });
    if (!undefined.empty() || !open.empty()) {
      addNotEvaluated(rule, undefined.empty() ? open : undefined);
    } else if (result_.held.size() == heldBefore) {
      result_.passed.push_back({rule.level, rule.id, rule.title, rule.blocks});
    }
  }

  /// A group of duplicates is found from each of its entries, and is one finding.
  void hold(const Rule& rule, Held held) {
    if (!ids_.insert(held.finding.id).second) return;
    if (!rule.isByChoice) {
      std::erase_if(held.finding.setups, [this](const std::string& id) { return setAside_.contains(id); });
    }
    result_.held.push_back(std::move(held));
  }

  void addNotEvaluated(const Rule& rule, const std::string& reason) {
    result_.notEvaluated.push_back({rule.level, rule.id, rule.title, rule.blocks, reason});
  }

  const Packs& packs_;
  Evaluator evaluator_;
  const std::vector<const Rule*>& rules_;
  const std::set<std::string>& setAside_;
  std::set<std::string> ids_;  ///< of the findings of the rule that is judged
  Judgement result_;
};

bool blocks(const std::vector<std::string>& setups, const std::string& id) {
  return std::find(setups.begin(), setups.end(), id) != setups.end();
}

SetupVerdict verdictOf(const Setup& setup, const Judgement& judgement) {
  SetupVerdict verdict{setup.id, setup.title, setup.family, SetupVerdict::State::CanRun, {}, {}, 0};
  for (const Rule* rule : judgement.lookedAt) verdict.rules += blocks(rule->blocks, setup.id) ? 1 : 0;
  for (const Held& held : judgement.held) {
    if (!blocks(held.finding.setups, setup.id)) continue;
    auto& ids = held.finding.level == Level::Error ? verdict.blockedBy : verdict.warnedBy;
    ids.push_back(held.finding.id);
  }
  const Truth applies = judgement.families.at(setup.family).truth;
  const bool isOpen =
      applies == Truth::Undefined ||
      std::any_of(judgement.notEvaluated.begin(), judgement.notEvaluated.end(), [&setup](const NotEvaluated& rule) {
        return rule.level == Level::Error && blocks(rule.setups, setup.id);
      });
  if (!verdict.blockedBy.empty()) {
    verdict.state = SetupVerdict::State::Blocked;
  } else if (applies == Truth::False || judgement.outOfQuestion.contains(setup.id)) {
    verdict.state = SetupVerdict::State::NotApplicable;
  } else if (isOpen) {
    verdict.state = SetupVerdict::State::NotEvaluated;
  }
  return verdict;
}

/// Errors first; rules and DNs are in order already.
void sortByLevel(std::vector<Held>& held) {
  std::stable_sort(held.begin(), held.end(),
                   [](const Held& a, const Held& b) { return a.finding.level > b.finding.level; });
}

/// A permanent choice that is not new is not a finding: nothing can be done, and no one meant to run that setup. It
/// is reported if the setup is requested by name.
void setChoicesAside(const Packs& packs, const SetupSelection& selection, Judgement& judgement) {
  if (!selection.empty()) return;
  std::erase_if(judgement.held, [&](const Held& held) {
    if (held.finding.isNew || !packs.requireRule(held.finding.rule).isByChoice) return false;
    judgement.outOfQuestion.insert(held.finding.setups.begin(), held.finding.setups.end());
    return true;
  });
}

CheckResult toResult(Judgement judgement, const std::vector<const Setup*>& setups) {
  CheckResult result;
  sortByLevel(judgement.held);
  for (const Setup* setup : setups) result.setups.push_back(verdictOf(*setup, judgement));
  for (Held& held : judgement.held) result.findings.push_back(std::move(held.finding));
  result.notEvaluated = std::move(judgement.notEvaluated);
  result.passed = std::move(judgement.passed);
  return result;
}

std::set<std::string> idsOf(const std::vector<Held>& held) {
  std::set<std::string> ids;
  for (const Held& one : held) ids.insert(one.finding.id);
  return ids;
}

bool isNotEvaluated(const Judgement& judgement, const std::string& rule) {
  return std::any_of(judgement.notEvaluated.begin(), judgement.notEvaluated.end(),
                     [&rule](const NotEvaluated& one) { return one.rule == rule; });
}

/// What the object was like, for a finding of `after`.
std::string wasOf(const Held& held, const Snapshot& before, const Judgement& judgementBefore) {
  if (held.finding.kind == FindingKind::Exists) return describeObject(before, held.finding.dn, held.filter);
  if (!held.finding.isNew) return held.finding.now;
  if (isNotEvaluated(judgementBefore, held.finding.rule)) return "not known";
  return held.finding.now == "absent" ? describeObject(before, held.finding.dn, std::nullopt) : "something matched";
}

void compareWith(const Judgement& judgementBefore, const Snapshot& before, Judgement& judgement) {
  const std::set<std::string> ids = idsOf(judgementBefore.held);
  for (Held& held : judgement.held) {
    held.finding.isNew = ids.count(held.finding.id) == 0;
    held.finding.was = wasOf(held, before, judgementBefore);
  }
}

/// Findings of before that are gone. What cannot be judged any more did not go away.
std::vector<Finding> resolvedBetween(Judgement& judgementBefore, const Judgement& judgement, const Snapshot& after) {
  const std::set<std::string> ids = idsOf(judgement.held);
  std::vector<Finding> resolved;
  sortByLevel(judgementBefore.held);
  for (Held& held : judgementBefore.held) {
    if (ids.count(held.finding.id) > 0 || isNotEvaluated(judgement, held.finding.rule)) continue;
    held.finding.was = held.finding.now;
    const bool hadObject = held.finding.kind == FindingKind::Exists;
    held.finding.now = hadObject ? describeObject(after, held.finding.dn, held.filter) : "no longer the case";
    resolved.push_back(std::move(held.finding));
  }
  return resolved;
}

}  // namespace

SetupSelection everySetup(const Packs& packs) {
  SetupSelection ids;
  for (const Setup& setup : packs.setups()) ids.push_back(setup.id);
  return ids;
}

CheckResult check(const Packs& packs, const Snapshot& snapshot, const SetupSelection& selection) {
  const auto setups = selectedSetups(packs, selection);
  const std::set<std::string> setAside = setupsNotAhead(packs, snapshot, selection);
  const auto rules = rulesFor(packs, setups, setAside);
  Judgement judgement = Judge(packs, snapshot, rules, setAside).judge();
  judgement.outOfQuestion = setAside;
  setChoicesAside(packs, selection, judgement);
  return toResult(std::move(judgement), setups);
}

CheckResult check(const Packs& packs, const Snapshot& before, const Snapshot& after, const SetupSelection& selection) {
  const auto setups = selectedSetups(packs, selection);
  const std::set<std::string> setAside =
      inBoth(setupsNotAhead(packs, before, selection), setupsNotAhead(packs, after, selection));
  const auto rules = rulesFor(packs, setups, setAside);
  Judgement judgementBefore = Judge(packs, before, rules, setAside).judge();
  Judgement judgement = Judge(packs, after, rules, setAside).judge();
  judgement.outOfQuestion = setAside;
  compareWith(judgementBefore, before, judgement);
  std::vector<Finding> resolved = resolvedBetween(judgementBefore, judgement, after);
  setChoicesAside(packs, selection, judgement);
  CheckResult result = toResult(std::move(judgement), setups);
  result.resolved = std::move(resolved);
  return result;
}

}  // namespace ldapsnap
