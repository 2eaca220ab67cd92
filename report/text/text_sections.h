// The sections of the text report; text.cpp puts them in order.
#pragma once

#include <string_view>

#include "report/text/lines/text_writer.h"
#include "report/wording/sides.h"

namespace ldapsnap {

/// Marks and colours: "+" green, "-" red, "~" and ">" yellow; "error" bold red, "warning" yellow, "note" cyan.
Span markOf(Change change);
Style styleOf(Level level);

void writeSchemaChanges(TextWriter& writer, const Difference& difference, const RenderOptions& options,
                        const std::string& title = "Schema");
/// Definitions that differ in extensions alone, where the reader asked for everything.
void writeSchemaExtensions(TextWriter& writer, const Difference& difference, const RenderOptions& options);
/// The changed entries under `title`, and a line that says what was hidden of them.
void writeEntryList(TextWriter& writer, const Difference& difference, const std::string& title,
                    const RenderOptions& options);
/// Entries by DIT, then one line that says what was hidden and which option shows it, and what was not compared.
void writeEntryChanges(TextWriter& writer, const Difference& difference, const Sides& sides,
                       const RenderOptions& options);
/// One attribute of an entry: its name in a column of `nameColumns`, old values above new ones.
void writeAttributeChange(TextWriter& writer, const AttributeChange& change, std::size_t nameColumns,
                          const RenderOptions& options);

/// What happened while the setup ran: the changes in their order, what came and went, what was written more than once.
void writeJournal(TextWriter& writer, const Journal& journal, const RenderOptions& options);

/// What the command wrote: its last lines, or all.
void writeCommandOutput(TextWriter& writer, const CommandOutput& output, const RenderOptions& options);

/// What the difference breaks or may break; safe schema changes, and what is beyond a screen of them, are counted.
void writeJudgements(TextWriter& writer, const std::vector<Judgement>& judgements, const RenderOptions& options);
/// New findings whole, those that held before counted, what went away, what was not evaluated.
void writeFindings(TextWriter& writer, const Report& report, const RenderOptions& options);
/// The table of setups.
void writeSetups(TextWriter& writer, const CheckResult& check, const RenderOptions& options);

}  // namespace ldapsnap
