// What holds for every two snapshots: nothing differs from itself, a difference leads from before to after, and back.
#include <gtest/gtest.h>
#include <map>
#include <rapidcheck/gtest.h>
#include <set>

#include "diff/compare/compare.h"
#include "snapshot/ldap/ldif/ldif.h"
#include "tests/unit/diff/compare/describe.h"
#include "tests/unit/diff/compare/random_directory.h"

namespace ldapsnap {
namespace {

using Values = std::vector<std::string>;

/// An entry as the schema sees it: attributes by identity; of ordered ones the values without "{n}", else sorted keys.
using Content = std::map<std::string, Values>;
/// Entries by normal form of their names.
using Directory = std::map<std::string, Content>;

std::string keyOfValue(const std::string& identity, const std::string& value, const Schema& schema) {
  return equalityKey(schema.equality(identity), value, schema);
}

std::string withoutNumber(const std::string& value) {
  return value.starts_with('{') ? value.substr(value.find('}') + 1) : value;
}

Content contentOf(const Entry& entry, const Schema& schema) {
  Content content;
  for (const Attribute& attribute : entry.attributes) {
    const std::string identity = schema.identity(attribute.description);
    Values& values = content[identity];
    Values sorted = attribute.values;
    std::sort(sorted.begin(), sorted.end());
    for (const std::string& value : sorted) values.push_back(keyOfValue(identity, withoutNumber(value), schema));
    if (schema.isOrdered(identity)) continue;
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
  }
  return content;
}

Directory directoryOf(const Snapshot& snapshot) {
  Directory directory;
  snapshot.scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
    directory[normalForm(entry.dn, snapshot.schema())] = contentOf(entry, snapshot.schema());
    return Snapshot::Visit::Continue;
  });
  return directory;
}

/// Plays a difference on a snapshot: what an LDIF of change records would do to the server.
class Player {
 public:
  Player(const Difference& difference, const Schema& schema) : schema_(schema) {
    for (const EntryChange& change : difference.changes) note(change);
    for (const EntryChange& change : difference.volatileChanges) note(change);
    for (const EntryChange& change : difference.spellingChanges) note(change);  // with volatile attributes of their own
  }

  Directory play(const Snapshot& before) const {
    Directory result;
    before.scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
      playEntry(entry, result);
      return Snapshot::Visit::Continue;
    });
    for (const EntryChange& change : added_) result[nameOf(change.dn)] = applied({}, change);
    return result;
  }

 private:
  std::string nameOf(const std::string& dn) const { return normalForm(dn, schema_); }

  void note(const EntryChange& change) {
    if (change.change == Change::Added)
      added_.push_back(change);
    else
      changes_[nameOf(change.fromDn.empty() ? change.dn : change.fromDn)] = change;
  }

  void playEntry(const Entry& entry, Directory& result) const {
    const auto found = changes_.find(nameOf(entry.dn));
    Content content = contentOf(entry, schema_);
    if (found == changes_.end()) {
      result[nameOf(newName(entry.dn))] = std::move(content);
      return;
    }
    const EntryChange& change = found->second;
    if (change.change == Change::Removed) return;
    if (change.change == Change::Renamed) rename(content, Dn::parse(entry.dn).rdn(), Dn::parse(change.dn).rdn());
    result[nameOf(change.dn)] = applied(std::move(content), change);
  }

  /// Where an entry without a change of its own is now: with the nearest renamed entry above it.
  std::string newName(const std::string& dn) const {
    for (Dn above = Dn::parse(dn).parent(); !above.empty(); above = above.parent()) {
      const auto found = changes_.find(nameOf(above.toString()));
      if (found != changes_.end() && found->second.change == Change::Renamed)
        return rebase(Dn::parse(dn), above, Dn::parse(found->second.dn)).toString();
    }
    return dn;
  }

  void rename(Content& content, const Rdn& from, const Rdn& to) const {
    for (const Ava& ava : from) edit(content, schema_.identity(ava.type), {ava.value}, {});
    for (const Ava& ava : to) edit(content, schema_.identity(ava.type), {}, {ava.value});
  }

  Content applied(Content content, const EntryChange& change) const {
    for (const auto* attributes : {&change.attributes, &change.volatiles})
      for (const AttributeChange& attribute : *attributes) {
        const std::string identity = schema_.identity(attribute.description);
        if (attribute.ordered)
          content[identity] = stepsOf(identity, attribute);
        else
          edit(content, identity, attribute.removed, attribute.added);
        if (content[identity].empty()) content.erase(identity);
      }
    return content;
  }

  Values stepsOf(const std::string& identity, const AttributeChange& attribute) const {
    Values values;
    for (const EditLine& line : attribute.lines)
      if (line.op != EditLine::Op::Remove) values.push_back(keyOfValue(identity, line.text, schema_));
    return values;
  }

  void edit(Content& content, const std::string& identity, const Values& removed, const Values& added) const {
    std::set<std::string> values(content[identity].begin(), content[identity].end());
    for (const std::string& value : removed) RC_ASSERT(values.erase(keyOfValue(identity, value, schema_)) == 1U);
    for (const std::string& value : added) values.insert(keyOfValue(identity, value, schema_));
    content[identity].assign(values.begin(), values.end());
    if (values.empty()) content.erase(identity);
  }

  const Schema& schema_;
  std::vector<EntryChange> added_;
  std::map<std::string, EntryChange> changes_;  ///< by name before
};

