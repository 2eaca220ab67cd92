// An LDIF file used as a snapshot in place: the same entries, information and errors as an import of the file.
#include "snapshot/import/ldif_snapshot.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <mutex>
#include <set>

#include "snapshot/base/error.h"
#include "snapshot/model/memory_snapshot.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap {
namespace {

using Names = std::vector<std::string>;

ImportOptions options(bool keepGoing = false) {
  ImportOptions result;
  result.site = "lab";
  result.key = std::string(32, 'k');
  result.keepGoing = keepGoing;
  return result;
}

/// Not in key order: the person comes before its parents.
constexpr const char* kSite =
    "version: 1\n\n"
    "dn: cn=Ann Lee,ou=People,dc=x\nobjectClass: person\ncn: Ann Lee\nsn: Lee\nuserPassword: secret\n\n"
    "dn: ou=People,dc=x\nobjectClass: organizationalUnit\nou: People\n\n"
    "# a comment\n"
    "dn:: ZGM9eA==\nobjectClass: domain\ndc: x\n\n"
    "dn: ou=Long name that is folded,dc=\n x\nobjectClass: organizationalUnit\nou: Long name that is folded\n";

class LdifSnapshotTest : public testing::Test {
 protected:
  std::string write(std::string_view text, const std::string& name = "site.ldif") const {
    return folder_.write(name, text).string();
  }
  static MemorySnapshot imported(const std::string& path, bool keepGoing = false) {
    MemorySnapshot snapshot;
    snapshot.info() = importLdif(path, options(keepGoing), snapshot);
    snapshot.finish();
    return snapshot;
  }
  template <typename Open>
  static std::string errorOf(Open open) {
    try {
      open();
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

  test::TempFolder folder_;
};

std::vector<Entry> scanned(const Snapshot& snapshot, const std::string& base = "", Scope scope = Scope::Subtree) {
  std::vector<Entry> entries;
  snapshot.scan(Dn::parse(base), scope, [&](const Entry& entry) {
    entries.push_back(entry);
    return Snapshot::Visit::Continue;
  });
  return entries;
}

Names namesOf(const std::vector<Entry>& entries) {
  Names names;
  for (const Entry& entry : entries) names.push_back(entry.dn);
  return names;
}

TEST_F(LdifSnapshotTest, ScanIsInKeyOrderAndEqualsAnImport) {
  const std::string path = write(kSite);
  const LdifSnapshot snapshot(path, options());
  EXPECT_EQ(namesOf(scanned(snapshot)),
            (Names{"dc=x", "ou=Long name that is folded,dc=x", "ou=People,dc=x", "cn=Ann Lee,ou=People,dc=x"}));
  EXPECT_EQ(scanned(snapshot), scanned(imported(path)));
}

TEST_F(LdifSnapshotTest, ScanRespectsScope) {
  const std::string path = write(kSite);
  const LdifSnapshot snapshot(path, options());
  const MemorySnapshot expected = imported(path);
  for (const Scope scope : {Scope::Base, Scope::OneLevel, Scope::Subtree})
    for (const char* base : {"", "dc=x", "OU=people, DC=x", "cn=Ann Lee,ou=People,dc=x", "ou=none,dc=x"})
      EXPECT_EQ(scanned(snapshot, base, scope), scanned(expected, base, scope)) << base << static_cast<int>(scope);
}

TEST_F(LdifSnapshotTest, ScanStopsWhenVisitorStops) {
  const LdifSnapshot snapshot(write(kSite), options());
  for (const std::size_t limit : {1U, 2U}) {
    Names visited;
    snapshot.scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
      visited.push_back(entry.dn);
      return visited.size() == limit ? Snapshot::Visit::Stop : Snapshot::Visit::Continue;
    });
    EXPECT_EQ(visited.size(), limit);
    EXPECT_EQ(visited.front(), "dc=x");
  }
}

TEST_F(LdifSnapshotTest, EntryIsFoundInAnySpelling) {
  const LdifSnapshot snapshot(write(kSite), options());
  const auto entry = snapshot.find(Dn::parse("CN=ann lee, OU=people,DC=X"));
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->dn, "cn=Ann Lee,ou=People,dc=x");
  EXPECT_EQ(snapshot.find(Dn::parse("cn=Bob,ou=People,dc=x")), std::nullopt);
}

