#include "diff/rules/engine/check.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>

#include "diff/rules/engine/evaluator.h"
#include "diff/rules/engine/finding_builder.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

/// Setups that are not judged, and why, by id.
using SetAside = std::map<std::string, SetupVerdict::Because>;

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
  std::set<std::string> notShown;                    ///< of those that do not apply: what was not read may show them
  std::vector<const Rule*> lookedAt;
  SetAside outOfQuestion;
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

/// A rule about a choice is asked in every check: a difference that makes the choice reports it.
std::vector<const Rule*> rulesFor(const Packs& packs, const std::vector<const Setup*>& setups,
                                  const SetAside& setAside) {
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

/// What was given for parameters, with the defaults of those that were not. Throws for one that no rule has.
ParameterValues parametersFor(const Packs& packs, const ParameterValues& given) {
  ParameterValues values = given;
  std::vector<std::string> known;
  for (const Rule& rule : packs.rules()) {
    for (const Parameter& parameter : rule.parameters) {
      known.push_back(parameter.name);
      if (parameter.fallback) values.try_emplace(parameter.name, *parameter.fallback);
    }
  }
  for (const auto& [name, value] : given) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const auto near = didYouMean(name, known);
    throw Error(ErrorKind::BadInput, fmt::format("no rule has a parameter \"{}\"", name))
        .fix(near ? fmt::format("did you mean \"{}\"?", *near) : "");
  }
  return values;
}

/// All selected rules on one snapshot, in two passes over it: what the directory is, and what the rules say.
class Judge {
 public:
  Judge(const Packs& packs, const Snapshot& snapshot, const SetupSelection& selection,
        const ParameterValues& parameters, const AlsoAsked& also)
      : packs_(packs),
        evaluator_(snapshot, parameters),
        parameters_(parameters),
        isPlain_(selection.empty() && !also.isAll),
        isNamed_(!selection.empty()),
        planned_(also.planned.begin(), also.planned.end()) {
    settle();
  }

  /// The setups that nobody is going to run on this directory (Setup::ahead), in a check that asks for none by name.
  const SetAside& notAhead() const { return notAhead_; }

  /// `setAside`: setups that findings are not about, but those of choices.
  Judgement judge(const std::vector<const Rule*>& rules, const SetAside& setAside) {
    setAside_ = setAside;
    for (const Rule* rule : rules) {
      if (result_.families.at(rule->family).truth == Truth::True && missingParameter(*rule) == nullptr)
        evaluator_.prepare(*rule);
    }
    evaluator_.read();
    for (const Rule* rule : rules) judgeRule(*rule);
    return std::move(result_);
  }

 private:
  /// Most families are recognised by a look-up of one entry. The others need a pass of their own: their conditions
  /// concern few kinds of entries, while rules of families that may not apply could concern nearly all. Where the
  /// snapshot does not tell, a setup may lie ahead.
  void settle() {
    Evaluator reader = evaluator_.another();
    const auto prepare = [&reader](const Condition& condition) {
      if (Evaluator::needsReading(condition)) reader.prepare(condition);
    };
    for (const Family& family : packs_.families())
      if (family.applies) prepare(*family.applies);
    for (const Setup& setup : packs_.setups())
      if (isPlain_ && setup.ahead && !planned_.contains(setup.id)) prepare(*setup.ahead);
    reader.read();
    for (const Family& family : packs_.families()) {
      Answer answer;
      answer.truth = Truth::True;
      if (family.applies) answer = reader.evaluate(*family.applies, reader.unbound(), World::AsShown);
      if (answer.truth == Truth::False && reader.evaluate(*family.applies, reader.unbound()).truth != Truth::False)
        result_.notShown.insert(family.id);
      result_.families.emplace(family.id, std::move(answer));
    }
    for (const Setup& setup : packs_.setups()) {
      if (!isPlain_) break;
      if (planned_.contains(setup.id)) continue;
      if (setup.isOnRequest)
        notAhead_.emplace(setup.id, SetupVerdict::Because::NotAskedFor);
      else if (setup.ahead && reader.evaluate(*setup.ahead, reader.unbound()).truth == Truth::False)
        notAhead_.emplace(setup.id, SetupVerdict::Because::Done);
    }
  }

  /// A rule whose parameter is not given is no news in a check that nobody asked about its setups.
  bool isAskedFor(const Rule& rule) const {
    return isNamed_ || std::any_of(rule.blocks.begin(), rule.blocks.end(),
                                   [this](const std::string& id) { return planned_.contains(id); });
  }

  const Parameter* missingParameter(const Rule& rule) const {
    const auto missing = std::find_if(rule.parameters.begin(), rule.parameters.end(),
                                      [this](const Parameter& one) { return !parameters_.contains(one.name); });
    return missing == rule.parameters.end() ? nullptr : &*missing;
  }

