#include "report/export/plan.h"

#include <algorithm>
#include <fmt/format.h>

#include "report/json/json_difference.h"
#include "report/json/json_writer.h"
#include "report/text/text_writer.h"
#include "report/wording/wording.h"

namespace ldapsnap {

void renderPlanText(const PlanResult& plan, const std::string& file, const RenderOptions& options, std::ostream& out) {
  TextWriter writer(out, options.colour, options.width);
  for (const PlanProblem& problem : plan.problems) {
    const std::string_view result = resultOf(problem.kind);
    writer.paragraph({{fmt::format("{}:{}", file, problem.line), Style::Name},
                      {"  "},
                      {std::string(nameOf(problem.kind)), problem.isUnsure ? Style::Warning : Style::Error},
                      {"  "}},
                     {textOf(problem)}, {problem.holder});
    writer.paragraph({{"       at   "}}, {problem.dn, Style::Name}, {problem.dn});
    if (!result.empty()) writer.line({{fmt::format("   result   {}", result)}});
    if (problem.isUnsure) writer.paragraph({{"   unsure   "}}, {problem.reason});
  }
  writer.section();
  writer.line(
      {{fmt::format("{} played: {}.", counted(plan.records, "record"),
                    plan.problems.empty() ? "nothing stands in the way" : counted(plan.problems.size(), "problem"))}});
}

void renderPlanJson(const PlanResult& plan, const std::string& file, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-plan/1");
  json.member("file", file);
  json.member("exit_code", static_cast<std::uint64_t>(exitCodeOf(plan)));
  json.member("records", plan.records);
  json.key("problems");
  json.beginArray();
  for (const PlanProblem& problem : plan.problems) {
    json.beginObject();
    json.member("kind", nameOf(problem.kind));
    json.member("line", problem.line);
    json.member("dn", dnForJson(problem.dn));
    json.member("element", problem.element);
    json.member("holder", problem.holder);
    json.member("text", textOf(problem));
    json.member("result", resultOf(problem.kind));
    json.flag("unsure", problem.isUnsure);
    json.member("reason", problem.reason);
    json.endObject();
  }
  json.endArray();
  json.endObject();
}

const RenderTable<PlanReport>& planRenderers() {
  static const RenderTable<PlanReport> table = {
      {{Format::Text, {}},
       [](const PlanReport& report, const RenderOptions& options, std::ostream& out) {
         renderPlanText(report.result, report.file, options, out);
       }},
      {{Format::Json, {}},
       [](const PlanReport& report, const RenderOptions&, std::ostream& out) {
         renderPlanJson(report.result, report.file, out);
       }},
  };
  return table;
}

int exitCodeOf(const PlanResult& plan) {
  const auto isSure = [](const PlanProblem& problem) { return !problem.isUnsure; };
  if (std::any_of(plan.problems.begin(), plan.problems.end(), isSure)) return 1;
  return plan.problems.empty() ? 0 : 3;
}

}  // namespace ldapsnap
