// Changes of entries in the HTML report: a tree that follows the DIT.
#include <algorithm>
#include <fmt/format.h>
#include <limits>

#include "report/html/html_sections.h"
#include "report/tree/alike.h"
#include "report/tree/dit_groups.h"
#include "report/tree/entry_summary.h"
#include "report/values/value.h"
#include "report/wording/dn_text.h"
#include "report/wording/wording.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kEntriesShown = 500;     ///< what is beyond is counted
constexpr std::size_t kAttributesShown = 100;  ///< of one entry
constexpr std::size_t kAttributesNamed = 4;    ///< next to the name of an entry
constexpr std::size_t kKeptValuesShown = 50;   ///< of an attribute that did not change
constexpr std::size_t kLargePage = 2'000;      ///< entries from which on a browser is spared every element
constexpr std::size_t kOpenEntries = 12;       ///< entries that are unfolded from the start

std::vector<const AttributeChange*> pointersTo(const std::vector<AttributeChange>& attributes) {
  std::vector<const AttributeChange*> pointers;
  pointers.reserve(attributes.size());
  for (const AttributeChange& attribute : attributes) pointers.push_back(&attribute);
  return pointers;
}

/// Writes the entries of one list. An entry is nested below the nearest ancestor that changed too.
class EntryTree {
 public:
  EntryTree(HtmlPage& page, const EntryChanges& changes)
      : page_(page),
        markup_(page.markup),
        changes_(changes),
        elements_(namesOf(page.report.difference->schema)),
        left_(page.shownOf(changes.size(), kEntriesShown)),
        isOpen_(changes.size() <= kOpenEntries),
        isLarge_(left_ > kLargePage) {}

  void write();

 private:
  /// An entry whose list item is open.
  struct Level {
    std::string dn;
    bool hasList = false;
  };

  void writeGroup(const DitGroup& group, const std::string& id);
  /// Those of `group` that are not in one of the lists of what is alike, as a tree.
  void writeRest(const DitGroup& group, const std::vector<bool>& isWritten);
  void writeAlike(const AlikeEntries& alike, const std::string& base);
  /// For each entry of `group`, what kinds of changes are nested in its item by writeRest().
  std::vector<Kinds> kindsWithin(const DitGroup& group, const std::vector<bool>& isWritten) const;
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
  ElementNames elements_;
  std::size_t left_;  ///< how many may still be written
  bool isOpen_;
  bool hidesUnchanged_ = false;
  bool isLarge_;  ///< what would be the same in each entry is said once
  std::vector<Level> above_;
};

void EntryTree::write() {
  const std::size_t shown = left_;
  std::size_t number = 0;
  if (isLarge_)
    markup_.element("p", {{"class", "hint"}},
                    fmt::format("A minus marks values of the {} snapshot, a plus those of the {} one.",
                                page_.sides.earlier, page_.sides.later));
  for (const DitGroup& group : groupByDit(changes_, page_.report.difference->after.searchBases)) {
    if (left_ > 0) writeGroup(group, idOfSubtree(number));
    ++number;
  }
  if (hidesUnchanged_)
    markup_.element("p", {{"class", "hint"}}, "Unchanged attributes of changed entries are not shown (--unchanged).");
  if (shown < changes_.size()) writeMore(page_, counted(changes_.size() - shown, "entry", "entries"));
}

void EntryTree::writeGroup(const DitGroup& group, const std::string& id) {
  // The overview leads to the changes that it counts, and not to volatile ones.
  const bool isFirst = &changes_ == &page_.report.difference->changes;
  Kinds kinds;
  for (std::size_t i = group.first; i < group.last; ++i) kinds.add(EntryChange(changes_[i]).change);
  markup_.begin(
      "details",
      {{"class", "subtree" + classesOf(kinds)}, {isFirst && page_.hasAnchors ? "id" : "", id}, {"open", "open"}});
  markup_.begin("summary");
  markup_.begin("h3");
  markup_.element("span", {{"class", "under"}}, "Under ");
  writeDn(page_, group.base);
  markup_.end();
  markup_.element("span", {{"class", "what"}}, counted(group.last - group.first, "change"));
  markup_.end();
  markup_.begin("ul", {{"class", "tree"}});
  markup_.newLine();
  std::vector<bool> isWritten(group.last - group.first);
  for (const AlikeEntries& alike : alikeEntries(elements_, changes_, group)) {
    if (left_ == 0) break;
    for (const std::size_t position : alike.positions) isWritten[position - group.first] = true;
    writeAlike(alike, group.base);
  }
  writeRest(group, isWritten);
  markup_.end();
  markup_.end();
  markup_.newLine();
}

