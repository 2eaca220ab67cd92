// Snapshots of AD Explorer, made here by a writer of the same layout.
#include <cstdint>

#include "tests/support/content/ad_explorer_file.h"
#include "tests/unit/snapshot/import/import_fixture.h"

namespace ldapsnap {
namespace {

using test::AdExplorerFile;
using test::adExplorerTexts;
using test::littleEndian;
using test::utf16;

class AdExplorer : public test::ImportedFile {
 protected:
  AdExplorer() { dn_ = file_.property(u"distinguishedName", 18, 1); }

  AdExplorerFile file_;
  std::uint32_t dn_ = 0;
};

TEST_F(AdExplorer, ValuesOfEverySyntaxAreThoseOfLdap) {
  const auto name = file_.property(u"displayName", 7, 3), flag = file_.property(u"isDeleted", 1, 6),
             number = file_.property(u"systemFlags", 2, 7), large = file_.property(u"uSNChanged", 4, 10),
             bytes = file_.property(u"objectGUID", 11, 8), time = file_.property(u"whenCreated", 15, 9),
             utc = file_.property(u"createdUtc", 16, 9), known = file_.property(u"wellKnownObjects", 21, 8);
  std::string moment = littleEndian(2026, 2) + littleEndian(3, 2) + littleEndian(0, 2) + littleEndian(9, 2) +
                       littleEndian(7, 2) + littleEndian(5, 2) + littleEndian(2, 2) + littleEndian(0, 2);
  file_.object({{dn_, adExplorerTexts({u"CN=Grüße,DC=example"})},
                {name, adExplorerTexts({u"東京", u"\U0001F600",
                                        u"a\xD800"
                                        u"b"})},
                {flag, littleEndian(2, 4) + littleEndian(0, 4) + littleEndian(1, 4)},
                {number, littleEndian(1, 4) + littleEndian(0x80000001, 4)},
                {large, littleEndian(1, 4) + littleEndian(~std::uint64_t{0}, 8)},
                {bytes, littleEndian(2, 4) + littleEndian(2, 4) + littleEndian(1, 4) + std::string("\0\xFF\x01", 3)},
                {time, littleEndian(1, 4) + moment},
                {utc, littleEndian(1, 4) + moment},
                {known, littleEndian(1, 4) + littleEndian(2, 4) + "\xAA\x0B" + utf16(u"CN=Users,DC=example")}});
  const Imported imported = importText(file_.bytes());
  EXPECT_EQ(imported.entries,
            "dn:: Q049R3LDvMOfZSxEQz1leGFtcGxl\n"
            "createdUtc: 260309070502Z\n"
            "displayName:: Ye+/vWI=\n"
            "displayName:: 5p2x5Lqs\n"
            "displayName:: 8J+YgA==\n"
            "distinguishedName:: Q049R3LDvMOfZSxEQz1leGFtcGxl\n"
            "isDeleted: FALSE\nisDeleted: TRUE\n"
            "objectGUID:: AP8=\nobjectGUID:: AQ==\n"
            "systemFlags: -2147483647\n"
            "uSNChanged: -1\n"
            "wellKnownObjects: B:4:AA0B:CN=Users,DC=example\n"
            "whenCreated: 20260309070502.0Z\n\n");
  EXPECT_TRUE(imported.gaps.empty());
}

TEST_F(AdExplorer, SourceIsNamedWithItsServerAndTime) {
  file_.object({{dn_, adExplorerTexts({u"DC=example"})}});
  const Imported imported = importText(file_.bytes(), "anything.txt");
  EXPECT_EQ(relative(imported.info.source), "anything.txt (AD Explorer snapshot of dc1.example.com)");
  EXPECT_EQ(formatTime(imported.info.taken), "2025-12-01T00:00:00Z");
  EXPECT_EQ(nameOf(imported.info.product), "active-directory");
}

TEST_F(AdExplorer, ValueBlockOfAnEarlierObjectIsShared) {
  const auto description = file_.property(u"description", 7, 3);
  const std::string name = adExplorerTexts({u"CN=a,DC=x"}), shared = adExplorerTexts({u"the same"});
  file_.object({{dn_, name}, {description, shared}});
  const auto size = static_cast<std::int32_t>(8 + 16 + name.size() + shared.size());
  const auto offset = static_cast<std::int32_t>(8 + 16 + name.size());
  file_.object({{dn_, adExplorerTexts({u"CN=b,DC=x"})}, {description, "", offset - size}});
  EXPECT_EQ(importText(file_.bytes()).entries,
            "dn: CN=a,DC=x\ndescription: the same\ndistinguishedName: CN=a,DC=x\n\n"
            "dn: CN=b,DC=x\ndescription: the same\ndistinguishedName: CN=b,DC=x\n\n");
}

TEST_F(AdExplorer, SyntaxWhoseValuesAreNotWrittenIsAGap) {
  const auto other = file_.property(u"dnString", 17, 28);
  file_.object({{dn_, adExplorerTexts({u"DC=x"})}, {other, littleEndian(1, 4)}});
  EXPECT_EQ(importText(file_.bytes()).gaps,
            std::vector<std::string>{"DC=x dnString: AD Explorer does not write the values of its syntax"});
}

TEST_F(AdExplorer, SnapshotThatWasNotFinishedIsRefused) {
  file_.object({{dn_, adExplorerTexts({u"DC=x"})}});
  std::string bytes = file_.bytes();
  bytes.replace(7, 2, "XX");
  EXPECT_EQ(errorOf(bytes).substr(0, 57), "file: an AD Explorer snapshot that was not finished: AD E");
}

TEST_F(AdExplorer, DamagedFileIsRefusedWithThePlace) {
  file_.object({{dn_, adExplorerTexts({u"DC=x"})}});
  const std::string bytes = file_.bytes();
  const auto with = [&bytes](std::size_t at, std::uint32_t number) {
    std::string changed = bytes;
    changed.replace(at, 4, littleEndian(number, 4));
    return changed;
  };
  constexpr std::size_t kFirst = 0x43E;
  const std::size_t block = kFirst + 16;
  const auto expectDamaged = [this](const std::string& damaged, std::string_view what) {
    EXPECT_EQ(errorOf(damaged), fmt::format("file{}; copy the snapshot again", what));
  };
  expectDamaged(with(kFirst, 0), ", object 1: damaged or cut short: an object of no size");
  expectDamaged(with(kFirst, 0xFFFFFFF0), ", object 1: damaged or cut short: it ends before its last object");
  expectDamaged(with(kFirst + 4, 0x20000000),
                ", object 1: damaged or cut short: an object with more attributes than it has room for");
  expectDamaged(with(kFirst + 8, 7),
                ", object 1: damaged or cut short: an attribute that the table of properties does not have");
  expectDamaged(with(kFirst + 12, 0x80000001), ", object 1: damaged or cut short: a value block before the objects");
  expectDamaged(with(kFirst + 12, 0x7FFFFFFF), ", object 1: damaged or cut short: a value block beyond the objects");
  expectDamaged(with(block, 0xFFFFFFFF), ", object 1: damaged or cut short: more values than the file has room for");
  expectDamaged(with(block + 4, 0x7FFFFFFF), ", object 1: damaged or cut short: a value beyond the objects");
  expectDamaged(with(0x426, 1000), ", object 2: damaged or cut short: an object of no size");
  expectDamaged(with(0x42E, 16), ": damaged or cut short: the table of properties lies within the head of the file");
  expectDamaged(bytes.substr(0, kFirst), ": damaged or cut short: it ends before the table of properties");
}

TEST_F(AdExplorer, PropertyThatIsThereTwiceIsDamage) {
  file_.property(u"cn", 16, 3);
  file_.property(u"CN", 16, 3);
  file_.object({{dn_, adExplorerTexts({u"DC=x"})}});
  EXPECT_EQ(errorOf(file_.bytes()),
            "file: damaged or cut short: 'CN' twice in the table of properties; copy the snapshot again");
}

TEST_F(AdExplorer, DamagedObjectIsLeftOutUnderKeepGoing) {
  file_.object({{dn_, adExplorerTexts({u"CN=a,DC=x"})}, {dn_, adExplorerTexts({u"CN=b,DC=x"})}});
  file_.object({{dn_, adExplorerTexts({u"DC=x"})}});
  options_.keepGoing = true;
  const Imported imported = importText(file_.bytes());
  EXPECT_EQ(imported.entries, "dn: DC=x\ndistinguishedName: DC=x\n\n");
  EXPECT_EQ(imported.gaps,
            std::vector<std::string>{"file, object 1: damaged or cut short: an object that has an attribute twice"});
}

TEST_F(AdExplorer, SharedValuesCannotUnfoldWithoutLimit) {
  constexpr std::uint32_t kMany = 700, kSize = 500'000, kOctets = 8;
  std::vector<std::uint32_t> many;
  for (std::uint32_t i = 0; i < kMany; ++i)
    many.push_back(
        file_.property(u"a" + std::u16string(1 + i / 26, static_cast<char16_t>(u'a' + i % 26)), 11, kOctets));
  const std::string name = adExplorerTexts({u"CN=a,DC=x"});
  const std::string block = littleEndian(1, 4) + littleEndian(kSize, 4) + std::string(kSize, 'z');
  std::vector<AdExplorerFile::Row> rows = {{dn_, name}, {many[0], block}};
  const auto offset = static_cast<std::int32_t>(8 + 8 * (many.size() + 1) + name.size());
  for (std::size_t i = 1; i < many.size(); ++i) rows.push_back({many[i], "", offset});
  file_.object(rows);
  EXPECT_EQ(errorOf(file_.bytes()),
            "file, object 1: damaged or cut short: values that unfold to far more than the file holds; copy the "
            "snapshot again");
}

TEST_F(AdExplorer, SecretsAreRedacted) {
  const auto password = file_.property(u"ms-Mcs-AdmPwd", 7, 3);
  file_.object({{dn_, adExplorerTexts({u"CN=pc,DC=x"})}, {password, adExplorerTexts({u"hunter2"})}});
  const Imported imported = importText(file_.bytes());
  EXPECT_EQ(imported.entries.find("hunter2"), std::string::npos);
  EXPECT_NE(imported.entries.find("ms-Mcs-AdmPwd: {ldapsnap-redacted}"), std::string::npos);
}

}  // namespace
}  // namespace ldapsnap
