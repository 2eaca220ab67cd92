// Two LDIF files are compared where they lie; what is found is what a comparison of all their entries finds.
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "diff/compare/compare.h"
#include "snapshot/base/error.h"
#include "snapshot/import/ldif_snapshot.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/diff/compare/describe.h"
#include "tests/unit/diff/compare/ldif_dialect.h"
#include "tests/unit/diff/compare/random_directory.h"

namespace ldapsnap {
namespace {

ImportOptions optionsOf(bool keepGoing) {
  ImportOptions options;
  options.site = "lab";
  options.key = std::string(32, 'k');
  options.keepGoing = keepGoing;
  return options;
}

MemorySnapshot inMemory(const std::string& path, bool keepGoing) {
  MemorySnapshot snapshot;
  snapshot.info() = importLdif(path, optionsOf(keepGoing), snapshot);
  snapshot.finish();
  return snapshot;
}

std::string describeInfo(const SnapshotInfo& info) {
  std::string text = fmt::format("{} {} {} {} entries", nameOf(info.product), info.vendor, info.version, info.entries);
  for (const std::string& context : info.searchBases) text += "\ncontext " + context;
  for (const Gap& gap : info.gaps) text += fmt::format("\ngap {}: {}: {}", gap.where, gap.reason, gap.remedy);
  return text;
}

template <typename Compare>
std::string outcomeOf(const Compare& compareFiles) {
  try {
    const Difference difference = compareFiles();
    return describeInfo(difference.before) + '\n' + describeInfo(difference.after) + '\n' + describe(difference) +
           describe(difference.entries);
  } catch (const Error& error) {
    return error.what();
  }
}

std::string outcomeInMemory(const std::string& before, const std::string& after, bool keepGoing) {
  return outcomeOf([&] {
    const MemorySnapshot old = inMemory(before, keepGoing), now = inMemory(after, keepGoing);
    return compare(old, now);
  });
}

std::string outcomeMapped(const std::string& before, const std::string& after, bool keepGoing) {
  const ImportOptions options = optionsOf(keepGoing);
  return outcomeOf([&] {
    const LdifSnapshot old(before, options), now(after, options, &old);
    return compare(old, now);
  });
}

std::vector<Entry> entriesOf(const Snapshot& snapshot) {
  std::vector<Entry> entries;
  snapshot.scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
    entries.push_back(entry);
    return Snapshot::Visit::Continue;
  });
  return entries;
}

/// Two states of a random directory.
std::pair<std::vector<Entry>, std::vector<Entry>> twoStates() {
  RandomDirectory directory(*rc::gen::arbitrary<unsigned>());
  std::vector<Entry> before = entriesOf(directory.snapshot());
  for (int i = *rc::gen::inRange(0, 6); i > 0; --i) directory.change();
  std::vector<Entry> after = entriesOf(directory.snapshot());
  if (*rc::gen::arbitrary<bool>()) return {std::move(before), std::move(after)};
  const auto isSchema = [](const Entry& entry) { return entry.dn == "cn=Subschema"; };
  std::erase_if(before, isSchema);
  if (*rc::gen::arbitrary<bool>()) std::erase_if(after, isSchema);
  return {std::move(before), std::move(after)};
}

class LdifPair : public testing::Test {
 protected:
  std::string differenceOf(std::string_view before, std::string_view after) const {
    const std::string a = folder_.write("a.ldif", before).string(), b = folder_.write("b.ldif", after).string();
    std::string outcome = outcomeMapped(a, b, false);
    EXPECT_EQ(outcome, outcomeInMemory(a, b, false));
    for (std::size_t at; (at = outcome.find(folder_.path().string())) != std::string::npos;)
      outcome.erase(at, folder_.path().string().size() + 1);
    return outcome.substr(outcome.rfind("entries\n") == std::string::npos ? 0 : outcome.rfind("entries\n") + 8);
  }

  test::TempFolder folder_;
};

RC_GTEST_PROP(LdifPairProperty, EqualsAComparisonOfAllEntriesInAnyDialect, ()) {
  static const test::TempFolder folder;
  const auto [before, after] = twoStates();
  LdifDialect dialect(*rc::gen::arbitrary<unsigned>());
  const std::string a = folder.write("a.ldif", dialect.write(before)).string();
  const std::string b = folder.write("b.ldif", dialect.write(after)).string();
  RC_ASSERT(outcomeMapped(a, b, false) == outcomeInMemory(a, b, false));
}

