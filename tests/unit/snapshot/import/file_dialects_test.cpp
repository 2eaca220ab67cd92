// What files of real servers and tools say, beyond RFC 2849. Each is read twice, by importLdif() and in place by
// LdifSnapshot, with the same result.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "snapshot/import/ldif_snapshot.h"
#include "snapshot/model/memory_snapshot.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap {
namespace {

using Lines = std::vector<std::string>;

std::string textOf(const Snapshot& snapshot) {
  std::string text;
  snapshot.scan(Dn(), Scope::Subtree, [&text](const Entry& entry) {
    text += toLdif(entry);
    return Snapshot::Visit::Continue;
  });
  return text;
}

class FileDialects : public testing::Test {
 protected:
  struct Result {
    std::string entries;
    Lines gaps, warnings;
    Time taken{};
  };

  FileDialects() {
    options_.site = "lab";
    options_.key = std::string(32, 'k');
  }

  Result resultOf(const Snapshot& snapshot) const {
    const SnapshotInfo& info = snapshot.info();
    Result result{textOf(snapshot), {}, {}, info.taken};
    for (const Gap& gap : info.gaps) result.gaps.push_back(relative(gap.where + ": " + gap.reason));
    for (const Warning& warning : info.warnings) {
      const std::string others = warning.others > 0 ? fmt::format(" +{}", warning.others) : "";
      result.warnings.push_back(relative(warning.where + ": " + warning.text + others));
    }
    return result;
  }

  Result read(std::string_view text) const {
    const std::string path = folder_.write("site.ldif", text).string();
    MemorySnapshot imported;
    imported.info() = importLdif(path, options_, imported);
    imported.finish();
    const Result first = resultOf(imported), second = resultOf(LdifSnapshot(path, options_));
    EXPECT_EQ(first.entries, second.entries);
    EXPECT_EQ(first.gaps, second.gaps);
    EXPECT_EQ(first.warnings, second.warnings);
    EXPECT_EQ(first.taken, second.taken);
    return first;
  }

  std::string errorOf(std::string_view text) const {
    const std::string path = folder_.write("site.ldif", text).string();
    MemorySnapshot imported;
    const std::string first = errorBy([&] { importLdif(path, options_, imported); });
    EXPECT_EQ(errorBy([&] { LdifSnapshot(path, options_); }), first);
    return first;
  }

  /// `text` without the path of the test's folder.
  std::string relative(std::string text) const {
    const std::string path = folder_.path().string() + "/";
    for (std::size_t at = text.find(path); at != std::string::npos; at = text.find(path)) text.erase(at, path.size());
    return text;
  }

  template <typename Action>
  std::string errorBy(Action action) const {
    try {
      action();
    } catch (const Error& error) {
      return relative(error.what());
    }
    return "no error";
  }

