#include "report/evidence/redaction/disguise.h"

#include <gtest/gtest.h>

#include "report/evidence/redaction/disguised_report.h"
#include "report/evidence/redaction/name_words.h"
#include "report/model/render.h"
#include "snapshot/base/error.h"
#include "snapshot/model/memory_snapshot.h"
#include "tests/unit/report/samples.h"

namespace ldapsnap {
namespace {

/// A directory with two people, one of them below ou=Payroll.
class DisguiseTest : public testing::Test {
 protected:
  DisguiseTest() {
    add("o=Acme", {{"objectClass", {"organization"}}, {"o", {"Acme"}}});
    add("ou=Payroll,o=Acme", {{"objectClass", {"organizationalUnit"}}, {"ou", {"Payroll"}}});
    add("cn=Doe\\, Jane,ou=Payroll,o=Acme", {{"objectClass", {"inetOrgPerson"}},
                                             {"cn", {"Doe, Jane"}},
                                             {"sn", {"Doe"}},
                                             {"uid", {"jdoe"}},
                                             {"mail", {"jane.doe@acme.example"}},
                                             {"employeeNumber", {"7"}}});
    add("cn=Sue,o=Acme", {{"objectClass", {"inetOrgPerson"}}, {"cn", {"Sue"}}, {"mail", {"sue@acme.example"}}});
    directory_.finish();
  }

  void add(const std::string& dn, std::vector<Attribute> attributes) { directory_.add({dn, std::move(attributes)}); }
  Disguise disguise(const std::vector<std::string>& words) {
    return Disguise(parseRedaction(words), pseudonyms_, directory_, directory_);
  }
  std::string pseudonym(std::string_view name) { return pseudonyms_.of(name); }