TEST_F(LdifSnapshotTest, InformationEqualsThatOfAnImport) {
  const std::string path =
      write("dn:\nobjectClass: OpenLDAProotDSE\nsubschemaSubentry: cn=Subschema\nnamingContexts: dc=x\n\n" +
            std::string(kSite).substr(std::string("version: 1\n\n").size()) +
            "\ndn: cn=Subschema\nobjectClass: subschema\ncn: Subschema\n"
            "attributeTypes: ( 1.2.3 NAME 'acmeLevel' SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )\n");
  const LdifSnapshot snapshot(path, options());
  const MemorySnapshot expected = imported(path);
  EXPECT_EQ(snapshot.info().kind, SnapshotInfo::Kind::Imported);
  EXPECT_EQ(snapshot.info().site, "lab");
  EXPECT_EQ(snapshot.info().source, path);
  EXPECT_EQ(snapshot.info().entries, 6U);
  EXPECT_EQ(snapshot.info().product, Product::OpenLdap);
  EXPECT_EQ(snapshot.info().product, expected.info().product);
  EXPECT_EQ(snapshot.info().searchBases, (Names{"cn=Subschema", "dc=x"}));
  EXPECT_EQ(snapshot.info().searchBases, expected.info().searchBases);
  EXPECT_TRUE(snapshot.info().complete());
  EXPECT_NE(snapshot.schema().attributeType("acmeLevel"), nullptr);
}

/// Schema objects of Active Directory and of Exchange 5.5, and definitions, with attributes that say nothing of a
/// schema.
constexpr const char* kSchemas =
    "dn: CN=Acme-Level,CN=Schema,DC=x\nobjectClass: top\nobjectClass: attributeSchema\ncn: Acme-Level\n"
    "attributeID: 1.1.1\nattributeSyntax: 2.5.5.12\noMSyntax: 64\nlDAPDisplayName: acmeLevel\n"
    "adminDescription: How high\nisSingleValued: TRUE\nrangeLower: 1\nrangeUpper: 7\nsystemOnly: TRUE\n"
    "systemFlags: 16\nsearchFlags: 1\nlinkID: 4\nisDefunct: FALSE\nwhenCreated: 20260302101407.0Z\n\n"
    "dn: CN=Acme-Host,CN=Schema,DC=x\nobjectClass: top\nobjectClass: classSchema\ncn: Acme-Host\n"
    "governsID: 1.2.1\nlDAPDisplayName: acmeHost\nsubClassOf: top\nobjectClassCategory: 3\n"
    "mustContain: acmeLevel\nsystemMustContain: cn\nmayContain: sn\nsystemMayContain: l\n"
    "auxiliaryClass: person\nsystemAuxiliaryClass: device\npossSuperiors: domain\nsystemPossSuperiors: country\n\n"
    "dn: cn=Acme-Size,cn=Schema,o=Acme\nobjectClass: Attribute-Schema\ncn: Acme-Size\nDescription: acmeSize\n"
    "Attribute-ID: 1.1.2\nAttribute-Syntax: 2.5.5.9\nOM-Syntax: 2\nIs-Single-Valued: TRUE\n\n"
    "dn: cn=Subschema\nattributeTypes: ( 1.1.3 NAME 'acmeOn' SYNTAX 1.3.6.1.4.1.1466.115.121.1.7 )\n"
    "objectClasses: ( 1.2.2 NAME 'acmeRack' SUP top MAY acmeOn )\n"
    "matchingRules: ( 1.3.1 NAME 'acmeMatch' SYNTAX 1.3.6.1.4.1.1466.115.121.1.7 )\ncn: Subschema\n\n";

