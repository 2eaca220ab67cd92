// The frame of every page: its head with the style and the policy, and its foot.
#pragma once

#include <iosfwd>
#include <string>

#include "report/markup/markup_writer.h"

namespace ldapsnap {

/// Up to and with the begin of the body. `markup` writes to `out`.
void beginPage(MarkupWriter& markup, std::ostream& out, const std::string& title);
/// The foot ("Made by ldapsnap 0.2.0 FROM.") and the end of the page.
void endPage(MarkupWriter& markup, const std::string& from);

}  // namespace ldapsnap
