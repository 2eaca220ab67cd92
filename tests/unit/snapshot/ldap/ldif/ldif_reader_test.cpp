#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "snapshot/base/file/data_files.h"
#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {
namespace {

using namespace std::string_literals;

std::vector<LdifRecord> contentRecords(std::string_view text) {
  LdifReader reader(text, "site.ldif");
  std::vector<LdifRecord> records;
  while (std::optional<LdifRecord> record = reader.next()) records.push_back(*std::move(record));
  return records;
}

Entry contentRecord(std::string_view text) {
  const std::vector<LdifRecord> records = contentRecords(text);
  EXPECT_EQ(records.size(), 1U);
  return records.empty() ? Entry{} : records.front().entry;
}

std::string readerError(std::string_view text) {
  try {
    contentRecords(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

using Attributes = std::vector<Attribute>;

TEST(LdifReader, ReadsContentRecords) {
  const std::vector<LdifRecord> records = contentRecords(
      "version: 1\n"
      "dn: dc=x\n"
      "dc: x\n"
      "\n"
      "dn: cn=a,dc=x\n"
      "cn: a\n"
      "sn: b\n");
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].entry.dn, "dc=x");
  EXPECT_EQ(records[0].line, 2U);
  EXPECT_EQ(records[1].entry.dn, "cn=a,dc=x");
  EXPECT_EQ(records[1].line, 5U);
  EXPECT_EQ(records[1].change, ChangeType::None);
  EXPECT_EQ(records[1].entry.attributes, (Attributes{{"cn", {"a"}}, {"sn", {"b"}}}));
}

TEST(LdifReader, BringsTheValuesOfAnAttributeTogether) {
  EXPECT_EQ(contentRecord("dn: cn=a\ncn: a\nsn: b\nCN: c\nsn: d\n").attributes,
            (Attributes{{"cn", {"a", "c"}}, {"sn", {"b", "d"}}}));
}

TEST(LdifReader, KeepsOptionsApartButBinary) {
  EXPECT_EQ(contentRecord("dn: cn=a\ncn;lang-de: a\ncn: b\ncn;binary:: Yw==\n").attributes,
            (Attributes{{"cn;lang-de", {"a"}}, {"cn", {"b", "c"}}}));
}

TEST(LdifReader, BringsTogetherWhatCameWithAndWithoutATransferOption) {
  EXPECT_EQ(contentRecord("dn: cn=a\nuserCertificate;binary: a\nuserCertificate: b\n").attributes,
            (Attributes{{"userCertificate;binary", {"a", "b"}}}));
  EXPECT_EQ(contentRecord("dn: cn=a\ncn;lang-de: a\ncn: b\n").attributes.size(), 2U);
}

TEST(LdifReader, UnfoldsLines) {
  EXPECT_EQ(contentRecord("dn: cn=a,\n dc=x\ndescr\n iption: one \n  two\n").attributes,
            (Attributes{{"description", {"one  two"}}}));
  EXPECT_EQ(contentRecord("dn: cn=a,\n dc=x\ncn: a\n").dn, "cn=a,dc=x");
}

TEST(LdifReader, UnfoldsAnEmptyContinuation) {
  EXPECT_EQ(*contentRecord("dn: cn=a\ncn: a\n \n b\n").first("cn"), "ab");
}

TEST(LdifReader, DecodesBase64OfNamesAndValues) {
  const Entry entry = contentRecord("dn:: Y249w6QsZGM9eA==\ncn:: w6Q=\ncn;lang-de:: 4oKs\ncn::\n");
  EXPECT_EQ(entry.dn, "cn=ä,dc=x");
  EXPECT_EQ(entry.attributes, (Attributes{{"cn", {"ä", ""}}, {"cn;lang-de", {"€"}}}));
}

TEST(LdifReader, UnfoldsBase64) { EXPECT_EQ(*contentRecord("dn: cn=a\ncn:: YWJj\n ZGVm\n").first("cn"), "abcdef"); }

TEST(LdifReader, ReadsCarriageReturns) {
  const std::vector<LdifRecord> records =
      contentRecords("version: 1\r\n\r\ndn: cn=a\r\ncn: a\r\n b\r\n\r\ndn: cn=b\r\ncn:: Yg==\r\n");
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(*records[0].entry.first("cn"), "ab");
  EXPECT_EQ(*records[1].entry.first("cn"), "b");
  EXPECT_EQ(records[1].line, 7U);
}

TEST(LdifReader, PassesOverComments) {
  const std::vector<LdifRecord> records = contentRecords(
      "# extended LDIF\n"
      "#\n"
      "# LDAPv3\n"
      "\n"
      "# a, example.com, with a comment so long that\n"
      "  it is folded: still a comment\n"
      "dn: cn=a\n"
      "# between\n"
      "cn: a\n"
      "\n"
      "# numEntries: 1\n");
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].line, 7U);
  EXPECT_EQ(records[0].entry.attributes, (Attributes{{"cn", {"a"}}}));
}