TEST_F(LdifSnapshotTest, SchemaEqualsThatOfAnImport) {
  const std::string path = write(kSchemas);
  const LdifSnapshot snapshot(path, options());
  const MemorySnapshot import = imported(path);
  EXPECT_EQ(snapshot.schema().attributeTypes(), import.schema().attributeTypes());
  EXPECT_EQ(snapshot.schema().objectClasses(), import.schema().objectClasses());
  EXPECT_EQ(snapshot.schema().definitions(DefinitionKind::MatchingRule),
            import.schema().definitions(DefinitionKind::MatchingRule));
  EXPECT_EQ(snapshot.schema().attributeTypes().size(), 3U);
  EXPECT_EQ(snapshot.schema().objectClasses().size(), 2U);
}

TEST_F(LdifSnapshotTest, SecretInADefinitionIsRedactedInTheSchema) {
  const LdifSnapshot snapshot(write("dn: cn=Subschema\nobjectClass: subschema\n"
                                    "attributeTypes: ( 1.1.3 NAME 'acmeOn' DESC 'password=geheim1 as ever' SYNTAX "
                                    "1.3.6.1.4.1.1466.115.121.1.7 )\n"),
                              options());
  const AttributeType* const type = snapshot.schema().attributeType("acmeOn");
  ASSERT_NE(type, nullptr);
  EXPECT_EQ(type->description.find("geheim1"), std::string::npos) << type->description;
}

TEST_F(LdifSnapshotTest, RepeatedSchemaEntryCountsOnce) {
  const std::string path = write(std::string(kSchemas) +
                                 "dn: cn=subschema\nobjectClass: subschema\n"
                                 "attributeTypes: ( 1.1.4 NAME 'acmeOff' SYNTAX 1.3.6.1.4.1.1466.115.121.1.7 )\n");
  const LdifSnapshot snapshot(path, options(true));
  EXPECT_NE(snapshot.schema().attributeType("acmeOn"), nullptr);
  EXPECT_EQ(snapshot.schema().attributeType("acmeOff"), nullptr);
}

TEST_F(LdifSnapshotTest, PiecesHoldEveryEntryOnce) {
  std::string text;
  constexpr int kEntries = 40000;  // enough that threads share the work
  for (int i = 0; i < kEntries; ++i)
    text += fmt::format("dn: cn=n{},dc=x\nobjectClass: device\ncn: n{}\nuserPassword: p\n\n", i, i);
  const LdifSnapshot snapshot(write(text), options());
  std::mutex mutex;
  std::set<std::string> names, secrets;
  snapshot.scanPieces(4, [&](const PiecewiseScan::Piece& piece) {
    std::vector<Entry> entries;
    piece([&entries](const Entry& entry) { entries.push_back(entry); });
    const std::lock_guard lock(mutex);
    for (const Entry& entry : entries) {
      EXPECT_TRUE(names.insert(entry.dn).second) << entry.dn;
      secrets.insert(*entry.first("userPassword"));
    }
  });
  EXPECT_EQ(names.size(), static_cast<std::size_t>(kEntries));
  ASSERT_EQ(secrets.size(), 1U);
  EXPECT_TRUE(isRedacted(*secrets.begin()));
}

TEST_F(LdifSnapshotTest, FileCalledPredictionIsAFile) {
  const LdifSnapshot snapshot(write(kSite, "prediction: a.ldif"), options());
  EXPECT_EQ(snapshot.info().kind, SnapshotInfo::Kind::Imported);
}

