// The renderers. Every one escapes what comes from a directory; none computes anything.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "report/model/report.h"

namespace ldapsnap {

enum class Format { Text, Json, Markdown, Html, Junit, Ldif };
const std::vector<Format>& allFormats();
std::string_view nameOf(Format format);  ///< "text", "json", ...: as on the command line
/// Throws Error(Usage) with what was probably meant.
Format formatNamed(std::string_view name);

enum class Colour { No, Yes };

/// What the reader asked for. Every format honours what makes sense for it.
struct RenderOptions {
  Colour colour = Colour::No;  ///< text
  int width = 100;             ///< text: columns; lines wrap at spaces, never inside an RDN
  bool showVolatile = false;   ///< list volatile changes
  bool showAll = false;        ///< long lists and long values whole
};

/// Writes `report` to `out` piece by piece: a report of any size takes no more memory than the report itself.
void render(const Report& report, Format format, const RenderOptions& options, std::ostream& out);
/// The same as one string.
std::string render(const Report& report, Format format, const RenderOptions& options = {});

void renderText(const Report& report, const RenderOptions& options, std::ostream& out);
/// report/json/report.schema.json, version ldapsnap-report/1. Keys in a fixed order, no floats, ends with a line feed: the
/// same report gives the same bytes.
void renderJson(const Report& report, const RenderOptions& options, std::ostream& out);
/// CommonMark with GitHub's tables, for a ticket: findings first, long lists folded.
void renderMarkdown(const Report& report, const RenderOptions& options, std::ostream& out);
/// One page that needs no network and runs no script, well-formed as XML too.
void renderHtml(const Report& report, const RenderOptions& options, std::ostream& out);
/// JUnit XML: a rule is a test case. With whole snapshots something failed in it exactly when exitCodeOf() is 1; one
/// that is not whole is an error.
void renderJunit(const Report& report, const RenderOptions& options, std::ostream& out);
/// Report::changeRecords as RFC 2849 change records that ldapmodify takes; what is left out stands in comments.
void renderLdif(const Report& report, const RenderOptions& options, std::ostream& out);

}  // namespace ldapsnap
