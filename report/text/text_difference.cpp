// Changes of schema and entries in the text report.
#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

#include "report/text/lines/wrap.h"
#include "report/text/text_sections.h"
#include "report/tree/alike.h"
#include "report/tree/dit_groups.h"
#include "report/tree/entry_summary.h"
#include "report/values/value.h"
#include "report/wording/dn_text.h"
#include "report/wording/wording.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

constexpr std::size_t kNameColumns = 44;        ///< of an entry's name, where something follows it
constexpr std::size_t kEntriesShown = 500;      ///< what is beyond is counted
constexpr std::size_t kWholeEntriesShown = 50;  ///< added entries of which the attributes are listed
constexpr std::size_t kAttributesShown = 24;    ///< of an added entry
constexpr std::size_t kKeptValuesShown = 10;    ///< of an attribute that did not change
constexpr std::size_t kNotComparedNamed = 5;    ///< entries about the server; the rest is counted
constexpr std::size_t kLeastAttributeColumns = 16, kMostAttributeColumns = 32;

std::size_t columnsFor(const std::vector<const AttributeChange*>& attributes) {
  std::size_t columns = kLeastAttributeColumns;
  for (const AttributeChange* attribute : attributes)
    columns = std::max(columns, columnsOf(visible(attribute->description)) + 2);
  return std::min(columns, kMostAttributeColumns);
}

std::vector<const AttributeChange*> pointersTo(const std::vector<AttributeChange>& attributes) {
  std::vector<const AttributeChange*> pointers;
  for (const AttributeChange& attribute : attributes) pointers.push_back(&attribute);
  return pointers;
}

/// Writes the entries and counts what it leaves out.
class EntriesText {
 public:
  EntriesText(TextWriter& writer, const Difference& difference, const RenderOptions& options)
      : writer_(writer), difference_(difference), options_(options) {}

  void write(const EntryChanges& changes, const std::string& title);
  void writeHidden(const Sides& sides);

 private:
  void writeGroup(const EntryChanges& changes, const DitGroup& group);
  void writeAlike(const EntryChanges& changes, const AlikeEntries& alike, const std::string& base);
  void writeEntry(const EntryChange& change, const std::string& base);
  void writeName(const EntryChange& change, const std::string& base);
  void writeAttributes(const EntryChange& change);
  void writeKept(const AttributeChange& attribute, std::size_t columns);
  void writeVolatiles(const EntryChange& change);
  void writeNote(const std::string& note) { writer_.line({{"        "}, {note, Style::Dim}}); }

  TextWriter& writer_;
  const Difference& difference_;
  const RenderOptions& options_;
  const ElementNames elements_ = namesOf(difference_.schema);
  std::size_t entriesWritten_ = 0, wholeEntries_ = 0;
  std::size_t hiddenEntries_ = 0, hiddenAdded_ = 0, hiddenRemoved_ = 0, hiddenVolatile_ = 0;
  bool hasBytesMark_ = false;
};

void EntriesText::write(const EntryChanges& changes, const std::string& title) {
  bool isAtTop = false;  // the topmost entries of naming contexts follow each other under one heading
  for (const DitGroup& group : groupByDit(changes, difference_.after.searchBases)) {
    if (!options_.showAll && entriesWritten_ >= kEntriesShown) {
      hiddenEntries_ += group.last - group.first;
      continue;
    }
    if (!group.base.empty()) {
      writer_.section();
      writer_.paragraph({{title + " under "}}, {group.base, Style::Name}, {group.base});
    } else if (!isAtTop) {
      writer_.section();
      writer_.line({{title}});
    }
    isAtTop = group.base.empty();
    writeGroup(changes, group);
  }
}

/// Changes that are alike become one, where the first of them is.
void EntriesText::writeGroup(const EntryChanges& changes, const DitGroup& group) {
  std::unordered_map<std::size_t, const AlikeEntries*> folded;  // by position; nullptr: not the first of its group
  const std::vector<AlikeEntries> groups =
      options_.showAll ? std::vector<AlikeEntries>() : alikeEntries(elements_, changes, group);
  for (const AlikeEntries& alike : groups)
    for (const std::size_t position : alike.positions)
      folded.emplace(position, position == alike.positions.front() ? &alike : nullptr);
  for (std::size_t i = group.first; i < group.last; ++i) {
    const auto found = folded.find(i);
    if (found == folded.end()) {
      writeEntry(changes[i], group.base);
    } else if (found->second != nullptr) {
      writeAlike(changes, *found->second, group.base);
    }
  }
}