TEST_F(LdifSnapshotTest, SecretsAreRedacted) {
  const LdifSnapshot snapshot(write(kSite), options());
  const auto entry = snapshot.find(Dn::parse("cn=Ann Lee,ou=People,dc=x"));
  ASSERT_TRUE(entry);
  const Schema schema;
  EXPECT_EQ(*entry->first("userPassword"), Redactor(std::string(32, 'k'), Product::Generic, schema).digest("secret"));
}

TEST_F(LdifSnapshotTest, ScanByTraitVisitsAllEntriesWithTheTrait) {
  const LdifSnapshot snapshot(write(kSite), options());
  const auto isUnit = [](const Trait& trait) {
    return trait.kind == Trait::Kind::ObjectClass && trait.name == "organizationalUnit";
  };
  Names units;
  snapshot.scanTraits(Dn::parse("dc=x"), isUnit, [&](const Entry& entry) {
    units.push_back(entry.dn);
    return Snapshot::Visit::Continue;
  });
  EXPECT_EQ(units, (Names{"ou=Long name that is folded,dc=x", "ou=People,dc=x"}));
  EXPECT_TRUE(snapshot.mayHaveTraits(isUnit));
  EXPECT_FALSE(snapshot.mayHaveTraits([](const Trait& trait) { return trait.name == "mail"; }));
}

TEST_F(LdifSnapshotTest, PartialScanLeavesOutWhatIsNotNeeded) {
  const LdifSnapshot snapshot(write("dn: cn=a,dc=x\nobjectClass: person\ncn: a\nuserPassword: secret\n"
                                    "member;range=0-1: cn=b\nDescription:: Yg==\nsn: c\n"),
                              options());
  const auto any = [](const Trait&) { return true; };
  const auto isNeeded = [](std::string_view description) {
    return description == "cn" || description == "Description" || description == "userPassword";
  };
  Entry part;
  scanPartly(snapshot, Dn(), any, isNeeded, [&part](const Entry& entry) {
    part = entry;
    return Snapshot::Visit::Continue;
  });
  EXPECT_EQ(part.dn, "cn=a,dc=x");
  EXPECT_EQ(*part.first("cn"), "a");
  EXPECT_EQ(*part.first("description"), "b");
  EXPECT_TRUE(isRedacted(*part.first("userPassword")));
  EXPECT_EQ(part.find("sn"), nullptr);
  EXPECT_EQ(part.find("objectClass"), nullptr);
}

TEST_F(LdifSnapshotTest, DefaultsOfASnapshotWork) {
  const LdifSnapshot snapshot(write(kSite), options());
  EXPECT_EQ(snapshot.count(Dn::parse("ou=People,dc=x")), 2U);
  Names walked, values;
  const auto cursor = snapshot.cursor();
  while (cursor->next()) walked.push_back(cursor->entry().dn);
  EXPECT_EQ(walked, namesOf(scanned(snapshot)));
  snapshot.scanValues(Dn::parse("ou=People,dc=x"), "SN", [&](std::string_view dn, std::string_view value) {
    values.push_back(fmt::format("{}: {}", dn, value));
    return Snapshot::Visit::Continue;
  });
  EXPECT_EQ(values, (Names{"ou=People,dc=x: ", "cn=Ann Lee,ou=People,dc=x: Lee"}));
}

TEST_F(LdifSnapshotTest, ErrorsEqualThoseOfAnImport) {
  const std::string twice = std::string(kSite) + "\ndn: CN=Ann  Lee,OU=People,DC=x\nsn: Lee\n";
  const std::string change = std::string(kSite) + "\ndn: dc=x\nchangetype: modify\nadd: o\no: x\n";
  const std::string invalid = std::string(kSite) + "\ndn: dc=y\nno colon here\n";
  std::set<std::string> messages;
  for (const std::string& text : {twice, change, invalid}) {
    const std::string path = write(text);
    const std::string message = errorOf([&] { LdifSnapshot(path, options()); });
    EXPECT_EQ(message, errorOf([&] { imported(path); }));
    messages.insert(message.substr(folder_.path().string().size() + 1));
    const LdifSnapshot kept(path, options(true));
    const MemorySnapshot expected = imported(path, true);
    EXPECT_EQ(kept.info().entries, 4U);
    EXPECT_EQ(kept.info().gaps, expected.info().gaps);
    EXPECT_FALSE(kept.info().complete());
    EXPECT_EQ(scanned(kept), scanned(expected));
  }
  EXPECT_EQ(messages.size(), 3U);
  EXPECT_EQ(*messages.begin(),
            "site.ldif:23: a change record; a snapshot is made from content records; export the directory itself "
            "(ldapsearch, slapcat, ldifde -f), not changes to it");
}