void EntryTree::writeAlike(const AlikeEntries& alike, const std::string& base) {
  beginChange(page_, alike.change);
  markup_.begin("details", {{"class", "alike"}});
  markup_.begin("summary");
  writeChangeMark(page_, alike.change);
  markup_.element("strong", {}, describe(alike));
  if (const std::string below = relativeName(alike.below, base);
      !alike.below.empty() && !below.empty() && alike.below != base) {
    markup_.element("span", {{"class", "what"}}, "below ");
    writeDn(page_, below);
  }
  markup_.end();
  markup_.begin("ul");
  const std::size_t shown = std::min(left_, alike.positions.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const EntryChange change = changes_[alike.positions[i]];
    beginChange(page_, change.change);
    writeEntry(change, alike.below.empty() ? base : alike.below);
    markup_.end();
    markup_.newLine();
  }
  left_ -= shown;
  markup_.end();
  markup_.end();
  markup_.end();
  markup_.newLine();
}

std::vector<Kinds> EntryTree::kindsWithin(const DitGroup& group, const std::vector<bool>& isWritten) const {
  constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  struct Ancestor {
    std::size_t position;
    std::string dn;
  };
  std::vector<Kinds> within(isWritten.size()), own(isWritten.size());
  std::vector<std::size_t> parents(isWritten.size(), kNone);
  std::vector<Ancestor> above;
  for (std::size_t i = 0; i < isWritten.size(); ++i) {
    if (isWritten[i]) continue;
    const EntryChange change = changes_[group.first + i];
    while (!above.empty() && !isBelow(change.dn, above.back().dn)) above.pop_back();
    if (!above.empty()) parents[i] = above.back().position;
    own[i].add(change.change);
    above.push_back({i, change.dn});
  }
  for (std::size_t i = isWritten.size(); i-- > 0;) {
    if (parents[i] == kNone) continue;
    within[parents[i]].add(own[i]);
    within[parents[i]].add(within[i]);
  }
  return within;
}

void EntryTree::writeRest(const DitGroup& group, const std::vector<bool>& isWritten) {
  const std::vector<Kinds> within = kindsWithin(group, isWritten);
  for (std::size_t i = group.first; i < group.last && left_ > 0; ++i) {
    if (isWritten[i - group.first]) continue;
    --left_;
    const EntryChange change = changes_[i];
    closeFor(change.dn);
    if (!above_.empty() && !above_.back().hasList) {
      markup_.begin("ul");
      above_.back().hasList = true;
    }
    beginChange(page_, change.change, within[i - group.first]);
    writeEntry(change, above_.empty() ? group.base : above_.back().dn);
    above_.push_back({change.dn});
  }
  closeFor("");
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
      isWhole(change.change) ? tellingAttributes(change) : pointersTo(change.attributes);
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
  if (isWhole(change.change)) return;
  const std::string attributes = changedAttributes(change, kAttributesNamed);
  if (!attributes.empty()) markup_.element("span", {{"class", "what"}}, attributes);
}

void EntryTree::writeKept(const std::vector<AttributeChange>& kept) {
  markup_.begin("details");
  markup_.element("summary", {}, counted(kept.size(), "unchanged attribute"));
  markup_.begin("table", {{"class", "values"}});
  writeTableHead(page_.markup, {"Attribute", "Value"});
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
  writeAttributeTable(page_, shown, isWhole(change.change) ? Columns::One : Columns::Both,
                      isLarge_ ? Head::Omitted : Head::Shown);
  if (shown.size() < attributes.size()) writeMore(page_, counted(attributes.size() - shown.size(), "attribute"));
  if (!change.kept.empty()) return writeKept(change.kept);
  if (isWhole(change.change) || change.unchangedAttributes == 0) return;
  if (isLarge_) {
    hidesUnchanged_ = true;
    return;
  }
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
