// What `rules` shows, for scripts: rules-*.schema.json.
#include <string>

#include "report/json/json_difference.h"
#include "report/json/json_writer.h"
#include "report/model/results/rule_reports.h"

namespace ldapsnap {

namespace {

void writeReferences(JsonWriter& json, const std::vector<Reference>& references) {
  json.key("references");
  json.beginArray();
  for (const Reference& reference : references) {
    json.beginObject(JsonWriter::Layout::OneLine);
    json.member("title", reference.title);
    json.key("url");
    if (reference.url.empty()) {
      json.null();
    } else {
      json.string(reference.url);
    }
    json.endObject();
  }
  json.endArray();
}

void writeParameters(JsonWriter& json, const std::vector<Parameter>& parameters) {
  json.key("parameters");
  json.beginArray();
  for (const Parameter& parameter : parameters) {
    json.beginObject(JsonWriter::Layout::OneLine);
    json.member("name", parameter.name);
    json.member("about", parameter.about);
    json.key("default");
    if (parameter.fallback) {
      json.string(*parameter.fallback);
    } else {
      json.null();
    }
    json.endObject();
  }
  json.endArray();
}

/// What a list shows of a rule.
void writeRuleHead(JsonWriter& json, const Rule& rule) {
  json.member("id", rule.id);
  json.member("level", nameOf(rule.level));
  json.member("title", rule.title);
  json.strings("blocks", rule.blocks, JsonWriter::Layout::OneLine);
  json.member("basis", rule.basis);
  json.flag("by_choice", rule.isByChoice);
}

void writeConditions(JsonWriter& json, std::string_view name, const std::vector<ExplainedCondition>& conditions);

void writeConditionMembers(JsonWriter& json, const ExplainedCondition& condition) {
  json.member("result", nameOf(condition.truth));
  json.member("text", condition.text);
  json.member("reason", condition.reason);
  json.key("objects");
  json.beginArray();
  for (const ExplainedObject& object : condition.objects) {
    json.beginObject();
    json.member("dn", dnForJson(object.dn));
    json.member("result", nameOf(object.truth));
    json.member("why", object.why);
    json.endObject();
  }
  json.endArray();
  json.member("unlisted", condition.unlisted);
  writeConditions(json, "operands", condition.operands);
}

void writeConditions(JsonWriter& json, std::string_view name, const std::vector<ExplainedCondition>& conditions) {
  json.key(name);
  json.beginArray();
  for (const ExplainedCondition& condition : conditions) {
    json.beginObject();
    writeConditionMembers(json, condition);
    json.endObject();
  }
  json.endArray();
}

void writeBinding(JsonWriter& json, const ExplainedBinding& binding) {
  json.beginObject();
  json.key("bound");
  json.beginArray();
  for (const auto& [name, dn] : binding.bound) {
    json.beginObject(JsonWriter::Layout::OneLine);
    json.member("name", name);
    json.member("dn", dnForJson(dn));
    json.endObject();
  }
  json.endArray();
  writeConditions(json, "having", binding.having);
  json.key("when");
  if (binding.isRefused) {
    json.null();
  } else {
    json.beginObject();
    writeConditionMembers(json, binding.when);
    json.endObject();
  }
  json.endObject();
}

}  // namespace

void renderRuleListJson(const RuleList& list, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-rules-list/1");
  json.key("setups");
  json.beginArray();
  for (const Setup& setup : list.packs->setups()) {
    json.beginObject(JsonWriter::Layout::OneLine);
    json.member("id", setup.id);
    json.member("title", setup.title);
    json.member("product", setup.product);
    json.member("version", setup.version);
    json.member("pack", setup.family);
    json.flag("on_request", setup.isOnRequest);
    json.endObject();
  }
  json.endArray();
  json.key("rules");
  json.beginArray();
  for (const Rule& rule : list.packs->rules()) {
    json.beginObject();
    writeRuleHead(json, rule);
    json.endObject();
  }
  json.endArray();
  json.endObject();
}

void renderRuleJson(const RuleReport& report, const RenderOptions&, std::ostream& out) {
  const Rule& rule = *report.rule;
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-rules-show/1");
  writeRuleHead(json, rule);
  json.member("blocks_until", rule.blocksUntil);
  json.strings("created_by", rule.createdBy, JsonWriter::Layout::OneLine);
  writeParameters(json, rule.parameters);
  json.member("message", rule.message);
  json.member("why", rule.why);
  json.member("fix", rule.fix);
  writeReferences(json, rule.references);
  json.member("file", rule.file.string());
  json.endObject();
}

void renderFixtureReportJson(const FixtureReport& report, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-rules-test/1");
  json.flag("passed", report.failures.empty());
  json.member("rules", static_cast<std::uint64_t>(report.rules));
  json.member("fixtures", static_cast<std::uint64_t>(report.fixtures));
  json.strings("failures", report.failures);
  json.strings("remarks", report.isForAuthors ? report.remarks : std::vector<std::string>());
  json.endObject();
}

void renderLintReportJson(const LintReport& report, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-rules-lint/1");
  json.key("remarks");
  json.beginArray();
  for (const LintRemark& remark : report.remarks) {
    json.beginObject();
    json.key("rule");
    if (remark.rule.empty()) {
      json.null();
    } else {
      json.string(remark.rule);
    }
    json.member("file", remark.file);
    json.member("text", remark.what);
    json.endObject();
  }
  json.endArray();
  json.endObject();
}

void renderDraftJson(const DraftReport& draft, const RenderOptions&, std::ostream& out) {
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-rules-draft/1");
  json.member("folder", draft.folder);
  json.strings("files", draft.files);
  json.strings("decisions", draft.decisions);
  json.endObject();
}

void renderExplanationJson(const ExplainReport& report, const RenderOptions&, std::ostream& out) {
  const Explanation& explanation = report.explanation;
  JsonWriter json(out);
  json.beginObject();
  json.member("format", "ldapsnap-rules-explain/1");
  json.member("rule", report.rule->id);
  json.member("snapshot", report.snapshot);
  json.flag("complete", report.isComplete);
  json.member("result", nameOf(outcomeOf(explanation)));
  json.flag("applies", !explanation.isOut);
  writeConditions(json, "family", explanation.applies);
  json.key("bindings");
  json.beginArray();
  for (const ExplainedBinding& binding : explanation.bindings) writeBinding(json, binding);
  json.endArray();
  json.member("open", explanation.open);
  json.endObject();
}

}  // namespace ldapsnap
