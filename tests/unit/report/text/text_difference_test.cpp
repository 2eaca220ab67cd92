#include <gtest/gtest.h>

#include "report/model/render.h"
#include "tests/unit/report/samples.h"

namespace ldapsnap::test {
namespace {

/// What stands between the header and the end of the report.
std::string body(const Report& report, const RenderOptions& options = {}) {
  const std::string text = render(report, Format::Text, options);
  return text.substr(text.find("\n\n") + 1);
}

EntryChange modifiedEntry(const std::string& dn, std::initializer_list<AttributeChange> attributes) {
  EntryChange change;
  change.dn = dn;
  change.attributes = attributes;
  return change;
}

TEST(TextDifference, AddedEntryListsItsAttributes) {
  EXPECT_EQ(body(diffOf({addedEntry(
                "cn=Encryption,cn=Configuration,ou=Seattle,o=Acme",
                {added("cn", {"Encryption"}), added("Encrypt-Alg-List-NA", {"CAST-64", "DES"}),
                 added("Encrypt-Alg-Selected-NA", {"DES"}), added("objectClass", {"Encryption-Cfg", "top"})})})),
            R"(
Entries under cn=Configuration,ou=Seattle,o=Acme
  + cn=Encryption                               Encryption-Cfg, 4 attributes
        Encrypt-Alg-List-NA      + CAST-64
                                 + DES
        Encrypt-Alg-Selected-NA  + DES

1 entry added. 40 entries compared.
)");
}

TEST(TextDifference, RemovedEntryIsOneLineUnlessAllIsRequested) {
  EntryChange change = modifiedEntry(
      "cn=legacy,o=Acme", {removed("objectClass", {"acmeModule", "top"}), removed("acmePath", {"/opt/legacy"})});
  change.change = Change::Removed;
  EXPECT_EQ(body(diffOf({change})), R"(
Entries under o=Acme
  - cn=legacy                                   acmeModule, 2 attributes

Hidden: attributes of 1 entry removed (--all).

1 entry removed. 40 entries compared.
)");
  EXPECT_EQ(body(diffOf({change}), {.showAll = true}), R"(
Entries under o=Acme
  - cn=legacy                                   acmeModule, 2 attributes
        acmePath        - /opt/legacy

1 entry removed. 40 entries compared.
)");
}

TEST(TextDifference, OldValuesPrecedeNewOnes) {
  EntryChange change =
      modifiedEntry("cn=Replication,o=Acme", {modified("acmeVersion", {"12.0"}, {"12.1"}),
                                              added("acmePeers", {"cn=node7,o=Acme"}), removed("acmeLegacy", {"yes"})});
  change.unchangedAttributes = 11;
  EXPECT_EQ(body(diffOf({change})), R"(
Entries under o=Acme
  ~ cn=Replication
        acmeVersion     - 12.0
                        + 12.1
        acmePeers       + cn=node7,o=Acme
        acmeLegacy      - yes
        (11 unchanged attributes hidden, --unchanged)

1 entry changed. 40 entries compared.
)");
}

TEST(TextDifference, UnchangedAttributesFollowOnRequest) {
  EntryChange change = modifiedEntry("cn=Replication,o=Acme", {modified("acmeVersion", {"12.0"}, {"12.1"})});
  change.unchangedAttributes = 2;
  change.kept = {added("acmePeers", {"cn=node7,o=Acme", "cn=node8,o=Acme"}), added("cn", {"Replication"})};
  EXPECT_EQ(body(diffOf({change})), R"(
Entries under o=Acme
  ~ cn=Replication
        acmeVersion     - 12.0
                        + 12.1
        acmePeers         cn=node7,o=Acme
                          cn=node8,o=Acme
        cn                Replication

1 entry changed. 40 entries compared.
)");
}

TEST(TextDifference, RenameStatesItsEvidenceAndMovedEntries) {
  EntryChange renamed;
  renamed.change = Change::Renamed;
  renamed.dn = "cn=backup,cn=Jobs,o=Acme";
  renamed.fromDn = "cn=Backup Job,cn=Jobs,o=Acme";
  renamed.renamedBy = "entryUUID";
  EntryChange moved = renamed;
  moved.dn = "ou=Sales,ou=EMEA,o=Acme";
  moved.fromDn = "ou=Sales,o=Acme";
  moved.renamedBy = "objectGUID";
  moved.entries = 11;
  EXPECT_EQ(body(diffOf({renamed, moved})), R"(
Entries under o=Acme
  > cn=backup,cn=Jobs                           renamed from cn=Backup Job,cn=Jobs (same entryUUID)
  > ou=Sales,ou=EMEA                            moved from ou=Sales (same objectGUID), with 10
                                                entries below

12 entries renamed. 40 entries compared.
)");
}

TEST(TextDifference, ReplacedEntryIsMarked) {
  EntryChange change = modifiedEntry("cn=a,o=Acme", {modified("description", {"x"}, {"y"})});
  change.replaced = true;
  EXPECT_EQ(body(diffOf({change})), R"(
Entries under o=Acme
  ~ cn=a                                        deleted and re-created: same name, different entry
        description     - x
                        + y

1 entry changed. 40 entries compared.
)");
}

TEST(TextDifference, SecretsAreShownAsChangedAndNeverAsDigests) {
  const std::string before = std::string(kRedactedMark) + std::string(32, 'a');
  const std::string after = std::string(kRedactedMark) + std::string(32, 'b');
  EXPECT_EQ(
      body(diffOf({modifiedEntry("cn=a,o=Acme", {modified("userPassword", {before}, {after}),
                                                 modified("olcSyncrepl", {"rid=1 credentials=" + before + " type=x"},
                                                          {"rid=1 credentials=" + after + " type=x"})}),
                   addedEntry("cn=b,o=Acme", {added("userPassword", {after})})})),
      R"(
Entries under o=Acme
  ~ cn=a
        userPassword    ~ (secret, changed)
        olcSyncrepl     - rid=1 credentials=(secret) type=x
                        + rid=1 credentials=(secret) type=x (the secret changed)
  + cn=b                                        1 attribute
        userPassword    + (secret)

1 entry added, 1 changed. 40 entries compared.
)");
}

TEST(TextDifference, BinaryValuesAreHexWithTheirSize) {
  const std::string sid("\x01\x05\x00\x00\x00\x00\x00\x05\x15\x00\x00\x00", 12);
  EXPECT_EQ(body(diffOf({modifiedEntry("cn=a,o=Acme", {modified("objectSid", {sid}, {sid + sid + sid}),
                                                       added("jpegPhoto", {"\xff\xd8\xff"})})})),
            R"(
Entries under o=Acme
  ~ cn=a
        objectSid       - 0x010500000000000515000000 (12 bytes)
                        + 0x010500000000000515000000010500000000000515000000... (36 bytes) (differs
                          from byte 13 on)
        jpegPhoto       + 0xffd8ff (3 bytes)

1 entry changed. 40 entries compared.
)");
}

TEST(TextDifference, LongValuesAreElidedInTheMiddleWithACount) {
  const std::string value = std::string(200, 'a') + std::string(5000, 'b') + std::string(100, 'c');
  const std::string shown =
      body(diffOf({modifiedEntry("cn=a,o=Acme", {added("description", {value})})}), {.width = 400});
  EXPECT_NE(shown.find("+ " + std::string(160, 'a') + "... (5,060 bytes hidden) ..." + std::string(80, 'c') + "\n"),
            std::string::npos)
      << shown;
  EXPECT_NE(
      body(diffOf({modifiedEntry("cn=a,o=Acme", {added("description", {value})})}), {.showAll = true}).find(value),
      std::string::npos);
}

TEST(TextDifference, ManyValuesOfOneAttributeAreCounted) {
  AttributeChange members = added("member", {});
  for (int i = 0; i < 1012; ++i) members.added.push_back("cn=u" + std::to_string(i) + ",o=Acme");
  const std::string shown = body(diffOf({modifiedEntry("cn=g,o=Acme", {members})}));
  EXPECT_NE(shown.find("        member          + cn=u0,o=Acme\n"), std::string::npos);
  EXPECT_NE(shown.find("                        + cn=u9,o=Acme\n                        (1,002 more, --all)\n"),
            std::string::npos)
      << shown;
}

TEST(TextDifference, LinesOfALongTextAreHunks) {
  using Op = EditLine::Op;
  AttributeChange policy = modified("acmePolicy", {"..."}, {"..."});
  policy.lines = {{Op::Keep, "<policies>"},
                  {Op::Keep, "<policy name=\"sync\">"},
                  {Op::Remove, "  <interval>60</interval>"},
                  {Op::Add, "  <interval>30</interval>"},
                  {Op::Add, "  <jitter>5</jitter>"},
                  {Op::Keep, "</policy>"},
                  {Op::Keep, ""},
                  {Op::Keep, "</policies>"}};
  EXPECT_EQ(body(diffOf({modifiedEntry("cn=a,o=Acme", {policy})})), R"(
Entries under o=Acme
  ~ cn=a
        acmePolicy      text changed, 2 lines added, 1 removed
            @@ line 2 @@
              <policy name="sync">
            -   <interval>60</interval>
            +   <interval>30</interval>
            +   <jitter>5</jitter>
              </policy>

1 entry changed. 40 entries compared.
)");
}

TEST(TextDifference, OrderedValuesAreAligned) {
  using Op = EditLine::Op;
  AttributeChange access = modified("olcAccess", {}, {"to * by * none"});
  access.ordered = true;
  access.unit = EditUnit::Value;
  access.lines = {
      {Op::Add, "to * by * none"}, {Op::Keep, "to attrs=userPassword by self write"}, {Op::Keep, "to * by * read"}};
  AttributeChange moved = modified("olcLimits", {}, {});
  moved.ordered = moved.reordered = true;
  moved.lines = {{Op::Remove, "users size=1"}, {Op::Keep, "* size=2"}, {Op::Add, "users size=1"}};
  EXPECT_EQ(body(diffOf({modifiedEntry("olcDatabase={1}mdb,cn=config", {access, moved})})), R"(
Entries under cn=config
  ~ olcDatabase={1}mdb
        olcAccess       in their order: 1 value added, 0 removed
            @@ value 1 @@
            + to * by * none
              to attrs=userPassword by self write
        olcLimits       the same values in a different order
            {0} -> {1}  users size=1

1 entry changed. 40 entries compared.
)");
}

TEST(TextDifference, VolatileChangesAreCountedAndShownOnRequest) {
  EntryChange change = modifiedEntry("cn=a,o=Acme", {modified("description", {"x"}, {"y"})});
  change.volatiles = {modified("entryCSN", {"1"}, {"2"})};
  Report report = diffOf({change});
  EntryChange quiet = modifiedEntry("cn=b,o=Acme", {});
  quiet.volatiles = {modified("pwdFailureTime", {"20260302101407Z"}, {})};
  report.difference->volatileChanges = {quiet};
  report.difference->entries.volatileOnly = 1;
  report.difference->entries.unchanged = 38;
  EXPECT_EQ(body(report), R"(
Entries under o=Acme
  ~ cn=a
        description     - x
                        + y

Hidden: volatile attributes of 1 entry above (--volatile), 1 entry changed only in volatile
        attributes (--volatile).

1 entry changed. 40 entries compared.
)");
  EXPECT_EQ(body(report, {.showVolatile = true}), R"(
Entries under o=Acme
  ~ cn=a
        description     - x
                        + y
        entryCSN        - 1
                        + 2

Only volatile attributes under o=Acme
  ~ cn=b
        pwdFailureTime  - 20260302101407Z

1 entry changed. 40 entries compared.
)");
}

TEST(TextDifference, InheritedAccessRightsAreCounted) {
  Report report = diffOf({modifiedEntry("ou=a,o=Acme", {modified("description", {"x"}, {"y"})})});
  EntryChange below;
  below.dn = "cn=b,ou=a,o=Acme";
  below.volatiles = {modified("nTSecurityDescriptor", {"\x01"}, {"\x02"})};
  below.volatiles[0].followsFromParent = true;
  report.difference->volatileChanges = {below};
  report.difference->entries.volatileOnly = 1;
  EXPECT_EQ(body(report), R"(
Entries under o=Acme
  ~ ou=a
        description     - x
                        + y

Hidden: 1 entry changed only in inherited access rights (--volatile).

1 entry changed. 41 entries compared.
)");
}

TEST(TextDifference, SchemaElementsAreComparedPartByPart) {
  Report report = diffOf({});
  report.difference->schema = {
      {Change::Added,
       "attributeType",
       "1.3.6.1.4.1.99999.1.7",
       "acmeLicenseKey",
       "( 1.3.6.1.4.1.99999.1.7 NAME 'acmeLicenseKey' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )",
       {}},
      {Change::Modified,
       "objectClass",
       "1.3.6.1.4.1.99999.2.3",
       "acmeServer",
       "",
       {{"MUST", {"acmeHostName"}, {}}, {"MAY", {}, {"acmeHostName", "acmeLicenseKey"}}, {"OBSOLETE", {}, {""}}}},
      {Change::Modified,
       "attributeType",
       "1.3.6.1.4.1.99999.1.8",
       "acmeName",
       "",
       {{"SYNTAX", {"1.3.6.1.4.1.1466.115.121.1.26"}, {"1.3.6.1.4.1.1466.115.121.1.15{256}"}}}}};
  EXPECT_EQ(body(report), R"(
Schema
  + attributeType  acmeLicenseKey  1.3.6.1.4.1.99999.1.7
        ( 1.3.6.1.4.1.99999.1.7 NAME 'acmeLicenseKey' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15
        SINGLE-VALUE )
  ~ objectClass    acmeServer      1.3.6.1.4.1.99999.2.3
        MUST          - acmeHostName
        MAY           + acmeHostName
                      + acmeLicenseKey
        OBSOLETE      + (none)
  ~ attributeType  acmeName        1.3.6.1.4.1.99999.1.8
        SYNTAX        - 1.3.6.1.4.1.1466.115.121.1.26 (IA5 String)
                      + 1.3.6.1.4.1.1466.115.121.1.15{256} (Directory String)

1 schema element added, 2 changed. 40 entries compared.
)");
}

TEST(TextDifference, ReplacedValuesOfUnknownAttributesAreMarked) {
  AttributeChange unknown = modified("acmeOdd", {"a"}, {"b"});
  unknown.comparedAsBytes = true;
  EXPECT_EQ(body(diffOf({modifiedEntry("cn=a,o=Acme", {unknown})})), R"(
Entries under o=Acme
  ~ cn=a
        acmeOdd         - a
                        + b [bytes]

[bytes]: the schema does not know the attribute, so its values were compared as bytes.

1 entry changed. 40 entries compared.
)");
}

TEST(TextDifference, LongNamesBreakOnlyBetweenRdns) {
  EntryChange change = addedEntry(
      "cn=EMEA Central Replication Hub Staging Area,ou=Long Organizational Unit Name Number One,ou=Two Words,o=Acme",
      {added("objectClass", {"acmeHub"})});
  Report report = diffOf({change, addedEntry("ou=z,o=Acme", {})});
  EXPECT_EQ(body(report, {.width = 60}), R"(
Entries under o=Acme
  + cn=EMEA Central Replication Hub Staging Area,
    ou=Long Organizational Unit Name Number One,ou=Two Words
        acmeHub, 1 attribute
  + ou=z                                        0 attributes

2 entries added. 40 entries compared.
)");
}

TEST(TextDifference, EntriesBeyondFiveHundredAreCounted) {
  Report report = diffOf({});
  for (int i = 0; i < 1503; ++i) {
    report.difference->changes.push_back(
        modifiedEntry("cn=e" + std::to_string(i) + ",o=Acme", {modified("a" + std::to_string(i), {"a"}, {"b"})}));
  }
  report.difference->entries.modified = 1503;
  const std::string shown = body(report);
  EXPECT_NE(shown.find("  ~ cn=e499\n"), std::string::npos);
  EXPECT_EQ(shown.find("  ~ cn=e500\n"), std::string::npos);
  EXPECT_NE(shown.find("\nHidden: 1,003 entries beyond the first 500 (--all).\n"), std::string::npos);
  EXPECT_NE(body(report, {.showAll = true}).find("  ~ cn=e1502\n"), std::string::npos);
}

TEST(TextDifference, ChangesThatAreAlikeAreFolded) {
  Report report = diffOf({});
  for (int i = 0; i < 12; ++i)
    report.difference->changes.push_back(
        modifiedEntry("cn=e" + std::to_string(10 + i) + ",o=Acme", {modified("sn", {"a"}, {"b"})}));
  report.difference->entries.modified = 12;
  EXPECT_EQ(body(report), R"(
Entries under o=Acme
  ~ 12 entries, each in sn
        cn=e10, cn=e11, cn=e12, cn=e13, cn=e14, and 7 more (--all)
        (at the first of them)
        sn              - a
                        + b

12 entries changed. 52 entries compared.
)");
}

TEST(TextDifference, TheRootDseHasAName) {
  EXPECT_EQ(body(diffOf({modifiedEntry("", {added("supportedControl", {"1.2.3"})})})), R"(
Entries
  ~ (root DSE)
        supportedControl  + 1.2.3

1 entry changed. 40 entries compared.
)");
}

}  // namespace
}  // namespace ldapsnap::test