TEST(LdifReader, DoesNotNeedAFinalNewline) { EXPECT_EQ(*contentRecord("dn: cn=a\ncn: a").first("cn"), "a"); }

TEST(LdifReader, ReadsTheRootDse) {
  const Entry entry = contentRecord("dn:\nobjectClass: top\n");
  EXPECT_EQ(entry.dn, "");
  EXPECT_EQ(*entry.first("objectClass"), "top");
}

TEST(LdifReader, ReadsNothingFromNothing) {
  EXPECT_TRUE(contentRecords("").empty());
  EXPECT_TRUE(contentRecords("\n\n").empty());
  EXPECT_TRUE(contentRecords("\r\n").empty());
  EXPECT_TRUE(contentRecords("version: 1\n").empty());
  EXPECT_TRUE(contentRecords("\xef\xbb\xbf").empty());
}

TEST(LdifReader, PassesOverAByteOrderMark) {
  EXPECT_EQ(contentRecord("\xef\xbb\xbf"
                          "dn: cn=a\ncn: a\n")
                .dn,
            "cn=a");
}

TEST(LdifReader, KeepsATrailingSpaceOfAValue) { EXPECT_EQ(*contentRecord("dn: cn=a\ncn: a \n").first("cn"), "a "); }

// Pitfall 17 of the field: a value that ends in a space must travel in base64; `ds-replcheck` strips it.
TEST(LdifReader, KeepsATrailingSpaceInBase64) { EXPECT_EQ(*contentRecord("dn: cn=a\ncn:: YSA=\n").first("cn"), "a "); }

// libldap's ldif_parse_line2("cn:< file:///etc/hostname") reads the local file.
TEST(LdifReader, NeverFollowsAUrl) {
  EXPECT_EQ(readerError("dn: cn=a\ncn:< file:///etc/hostname\n\n"),
            "site.ldif:2: the value of cn is given by URL (\":<\"), which is not followed unless asked for; "
            "import it with --read-files FOLDER, which names the folder of such files");
}

TEST(LdifReader, LineThatIsAllOptionsIsRefused) {
  EXPECT_EQ(readerError("dn: cn=a\ncn: a\n;vucsn-6b0ccfe5000000070000: top\n\ndn: cn=b\ncn: b\n\n"),
            "site.ldif:3: \";vucsn-6b0ccfe5000000070000\" has no attribute type");
}

TEST(LdifReader, OtherFormatIsRefusedByName) {
  EXPECT_EQ(readerError("DN,objectClass,cn\n\"CN=a,DC=x\",user,a\n"),
            "site.ldif: the file is a CSV file of csvde, not LDIF; export the directory with ldifde");
  EXPECT_EQ(readerError("<?xml version=\"1.0\"?>\n<dsml/>\n"),
            "site.ldif: the file is XML (DSML?), not LDIF; export the directory as LDIF");
  EXPECT_EQ(
      readerError(std::string("win-ad-ob") + '\0' + "x"),
      "site.ldif: the file is a snapshot of AD Explorer, not LDIF; export the directory with ldifde, or capture it");
}

