#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <string>

#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {
namespace {

using namespace std::string_literals;

TEST(LdifWriter, WritesAnEntryAsLdapsearchDoes) {
  EXPECT_EQ(toLdif(Entry{"cn=a,dc=x", {{"objectClass", {"top", "person"}}, {"cn", {"a"}}}}),
            "dn: cn=a,dc=x\nobjectClass: top\nobjectClass: person\ncn: a\n\n");
  EXPECT_EQ(toLdif(Entry{"", {{"cn", {""}}}}), "dn:\ncn:\n\n");
}

TEST(LdifWriter, EncodesWhatRfc2849AsksFor) {
  EXPECT_EQ(ldifLine("cn", " a"), "cn:: IGE=\n");
  EXPECT_EQ(ldifLine("cn", "a "), "cn:: YSA=\n");
  EXPECT_EQ(ldifLine("cn", ":a"), "cn:: OmE=\n");
  EXPECT_EQ(ldifLine("cn", "<a"), "cn:: PGE=\n");
  EXPECT_EQ(ldifLine("cn", "ä"), "cn:: w6Q=\n");
  EXPECT_EQ(ldifLine("cn", "a\nb"), "cn:: YQpi\n");
  EXPECT_EQ(ldifLine("cn", "\0"s), "cn:: AA==\n");
  EXPECT_EQ(ldifLine("cn", "a:b<c"), "cn: a:b<c\n");
  EXPECT_EQ(ldifLine("cn", "#a"), "cn: #a\n");
}

TEST(LdifWriter, EncodesControlCharactersThatATerminalWouldObey) {
  EXPECT_EQ(ldifLine("cn", "\x1b[2J"), "cn:: G1sySg==\n");
  EXPECT_EQ(ldifLine("cn", "\x7f"), "cn:: fw==\n");
}

TEST(LdifWriter, FoldsAt76) {
  EXPECT_EQ(ldifLine("cn", std::string(72, 'a')), "cn: " + std::string(72, 'a') + "\n");
  EXPECT_EQ(ldifLine("cn", std::string(73, 'a')), "cn: " + std::string(72, 'a') + "\n a\n");
  EXPECT_EQ(ldifLine("cn", std::string(72 + 75 + 1, 'a')),
            "cn: " + std::string(72, 'a') + "\n " + std::string(75, 'a') + "\n a\n");
}

TEST(LdifWriter, RefusesADescriptionThatWouldForgeALine) {
  EXPECT_THROW(ldifLine("cn\ndn", "a"), Error);
  EXPECT_THROW(toLdif(Entry{"cn=a", {{"", {"a"}}}}), Error);
}

TEST(LdifWriter, GivesBackWhatSlapcatWrote) {
  const std::string path = LDAPSNAP_SOURCE_DIR "/tests/fixtures/openldap/openldap-2.4-fail-a-hdb.ldif";
  const MappedFile file(path);
  LdifReader reader(file.text(), path);
  std::string written;
  while (const std::optional<LdifRecord> record = reader.next()) written += toLdif(*record);
  // slapcat hides passwords from a glance over the shoulder: base64 though they are plain text.
  const std::string hidden = "olcRootPW:: c2VjcmV0\n";
  std::string expected(file.text());
  for (std::size_t at = expected.find(hidden); at != std::string::npos; at = expected.find(hidden)) {
    expected.replace(at, hidden.size(), "olcRootPW: secret\n");
  }
  EXPECT_TRUE(written == expected);
}

LdifRecord reread(const std::string& text) {
  LdifReader reader(text, "printed.ldif");
  std::optional<LdifRecord> record = reader.next();
  RC_ASSERT(record.has_value());
  RC_ASSERT(!reader.next().has_value());
  record->line = 0;
  return *std::move(record);
}

/// Text that is at home in LDIF now and then, and any bytes otherwise.
rc::Gen<std::string> anyBytes() {
  return rc::gen::oneOf(rc::gen::arbitrary<std::string>(),
                        rc::gen::container<std::string>(rc::gen::elementOf("ab :<#-\n\r\0\xc3\xa4"s)));
}

/// A name may hold anything but NUL, and no `<...>;` in front, which is AD's extended form.
rc::Gen<std::string> anyName() {
  return rc::gen::map(anyBytes(), [](std::string name) {
    name.erase(std::remove(name.begin(), name.end(), '\0'), name.end());
    return "cn=" + name;
  });
}

rc::Gen<std::vector<std::string>> anyValues() {
  return rc::gen::resize(5, rc::gen::container<std::vector<std::string>>(anyBytes()));
}

/// Attributes whose descriptions are different.
rc::Gen<std::vector<Attribute>> anyAttributes() {
  return rc::gen::apply(
      [](std::vector<std::string> a, std::vector<std::string> b, std::vector<std::string> c) {
        std::vector<Attribute> attributes;
        if (!a.empty()) attributes.push_back({"cn", std::move(a)});
        if (!b.empty()) attributes.push_back({"2.5.4.3;lang-de", std::move(b)});
        if (!c.empty()) attributes.push_back({"x-long-name-of-an-attribute", std::move(c)});
        return attributes;
      },
      anyValues(), anyValues(), anyValues());
}

RC_GTEST_PROP(LdifWriter, IsReadBackToTheSameEntry, ()) {
  LdifRecord record;
  record.entry.dn = *anyName();
  record.entry.attributes = *anyAttributes();
  RC_ASSERT(reread(toLdif(record.entry)) == record);
}

rc::Gen<LdifRecord> anyChange() {
  return rc::gen::exec([] {
    LdifRecord record;
    record.change = *rc::gen::element(ChangeType::Add, ChangeType::Delete, ChangeType::Modify, ChangeType::ModifyDn);
    record.entry.dn = *anyName();
    record.controls = *rc::gen::resize(2, rc::gen::container<std::vector<std::string>>(anyBytes()));
    if (record.change == ChangeType::Add) record.entry.attributes = *anyAttributes();
    if (record.change == ChangeType::Modify) {
      for (const Attribute& attribute : *anyAttributes()) {
        const auto operation = *rc::gen::element(Modification::Operation::Add, Modification::Operation::Delete,
                                                 Modification::Operation::Replace, Modification::Operation::Increment);
        record.modifications.push_back({operation, attribute});
      }
    }
    if (record.change == ChangeType::ModifyDn) {
      record.newRdn = *anyName();
      record.deleteOldRdn = *rc::gen::arbitrary<bool>();
      record.hasNewSuperior = *rc::gen::arbitrary<bool>();
      if (record.hasNewSuperior) record.newSuperior = *anyName();
    }
    return record;
  });
}

RC_GTEST_PROP(LdifWriter, IsReadBackToTheSameChange, ()) {
  const LdifRecord record = *anyChange();
  RC_ASSERT(reread(toLdif(record)) == record);
}

}  // namespace
}  // namespace ldapsnap
