// report/json/rehearsal.schema.json and report/json/plan.schema.json, written.
#include <fmt/format.h>

#include "report/json/json_difference.h"
#include "report/json/json_writer.h"
#include "report/model/results/rehearsal.h"
#include "snapshot/server/result_code.h"

namespace ldapsnap {
namespace {

std::string_view operationOf(ChangeType change) {
  if (change == ChangeType::Delete) return "delete";
  if (change == ChangeType::Modify) return "modify";
  return change == ChangeType::ModifyDn ? "rename" : "add";
}

void writeFailure(JsonWriter& json, const StepVerdict& step) {
  json.key("failure");
  if (!step.obstacle) return json.null();
  json.beginObject();
  json.member("kind", nameOf(step.obstacle->kind));
  json.member("result", static_cast<std::uint64_t>(step.answer.result));
  json.member("result_name", nameOf(ResultCode(step.answer.result)));
  json.member("diagnostic", step.answer.diagnostic);
  json.member("text", textOf(*step.obstacle));
  json.member("holder", step.obstacle->holder);
  json.member("because_of_step", step.because.value_or(0));
  json.flag("there_alike", step.isThereAlike);
  json.endObject();
}

void writeRequest(JsonWriter& json, const LdifRecord& request) {
  const auto writePart = [&json](std::string_view operation, const Attribute& attribute) {
    json.beginObject();
    json.member("operation", operation);
    json.member("attribute", attribute.description);
    json.strings("values", attribute.values);
    json.endObject();
  };
  json.key("asks");
  json.beginArray();
  for (const Modification& each : request.modifications) writePart(nameOf(each.operation), each.attribute);
  if (request.change == ChangeType::Add || request.change == ChangeType::None)
    for (const Attribute& attribute : request.entry.attributes) writePart("add", attribute);
  if (request.change == ChangeType::ModifyDn) {
    writePart("newrdn", {"", {request.newRdn}});
    if (request.hasNewSuperior) writePart("newsuperior", {"", {request.newSuperior}});
  }
  json.endArray();
}

void writeStep(JsonWriter& json, const StepVerdict& step, const LdifRecord* request) {
  json.beginObject();
  json.member("number", step.number);
  if (!step.file.empty()) json.member("file", step.file);
  json.member("line", step.line.value_or(0));
  json.member("operation", operationOf(step.change));
  json.member("dn", dnForJson(step.dn));
  json.member("outcome", nameOf(step.outcome));
  writeFailure(json, step);
  json.member("reason", step.doubt ? textOf(*step.doubt) : "");
  json.key("overwritten");
  json.beginArray();
  for (const LocalChange& change : step.overwritten) {
    json.beginObject();
    json.member("attribute", change.attribute);
    json.strings("in_lab", change.inLab);
    json.strings("here", change.here);
    json.strings("after_step", change.afterStep);
    json.endObject();
  }
  json.endArray();
  if (request != nullptr) writeRequest(json, *request);
  json.endObject();
}

void writeBlocked(JsonWriter& json, const RehearsalReport& report) {
  json.key("blocked_afterwards");
  json.beginArray();
  for (const SetupVerdict& setup : newlyBlocked(report)) {
    json.beginObject();
    json.member("setup", setup.setup);
    json.strings("findings", setup.blockedBy);
    json.endObject();
  }
  json.endArray();
}

void writeSummary(JsonWriter& json, const Rehearsal& rehearsal) {
  json.key("summary");
  json.beginObject();
  json.member("succeeds", rehearsal.countOf(Outcome::Succeeds));
  json.member("already_done", rehearsal.countOf(Outcome::AlreadyDone));
  json.member("overwrites", rehearsal.countOf(Outcome::Overwrites));
  json.member("fails", rehearsal.countOf(Outcome::Fails));
  json.member("not_known", rehearsal.countOf(Outcome::NotKnown));
  json.endObject();
}

/// A step that fails or is not known, with the members of ldapsnap-plan/1.
void writeProblem(JsonWriter& json, const StepVerdict& step) {
  const Obstacle* const obstacle = step.obstacle ? &*step.obstacle : nullptr;
  json.beginObject();
  json.member("kind", obstacle ? nameOf(obstacle->kind) : nameOf(step.outcome));
  if (!step.file.empty()) json.member("file", step.file);
  json.member("line", step.line.value_or(0));
  json.member("dn", dnForJson(step.dn));
  json.member("element", obstacle ? obstacle->element : "");
  json.member("holder", obstacle ? obstacle->holder : "");
  json.member("text", obstacle ? textOf(*obstacle) : step.doubt ? textOf(*step.doubt) : "");
  json.member("result", obstacle ? describe(ResultCode(step.answer.result), {}) : "");
  json.flag("unsure", step.outcome == Outcome::NotKnown);
  json.member("reason", step.doubt ? textOf(*step.doubt) : "");
  json.endObject();
}

}  // namespace

void renderRehearsalJson(const RehearsalReport& report, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-rehearsal/1");
  json.member("what", report.what);
  json.member("on", report.on);
  json.member("target_id", report.target.id);
  json.member("target_taken", formatTime(report.target.taken));
  json.member("exit_code", static_cast<std::uint64_t>(exitCodeOf(report)));
  json.flag("complete", report.target.complete());
  json.member("saved_as", report.savedLabel);
  writeSummary(json, report.rehearsal);
  json.key("recorded_by");
  report.recordedBy.empty() ? json.null() : json.string(report.recordedBy);
  json.key("steps");
  json.beginArray();
  const std::vector<StepVerdict>& steps = report.rehearsal.steps;
  for (std::size_t i = 0; i < steps.size(); ++i)
    writeStep(json, steps[i], i < report.requests.size() ? &report.requests[i] : nullptr);
  json.endArray();
  json.strings("left_out", report.leftOut);
  writeLeftOut(json, "not_selected", report.notSelected, LeftOutOf::Steps);
  json.strings("mapping", report.mapping);
  writeBlocked(json, report);
  json.endObject();
}

void renderPlanJson(const RehearsalReport& report, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-plan/1");
  json.member("file", report.what);
  json.member("exit_code", static_cast<std::uint64_t>(exitCodeOf(report)));
  json.member("records", report.rehearsal.steps.size());
  json.key("problems");
  json.beginArray();
  for (const StepVerdict& step : report.rehearsal.steps)
    if (step.outcome == Outcome::Fails || step.outcome == Outcome::NotKnown) writeProblem(json, step);
  json.endArray();
  writeLeftOut(json, "not_selected", report.notSelected, LeftOutOf::Steps);
  json.endObject();
}

}  // namespace ldapsnap
