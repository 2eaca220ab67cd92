// An explanation as lines: the verdict of each condition in a column, what it looked at below.
#include <fmt/format.h>

#include "diff/rules/authoring/explain.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

void writeLine(std::size_t depth, Truth truth, const std::string& text, std::string& out) {
  out += fmt::format("{:{}}{:<9}  {}\n", "", depth * 2, nameOf(truth), visible(text));
}

void writeCondition(const ExplainedCondition& condition, std::size_t depth, std::string& out) {
  writeLine(depth, condition.truth, condition.text, out);
  const std::string indent((depth * 2) + 11, ' ');
  if (!condition.reason.empty()) out += indent + "because " + visible(condition.reason) + "\n";
  for (const ExplainedObject& object : condition.objects) {
    out += fmt::format("{}{:<9}  {}\n", indent, nameOf(object.truth), visible(object.dn));
    if (!object.why.empty()) out += fmt::format("{}{:<9}  {}\n", indent, "", visible(object.why));
  }
  if (condition.unlisted > 0) out += fmt::format("{}({} more were examined)\n", indent, condition.unlisted);
  for (const ExplainedCondition& operand : condition.operands) writeCondition(operand, depth + 1, out);
}

std::string boundText(const ExplainedBinding& binding) {
  std::string text;
  for (const auto& [name, dn] : binding.bound) text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", name, dn);
  return text;
}

std::string verdict(const Explanation& explanation) {
  if (explanation.isOut) return "The family does not apply here: the rule is not evaluated.\n";
  switch (outcomeOf(explanation)) {
    case Truth::True:
      return "The rule fires.\n";
    case Truth::Undefined:
      return "The rule is not evaluated.\n";
    case Truth::False:
      break;
  }
  return explanation.bindings.empty() ? "The rule passes: for_each binds nothing.\n" : "The rule passes.\n";
}

}  // namespace

Truth outcomeOf(const Explanation& explanation) {
  if (explanation.isOut) return Truth::False;
  Truth truth = explanation.open.empty() ? Truth::False : Truth::Undefined;
  for (const ExplainedBinding& binding : explanation.bindings) {
    const Truth one = binding.isRefused ? binding.having.front().truth : binding.when.truth;
    if (!binding.isRefused || one == Truth::Undefined) truth = anyOf(truth, one);
  }
  return truth;
}

std::string explanationText(const Rule& rule, const Explanation& explanation) {
  std::string out = fmt::format("{}  {}  {}\n", nameOf(rule.level), rule.id, rule.title);
  for (const ExplainedCondition& applies : explanation.applies) {
    out += "\napplies (setups.json)\n";
    writeCondition(applies, 1, out);
  }
  for (const ExplainedBinding& binding : explanation.bindings) {
    out += "\n" + (binding.bound.empty() ? std::string("when") : visible(boundText(binding))) + "\n";
    for (const ExplainedCondition& having : binding.having) {
      out += "  having, so it is skipped\n";
      writeCondition(having, 1, out);
    }
    if (!binding.isRefused) writeCondition(binding.when, 1, out);
  }
  if (!explanation.open.empty()) out += "\nThere may be more to bind: " + visible(explanation.open) + "\n";
  return out + "\n" + verdict(explanation);
}

}  // namespace ldapsnap