  MemorySnapshot directory_;
  Pseudonyms pseudonyms_{std::string(32, 'k')};
};

TEST(Pseudonyms, AreStablePerKeyAndValidWordsAndAttributeNames) {
  Pseudonyms one(std::string(32, 'a')), other(std::string(32, 'b'));
  EXPECT_EQ(one.of("Jane Doe"), one.of("JANE  doe"));
  EXPECT_NE(one.of("Jane Doe"), one.of("Jane Roe"));
  EXPECT_NE(one.of("Jane Doe"), other.of("Jane Doe"));
  EXPECT_NE(one.of("1"), one.of("-1"));
  EXPECT_EQ(one.of("Jane Doe").size(), std::string("redacted-0123456789abcdef").size());
  EXPECT_EQ(one.table().begin()->second, "1");
  EXPECT_NE(one.keyId(), other.keyId());
}

TEST(NameWords, AreFoundIgnoringCaseInAnyScript) {
  std::vector<std::string> folded;
  for (const Word& word : wordsOf("\xC3\x96MER.k@Acme-1")) folded.push_back(word.folded);
  EXPECT_EQ(folded, (std::vector<std::string>{"\xC3\xB6mer", "k", "acme", "1"}));
}

TEST(HiddenNames, FindsTheLongestNameAtWordBoundaries) {
  HiddenNames names;
  for (const std::string_view name : {"Jane", "Doe, Jane", "7"}) names.add(name);
  const std::string text = "doe\\2C JANE, Janet, jane and 7";
  std::vector<std::string> found;
  for (const NamePlace& place : names.findIn(text, HiddenNames::Which::All))
    found.push_back(text.substr(place.begin, place.end - place.begin));
  EXPECT_EQ(found, (std::vector<std::string>{"doe\\2C JANE", "jane", "7"}));
  EXPECT_EQ(names.findIn(text, HiddenNames::Which::Telling).size(), 2U);
  EXPECT_EQ(names.findIn(text, HiddenNames::Which::All).front().form, nameForm("Doe, Jane"));
}

TEST_F(DisguiseTest, HiddenEntryGetsPseudonymsButKeepsItsObjectClasses) {
  Entry entry = *directory_.find(Dn::parse("cn=Doe\\, Jane,ou=Payroll,o=Acme"));
  disguise({"ou=Payroll,o=Acme"}).apply(entry);
  EXPECT_EQ(entry.dn, "cn=" + pseudonym("Doe, Jane") + ",ou=" + pseudonym("Payroll") + ",o=Acme");
  EXPECT_EQ(*entry.first("cn"), pseudonym("Doe, Jane"));
  EXPECT_EQ(*entry.first("mail"), pseudonym("jane.doe@acme.example"));
  EXPECT_EQ(*entry.first("employeeNumber"), pseudonym("7"));
  EXPECT_EQ(*entry.first("objectClass"), "inetOrgPerson");
}

TEST_F(DisguiseTest, HiddenNameIsHiddenEverywhere) {
  const Disguise disguise = this->disguise({"ou=Payroll,o=Acme"});
  EXPECT_EQ(disguise.value("member", "CN=doe\\2C jane,OU=payroll,O=Acme", false),
            "CN=" + pseudonym("Doe, Jane") + ",OU=" + pseudonym("Payroll") + ",O=Acme");
  EXPECT_EQ(disguise.value("memberUid", "jdoe", false), pseudonym("jdoe"));
  EXPECT_EQ(disguise.value("description", "ask JDOE, or the payroll people", false),
            "ask " + pseudonym("jdoe") + ", or the " + pseudonym("payroll") + " people");
  EXPECT_EQ(disguise.value("olcAccess", "{0}to dn.subtree=\"ou=Payroll,o=Acme\" by * none", false),
            "{0}to dn.subtree=\"ou=" + pseudonym("Payroll") + ",o=Acme\" by * none");
  EXPECT_EQ(disguise.value("msDS-x", "B:4:CAFE:ou=Payroll,o=Acme", false),
            "B:4:CAFE:ou=" + pseudonym("Payroll") + ",o=Acme");
}

TEST_F(DisguiseTest, NameWithinBinaryValueHidesTheValue) {
  const Disguise disguise = this->disguise({"ou=Payroll,o=Acme"});
  const std::string utf16("\x01p\0a\0y\0r\0o\0l\0l\0", 15), other("\x01\xFF\x00", 3);
  EXPECT_EQ(disguise.value("blob", utf16, false), pseudonym(utf16));
  EXPECT_EQ(disguise.value("blob", other, false), other);
}

TEST_F(DisguiseTest, HiddenAttributeIsHiddenInValuesNamesAndSentences) {
  const Disguise disguise = this->disguise({"employeeNumber", "uid"});
  EXPECT_EQ(disguise.dn("uid=other,o=Acme"), "uid=" + pseudonym("other") + ",o=Acme");
  EXPECT_EQ(disguise.value("employeenumber", "7", false), pseudonym("7"));
  EXPECT_EQ(disguise.value("roomNumber", "7", false), "7");
  EXPECT_EQ(disguise.text("present, employeeNumber: 7", Reach::Sentence), "present, employeeNumber: " + pseudonym("7"));
}

TEST_F(DisguiseTest, PatternAppliesToAttributeNames) {
  const Disguise disguise = this->disguise({"/ac[m]e/"});
  EXPECT_EQ(disguise.dn("cn=Sue,o=Acme"), "cn=Sue,o=" + pseudonym("acme"));
  EXPECT_EQ(disguise.value("mail", "sue@acme.example", false), "sue@" + pseudonym("acme") + ".example");
  EXPECT_EQ(disguise.description("acmeBadge;lang-de"), pseudonym("acme") + "Badge;lang-de");
  EXPECT_EQ(disguise.value("objectClass", "acmePerson", false), pseudonym("acme") + "Person");
}

TEST_F(DisguiseTest, RedactedSecretsAreKept) {
  const std::string secret = std::string(kRedactedMark) + std::string(32, '0');
  EXPECT_EQ(disguise({"ou=Payroll,o=Acme"}).value("userPassword", secret, true), secret);
}

TEST_F(DisguiseTest, ARenameRecordKeepsNeitherName) {
  LdifRecord record;
  record.change = ChangeType::ModifyDn;
  record.entry.dn = "cn=Doe\\, Jane,ou=Payroll,o=Acme";
  record.newRdn = "cn=Roe\\, Jane";
  disguise({"ou=Payroll,o=Acme"}).apply(record);
  EXPECT_EQ(record.entry.dn, "cn=" + pseudonym("Doe, Jane") + ",ou=" + pseudonym("Payroll") + ",o=Acme");
  EXPECT_EQ(record.newRdn, "cn=" + pseudonym("Roe, Jane"));
}

TEST_F(DisguiseTest, UnknownNamesAreRejected) {
  const auto messageOf = [this](const std::string& word) {
    try {
      disguise({word});
      return std::string("nothing");
    } catch (const Error& error) {
      return std::string(error.what());
    }
  };
  EXPECT_EQ(messageOf("ou=Payrol,o=Acme"),
            "ou=Payrol,o=Acme: neither snapshot has this entry, so nothing would be hidden");
  EXPECT_EQ(messageOf("mial"),
            "mial: no entry has this attribute, so nothing would be hidden; --redact takes an attribute, a DN, or a "
            "/pattern/");
  EXPECT_EQ(messageOf("/(/"), "/(/: invalid regular expression (U_REGEX_MISMATCHED_PAREN)");
}

TEST_F(DisguiseTest, RunawayPatternIsStopped) {
  const Disguise disguise = this->disguise({"/(a+)+b/"});
  EXPECT_THROW(disguise.text(std::string(40, 'a'), Reach::Patterns), Error);
}

TEST(DisguisedReport, HidesANameInEveryFormatAndKeepsCountsAndVerdict) {
  MemorySnapshot directory;
  const std::string dn = test::encryptionCfgRun().check.findings.front().dn;
  directory.add({dn, {{"objectClass", {"top"}}, {"cn", {"Encryption"}}}});
  directory.finish();
  Pseudonyms pseudonyms(std::string(32, 'k'));
  const Report report = test::encryptionCfgRun();
  const Disguise disguise(parseRedaction({"/seattle/", "/acme/"}), pseudonyms, directory, directory);
  const Report shown = disguised(report, disguise);
  EXPECT_EQ(exitCodeOf(shown), exitCodeOf(report));
  EXPECT_NE(shown.check.findings.front().id, report.check.findings.front().id);
  for (const Format format : allFormats()) {
    if (format == Format::Ldif) continue;
    const std::string text = render(shown, format, {Colour::No, 100, true, true});
    for (const std::string name : {"seattle", "Seattle", "acme", "Acme"})
      EXPECT_EQ(text.find(name), std::string::npos) << nameOf(format) << ": " << name;
    EXPECT_NE(text.find(pseudonyms.of("acme")), std::string::npos) << nameOf(format);
  }
}

}  // namespace
}  // namespace ldapsnap