TEST(LdifReader, NamesFileAndLineOfWhatIsNotLdif) {
  EXPECT_EQ(readerError("dn: cn=a\ncn:: YW!j\nsn: b\n"), "site.ldif:2: invalid base64 in the value of cn");
  EXPECT_EQ(readerError("dn: cn=a\ncn: a\n\n folded\n\ndn: cn=b\n"),
            "site.ldif:4: unexpected continuation line (it starts with a space)");
  EXPECT_EQ(readerError("dn:: Y249YQBi\ncn: a\n"), "site.ldif:1: NUL in the DN");
  EXPECT_EQ(readerError("dn: cn=a\nc\0n: a\nsn: b\n"s), "site.ldif:2: NUL in attribute description (column 2)");
  EXPECT_EQ(readerError("dn: cn=a\nhello\nsn: b\n"), "site.ldif:2: missing colon: expected \"attribute: value\"");
  EXPECT_EQ(readerError("dn: cn=a\ncn a: b\nsn: b\n"),
            "site.ldif:2: invalid character ' ' in attribute description (column 3)");
  EXPECT_EQ(readerError("dn: cn=a\n: b\nsn: b\n"), "site.ldif:2: missing attribute description before the colon");
  EXPECT_EQ(readerError("cn: a\nsn: b\n"), "site.ldif:1: record does not start with \"dn:\"");
  EXPECT_EQ(readerError("dn: cn=a\ncn: a\n-\nsn: b\n"), "site.ldif:3: unexpected \"-\" outside a modify record");
  EXPECT_EQ(readerError("version: 2\ndn: cn=a\n"), "site.ldif:1: LDIF version 2; ldapsnap reads version 1");
}

TEST(LdifReader, CountsFoldedLinesInPlaces) {
  EXPECT_EQ(readerError("dn: cn=a,\n dc=x\ncn: a\n# c\n  c\nsn:: ***\nsn: b\n"),
            "site.ldif:6: invalid base64 in the value of sn");
}

TEST(LdifReader, SaysWhereAFileWasCutShort) {
  EXPECT_EQ(readerError("dn: cn=a\ncn: a\n\ndn: cn=b\njpegPhoto:: /9j/4AAQSkZJRg\n"),
            "site.ldif:5: invalid base64 in the value of jpegPhoto; the file ends here: was it cut short?");
  EXPECT_EQ(readerError("dn: cn=a\ncn: a\n\ndn: cn=b\nobjectCl"),
            "site.ldif:5: missing colon: expected \"attribute: value\"; the file ends here: was it cut short?");
}

TEST(LdifReader, RefusesUtf16) {
  EXPECT_EQ(readerError("\xff\xfe"
                        "d\0n\0:\0"s),
            "site.ldif: the file is UTF-16 text (ldifde -u), LDIF is UTF-8; export it without -u, or convert it: "
            "iconv -f UTF-16 -t UTF-8");
}

TEST(LdifReader, KeepsGoingPastBadRecords) {
  LdifReader reader("dn: cn=a\ncn: a\n\ndn: cn=b\ncn:: ?\n\nhello\n\ndn: cn=c\ncn: c\n", "site.ldif",
                    OnBadRecord::KeepGoing);
  EXPECT_EQ(reader.next()->entry.dn, "cn=a");
  EXPECT_EQ(reader.next()->entry.dn, "cn=c");
  EXPECT_FALSE(reader.next());
  ASSERT_EQ(reader.skipped().size(), 2U);
  EXPECT_STREQ(reader.skipped()[0].what(), "site.ldif:5: invalid base64 in the value of cn");
  EXPECT_EQ(reader.skipped()[1].place(), "site.ldif:7");
}

TEST(LdifReader, ReadsSlapcatOutput) {
  const std::string path = LDAPSNAP_SOURCE_DIR "/tests/fixtures/openldap/openldap-2.4-fail-a-hdb.ldif";
  const MappedFile file(path);
  LdifReader reader(file.text(), path);
  std::vector<std::string> names;
  while (const std::optional<LdifRecord> record = reader.next()) names.push_back(record->entry.dn);
  ASSERT_EQ(names.size(), 12U);
  EXPECT_EQ(names[1], "cn=module{0},cn=config");
}

}  // namespace
}  // namespace ldapsnap