  void judgeRule(const Rule& rule) {
    const Answer& family = result_.families.at(rule.family);
    if (family.truth == Truth::False) return;
    const Parameter* const missing = missingParameter(rule);
    if (missing != nullptr && !isAskedFor(rule)) return;
    result_.lookedAt.push_back(&rule);
    if (missing != nullptr)
      return addNotEvaluated(rule, fmt::format("it needs to know {}: --set {}=...", missing->about, missing->name));
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
  const ParameterValues& parameters_;
  bool isPlain_;  ///< neither is a setup asked for by name, nor are all
  bool isNamed_;
  std::set<std::string> planned_;
  SetAside notAhead_;
  SetAside setAside_;
  std::set<std::string> ids_;  ///< of the findings of the rule that is judged
  Judgement result_;
};

bool blocks(const std::vector<std::string>& setups, const std::string& id) {
  return std::find(setups.begin(), setups.end(), id) != setups.end();
}

SetupVerdict verdictOf(const Setup& setup, const Judgement& judgement) {
  SetupVerdict verdict{setup.id, setup.title, setup.family, SetupVerdict::State::CanRun, {}, {}, 0};
  const auto out = judgement.outOfQuestion.find(setup.id);
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
  } else if (applies == Truth::False || out != judgement.outOfQuestion.end()) {
    verdict.state = SetupVerdict::State::NotApplicable;
    verdict.because = applies != Truth::False                     ? out->second
                      : judgement.notShown.contains(setup.family) ? SetupVerdict::Because::NotShown
                                                                  : SetupVerdict::Because::OtherProduct;
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
void setChoicesAside(const Packs& packs, const SetupSelection& selection, const AlsoAsked& also, Judgement& judgement) {
  if (!selection.empty() || also.isAll) return;
  std::erase_if(judgement.held, [&](Held& held) {
    if (held.finding.isNew || !packs.requireRule(held.finding.rule).isByChoice) return false;
    std::vector<std::string>& setups = held.finding.setups;
    const auto isPlanned = [&also](const std::string& id) { return blocks(also.planned, id); };
    const auto others = std::stable_partition(setups.begin(), setups.end(), isPlanned);
    for (auto id = others; id != setups.end(); ++id)
      judgement.outOfQuestion.emplace(*id, SetupVerdict::Because::Impossible);
    setups.erase(others, setups.end());
    return setups.empty();
  });
}

/// The setups of both, for the reasons of `a`.
SetAside inBoth(SetAside a, const SetAside& b) {
  std::erase_if(a, [&b](const auto& one) { return !b.contains(one.first); });
  return a;
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
  if (isNotEvaluated(judgementBefore, held.finding.rule)) return "not known";
  if (held.finding.kind == FindingKind::Exists) return describeObject(before, held.finding.dn, held.filter);
  if (!held.finding.isNew) return held.finding.now;
  return held.finding.now == "absent" ? describeObject(before, held.finding.dn, std::nullopt) : "something matched";
}

/// What could not be judged before is not new.
void compareWith(const Judgement& judgementBefore, const Snapshot& before, Judgement& judgement) {
  std::unordered_map<std::string_view, const Held*> heldBefore;
  for (const Held& held : judgementBefore.held) heldBefore.emplace(held.finding.id, &held);
  for (Held& held : judgement.held) {
    const auto known = heldBefore.find(held.finding.id);
    const bool wasHeld = known != heldBefore.end();
    held.finding.isNew = !wasHeld && !isNotEvaluated(judgementBefore, held.finding.rule);
    // The same filter may have been met by other values.
    const bool isSame = wasHeld && known->second->filter == held.filter;
    held.finding.was = isSame ? known->second->finding.now : wasOf(held, before, judgementBefore);
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

CheckResult check(const Packs& packs, const Snapshot& snapshot, const SetupSelection& selection,
                  const ParameterValues& parameters, const AlsoAsked& also) {
  for (const std::string& id : also.planned) packs.requireSetup(id);
  const auto setups = selectedSetups(packs, selection);
  const ParameterValues values = parametersFor(packs, parameters);
  Judge judge(packs, snapshot, selection, values, also);
  Judgement judgement = judge.judge(rulesFor(packs, setups, judge.notAhead()), judge.notAhead());
  judgement.outOfQuestion = judge.notAhead();
  setChoicesAside(packs, selection, also, judgement);
  return toResult(std::move(judgement), setups);
}

CheckResult check(const Packs& packs, const Snapshot& before, const Snapshot& after, const SetupSelection& selection,
                  const ParameterValues& parameters, const AlsoAsked& also) {
  for (const std::string& id : also.planned) packs.requireSetup(id);
  const auto setups = selectedSetups(packs, selection);
  const ParameterValues values = parametersFor(packs, parameters);
  Judge judgeBefore(packs, before, selection, values, also), judgeAfter(packs, after, selection, values, also);
  const SetAside setAside = inBoth(judgeAfter.notAhead(), judgeBefore.notAhead());
  const auto rules = rulesFor(packs, setups, setAside);
  Judgement judgementBefore = judgeBefore.judge(rules, setAside);
  Judgement judgement = judgeAfter.judge(rules, setAside);
  judgement.outOfQuestion = setAside;
  compareWith(judgementBefore, before, judgement);
  std::vector<Finding> resolved = resolvedBetween(judgementBefore, judgement, after);
  setChoicesAside(packs, selection, also, judgement);
  CheckResult result = toResult(std::move(judgement), setups);
  result.resolved = std::move(resolved);
  return result;
}

}  // namespace ldapsnap
