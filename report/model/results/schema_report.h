// `ldapsnap check --schema`: the entries of a snapshot against a schema.
#pragma once

#include <iosfwd>
#include <string>

#include "diff/rehearse/checks/schema_audit.h"
#include "report/model/render.h"
#include "snapshot/operand/operand.h"

namespace ldapsnap {

struct SchemaReport {
  std::string name;          ///< of the snapshot, as the user named it
  std::string against;       ///< the planned schema, as the user named it; empty: the snapshot's own
  bool isComplete = true;    ///< the snapshot has no gap
  bool isFullSchema = true;  ///< what is not defined in the schema is not defined at all
  SchemaAudit audit;
};

/// Reads `on` once. `against`: nullptr for the schema of `on` itself.
SchemaReport schemaReportOf(const Operand& on, const Operand* against);
/// 1 where an entry violates the schema; else 3 where the snapshot is incomplete, or the schema was read in part and
/// something could not be judged for it, or where there was no entry to judge; else 0.
int exitCodeOf(const SchemaReport& report);

const RenderTable<SchemaReport>& schemaReportRenderers();
void renderSchemaReportText(const SchemaReport& report, const RenderOptions& options, std::ostream& out);
/// The text as a block.
void renderSchemaReportMarkdown(const SchemaReport& report, const RenderOptions& options, std::ostream& out);
void renderSchemaReportHtml(const SchemaReport& report, const RenderOptions& options, std::ostream& out);
/// report/json/schema-check.schema.json.
void renderSchemaReportJson(const SchemaReport& report, const RenderOptions& options, std::ostream& out);

}  // namespace ldapsnap
