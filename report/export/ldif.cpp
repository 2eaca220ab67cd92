// The LDIF report: change records (RFC 2849) that lead from one snapshot to the other, as ldapmodify takes them.
#include "snapshot/ldap/ldif/ldif.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <ostream>

#include "diff/apply/change_records.h"
#include "report/model/render.h"
#include "report/wording/wording.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

/// Columns of a comment, as of the lines that ldifLine() folds.
constexpr std::size_t kWidth = 76;

/// A comment, wrapped at spaces; every line begins with '#', so that no reader has to know about folding.
void comment(std::ostream& out, const std::string& text, std::string_view indent = "") {
  std::string line = fmt::format("# {}", indent);
  const std::size_t empty = line.size();
  std::string word;
  const auto flush = [&] {
    if (line.size() > empty && line.size() + 1 + word.size() > kWidth) {
      out << line << '\n';
      line = fmt::format("# {}", indent);
    }
    if (line.size() > empty) line += ' ';
    line += word;
    word.clear();
  };
  for (const char c : visible(text)) c == ' ' ? flush() : word.push_back(c);
  flush();
  out << line << '\n';
}

/// One comment a reason, with the attributes that it concerns.
void commentLeftOut(std::ostream& out, const std::vector<LeftOut>& leftOut) {
  std::vector<std::string> reasons;
  for (const LeftOut& each : leftOut)
    if (std::find(reasons.begin(), reasons.end(), each.reason) == reasons.end()) reasons.push_back(each.reason);
  for (const std::string& reason : reasons) {
    std::vector<std::string> names;
    bool isSupplied = false;
    for (const LeftOut& each : leftOut) {
      if (each.reason != reason) continue;
      names.push_back(each.description.empty() ? "the entry" : each.description);
      isSupplied |= each.isSupplied;
    }
    comment(out, fmt::format("{}: {}: {}", isSupplied ? "supply" : "left out", listed(names), reason));
  }
}

std::string sideOf(std::string_view label, const std::string& name, const SnapshotInfo& info) {
  const std::string id = info.id.empty() ? "" : "  " + shortId(info.id);
  return fmt::format("{}: {}{}  {}  {}", label, name, id, minuteOf(info.taken),
                     counted(info.entries, "entry", "entries"));
}

std::string summaryOf(const ChangeRecords& records) {
  std::size_t secrets = 0, owned = records.leftOut.size();
  for (const LeftOut& each : records.leftOut) secrets += each.isSupplied ? 1U : 0U;
  for (const ChangeStep& step : records.steps) {
    owned += step.leftOut.size();
    for (const LeftOut& each : step.leftOut) secrets += each.isSupplied ? 1U : 0U;
  }
  std::string text = counted(records.steps.size(), "change record") + ".";
  if (secrets > 0) text += fmt::format(" {} to be supplied, see \"supply:\".", counted(secrets, "secret"));
  if (owned > secrets) text += fmt::format(" {} left out, see \"left out:\".", counted(owned - secrets, "change"));
  return text;
}

void writeHead(std::ostream& out, const Report& report, const ChangeRecords& records) {
  const bool isReverse = report.direction == Direction::Reverse;
  comment(out, fmt::format("ldapsnap {}: changes that lead from {} {} {}", toolVersion(),
                           isReverse ? report.afterName : report.beforeName, isReverse ? "back to" : "to",
                           isReverse ? report.beforeName : report.afterName));
  const Sides sides = sidesOf(report);
  if (report.before) comment(out, sideOf(sides.arePlaces ? "first" : "before", report.beforeName, *report.before));
  comment(out, sideOf(sides.arePlaces ? "second" : "after", report.afterName, report.after));
  if (report.mapping) comment(out, mappingSentence(report));
  if (report.mapping)
    for (const MappedName& name : report.mapping->names) comment(out, "  " + lineOf(name));
  if (report.difference)
    for (const std::string& note : outsideCoverageNotes(*report.difference, sides))
      comment(out, "not compared: " + note);
  for (const std::string& warning : warningsOf(report)) comment(out, "warning: " + warning);
  comment(out, summaryOf(records));
  for (const std::string& note : selectionNotes(report.leftOut)) comment(out, "not selected: " + note);
  comment(out,
          "Volatile attributes (counters, time stamps) and identities (entryUUID, objectGUID) are the server's own.");
}

/// What has no record, by entry.
void writeLeftOut(std::ostream& out, const std::vector<LeftOut>& leftOut) {
  for (std::size_t i = 0; i < leftOut.size();) {
    std::vector<LeftOut> ofEntry;
    const std::string& dn = leftOut[i].dn;
    for (; i < leftOut.size() && leftOut[i].dn == dn; ++i) ofEntry.push_back(leftOut[i]);
    out << '\n';
    comment(out, "dn: " + (dn.empty() ? "(the root DSE)" : dn));
    commentLeftOut(out, ofEntry);
  }
}

}  // namespace

void renderLdif(const Report& report, const RenderOptions&, std::ostream& out) {
  const ChangeRecords none;
  const ChangeRecords& records = report.changeRecords ? *report.changeRecords : none;
  writeHead(out, report, records);
  writeLeftOut(out, records.leftOut);
  if (!records.steps.empty()) out << "\nversion: 1\n";
  for (const ChangeStep& step : records.steps) {
    out << '\n';
    if (!step.note.empty()) comment(out, step.note);
    commentLeftOut(out, step.leftOut);
    std::string record = toLdif(step.record);
    record.pop_back();  // the blank line precedes the next one
    out << record;
  }
}

}  // namespace ldapsnap
