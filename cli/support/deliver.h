// Delivers a result where the user asked for it: the one place where format, colour, width and file come together.
#pragma once

#include <iostream>
#include <unistd.h>

#include "cli/options/output_options.h"
#include "cli/support/console.h"
#include "cli/support/session.h"
#include "report/wording/wording.h"

namespace ldapsnap {

/// Whether what is shown may hold secrets in clear, which only the user may read.
template <class Document>
bool showsSecrets(const Document& /*document*/) {
  return false;
}
inline bool showsSecrets(const Report& report) {
  return report.after.secrets == Secrets::Included || (report.before && report.before->secrets == Secrets::Included);
}

/// Writes `document` with the row of `table` that `output` asks for: coloured and as wide as the terminal, or plain
/// into the file. The format must be one of `table` (OutputOptions::check()). Throws Error(BadInput) when it cannot
/// write.
template <class Document>
void deliver(const Session& session, const OutputOptions& output, const RenderTable<Document>& table,
             const Document& document) {
  RenderOptions how = output.renderOptions();
  const bool isToFile = !output.file.empty() && output.file != "-";
  if (!isToFile) {
    how.colour = colourFor(STDOUT_FILENO, session.options.colour);
    how.width = terminalWidth();
  }
  const bool isPaged = !isToFile && output.isPaged() && session.options.paging;
  const Pager pager(isPaged ? Pager::Wanted::Yes : Pager::Wanted::No);
  const auto write = [&](std::ostream& out) { render(document, table, output.format(), how, out); };
  if (pager.isRunning()) {
    write(std::cout);  // a pager that ends early has shown enough: no error
  } else {
    writeOutput(output.file, write, output.isPrivate || showsSecrets(document) ? Readers::User : Readers::ByUmask);
  }
  if (isToFile && !session.options.quiet) note("report written to " + output.file);
}

/// Warns on stderr of what makes `report` less than conclusive where only names are printed, which leaves it out.
inline void warnBesideNames(const OutputOptions& output, const Report& report) {
  if (output.renderOptions().extent != Extent::Names) return;
  for (const std::string& warning : warningsOf(report)) warn(warning);
}

}  // namespace ldapsnap
