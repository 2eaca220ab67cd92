// What a planned file will run into, for people and for scripts.
#pragma once

#include <iosfwd>
#include <string>

#include "diff/rehearse/plan.h"
#include "report/model/render.h"

namespace ldapsnap {

/// One record of trouble after the other, "setup.ldf:12" first, and one line that sums up.
void renderPlanText(const PlanResult& plan, const std::string& file, const RenderOptions& options, std::ostream& out);
/// report/json/plan.schema.json, version ldapsnap-plan/1.
void renderPlanJson(const PlanResult& plan, const std::string& file, std::ostream& out);

/// A planned file and what it will run into.
struct PlanReport {
  std::string file;
  PlanResult result;
};
/// Text and JSON.
const RenderTable<PlanReport>& planRenderers();

/// 1 when the file will run into something for sure, 3 when that cannot be told, else 0.
int exitCodeOf(const PlanResult& plan);

}  // namespace ldapsnap