std::string ldifOf(const Snapshot& snapshot) {
  std::string text;
  snapshot.scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
    text += toLdif(entry);
    return Snapshot::Visit::Continue;
  });
  return text;
}

/// A directory, and the same after up to twelve changes.
std::pair<MemorySnapshot, MemorySnapshot> anyPair() {
  RandomDirectory directory(*rc::gen::arbitrary<unsigned>());
  MemorySnapshot before = directory.snapshot();
  for (int i = *rc::gen::inRange(0, 12); i > 0; --i) directory.change();
  return {std::move(before), directory.snapshot()};
}

RC_GTEST_PROP(CompareProperty, NothingDiffersFromItself, ()) {
  const auto [before, after] = anyPair();
  const Difference difference = compare(after, after);
  RC_ASSERT(describe(difference) == "");
  RC_ASSERT(difference.entries.unchanged == after.info().entries);
}

RC_GTEST_PROP(CompareProperty, AppliedDifferenceTurnsBeforeIntoAfter, ()) {
  const auto [before, after] = anyPair();
  const Difference difference = compare(before, after);
  RC_LOG() << ldifOf(before) << "--- after\n" << ldifOf(after) << "--- difference\n" << describe(difference);
  RC_ASSERT(Player(difference, after.schema()).play(before) == directoryOf(after));
}

RC_GTEST_PROP(CompareProperty, EveryEntryIsCountedOnce, ()) {
  const auto [before, after] = anyPair();
  const EntryCounts counts = compare(before, after).entries;
  const std::uint64_t onBoth =
      counts.modified + counts.renamed + counts.unchanged + counts.volatileOnly + counts.spellingOnly;
  RC_ASSERT(counts.removed + onBoth == before.info().entries);
  RC_ASSERT(counts.added + onBoth == after.info().entries);
}

RC_GTEST_PROP(CompareProperty, ReversedComparisonIsTheInverse, ()) {
  const auto [before, after] = anyPair();
  const Difference difference = compare(before, after), inverse = compare(after, before);
  RC_LOG() << ldifOf(before) << "--- after\n"
           << ldifOf(after) << "--- difference\n"
           << describe(difference) << "--- inverse\n"
           << describe(inverse);
  EntryCounts expected = difference.entries;
  std::swap(expected.added, expected.removed);
  RC_ASSERT(describe(inverse.entries) == describe(expected));
  RC_ASSERT(inverse.changes.size() == difference.changes.size());
}

}  // namespace
}  // namespace ldapsnap
