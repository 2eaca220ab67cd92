// What happened in a directory, for people.
#include "report/model/results/past.h"

#include <algorithm>
#include <fmt/format.h>
#include <ostream>

#include "report/text/lines/text_writer.h"
#include "report/values/value.h"
#include "report/wording/dn_text.h"
#include "report/wording/past.h"
#include "report/wording/wording.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

/// What is shown without --all.
constexpr std::size_t kShownBursts = 20, kShownPastChanges = 100, kShownWrites = 20;

class PastText {
 public:
  PastText(const PastReport& report, const RenderOptions& options, std::ostream& out)
      : report_(report),
        past_(report.past),
        name_(report.name),
        options_(options),
        writer_(out, options.colour, options.width) {}

  void write() {
    writer_.paragraph({}, {fmt::format("What {} shows of its past. {}", name_, sourcesSentence(past_))});
    writeBursts();
    if (past_.hasChanges) writeChanges();
    if (!report_.findings.empty()) writeFindings();
    writeLeftOut();
    if (past_.limits.empty()) return;
    writer_.section();
    writer_.line({{"What this cannot show", Style::Name}});
    for (const PastLimit& limit : past_.limits)
      writer_.paragraph({{"  " + limit.kind + ": ", Style::Note}}, {limit.text});
  }

 private:
  std::size_t shown(std::size_t all, std::size_t most) const { return options_.showAll ? all : std::min(all, most); }

  void more(const std::string& indent, std::size_t all, std::size_t shownOnes, std::string_view noun) {
    if (shownOnes < all)
      writer_.line({{fmt::format("{}... and {} more {} (--all)", indent, grouped(all - shownOnes), noun), Style::Dim}});
  }

  void writeBursts() {
    if (past_.bursts.empty()) {
      writer_.section();
      writer_.line({{past_.since ? "No changes since " + formatTime(*past_.since) + "." : "No changes are recorded."}});
    }
    const std::size_t count = shown(past_.bursts.size(), kShownBursts);
    for (std::size_t i = 0; i < count; ++i) writeBurst(past_.bursts[i]);
    more("", past_.bursts.size(), count, "bursts");
  }

  void writeBurst(const Burst& burst) {
    writer_.section();
    writer_.line({{fmt::format("burst {}", burst.number), Style::Name},
                  {"  " + periodText(burst.begin, burst.end) + "  "},
                  {countsText(burst.entries), Style::Changed}});
    if (const std::string text = whereAndWho(burst.servers, burst.identities); !text.empty())
      writer_.paragraph({{"  "}}, {text}, burst.identities);
    for (const Burst::Mark& mark : burst.looksLike)
      writer_.paragraph({{"  looks like "}, {mark.setup, Style::Good}, {": "}}, {mark.why});
    if (const std::string classes = classesText(burst); !classes.empty())
      writer_.paragraph({{"  created: "}}, {classes});
    for (const Burst::Subtree& subtree : burst.subtrees)
      writer_.paragraph({{"  " + countsText(subtree.entries) + " at and below "}}, {dnForPeople(subtree.dn)},
                        {subtree.dn});
  }

  void writeChanges() {
    writer_.section();
    writer_.line({{counted(past_.changes.size(), "entry", "entries") + " changed; the values before are not known",
                   Style::Name}});
    const std::size_t count = shown(past_.changes.size(), kShownPastChanges);
    for (std::size_t i = 0; i < count; ++i) writeChange(past_.changes[i]);
    more("", past_.changes.size(), count, "entries");
  }

  void writeFindings() {
    writer_.section();
    writer_.line({{counted(report_.findings.size(), "finding") + " on what is listed", Style::Name}});
    for (const Finding& finding : report_.findings) {
      const Style style = finding.level == Level::Error ? Style::Removed : Style::Changed;
      writer_.paragraph({{padded(nameOf(finding.level), 10), style}}, {finding.title}, {});
      writer_.paragraph({{std::string(10, ' ')}}, {dnForPeople(finding.dn)}, {finding.dn});
      if (finding.introducedBy && finding.introducedBy->recorded)
        writer_.paragraph({{std::string(10, ' ')}}, {recordedOriginText(*finding.introducedBy->recorded), Style::Dim});
    }
  }

  void writeLeftOut() {
    const std::vector<std::string> notes = selectionNotes(report_.leftOut);
    if (notes.empty()) return;
    writer_.section();
    for (const std::string& note : notes) writer_.paragraph({{"Left out: "}}, {note, Style::Dim});
  }

  static Style styleOf(PastChange::Kind kind) {
    switch (kind) {
      case PastChange::Kind::Created:
        return Style::Added;
      case PastChange::Kind::Deleted:
        return Style::Removed;
      default:
        return Style::Changed;
    }
  }

  void writeChange(const PastChange& change) {
    const std::string name = change.isUnnamed ? "an entry below " + change.dn : dnForPeople(change.dn);
    writer_.paragraph({{padded(nameOf(change.change), 10), styleOf(change.change)}}, {name, Style::Name}, {change.dn});
    const std::string indent(10, ' ');
    std::string when = periodText(change.first, change.last);
    if (change.certainty == Certainty::AtLatest) when += " or before";
    if (change.certainty == Certainty::Inferred) when += " (inferred)";
    if (!change.formerDn.empty()) writer_.paragraph({{indent + "from "}}, {change.formerDn}, {change.formerDn});
    const std::string who = whereAndWho(change.servers, change.identities);
    writer_.paragraph({{indent}}, {who.empty() ? when : when + " " + who, Style::Dim}, change.identities);
    const std::size_t count = shown(change.writes.size(), kShownWrites);
    for (std::size_t i = 0; i < count; ++i) {
      const PastWrite& write = change.writes[i];
      std::string text = writeText(write, change);
      if (write.value) text += ": " + shortValue(*write.value);
      writer_.paragraph({{indent + attributeText(write) + "  "}}, {text});
    }
    more(indent, change.writes.size(), count, "attributes");
  }

  static std::string shortValue(const std::string& value) {
    constexpr std::size_t kBytes = 80;
    if (!isReadableText(value)) return fmt::format("{} bytes", value.size());
    std::size_t end = std::min(value.size(), kBytes);
    while (end < value.size() && end > 0 && isContinuationByte(value[end])) --end;
    return value.substr(0, end) + (end < value.size() ? "..." : "");
  }

  const PastReport& report_;
  const Past& past_;
  const std::string& name_;
  const RenderOptions& options_;
  TextWriter writer_;
};

}  // namespace

void renderPastText(const PastReport& report, const RenderOptions& options, std::ostream& out) {
  PastText(report, options, out).write();
}

}  // namespace ldapsnap
