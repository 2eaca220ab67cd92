// The frame of every page: its head with the style and the policy, and its foot.
#pragma once

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

/// A row of a description list, of a page's cards; nothing where there is no text.
void writeFact(MarkupWriter& markup, std::string_view title, std::string_view text);

}  // namespace ldapsnap
