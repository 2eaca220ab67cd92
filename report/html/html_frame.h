// The frame of every page: its head with the style and the policy, and its foot.
#pragma once

#include <initializer_list>
#include <iosfwd>
#include <string>
#include <string_view>

#include "report/markup/markup_writer.h"

namespace ldapsnap {

/// What a page has beyond its content.
struct PageOptions {
  bool isInteractive = false;  ///< it carries the script of report/report.js, which the policy then allows
  bool printsDetails = false;  ///< on paper, everything is unfolded
};

/// Up to and with the begin of the body. `markup` writes to `out`.
void beginPage(MarkupWriter& markup, std::ostream& out, const std::string& title, const PageOptions& options = {});
/// The foot ("Made by ldapsnap 0.2.0 FROM.") and the end of the page, with the same options.
void endPage(MarkupWriter& markup, std::ostream& out, const std::string& from, const PageOptions& options = {});

/// The strip at the top, which says before it is read, in a word and a colour (`kind`), how things are. Leaves its div
/// open.
void beginVerdict(MarkupWriter& markup, std::string_view kind, std::string_view word, const std::string& sentence);

/// The heading of the page. A name breaks only between its parts, a word with hyphens (a date, a setup) not at all.
void writeHeading(MarkupWriter& markup, std::string_view title);

/// A section with its heading, which names it for who does not see it.
void beginSection(MarkupWriter& markup, const std::string& id, std::string_view title);
void endSection(MarkupWriter& markup);

/// The head of a table: one header cell a column.
void writeTableHead(MarkupWriter& markup, std::initializer_list<std::string_view> columns);
/// A table of facts, as wide as it needs to be in a region that scrolls, up to and with the begin of its body.
void beginTable(MarkupWriter& markup, std::string_view label, std::initializer_list<std::string_view> columns);
void endTable(MarkupWriter& markup);

/// A row of a description list, of a page's cards; nothing where there is no text.
void writeFact(MarkupWriter& markup, std::string_view title, std::string_view text);

}  // namespace ldapsnap
