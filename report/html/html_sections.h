// The sections of the HTML report; html.cpp puts them in order and writes the frame around them.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "report/markup/markup_writer.h"
#include "report/model/render.h"
#include "report/values/side_by_side.h"
#include "report/wording/sides.h"

namespace ldapsnap {

/// What every section writes with.
struct HtmlPage {
  const Report& report;
  const RenderOptions& options;
  MarkupWriter markup;
  Sides sides;
  bool hasAnchors =
      true;  ///< subtrees have ids, to which the overview leads; of a page with several differences: false

  Length length() const { return options.showAll ? Length::Whole : Length::Short; }
  /// How many of `total` are shown where a page shows `most`.
  std::size_t shownOf(std::size_t total, std::size_t most) const {
    return options.showAll || total < most ? total : most;
  }
};

/// The inside of a section's element, below its heading.
void writeFindings(HtmlPage& page);
/// Of a difference: findings of both snapshots, and rules that passed.
void writeHeld(HtmlPage& page);
void writeJudgements(HtmlPage& page);
void writeOverview(HtmlPage& page);
void writeSchemaChanges(HtmlPage& page);
void writeEntryChanges(HtmlPage& page);
void writeSetups(HtmlPage& page);
void writeTimeline(HtmlPage& page);
void writeCommandOutput(HtmlPage& page);
void writeNotExamined(HtmlPage& page);
void writeIdentified(HtmlPage& page);
void writeProvenance(HtmlPage& page);

/// Of a difference: its subtrees as areas, by the number and kind of their changes. Nothing for a small one.
void writeTreemap(HtmlPage& page);
/// Of a comparison of two places: which names were mapped to which, how many entries have a counterpart.
void writePairs(HtmlPage& page);

/// The table of what changed in an entry. Of an added or removed entry, the values are in one column.
enum class Columns { Both, One };
enum class Head { Shown, Omitted };
void writeAttributeTable(HtmlPage& page, const std::vector<const AttributeChange*>& attributes, Columns columns,
                         Head head = Head::Shown);

/// Pieces that sections share.
void writeDn(HtmlPage& page, std::string_view dn);    ///< as code
void writeChangeMark(HtmlPage& page, Change change);  ///< "+ added"
/// Where the changes of a group of groupByDit() begin, by its number.
std::string idOfSubtree(std::size_t group);
/// Kinds of change, of several changes.
class Kinds {
 public:
  void add(Change change) { bits_ |= 1U << static_cast<unsigned>(change); }
  void add(Kinds more) { bits_ |= more.bits_; }
  void remove(Change change) { bits_ &= ~(1U << static_cast<unsigned>(change)); }
  bool has(Change change) const { return (bits_ & 1U << static_cast<unsigned>(change)) != 0; }

 private:
  unsigned bits_ = 0;
};
/// Begins the list item of a change, which the page can show and hide by its kind and by those of the changes in it.
void beginChange(HtmlPage& page, Change change, Kinds within = {});
/// " has-added has-removed": the classes of what holds changes of these kinds. A browser that had to look for them
/// itself (`:has()`) would take seconds for a large page.
std::string classesOf(Kinds kinds);
void writeBadge(HtmlPage& page, std::string_view kind, std::string_view label);  ///< in the colour of `kind`
void writeCode(HtmlPage& page, std::string_view text);
/// Text that holds DNs: lines break after the comma of an RDN where they can.
void writeBreakable(MarkupWriter& markup, std::string_view text);
/// "(9,500 entries more: COMMAND)": what the page leaves out, and what shows it.
void writeMore(HtmlPage& page, const std::string& what);

}  // namespace ldapsnap
