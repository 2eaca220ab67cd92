// What the terminal shows, for a ticket: of results that have no Markdown of their own.
#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

#include "report/model/render.h"

namespace ldapsnap {

/// A heading, a sentence in bold, and what `produce` writes for a terminal as a block that nothing in it can end, in no
/// more than RenderOptions::maxCharacters.
void writeLiteralMarkdown(const std::string& title, const std::string& sentence, const RenderOptions& options,
                          const std::function<void(const RenderOptions& options, std::ostream& out)>& produce,
                          std::ostream& out);

/// Whether Markdown of that text is within `most` code points; 0: any is.
bool fits(std::string_view markdown, std::size_t most);

/// As many lines of `markdown` as fit, and a last one that says so. A block or a folded part that would stay open at
/// that place is closed.
std::string cutOff(std::string_view markdown, std::size_t most);

}  // namespace ldapsnap
