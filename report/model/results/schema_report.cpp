#include "report/model/results/schema_report.h"

#include <fmt/format.h>

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
  report.audit = isFullSchema(planned) ? auditSchema(*on.snapshot, planned)
                                       : auditSchema(*on.snapshot, plannedSchema(planned, own));
  return report;
}

int exitCodeOf(const SchemaReport& report) {
  if (!report.audit.findings.empty()) return 1;
  return report.isComplete && (report.isFullSchema || report.audit.unknown.empty()) ? 0 : 3;
}

std::string sentenceOf(const SchemaFinding& finding) {
  switch (finding.fault) {
    case SchemaFault::NoObjectClass:
      return "no objectClass";
    case SchemaFault::UndefinedClass:
      return fmt::format("the class {} is not defined", finding.objectClass);
    case SchemaFault::UndefinedAttribute:
      return fmt::format("the attribute type {} is not defined", finding.attribute);
    case SchemaFault::NoStructuralClass:
      return "no structural class";
    case SchemaFault::SeveralStructuralClasses:
      return fmt::format("{} and {} are structural classes, and neither is derived from the other", finding.objectClass,
                         finding.other);
    case SchemaFault::MissingAttribute:
      return fmt::format("{} requires {}", finding.objectClass, finding.attribute);
    case SchemaFault::AttributeNotAllowed:
      return finding.objectClass.empty()
                 ? fmt::format("no class allows {}", finding.attribute)
                 : fmt::format("no class of entries of {} allows {}", finding.objectClass, finding.attribute);
    case SchemaFault::SeveralValues:
      return fmt::format("{} is single-valued and has several values", finding.attribute);
    case SchemaFault::InvalidSyntax:
      return fmt::format("a value of {} is not of its syntax: expected {}", finding.attribute, finding.other);
    case SchemaFault::NamingValueMissing:
      return fmt::format("the value of the RDN is not among those of {}", finding.attribute);
  }
  return "";
}

const RenderTable<SchemaReport>& schemaReportRenderers() {
  static const RenderTable<SchemaReport> table = {{{Format::Text, {Detail::All}}, renderSchemaReportText},
                                                  {{Format::Json, {Detail::All}}, renderSchemaReportJson}};
  return table;
}

}  // namespace ldapsnap