TEST_F(LdifSnapshotTest, SecondFileReusesTheIndexOfTheFirst) {
  const std::string changed = std::string(kSite) + "\ndn: cn=Bob May,ou=People,dc=x\nobjectClass: person\nsn: May\n";
  const std::string firstPath = write(kSite, "monday.ldif"), secondPath = write(changed, "tuesday.ldif");
  const LdifSnapshot first(firstPath, options());
  const LdifSnapshot second(secondPath, options(), &first);
  EXPECT_EQ(scanned(second), scanned(imported(secondPath)));
  EXPECT_TRUE(second.readsAlike(first));
  ImportOptions otherKey = options();
  otherKey.key = std::string(32, 'x');
  EXPECT_FALSE(LdifSnapshot(secondPath, otherKey).readsAlike(first));
}

TEST_F(LdifSnapshotTest, OtherSchemaReadsEntriesAlikeThatItRedactsAlike) {
  const auto text = [](const std::string& searchFlags) {
    return "dn: CN=Door-Code,CN=Schema,CN=Configuration,DC=x\nobjectClass: attributeSchema\nattributeID: 1.2.3.4\n"
           "attributeSyntax: 2.5.5.12\noMSyntax: 64\nlDAPDisplayName: doorCode\nsearchFlags: " +
           searchFlags +
           "\n\ndn: CN=Door,DC=x\nobjectClass: top\ndoorCode: 4711\n"
           "\ndn: CN=Window,DC=x\nobjectClass: top\ndescription: blue\n";
  };
  const LdifSnapshot open(write(text("0"), "monday.ldif"), options());
  const LdifSnapshot confidential(write(text("128"), "tuesday.ldif"), options());
  EXPECT_FALSE(open.readsAlike(confidential));
  const std::vector<bool> alike = open.shapesReadAlike(confidential);
  std::map<std::string, bool> byName;
  for (LdifIndex::Id id = 0; id < open.index().idLimit(); ++id)
    if (const LdifRow& row = open.index().row(id); row.isEntry()) byName[open.dnAt(row)] = alike.at(row.shape());
  EXPECT_EQ(byName, (std::map<std::string, bool>{{"CN=Door-Code,CN=Schema,CN=Configuration,DC=x", true},
                                                 {"CN=Door,DC=x", false},
                                                 {"CN=Window,DC=x", true}}));
  EXPECT_EQ(open.shapesReadAlike(open), std::vector<bool>(3, true));
}

TEST_F(LdifSnapshotTest, FileThatChangesWhileItIsReadIsNoticed) {
  const std::string path = write(kSite);
  const LdifSnapshot snapshot(path, options());
  EXPECT_NO_THROW(snapshot.requireUnchanged());
  write(std::string(kSite) + "\ndn: dc=y\ndc: y\n");
  EXPECT_THROW(snapshot.requireUnchanged(), Error);
}

TEST_F(LdifSnapshotTest, EmptyFileHasNoEntries) {
  const LdifSnapshot snapshot(write(""), options());
  EXPECT_EQ(snapshot.info().entries, 0U);
  EXPECT_TRUE(scanned(snapshot).empty());
  EXPECT_FALSE(snapshot.cursor()->next());
}

}  // namespace
}  // namespace ldapsnap