  test::TempFolder folder_;
  ImportOptions options_;
};

constexpr const char* kTwoPeople =
    "dn: cn=ann,o=x\ncn: ann\nmail: ann@x.example\n"
    "dn: cn=bob,o=x\ncn: bob\nmail: bob@x.example\n";

TEST_F(FileDialects, SecondDnInARecordIsRefusedWithItsLine) {
  EXPECT_EQ(errorOf(kTwoPeople),
            "site.ldif:4: second \"dn:\" in the record that starts at line 1; separate records with a blank line; is "
            "one missing here, or were two files put together?");
  EXPECT_EQ(errorOf("dn: o=x\no: x\n \ndn:: bz15\no: y\n").substr(0, 25), "site.ldif:4: second \"dn:\"");
}

TEST_F(FileDialects, RecordWithASecondDnIsLeftOutUnderKeepGoing) {
  options_.keepGoing = true;
  const Result result = read("dn: o=x\no: x\n\n" + std::string(kTwoPeople));
  EXPECT_EQ(result.entries, "dn: o=x\no: x\n\n");
  EXPECT_EQ(result.gaps, (Lines{"site.ldif:7: second \"dn:\" in the record that starts at line 4"}));
}

TEST_F(FileDialects, VersionInsideARecordIsAnAttribute) {
  EXPECT_EQ(read("dn: cn=server,o=x\nversion: NetIQ LDAP Agent\ncn: server\n").entries,
            "dn: cn=server,o=x\ncn: server\nversion: NetIQ LDAP Agent\n\n");
  EXPECT_EQ(read("dn: cn=server,o=x\nversion: 1\ncn: server\n").entries,
            "dn: cn=server,o=x\ncn: server\nversion:: MQ==\n\n");
}

TEST_F(FileDialects, VersionLineOfASecondFileIsNotAnAttribute) {
  const Result result = read("version: 1\ndn: o=x\no: x\nversion: 1\n\ndn: o=y\no: y\n");
  EXPECT_EQ(result.entries, "dn: o=x\no: x\n\ndn: o=y\no: y\n\n");
  EXPECT_EQ(result.warnings,
            (Lines{"site.ldif:4: \"version: 1\" at the end of a record was taken as the start of a second file"}));
}

TEST_F(FileDialects, DeletedValuesOf389AreLeftOut) {
  const Result result = read(
      "dn: cn=staff,o=x\n"
      "objectClass;vucsn-65a00002000000010000: groupOfNames\n"
      "cn;vucsn-65a00002000000010000;mdcsn-65a00002000000010000: staf\n f\n"
      "member;vucsn-65a00009000000020000;vdcsn-65a00008000000010000: cn=ann,o=x\n"
      "member;vucsn-65a00003000000010001;vdcsn-65a00007000000020000;deleted: cn=bob,o=x\n"
      "l;adcsn-65b10003000000040000;vdcsn-65b10003000000040000;deletedattribute;deleted:\n"
      "description;lang-de;adcsn-65a00006000000010001;vucsn-65a00006000000010001: alle\n");
  EXPECT_EQ(result.entries,
            "dn: cn=staff,o=x\ncn: staff\ndescription;lang-de: alle\nmember: cn=ann,o=x\n"
            "nscpEntryWSI: cn;vucsn-65a00002000000010000;mdcsn-65a00002000000010000: staf\n f\n"
            "nscpEntryWSI: description;lang-de;adcsn-65a00006000000010001;vucsn-65a000060\n 00000010001: alle\n"
            "nscpEntryWSI: l;adcsn-65b10003000000040000;vdcsn-65b10003000000040000;delete\n dattribute;deleted:\n"
            "nscpEntryWSI: member;vucsn-65a00003000000010001;vdcsn-65a00007000000020000;d\n eleted: cn=bob,o=x\n"
            "nscpEntryWSI: member;vucsn-65a00009000000020000;vdcsn-65a00008000000010000: \n cn=ann,o=x\n"
            "nscpEntryWSI: objectClass;vucsn-65a00002000000010000: groupOfNames\n"
            "objectClass: groupOfNames\n\n");
  EXPECT_TRUE(result.gaps.empty());
  EXPECT_TRUE(result.warnings.empty());
}

TEST_F(FileDialects, EntryOf389IsFoundByItsClassesAndAttributes) {
  const std::string path = folder_
                               .write("state.ldif",
                                      "dn: cn=a,o=x\nobjectClass;vucsn-65a00002000000010000: person\n"
                                      "sn;vucsn-65a00002000000010000: A\n\n"
                                      "dn: cn=b,o=x\nobjectClass;vucsn-65a00002000000020000: person\n"
                                      "sn;vucsn-65a00002000000010000;deleted: B\n")
                               .string();
  const LdifSnapshot snapshot(path, options_);
  EXPECT_TRUE(snapshot.mayHaveTraits([](const Trait& trait) { return trait.name == "person"; }));
  std::string names;
  snapshot.scanTraits(
      Dn(), [](const Trait& trait) { return trait.name == "sn"; },
      [&names](const Entry& entry) {
        if (entry.find("sn")) names += entry.dn;
        return Snapshot::Visit::Continue;
      });
  EXPECT_EQ(names, "cn=a,o=x");
}

TEST_F(FileDialects, TombstonesOf389AreLeftOutAndCounted) {
  const Result result = read(
      "dn: o=x\no: x\n\n"
      "dn: nsuniqueid=61f83982-ec5c11f1-b7eea49d-c809d5db,ou=people,o=x\n"
      "objectClass: organizationalUnit\nobjectClass;vucsn-6b0ccfda000100070000: nsTombstone\nou: people\n\n"
      "dn: nsuniqueid=ffffffff-ffffffff-ffffffff-ffffffff,o=x\nobjectClass: top\nobjectClass: nsTombstone\n");
  EXPECT_EQ(result.entries, "dn: o=x\no: x\n\n");
  EXPECT_EQ(result.warnings, (Lines{"site.ldif:4: left out, a deleted entry (nsTombstone): "
                                    "nsuniqueid=61f83982-ec5c11f1-b7eea49d-c809d5db,ou=people,o=x",
                                    "site.ldif:9: left out, a deleted entry (nsTombstone): "
                                    "nsuniqueid=ffffffff-ffffffff-ffffffff-ffffffff,o=x"}));
}

TEST_F(FileDialects, PartOfAListOfValuesIsAGapOfThatAttribute) {
  const Result first = read("dn: cn=g,dc=x\ncn: g\nmember;range=0-1: cn=a,dc=x\nmember;range=0-1: cn=b,dc=x\n");
  EXPECT_EQ(first.entries, "dn: cn=g,dc=x\ncn: g\nmember: cn=a,dc=x\nmember: cn=b,dc=x\n\n");
  EXPECT_EQ(first.gaps, (Lines{"cn=g,dc=x member: site.ldif:3 has only the values 0-1 of a longer list (range)"}));
  EXPECT_EQ(read("dn: cn=g,dc=x\ncn: g\nmember;range=3-*: cn=d,dc=x\n").gaps,
            (Lines{"cn=g,dc=x member: site.ldif:3 has only the values 3-* of a longer list (range)"}));
  EXPECT_EQ(read("dn: cn=g,dc=x\nmember;Range=0-0: cn=a,dc=x\nmember;Range=2-*: cn=c,dc=x\n").gaps,
            (Lines{"cn=g,dc=x member: site.ldif:2 has only the values 0-0, 2-* of a longer list (range)"}));
}

TEST_F(FileDialects, PartsOfAListThatMakeItUpAreComplete) {
  const std::string whole = "dn: cn=g,dc=x\nmember: cn=a,dc=x\nmember: cn=b,dc=x\nmember: cn=c,dc=x\n\n";
  for (const char* const parts : {
           "member;range=0-1: cn=a,dc=x\nmember;range=0-1: cn=b,dc=x\nmember;range=2-*: cn=c,dc=x\n",
           "member;range=2-*: cn=c,dc=x\nmember;range=0-0: cn=a,dc=x\nmember;range=1-1: cn=b,dc=x\n",
           "member;range=0-*: cn=a,dc=x\nmember;range=0-*: cn=b,dc=x\nmember;range=0-*: cn=c,dc=x\n",
       }) {
    const Result result = read("dn: cn=g,dc=x\n" + std::string(parts));
    EXPECT_EQ(result.entries, whole);
    EXPECT_TRUE(result.gaps.empty()) << parts;
  }
}

TEST_F(FileDialects, AsteriskElsewhereInADescriptionIsRefused) {
  EXPECT_EQ(errorOf("dn: cn=x\ncn: x\nl*: Bergen\n").substr(0, 13), "site.ldif:3: ");
  EXPECT_EQ(errorOf("dn: cn=x\ncn: x\nmember;range=*: cn=a\n").substr(0, 13), "site.ldif:3: ");
}

TEST_F(FileDialects, DnThatIsNotADnIsAWarning) {
  const Result result = read("dn: o=x\no: x\n\ndn: unparsable\ncn: a\n\ndn: cn=a\\zz,o=x\ncn: a\n");
  EXPECT_NE(result.entries.find("dn: unparsable\n"), std::string::npos);
  EXPECT_EQ(result.warnings,
            (Lines{"site.ldif:4: 'unparsable' is not a distinguished name: expected '=' at column 11",
                   "site.ldif:7: 'cn=a\\zz,o=x' is not a distinguished name: expected a special character or two "
                   "hexadecimal digits after '\\' at column 6"}));
  for (const char* const dn : {",o=x", "cn=a,,o=x", "cn=a,", "cn=a, ", ";o=x", "cn=\xff,o=x", "<GUID=12>"}) {
    EXPECT_EQ(read(fmt::format("dn: o=x\no: x\n\ndn: {}\ncn: a\n", dn)).warnings.size(), 1U) << dn;
  }
}

TEST_F(FileDialects, ValidDnsGiveNoWarning) {
  for (const char* const dn :
       {"", "o=Acme Ltd", "cn=Lee\\, Ann+sn=L\\2c,o=x", "cn=gr\xc3\xbcn,o=x", "CN=a\\0ACNF:764b69c3,DC=x", "cn=a; o=x",
        "2.5.4.3=a,o=x", "OID.2.5.4.3=\"a,b\",o=x", "cn=,o=x", "cn=a , o=x", "cn=#04024869,o=x"}) {
    EXPECT_TRUE(read(fmt::format("dn: {}\ncn: a\n", dn)).warnings.empty()) << dn;
  }
}

TEST_F(FileDialects, ManyInvalidDnsAreCounted) {
  std::string text;
  for (int i = 0; i < 10; ++i) text += fmt::format("dn: name {}\ncn: a\n\n", i);
  const Result result = read(text);
  ASSERT_EQ(result.warnings.size(), 3U);
  EXPECT_EQ(result.warnings.back(), "site.ldif:7: 'name 2' is not a distinguished name: expected '=' at column 6 +7");
}

TEST_F(FileDialects, DescriptionThatIsNotOneIsAWarning) {
  EXPECT_EQ(read("dn: o=x\no: x\n1abc: y\n-: z\ncn;: w\nx_y: v\n1.2.3: u\n").warnings,
            (Lines{"site.ldif:3: '1abc' is not an attribute description (RFC 4512, 2.5)",
                   "site.ldif:4: '-' is not an attribute description (RFC 4512, 2.5)",
                   "site.ldif:5: 'cn;' is not an attribute description (RFC 4512, 2.5)"}));
}

TEST_F(FileDialects, InvalidNamesAreRefusedWhenAskedFor) {
  options_.onInvalidName = OnInvalidName::Refuse;
  EXPECT_EQ(errorOf("dn: o=x\no: x\n\ndn: unparsable\ncn: a\n"),
            "site.ldif:4: 'unparsable' is not a distinguished name: expected '=' at column 11");
  EXPECT_EQ(errorOf("dn: o=x\no: x\n1abc: y\n"), "site.ldif:3: '1abc' is not an attribute description (RFC 4512, 2.5)");
}

TEST_F(FileDialects, RecordsOfLdbItselfAreLeftOut) {
  const Result result = read("dn: @INDEXLIST\n@IDXATTR: uid\n@IDXATTR: cn\n@IDXONE: 1\n\ndn: o=x\no: x\n");
  EXPECT_EQ(result.entries, "dn: o=x\no: x\n\n");
  EXPECT_EQ(result.warnings, (Lines{"site.ldif:1: left out, a record that ldb keeps for itself: @INDEXLIST"}));
}

TEST_F(FileDialects, LinesThatEndWithCarriageReturnAloneAreRead) {
  EXPECT_EQ(read("dn: o=x\ro: x\r\rdn: cn=a,o=x\rcn: a\r").entries, "dn: o=x\no: x\n\ndn: cn=a,o=x\ncn: a\n\n");
}

TEST_F(FileDialects, CarriageReturnInsideADnIsRefused) {
  EXPECT_EQ(errorOf("dn: o=x\no: x\n\ndn: cn=a,o=x\rcn: a\r"),
            "site.ldif:4: carriage return in the DN; end lines with LF or CR LF, not with CR alone");
}

TEST_F(FileDialects, TabsAroundNamesAndBase64AreIgnored) {
  EXPECT_EQ(read("version:\t1\ndn:\to=x\t\no:: \teA==\t\n").entries, "dn: o=x\no: x\n\n");
}

TEST_F(FileDialects, TextInUtf16IsConverted) {
  const std::string text = "dn: OU=K\xc3\xb6ln,DC=x\r\nou: K\xc3\xb6ln\r\ndescription: \xf0\x9f\x98\x80\r\n";
  std::string little = "\xff\xfe", big = "\xfe\xff";
  for (const char16_t unit : std::u16string(u"dn: OU=Köln,DC=x\r\nou: Köln\r\ndescription: 😀\r\n")) {
    little += {static_cast<char>(unit & 0xFF), static_cast<char>(unit >> 8)};
    big += {static_cast<char>(unit >> 8), static_cast<char>(unit & 0xFF)};
  }
  const std::string expected = read(text).entries;
  EXPECT_NE(expected.find("dn:: "), std::string::npos);
  for (const std::string& utf16 : {little, big, little.substr(2), big.substr(2)}) {
    EXPECT_EQ(read(utf16).entries, expected);
  }
  EXPECT_EQ(errorOf(little + "x"), "site.ldif: UTF-16 text with an odd number of bytes; was the file cut short?");
  EXPECT_EQ(errorOf(little.substr(0, 10) + "\x3d\xd8x" + '\0'),
            "site.ldif: UTF-16 text with half of a surrogate pair in line 1");
}

TEST_F(FileDialects, GuidsAndSidsWrittenAsTextAreTheirBytes) {
  const std::string bytes =
      "dn: CN=a,DC=x\nobjectGUID:: kCocP0R9HkuaUgxr4dfzAQ==\nobjectSid:: AQUAAAAAAAUVAAAAAQAAAAIAAAADAAAA9AEAAA==\n";
  const std::string expected = read(bytes).entries;
  for (const char* const guid : {"3f1c2a90-7d44-4b1e-9a52-0c6be1d7f301", "{3F1C2A90-7D44-4B1E-9A52-0C6BE1D7F301}",
                                 "902a1c3f447d1e4b9a520c6be1d7f301"}) {
    EXPECT_EQ(read(fmt::format("dn: CN=a,DC=x\nobjectGUID: {}\nobjectSid: S-1-5-21-1-2-3-500\n", guid)).entries,
              expected);
  }
  const std::string other =
      "dn: CN=a,DC=x\nentryUUID: 3f1c2a90-7d44-4b1e-9a52-0c6be1d7f301\n"
      "objectGUID: 3f1c2a90-7d44-4b1e-9a52+0c6be1d7f301\nobjectSid: S-1-x\n\n";
  EXPECT_EQ(read(other).entries, other);
}

TEST_F(FileDialects, SnapshotWasTakenWhenTheFileWasWritten) {
  const std::filesystem::path path = folder_.write("old.ldif", "dn: o=x\no: x\n");
  const Time written = parseTime("2022-03-01T12:00:00Z");
  const auto fileClock = std::chrono::file_clock::from_sys(written);
  std::filesystem::last_write_time(path, fileClock);
  EXPECT_EQ(LdifSnapshot(path.string(), options_).info().taken, written);
  MemorySnapshot imported;
  EXPECT_EQ(importLdif(path.string(), options_, imported).taken, written);
  options_.taken = parseTime("2022-02-28T01:02:03Z");
  EXPECT_EQ(LdifSnapshot(path.string(), options_).info().taken, *options_.taken);
}

TEST_F(FileDialects, TimeOfTheRootDseGoesBeforeThatOfTheFile) {
  EXPECT_EQ(read("dn:\ncurrentTime: 20220301120000.0Z\ndnsHostName: dc1.x\nhighestCommittedUSN: 7\n"
                 "rootDomainNamingContext: DC=x\n")
                .taken,
            parseTime("2022-03-01T12:00:00Z"));
}

TEST_F(FileDialects, IncludeOfSlapaddIsRefusedByName) {
  EXPECT_EQ(errorOf("include: file:///etc/openldap/schema/core.ldif\n\ndn: o=x\no: x\n"),
            "site.ldif:1: slapadd's \"include:\", which is not followed unless asked for; import it with --read-files "
            "FOLDER, or put the files together with a blank line between them");
}

class SchemaFolderImport : public FileDialects {
 protected:
  Result readFolder(const std::string& name) const {
    MemorySnapshot imported;
    imported.info() = importLdif((folder_ / name).string(), options_, imported);
    imported.finish();
    return resultOf(imported);
  }
};

TEST_F(SchemaFolderImport, FilesAreOneSchemaInTheOrderOfTheirNames) {
  folder_.write(
      "schema/60acme.ldif",
      "dn: cn=schema\nattributeTypes: ( 1.2.3 NAME 'acmeBadge'\n  DESC 'first' )\nobjectClasses: ( 1.2.4 NAME "
      "'acmePerson' MAY acmeBadge )\n");
  folder_.write("schema/00core.ldif", "dn: cn=schema\nobjectClass: top\nobjectClass: subschema\ncn: schema\n");
  folder_.write("schema/99user.ldif",
                "dn: cn=schema\nobjectClass: top\nattributeTypes: ( 1.2.3 NAME 'acmeBadge' DESC 'second' )\n"
                "nsSchemaCSN: 65a000020000\n");
  folder_.write("schema/acme.ldif", "dn: cn=schema\nattributeTypes: ( 1.2.9 NAME 'ignored' )\n");
  const Result result = readFolder("schema");
  EXPECT_EQ(result.entries,
            "dn: cn=schema\nattributeTypes: ( 1.2.3 NAME 'acmeBadge' DESC 'second' )\ncn: schema\nnsSchemaCSN: "
            "65a000020000\nobjectClass: subschema\nobjectClass: top\nobjectClasses: ( 1.2.4 NAME 'acmePerson' MAY "
            "acmeBadge )\n\n");
  EXPECT_EQ(
      result.warnings,
      (Lines{"schema/99user.ldif:1: the definition of 1.2.3 in attributeTypes replaces that of "
             "schema/60acme.ldif:1",
             "schema/acme.ldif: not read: the server reads only schema files whose names begin with two digits"}));
}

TEST_F(SchemaFolderImport, TheInstanceOf389IsReadAfterTheSystem) {
  const auto definition = [](const char* name, const char* from) {
    return fmt::format("dn: cn=schema\nattributeTypes: ( 1.2.{} NAME 'acme{}' DESC '{}' )\n", name, name, from);
  };
  folder_.write("usr/share/dirsrv/schema/00core.ldif", "dn: cn=schema\ncn: schema\n");
  folder_.write("usr/share/dirsrv/schema/60acme.ldif", definition("3", "system"));
  folder_.write("etc/dirsrv/slapd-lab/schema/10acme.ldif", definition("3", "instance"));
  const std::string expected = "dn: cn=schema\nattributeTypes: ( 1.2.3 NAME 'acme3' DESC 'instance' )\ncn: schema\n\n";
  EXPECT_EQ(readFolder("").entries, expected) << "a folder that has both";
  const std::string system = (folder_ / "usr/share/dirsrv/schema").string();
  EXPECT_EQ(readFolder(system + ":" + (folder_ / "etc/dirsrv/slapd-lab/schema").string()).entries, expected);
  folder_.write("etc/dirsrv/slapd-lab/dse.ldif", "dn: cn=config\ncn: config\n");
  EXPECT_EQ(errorBy([this] { readFolder(""); }).substr(0, 33), ": a folder, but neither a slapd.d")
      << "which holds more";
}

TEST_F(SchemaFolderImport, FolderWith99userIsTheInstance) {
  folder_.write("a/60acme.ldif", "dn: cn=schema\nattributeTypes: ( 1.2.3 NAME 'acme' DESC 'instance' )\n");
  folder_.write("a/99user.ldif", "dn: cn=schema\n");
  folder_.write("b/98acme.ldif", "dn: cn=schema\nattributeTypes: ( 1.2.3 NAME 'acme' DESC 'system' )\n");
  const Result result = readFolder("");
  EXPECT_EQ(result.entries, "dn: cn=schema\nattributeTypes: ( 1.2.3 NAME 'acme' DESC 'instance' )\n\n");
  EXPECT_EQ(result.warnings,
            (Lines{"a/60acme.ldif:1: the definition of 1.2.3 in attributeTypes replaces that of b/98acme.ldif:1"}));
}

TEST_F(SchemaFolderImport, SecondNameForAnOidKeepsTheServerFromStarting) {
  folder_.write("schema/60acme.ldif", "dn: cn=schema\nattributeTypes: ( 1.2.3 NAME 'one' )\n");
  folder_.write("schema/61acme.ldif", "dn: cn=schema\nattributeTypes: ( 1.2.3 NAME ( 'two' 'Three' ) )\n");
  EXPECT_EQ(readFolder("schema").warnings,
            (Lines{"schema/61acme.ldif:1: the definition of 1.2.3 in attributeTypes replaces that of "
                   "schema/60acme.ldif:1, which has another name: 389 Directory Server does not start with both"}));
  folder_.write("schema/61acme.ldif", "dn: cn=schema\nattributeTypes: ( 1.2.3 NAME ( 'two' 'ONE' ) )\n");
  EXPECT_EQ(readFolder("schema").warnings, (Lines{"schema/61acme.ldif:1: the definition of 1.2.3 in attributeTypes "
                                                  "replaces that of schema/60acme.ldif:1"}));
}

TEST_F(SchemaFolderImport, CoversTheSchemaAlone) {
  folder_.write("schema/00core.ldif", "dn: cn=schema\ncn: schema\n");
  MemorySnapshot imported;
  const SnapshotInfo info = importLdif((folder_ / "schema").string(), options_, imported);
  ASSERT_EQ(info.coverage.parts.size(), 1U);
  EXPECT_EQ(describe(info.coverage.parts[0]), "cn=schema");
}

TEST_F(SchemaFolderImport, OpenDjReadsEveryLdifFile) {
  folder_.write("schema/00-core.ldif", "dn: cn=schema\ncn: schema\n");
  folder_.write("schema/acme.ldif", "dn: cn=schema\nattributeTypes: ( 1.2.9 NAME 'acme' )\n");
  const Result result = readFolder("schema");
  EXPECT_EQ(result.entries, "dn: cn=schema\nattributeTypes: ( 1.2.9 NAME 'acme' )\ncn: schema\n\n");
  EXPECT_TRUE(result.warnings.empty());
}

TEST_F(SchemaFolderImport, OtherEntryInAFolderOfSchemaFilesIsRefused) {
  folder_.write("schema/00core.ldif", "dn: cn=schema\ncn: schema\n\ndn: o=x\no: x\n");
  EXPECT_EQ(errorBy([this] { readFolder("schema"); }),
            "schema/00core.ldif:4: 'o=x' in a folder of schema files, where each file has the entry cn=schema");
}

}  // namespace
}  // namespace ldapsnap
