// Changes of entries in the HTML report: a tree that follows the DIT.
#include <algorithm>
#include <fmt/format.h>

#include "report/html/html_sections.h"
#include "report/tree/dit_groups.h"
#include "report/tree/entry_summary.h"
#include "report/values/value.h"
#include "report/wording/dn_text.h"
#include "report/wording/wording.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kEntriesShown = 500;     ///< what is beyond is counted
constexpr std::size_t kAttributesShown = 100;  ///< of one entry
constexpr std::size_t kKeptValuesShown = 50;   ///< of an attribute that did not change
constexpr std::size_t kOpenEntries = 12;       ///< entries that are unfolded from the start

std::vector<const AttributeChange*> pointersTo(const std::vector<AttributeChange>& attributes) {
  std::vector<const AttributeChange*> pointers;
  pointers.reserve(attributes.size());
  for (const AttributeChange& attribute : attributes) pointers.push_back(&attribute);
  return pointers;
}

bool isBelow(const std::string& dn, const std::string& base) {
  return !base.empty() && relativeName(dn, base).size() < dn.size();
}

bool isWhole(const EntryChange& change) { return change.change == Change::Added || change.change == Change::Removed; }

/// Writes the entries of one list. An entry is nested below the nearest ancestor that changed too.
class EntryTree {
 public:
  EntryTree(HtmlPage& page, const EntryChanges& changes)
      : page_(page),
        markup_(page.markup),
        changes_(changes),
        shown_(page.shownOf(changes.size(), kEntriesShown)),
        isOpen_(changes.size() <= kOpenEntries) {}

  void write();

 private:
  /// An entry whose list item is open.
  struct Level {
    std::string dn;
    bool hasList = false;
  };

  void writeGroup(const DitGroup& group);
  void writeEntry(const EntryChange& change, const std::string& base);
  void writeName(const EntryChange& change, const std::string& base);
  /// What stayed as it was, folded.
  void writeKept(const std::vector<AttributeChange>& kept);
  void writeInside(const EntryChange& change, const std::vector<const AttributeChange*>& attributes);
  /// The attributes that are shown of an entry.
  std::vector<const AttributeChange*> attributesOf(const EntryChange& change) const;
  /// Closes the entries that `dn` does not lie below.
  void closeFor(const std::string& dn);

  HtmlPage& page_;
  MarkupWriter& markup_;
  const EntryChanges& changes_;
  std::size_t shown_;
  bool isOpen_;
  std::vector<Level> above_;
};

void EntryTree::write() {
  for (const DitGroup& group : groupByDit(changes_, page_.report.difference->after.searchBases)) {
    if (group.first < shown_) writeGroup(group);
  }
  if (shown_ < changes_.size()) writeMore(page_, counted(changes_.size() - shown_, "entry", "entries"));
}

void EntryTree::writeGroup(const DitGroup& group) {
  markup_.begin("details", {{"class", "subtree"}, {"open", "open"}});
  markup_.begin("summary");
  markup_.begin("h3");
  markup_.element("span", {{"class", "under"}}, "Under ");
  writeDn(page_, group.base);
  markup_.end();
  markup_.element("span", {{"class", "what"}}, counted(group.last - group.first, "change"));
  markup_.end();
  markup_.begin("ul", {{"class", "tree"}});
  markup_.newLine();
  for (std::size_t i = group.first; i < std::min(group.last, shown_); ++i) {
    const EntryChange change = changes_[i];
    closeFor(change.dn);
    if (!above_.empty() && !above_.back().hasList) {
      markup_.begin("ul");
      above_.back().hasList = true;
    }
    markup_.begin("li");
    writeEntry(change, above_.empty() ? group.base : above_.back().dn);
    above_.push_back({change.dn});
  }
  closeFor("");
  markup_.end();
  markup_.end();
  markup_.newLine();
}

void EntryTree::closeFor(const std::string& dn) {
  while (!above_.empty() && !isBelow(dn, above_.back().dn)) {
    if (above_.back().hasList) markup_.end();
    markup_.end();
    markup_.newLine();
    above_.pop_back();
  }
}

std::vector<const AttributeChange*> EntryTree::attributesOf(const EntryChange& change) const {
  std::vector<const AttributeChange*> attributes =
      isWhole(change) ? tellingAttributes(change) : pointersTo(change.attributes);
  if (page_.options.showVolatile) {
    for (const AttributeChange& attribute : change.volatiles) attributes.push_back(&attribute);
  }
  return attributes;
}

void EntryTree::writeEntry(const EntryChange& change, const std::string& base) {
  const std::vector<const AttributeChange*> attributes = attributesOf(change);
  if (attributes.empty()) {
    markup_.begin("div", {{"class", "entry"}});
    writeName(change, base);
    markup_.end();
    return;
  }
  markup_.begin("details", {{isOpen_ ? "open" : "", "open"}});
  markup_.begin("summary");
  writeName(change, base);
  markup_.end();
  markup_.begin("div", {{"class", "inside"}});
  writeInside(change, attributes);
  markup_.end();
  markup_.end();
}

void EntryTree::writeName(const EntryChange& change, const std::string& base) {
  writeChangeMark(page_, change.change);
  writeDn(page_, relativeName(change.dn, base));
  const std::string detail = entryDetail(change, base);
  if (!detail.empty()) markup_.element("span", {{"class", "what"}}, detail);
}

void EntryTree::writeKept(const std::vector<AttributeChange>& kept) {
  markup_.begin("details");
  markup_.element("summary", {}, counted(kept.size(), "unchanged attribute"));
  markup_.begin("table", {{"class", "values"}});
  writeTableHead(page_, {"Attribute", "Value"});
  markup_.begin("tbody");
  for (const AttributeChange& attribute : kept) {
    const std::size_t shown = page_.shownOf(attribute.added.size(), kKeptValuesShown);
    for (std::size_t i = 0; i < shown; ++i) {
      markup_.begin("tr");
      markup_.element("th", {{"scope", "row"}}, attribute.description);
      markup_.element("td", {},
                      showDecoded(attribute.description, attribute.added[i], attribute.decoding, page_.length()));
      markup_.end();
    }
    if (shown < attribute.added.size()) {
      markup_.begin("tr");
      markup_.element("th", {{"scope", "row"}}, attribute.description);
      markup_.element("td", {{"class", "note"}},
                      fmt::format("{} more (--all)", counted(attribute.added.size() - shown, "value")));
      markup_.end();
    }
  }
  markup_.end();
  markup_.end();
  markup_.end();
}

void EntryTree::writeInside(const EntryChange& change, const std::vector<const AttributeChange*>& attributes) {
  std::vector<const AttributeChange*> shown = attributes;
  shown.resize(page_.shownOf(attributes.size(), kAttributesShown));
  writeAttributeTable(page_, shown, isWhole(change) ? Sides::One : Sides::Both);
  if (shown.size() < attributes.size()) writeMore(page_, counted(attributes.size() - shown.size(), "attribute"));
  if (!change.kept.empty()) return writeKept(change.kept);
  if (isWhole(change) || change.unchangedAttributes == 0) return;
  markup_.element("p", {{"class", "hint"}},
                  counted(change.unchangedAttributes, "unchanged attribute") + " not shown (--unchanged)");
}

}  // namespace

void writeEntryChanges(HtmlPage& page) {
  const Difference& difference = *page.report.difference;
  EntryTree(page, difference.changes).write();
  if (page.options.showVolatile && !difference.volatileChanges.empty()) {
    page.markup.element("h3", {}, "Only volatile attributes");
    EntryTree(page, difference.volatileChanges).write();
  }
}

}  // namespace ldapsnap
