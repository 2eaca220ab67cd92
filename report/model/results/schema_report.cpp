#include "report/model/results/schema_report.h"

namespace ldapsnap {

SchemaReport schemaReportOf(const Operand& on, const Operand* against) {
  const Schema& own = on.snapshot->schema();
  SchemaReport report;
  report.name = on.name;
  report.isComplete = on.snapshot->info().complete();
  if (against == nullptr) {
    report.isFullSchema = isFullSchema(own);
    report.audit = auditSchema(*on.snapshot, own);
    return report;
  }
  const Schema& planned = against->snapshot->schema();
  report.against = against->name;
  report.isComplete = report.isComplete && against->snapshot->info().complete();
  report.isFullSchema = isFullSchema(planned) || isFullSchema(own);
  report.audit = auditSchema(*on.snapshot, SchemaToJudgeBy(planned, own).schema());
  return report;
}

int exitCodeOf(const SchemaReport& report) {
  if (!report.audit.findings.empty()) return 1;
  if (report.audit.entries == 0) return 3;
  return report.isComplete && (report.isFullSchema || report.audit.unknown.empty()) ? 0 : 3;
}

const RenderTable<SchemaReport>& schemaReportRenderers() {
  static const RenderTable<SchemaReport> table = {
      {{Format::Text, {Detail::All}}, renderSchemaReportText},
      {{Format::Json, {Detail::All}}, renderSchemaReportJson},
      {{Format::Markdown, {Detail::All, Detail::MaxCharacters}}, renderSchemaReportMarkdown},
      {{Format::Html, {Detail::All}}, renderSchemaReportHtml}};
  return table;
}

}  // namespace ldapsnap
