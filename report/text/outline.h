// A difference in few lines, for the terminal and for scripts: as `git diff --stat` and `--name-only` have it.
#pragma once

#include <iosfwd>

#include "report/model/render.h"

namespace ldapsnap {

/// Changes counted by subtree with a bar of their marks, then the sum. The report has a difference.
void renderStat(const Report& report, const RenderOptions& options, std::ostream& out);

/// The names of what changed, one a line, and nothing else: schema elements, then entries. The report has a difference.
void renderNames(const Report& report, const RenderOptions& options, std::ostream& out);

}  // namespace ldapsnap
