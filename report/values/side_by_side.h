// What changed in an attribute, in two columns: before and after.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "diff/compare/model/difference.h"
#include "report/values/value.h"

namespace ldapsnap {

/// Values of a change as a reader sees them, each visible() already.
struct ShownValues {
  bool isSecret = false;  ///< nothing but secrets on both sides: no value is shown
  std::vector<std::string> removed, added;
  std::size_t hidden = 0;  ///< beyond the limit
};
/// At most `limit` values a side. Two values that look the same say that they are not.
ShownValues shownValues(const AttributeChange& change, Length length, std::size_t limit);

/// A piece of a value; marked: it is what changed.
struct SidePart {
  enum class Mark { No, Yes } mark = Mark::No;
  std::string text;  ///< visible() already
};

struct SideCell {
  enum class Kind { Absent, Kept, Changed } kind = Kind::Absent;
  std::vector<SidePart> parts;
};

struct SideRow {
  std::string hunk;  ///< "line 12": where the following rows are; then there are no cells
  SideCell before, after;
};

struct SideBySide {
  std::string summary;  ///< "text changed, 2 lines added, 1 removed"; may be empty
  std::vector<SideRow> rows;
  std::size_t hidden = 0;  ///< values beyond the limit
};
SideBySide sideBySide(const AttributeChange& change, Length length, std::size_t limit);

}  // namespace ldapsnap
