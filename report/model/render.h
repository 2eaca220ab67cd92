// The renderers. Every one escapes what comes from a directory; none computes anything.
#pragma once

#include <initializer_list>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/model/report.h"

namespace ldapsnap {

enum class Format { Text, Json, Markdown, Html, Junit, Ldif, Unified };
const std::vector<Format>& allFormats();
std::string_view nameOf(Format format);  ///< "text", "json", ...: as on the command line
/// The format that a file's suffix names, in any case: ".html" and ".htm", ".md" and ".markdown", ".xml" for JUnit,
/// ".diff" and ".patch" for a unified diff.
std::optional<Format> formatOfSuffix(std::string_view suffix);
/// The usual suffix of a file in `format`: ".txt", ".json", ".md".
std::string_view suffixOf(Format format);
/// Throws Error(Usage) that suggests the closest name, or lists all.
Format formatNamed(std::string_view name);

enum class Colour { No, Yes };

/// How much of a difference the text format shows.
enum class Extent {
  Full,
  Summary,  ///< one line
  Stat,     ///< changes counted by subtree
  Names,    ///< the names of what changed
};

/// What the reader asked for. Every format honours what its row in the table of renderers names.
struct RenderOptions {
  Colour colour = Colour::No;  ///< text
  int width = 100;             ///< text: columns; lines wrap at spaces, never inside an RDN
  bool showVolatile = false;   ///< list volatile changes
  bool showAll = false;        ///< long lists and long values in full
  std::size_t context = 1;     ///< text: unchanged lines around those that changed inside a value
  bool isOneLine = false;      ///< a line for each row of a listing, without a header
  Extent extent = Extent::Full;
  bool isInteractive = false;          ///< html: with a script that searches the page
  bool printsDetails = false;          ///< html: on paper, what the page folds is in full
  std::size_t maxCharacters = 65'000;  ///< markdown: what a ticket takes; 0: any number
};

/// Something that a reader can ask for and that not every format can show.
enum class Detail {
  Volatile,
  Unchanged,
  All,
  Stat,
  Names,
  Summary,
  OneLine,
  Interactive,
  Print,
  MaxCharacters,
  Context
};

/// Set of details.
class Details {
 public:
  constexpr Details(std::initializer_list<Detail> details) {
    for (const Detail detail : details) bits_ |= bitOf(detail);
  }
  constexpr bool has(Detail detail) const { return (bits_ & bitOf(detail)) != 0; }

 private:
  static constexpr unsigned bitOf(Detail detail) { return 1U << static_cast<unsigned>(detail); }

  unsigned bits_ = 0;
};

/// A row of a table of renderers: a format that a kind of document has, and what can be asked for in it. A detail that
/// the format shows in any case counts as one that can be asked for.
struct FormatRow {
  Format format;
  Details details;
};

template <class Document>
using Render = void (*)(const Document& document, const RenderOptions& options, std::ostream& out);

template <class Document>
struct Renderer {
  FormatRow row;
  Render<Document> render;
};

/// The formats of one kind of document, in the order in which help lists them. A new format is one more row.
template <class Document>
using RenderTable = std::vector<Renderer<Document>>;

/// The table of a document that has these two formats, with nothing to ask for in them.
template <class Document>
RenderTable<Document> textAndJson(Render<Document> text, Render<Document> json) {
  return {{{Format::Text, {}}, text}, {{Format::Json, {}}, json}};
}

template <class Document>
std::vector<FormatRow> formatsOf(const RenderTable<Document>& table) {
  std::vector<FormatRow> rows;
  for (const Renderer<Document>& renderer : table) rows.push_back(renderer.row);
  return rows;
}

/// Writes `document` in `format`, which must be one of `table`.
template <class Document>
void render(const Document& document, const RenderTable<Document>& table, Format format, const RenderOptions& options,
            std::ostream& out) {
  for (const Renderer<Document>& renderer : table) {
    if (renderer.row.format == format) return renderer.render(document, options, out);
  }
}

/// Of a report with a difference.
const RenderTable<Report>& differenceRenderers();
/// Of a report without one: what a check found.
const RenderTable<Report>& checkRenderers();

/// Writes `report` to `out` piece by piece: a report of any size takes no more memory than the report itself.
void render(const Report& report, Format format, const RenderOptions& options, std::ostream& out);
/// The same as one string.
std::string render(const Report& report, Format format, const RenderOptions& options = {});

/// As RenderOptions::extent says; a report without a difference always in full.
void renderText(const Report& report, const RenderOptions& options, std::ostream& out);
/// One line that says what it comes to, for a log or the subject of a mail: names, counts, new findings, setups that
/// can no longer run; first of all that the result is not conclusive.
void renderSummary(const Report& report, const RenderOptions& options, std::ostream& out);
/// Changes counted by subtree with a bar of their marks, then the sum, as `git diff --stat`. The report has a
/// difference.
void renderStat(const Report& report, const RenderOptions& options, std::ostream& out);
/// The names of what changed, one a line, and nothing else: schema elements, then entries, as `git diff --name-only`.
/// The report has a difference.
void renderNames(const Report& report, const RenderOptions& options, std::ostream& out);
/// report/json/report.schema.json, version ldapsnap-report/1. Keys in a fixed order, no floats, ends with a line feed:
/// the same report gives the same bytes.
void renderJson(const Report& report, const RenderOptions& options, std::ostream& out);
/// CommonMark with GitHub's tables, for a ticket: findings first, long lists folded. What does not fit into
/// RenderOptions::maxCharacters (code points) is shortened step by step: changes to their names, to their numbers, then
/// findings to their titles; the text says so and how to see the rest.
void renderMarkdown(const Report& report, const RenderOptions& options, std::ostream& out);
/// One page that needs no network and runs no script unless it is to be interactive, well-formed as XML too.
void renderHtml(const Report& report, const RenderOptions& options, std::ostream& out);
/// JUnit XML: a rule is a test case. With complete snapshots something failed in it exactly when exitCodeOf() is 1;
/// an incomplete one is an error.
void renderJunit(const Report& report, const RenderOptions& options, std::ostream& out);
/// A unified diff whose files are the entries and definitions that changed, in LDIF lines: for delta, IDEs and tickets.
/// The report has a difference.
void renderUnified(const Report& report, const RenderOptions& options, std::ostream& out);
/// Report::changeRecords as RFC 2849 change records that ldapmodify takes; what is left out is in comments.
void renderLdif(const Report& report, const RenderOptions& options, std::ostream& out);

}  // namespace ldapsnap
