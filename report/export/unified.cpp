// A difference as a unified diff: each changed entry or definition is a file of LDIF lines.
#include <fmt/format.h>
#include <ostream>

#include "report/model/render.h"
#include "report/wording/wording.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {

namespace {

/// The lines of one side of a file.
class Hunk {
 public:
  void same(const std::string& line) { add(' ', line), ++before_, ++after_; }
  void removed(const std::string& line) { add('-', line), ++before_; }
  void added(const std::string& line) { add('+', line), ++after_; }

  /// As POSIX diff -u writes it: a side without lines begins at 0.
  void write(std::ostream& out) const {
    out << fmt::format("@@ -{},{} +{},{} @@\n{}", before_ == 0 ? 0 : 1, before_, after_ == 0 ? 0 : 1, after_, lines_);
  }

 private:
  void add(char mark, const std::string& line) { lines_ += mark + visible(line) + '\n'; }

  std::string lines_;
  std::size_t before_ = 0, after_ = 0;
};

/// "dn: cn=x" or "dn:: Y249w7w=", or the line of a value; one line however long it is.
std::string ldifLine(const std::string& name, const std::string& value) {
  const bool isName = name == "dn";
  Entry entry;
  entry.dn = isName ? value : "";
  if (!isName) entry.attributes.push_back({name, {value}});
  std::string text;
  try {
    text = toLdif(entry);
  } catch (const Error&) {  // a name that no LDIF can hold is shown nevertheless
    return visible(name) + ": " + visible(value);
  }
  if (!isName) text.erase(0, text.find('\n') + 1);
  for (std::size_t fold = 0; (fold = text.find("\n ", fold)) != std::string::npos;) text.erase(fold, 2);
  return text.substr(0, text.find('\n'));
}

void writeNames(std::ostream& out, Change change, const std::string& before, const std::string& after) {
  out << fmt::format("--- {}\n", change == Change::Added ? "/dev/null" : "a/" + visible(before));
  out << fmt::format("+++ {}\n", change == Change::Removed ? "/dev/null" : "b/" + visible(after));
}

void addAttribute(Hunk& hunk, const AttributeChange& attribute) {
  for (const std::string& value : attribute.removed) hunk.removed(ldifLine(attribute.description, value));
  for (const std::string& value : attribute.added) hunk.added(ldifLine(attribute.description, value));
}

void writeEntry(std::ostream& out, const EntryChange& change, const RenderOptions& options) {
  const std::string& before = change.fromDn.empty() ? change.dn : change.fromDn;
  writeNames(out, change.change, before, change.dn);
  Hunk hunk;
  const std::string oldName = ldifLine("dn", before), newName = ldifLine("dn", change.dn);
  if (change.change == Change::Added) {
    hunk.added(newName);
  } else if (change.change == Change::Removed) {
    hunk.removed(oldName);
  } else if (oldName == newName) {
    hunk.same(newName);
  } else {
    hunk.removed(oldName);
    hunk.added(newName);
  }
  for (const AttributeChange& attribute : change.attributes) addAttribute(hunk, attribute);
  if (options.showVolatile)
    for (const AttributeChange& attribute : change.volatiles) addAttribute(hunk, attribute);
  hunk.write(out);
}

void writeDefinition(std::ostream& out, const SchemaChange& change) {
  const std::string name = fmt::format("schema/{}/{}", change.element, change.name.empty() ? change.oid : change.name);
  writeNames(out, change.change, name, name);
  Hunk hunk;
  if (change.change == Change::Added) {
    hunk.added(change.definition);
  } else if (change.change == Change::Removed) {
    hunk.removed(change.definition);
  } else {
    hunk.same(fmt::format("{} {}", change.oid, change.name));
    for (const SchemaPart& part : change.parts) {
      for (const std::string& each : part.removed) hunk.removed(part.part + " " + each);
      for (const std::string& each : part.added) hunk.added(part.part + " " + each);
    }
  }
  hunk.write(out);
}

}  // namespace

void renderUnified(const Report& report, const RenderOptions& options, std::ostream& out) {
  const Sides sides = sidesOf(report);
  // Readers of diffs skip what is before the first file.
  for (const std::string& warning : warningsOf(report)) out << "# warning: " << visible(warning) << '\n';
  out << fmt::format("# {}\n# {}\n# {}\n", visible(snapshotLine(*report.before, Clock::Utc)),
                     visible(snapshotLine(report.after, Clock::Utc)),
                     visible(changeSummary(*report.difference, sides)));
  if (report.mapping) {
    out << "# " << visible(mappingSentence(report)) << '\n';
    for (const MappedName& name : report.mapping->names) out << "#   " << visible(lineOf(name)) << '\n';
  }
  for (const std::string& note : lagNotes(report)) out << "# lag: " << visible(note) << '\n';
  for (const std::string& note : outsideCoverageNotes(*report.difference, sides))
    out << "# not compared: " << visible(note) << '\n';
  for (const std::string& note : selectionNotes(report.leftOut)) out << "# left out: " << visible(note) << '\n';
  for (const SchemaChange& change : report.difference->schema) writeDefinition(out, change);
  for (const EntryChange& change : report.difference->changes) writeEntry(out, change, options);
}

}  // namespace ldapsnap