void EntriesText::writeAlike(const EntryChanges& changes, const AlikeEntries& alike, const std::string& base) {
  constexpr std::size_t kNamed = 5;
  const std::string below =
      alike.below.empty() || alike.below == base ? "" : " below " + relativeName(alike.below, base);
  writer_.paragraph({{"  "}, markOf(alike.change)}, {describe(alike) + below, Style::Name}, {alike.below});
  std::vector<std::string> names, dns;
  for (std::size_t i = 0; i < std::min(alike.positions.size(), kNamed); ++i) {
    const EntryChange& change = changes[alike.positions[i]];
    dns.push_back(change.dn);
    names.push_back(relativeName(change.dn, alike.below.empty() ? base : alike.below));
  }
  const std::string more = alike.positions.size() > kNamed
                               ? fmt::format(", and {} more (--all)", grouped(alike.positions.size() - kNamed))
                               : "";
  writer_.paragraph({{"        "}}, {fmt::format("{}{}", fmt::join(names, ", "), more), Style::Dim}, dns);
  if (alike.change == Change::Added && !alike.definesSchema) hiddenAdded_ += alike.positions.size();
  if (alike.change == Change::Removed && !alike.definesSchema) hiddenRemoved_ += alike.positions.size();
  if (alike.change == Change::Added || alike.change == Change::Removed) return;
  writeNote("(at the first of them)");
  writeAttributes(changes[alike.positions.front()]);
}

void EntriesText::writeEntry(const EntryChange& change, const std::string& base) {
  if (!options_.showAll && entriesWritten_ >= kEntriesShown) {
    ++hiddenEntries_;
    return;
  }
  ++entriesWritten_;
  writeName(change, base);
  writeAttributes(change);
  writeVolatiles(change);
  const bool isWhole = change.change == Change::Added || change.change == Change::Removed;
  for (const AttributeChange& attribute : change.kept) writeKept(attribute, columnsFor(pointersTo(change.kept)));
  if (!isWhole && !change.attributes.empty() && change.kept.empty() && change.unchangedAttributes > 0)
    writeNote(fmt::format("({} hidden, --unchanged)", counted(change.unchangedAttributes, "unchanged attribute")));
  if (!change.spellings.empty())
    writeNote(fmt::format("({} in spelling only, --exact)",
                          change.spellings.size() == 1 ? "1 attribute differs"
                                                       : grouped(change.spellings.size()) + " attributes differ"));
}

void EntriesText::writeName(const EntryChange& change, const std::string& base) {
  const std::string name = relativeName(change.dn, base), detail = entryDetail(change, base);
  const Spans mark = {{"  "}, markOf(change.change)};
  if (detail.empty() || columnsOf(visible(name)) >= kNameColumns) {
    writer_.paragraph(mark, {name, Style::Name}, {change.dn});
    if (!detail.empty()) writer_.paragraph({{"        "}}, {detail}, {change.fromDn});
  } else {
    Spans lead = mark;
    lead.push_back({padded(name, kNameColumns), Style::Name});
    writer_.paragraph(lead, {detail}, {change.fromDn});
  }
}

void EntriesText::writeAttributes(const EntryChange& change) {
  const bool isAdded = change.change == Change::Added, isRemoved = change.change == Change::Removed;
  std::vector<const AttributeChange*> shown =
      isAdded || isRemoved ? tellingAttributes(change) : pointersTo(change.attributes);
  if (!options_.showAll && ((isAdded && ++wholeEntries_ > kWholeEntriesShown) || isRemoved)) {
    if (!shown.empty()) ++(isAdded ? hiddenAdded_ : hiddenRemoved_);
    return;
  }
  const std::size_t total = shown.size();
  if (isAdded && !options_.showAll && total > kAttributesShown) shown.resize(kAttributesShown);
  const std::size_t columns = columnsFor(shown);
  for (const AttributeChange* attribute : shown) {
    writeAttributeChange(writer_, *attribute, columns, options_);
    hasBytesMark_ |= attribute->comparedAsBytes;
  }
  if (shown.size() < total) writeNote(fmt::format("({} more, --all)", counted(total - shown.size(), "attribute")));
}