RC_GTEST_PROP(LdifPairProperty, RejectsWhatAnImportRejectsWithTheSameMessage, ()) {
  static const test::TempFolder folder;
  const auto [before, after] = twoStates();
  LdifDialect dialect(*rc::gen::arbitrary<unsigned>());
  const std::string a = folder.write("a.ldif", dialect.writeWithFaults(before)).string();
  const std::string b = folder.write("b.ldif", dialect.writeWithFaults(after)).string();
  RC_ASSERT(outcomeMapped(a, b, false) == outcomeInMemory(a, b, false));
  RC_ASSERT(outcomeMapped(a, b, true) == outcomeInMemory(a, b, true));
}

TEST_F(LdifPair, ExtraBlankLineAfterEqualRecordsIsNoDifference) {
  const std::string first = "dn: dc=x\nobjectClass: domain\ndc: x\n\n", second = "dn: ou=a,dc=x\nou: a\n\n",
                    third = "dn: ou=b,dc=x\nou: b\n";
  EXPECT_EQ(differenceOf(first + second + third, first + second + "\n" + third),
            "added 0, removed 0, modified 0, renamed 0, unchanged 3, volatile 0");
}

TEST_F(LdifPair, OrderOfEntriesAttributesAndValuesIsNoDifference) {
  EXPECT_EQ(differenceOf("dn: cn=a\nsn: 1\nsn: 2\ncn: a\n\ndn: cn=b\ncn: b\n",
                         "dn: cn=b\ncn: b\n\ndn: cn=a\ncn: a\nsn: 2\nsn: 1\n"),
            "added 0, removed 0, modified 0, renamed 0, unchanged 2, volatile 0");
}

TEST_F(LdifPair, SpellingOfADnIsNoDifference) {
  EXPECT_EQ(differenceOf("dn: cn=A  b , dc=x\ncn: A b\n", "dn: commonName=a b,DC=X\ncn: A b\n"),
            "added 0, removed 0, modified 0, renamed 0, unchanged 0, volatile 0, spelling 1");
}

TEST_F(LdifPair, Base64ValueEqualsPlainValue) {
  EXPECT_EQ(differenceOf("dn:: Y249YQ==\ncn: a\n", "dn: cn=a\ncn:: YQ==\n"),
            "added 0, removed 0, modified 0, renamed 0, unchanged 1, volatile 0");
}

TEST_F(LdifPair, DuplicateDnIsRejectedWithBothLines) {
  EXPECT_EQ(differenceOf("dn: cn=a\ncn: a\n\ndn: CN=A\ncn: a\n", "dn: cn=a\ncn: a\n"),
            "a.ldif:4: the entry of this name was there before, at line 1; leave one of them out; --keep-going takes "
            "the first");
}

TEST_F(LdifPair, SecretsThatChangedAreShownAsDigests) {
  const std::string outcome = differenceOf("dn: cn=a\nuserPassword: old\n", "dn: cn=a\nuserPassword: new\n");
  EXPECT_NE(outcome.find("userPassword -{ldapsnap-redacted}"), std::string::npos) << outcome;
  EXPECT_EQ(outcome.find("old"), std::string::npos) << outcome;
}

TEST_F(LdifPair, EmptyFilesDoNotDifferAndProveNothing) {
  EXPECT_EQ(differenceOf("", "version: 1\n"),
            "gap b.ldif:1: there is no entry in the file: the export may have failed: export it again\n"
            "added 0, removed 0, modified 0, renamed 0, unchanged 0, volatile 0");
}

TEST_F(LdifPair, FileThatGrowsWhileBeingReadIsRejected) {
  const std::string a = folder_.write("a.ldif", "dn: cn=a\ncn: a\n").string();
  const LdifSnapshot before(a, optionsOf(false)), after(a, optionsOf(false));
  std::ofstream(a, std::ios::app) << "sn: b\n";
  try {
    compare(before, after);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "the file was written to while it was read");
  }
}

}  // namespace
}  // namespace ldapsnap
