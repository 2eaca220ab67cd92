#include "tests/unit/diff/compare/describe.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "diff/compare/compare.h"
#include "snapshot/base/text.h"
#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {
namespace {

std::string_view signOf(Change change) {
  switch (change) {
    case Change::Added:
      return "+";
    case Change::Removed:
      return "-";
    case Change::Modified:
      return "~";
    case Change::Renamed:
      return ">";
  }
  return "?";
}

std::string stepsOf(const AttributeChange& attribute) {
  std::string text = " [";
  for (const EditLine& line : attribute.lines) {
    if (text.size() > 2) text += '|';
    text += line.op == EditLine::Op::Keep ? ' ' : line.op == EditLine::Op::Remove ? '-' : '+';
    text += line.text;
  }
  return text + ']';
}

std::string describe(const AttributeChange& attribute) {
  std::string text = attribute.description;
  if (!attribute.lines.empty()) return text + stepsOf(attribute) + (attribute.reordered ? " reordered" : "");
  for (const std::string& value : attribute.removed) text += " -" + visible(value);
  for (const std::string& value : attribute.added) text += " +" + visible(value);
  return text + (attribute.comparedAsBytes ? " (bytes)" : "");
}

std::string describe(const EntryChange& change, std::string_view sign) {
  std::string text = fmt::format("{} {}", sign, change.dn);
  if (change.change == Change::Renamed) text += fmt::format(" from {} by {}", change.fromDn, change.renamedBy);
  if (change.replaced) text += " replaced";
  if (change.entries > 1) text += fmt::format(", {} entries", change.entries);
  std::string separator = ": ";
  for (const AttributeChange& attribute : change.attributes) {
    text += separator + describe(attribute);
    separator = ", ";
  }
  for (const AttributeChange& attribute : change.volatiles) {
    text += separator + '*' + describe(attribute);
    separator = ", ";
  }
  return text + '\n';
}

std::string describe(const SchemaChange& change) {
  std::string text = fmt::format("schema {} {} {}", signOf(change.change), change.element,
                                 change.name.empty() ? change.definition : change.name);
  std::string separator = ": ";
  for (const SchemaPart& part : change.parts) {
    text += separator + part.part;
    for (const std::string& value : part.removed) text += " -" + value;
    for (const std::string& value : part.added) text += " +" + value;
    separator = ", ";
  }
  return text + '\n';
}

}  // namespace

MemorySnapshot snapshotOf(const std::string& ldif, Product product) {
  SnapshotInfo info;
  info.product = product;
  MemorySnapshot snapshot(info);
  LdifReader reader(ldif, "test.ldif");
  while (std::optional<LdifRecord> record = reader.next()) snapshot.add(std::move(record->entry));
  snapshot.finish();
  return snapshot;
}

Difference differenceOf(const std::string& before, const std::string& after, Product product) {
  return compare(snapshotOf(before, product), snapshotOf(after, product));
}

AttributeChange onlyChange(const std::string& before, const std::string& after) {
  const Difference difference = differenceOf("dn: cn=a\n" + before, "dn: cn=a\n" + after);
  EXPECT_EQ(difference.changes.size(), 1U);
  EXPECT_EQ(difference.changes.at(0).attributes.size(), 1U);
  return difference.changes.at(0).attributes.at(0);
}

std::string describe(const Difference& difference) {
  std::string text;
  for (const SchemaChange& change : difference.schema) text += describe(change);
  for (const EntryChange& change : difference.changes) text += describe(change, signOf(change.change));
  for (const EntryChange& change : difference.volatileChanges) text += describe(change, "*");
  return text;
}

std::string describe(const EntryCounts& counts) {
  std::string text =
      fmt::format("added {}, removed {}, modified {}, renamed {}, unchanged {}, volatile {}", counts.added,
                  counts.removed, counts.modified, counts.renamed, counts.unchanged, counts.volatileOnly);
  if (counts.spellingOnly > 0) text += fmt::format(", spelling {}", counts.spellingOnly);
  return text;
}

}  // namespace ldapsnap