void EntriesText::writeKept(const AttributeChange& attribute, std::size_t columns) {
  const std::vector<std::string>& values = attribute.added;
  const std::size_t shown = options_.showAll ? values.size() : std::min(values.size(), kKeptValuesShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const std::string name = padded(i == 0 ? attribute.description : "", columns);
    const Length length = options_.showAll ? Length::Whole : Length::Short;
    writer_.paragraph({{"        " + name, Style::Dim}, {"  "}},
                      {showDecoded(attribute.description, values[i], attribute.decoding, length), Style::Dim});
  }
  if (shown < values.size()) writeNote(fmt::format("({} more, --all)", counted(values.size() - shown, "value")));
}

void EntriesText::writeVolatiles(const EntryChange& change) {
  if (change.volatiles.empty()) return;
  if (!options_.showVolatile) {
    if (change.change != Change::Added && change.change != Change::Removed) ++hiddenVolatile_;
    return;
  }
  const std::vector<const AttributeChange*> shown = pointersTo(change.volatiles);
  const std::size_t columns = columnsFor(shown);
  for (const AttributeChange* attribute : shown) writeAttributeChange(writer_, *attribute, columns, options_);
}

void EntriesText::writeHidden(const Sides& sides) {
  std::vector<std::string> hidden;
  const auto add = [&hidden](std::uint64_t number, std::string_view what, std::string_view option) {
    if (number == 0) return;
    const std::string entries = number == 1 ? "1 entry" : grouped(number) + " entries";
    hidden.push_back(fmt::format(fmt::runtime(what), entries) + fmt::format(" ({})", option));
  };
  add(hiddenEntries_, "{} beyond the first 500", "--all");
  add(hiddenAdded_, "attributes of {} that were added", "--all");
  add(hiddenRemoved_, "attributes of {} removed", "--all");
  add(hiddenVolatile_, "volatile attributes of {} above", "--volatile");
  if (!options_.showVolatile) {
    for (const std::string& what : volatileSummary(difference_, sides)) hidden.push_back(what + " (--volatile)");
  }
  for (const std::string& what : spellingSummary(difference_)) hidden.push_back(what + " (--exact)");
  if (hidden.empty() && !hasBytesMark_) return;
  writer_.section();
  if (!hidden.empty())
    writer_.paragraph({{"Hidden: ", Style::Dim}}, {fmt::format("{}.", fmt::join(hidden, ", ")), Style::Dim});
  if (hasBytesMark_) {
    writer_.paragraph({{"[bytes]: ", Style::Dim}},
                      {"the schema does not know the attribute, so its values were compared as bytes.", Style::Dim});
  }
}

void writeNotCompared(TextWriter& writer, const std::vector<std::string>& dns, const RenderOptions& options) {
  if (dns.empty()) return;
  const std::size_t shown = options.showAll ? dns.size() : std::min(dns.size(), kNotComparedNamed);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < shown; ++i) names.push_back(dnForPeople(dns[i]));
  if (shown < dns.size()) names.push_back(fmt::format("{} more (--all)", grouped(dns.size() - shown)));
  writer.section();
  writer.paragraph({{"Not compared: ", Style::Dim}},
                   {fmt::format("{}: only one side was read from a server.", fmt::join(names, ", ")), Style::Dim});
}

}  // namespace

void writeEntryList(TextWriter& writer, const Difference& difference, const std::string& title,
                    const RenderOptions& options) {
  EntriesText text(writer, difference, options);
  text.write(difference.changes, title);
  text.writeHidden(twoTimes());
}

void writeEntryChanges(TextWriter& writer, const Difference& difference, const Sides& sides,
                       const RenderOptions& options) {
  EntriesText text(writer, difference, options);
  text.write(difference.changes, "Entries");
  if (options.showVolatile) text.write(difference.volatileChanges, "Only volatile attributes");
  if (!difference.empty()) text.writeHidden(sides);
  writeNotCompared(writer, difference.notCompared, options);
  for (const std::string& note : outsideCoverageNotes(difference, sides))
    writer.paragraph({{"Not compared: ", Style::Warning}}, {note});
  if (const std::string note = otherDirectoriesNote(difference); !note.empty()) {
    writer.section();
    writer.paragraph({}, {note, Style::Dim});
  }
}

}  // namespace ldapsnap
