// The bytes of FORMAT.md: chunks, attributes, manifest.
#include <gtest/gtest.h>

#include "snapshot/base/bytes.h"
#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/store/records/manifest.h"
#include "snapshot/store/snapshots/entry_codec.h"
#include "tests/unit/snapshot/store/memory_chunks.h"

namespace ldapsnap {
namespace {

using test::MemoryChunks;

TEST(ChunkFormat, LeavesNodesAndBlobsHaveTheseBytes) {
  std::string leaf = leafHeader();
  appendItem(leaf, LeafItem{"k", "v"});
  EXPECT_EQ(hex(leaf), "4c016b0176");
  std::string node = nodeHeader(1);
  appendItem(node, NodeItem{"k", sha256(leaf), 300});
  EXPECT_EQ(hex(node), "4e01016b" + sha256(leaf).hex() + "ac02");
  EXPECT_EQ(hex(blobChunk("v")), "4276");
}

TEST(ChunkFormat, OtherBytesAreRefused) {
  for (const std::string_view bytes : {"", "58", "4c016b",
                                       "4c01620161"
                                       "016101",
                                       "4e00", "4e01"})
    EXPECT_THROW(Chunk(*fromHex(bytes)), Error) << bytes;
  EXPECT_THROW(unpack("not zstd"), Error);
  EXPECT_THROW(unpack(""), Error);
}

TEST(AttributeFormat, OneRecordPerAttribute) {
  MemoryChunks chunks;
  Entry entry{"cn=a", {{"sn", {"b", "a"}}, {"CN", {"a"}}}};
  entry.canonicalise();
  EXPECT_EQ(hex(encodeAttributes(entry, chunks)),
            "02434e0101610000"
            "02736e02016101620000");
}

TEST(AttributeFormat, LargeValuesAreBlobsAndLargeSetsAreTrees) {
  MemoryChunks chunks;
  Entry entry{"cn=a", {{"member", {}}, {"photo", {std::string(4097, 'p'), "small", std::string(4096, 'q')}}}};
  for (int i = 0; i < 2000; ++i) entry.add("member", "cn=member number " + std::to_string(i));
  entry.canonicalise();
  const std::string records = encodeAttributes(entry, chunks);
  EXPECT_LT(records.size(), 4300U);
  EXPECT_TRUE(chunks.has(sha256("B" + std::string(4097, 'p'))));
  ChunkReader reader(chunks);
  Entry read{"cn=a", {}};
  decodeAttributes(records, reader, read);
  EXPECT_EQ(read, entry);
}

TEST(AttributeFormat, RecordThatWouldFillTheMemoryIsDamage) {
  MemoryChunks chunks;
  ChunkReader reader(chunks);
  const auto decode = [&reader](const std::string& records) {
    Entry entry{"cn=a", {}};
    decodeAttributes(records, reader, entry);
  };
  EXPECT_THROW(decode(std::string(4000, '\0')), Error) << "a thousand attributes without a name";
  std::string empty;
  appendString(empty, "cn");
  appendNumber(empty, kLargestInlineSet + 2);
  EXPECT_THROW(decode(empty + std::string(kLargestInlineSet + 4, '\0')), Error) << "values without a byte";
  std::string large;
  appendString(large, "cn");
  appendNumber(large, 5);
  for (int i = 0; i < 5; ++i) appendString(large, std::string(kLargestInlineValue, 'a'));
  EXPECT_THROW(decode(large + std::string(2, '\0')), Error) << "a set that belongs into a tree";
}

TEST(AttributeFormat, SplittingKeepsRecordsUnchanged) {
  MemoryChunks chunks;
  const Entry entry{"cn=a", {{"a", {"1"}}, {"b", {"2", "3"}}, {"c", {}}}};
  std::string chosen, others;
  splitAttributes(
      encodeAttributes(entry, chunks), [](std::string_view d) { return d == "b"; }, chosen, others);
  EXPECT_EQ(chosen, encodeAttributes({"cn=a", {entry.attributes[1]}}, chunks));
  EXPECT_EQ(others, encodeAttributes({"cn=a", {entry.attributes[0], entry.attributes[2]}}, chunks));
}

Manifest sample() {
  Manifest manifest{{}, sha256("L"), sha256("L"), sha256("L"), sha256("L"), 0};
  manifest.info.kind = SnapshotInfo::Kind::Captured;
  manifest.info.site = "lab";
  manifest.info.source = "ldap://localhost";
  manifest.info.taken = manifest.info.finished = parseTime("2026-03-02T10:14:07Z");
  manifest.info.entries = 3;
  manifest.info.product = Product::OpenLdap;
  manifest.info.searchBases = {"dc=\"x\""};
  manifest.info.gaps = {{"cn=\xff", "no access", ""}};
  manifest.info.tool = "0.1.0";
  return manifest;
}

TEST(ManifestFormat, IsCanonicalJson) {
  const std::string empty = "\"72dfcfb0c470ac255cde83fb8fe38de8a128188e03ea5ba5b2a93adbea1062fa\"";
  EXPECT_EQ(
      sample().toJson(),
      R"({"consistency":"unknown","content_root":)" + empty +
          R"(,"contexts":["dc=\"x\""],"entries":3,"finished":"2026-03-02T10:14:07Z","format":"ldapsnap-snapshot/1",)"
          R"("gaps":[{"reason":"no access","remedy":"","where":"cn=\\xff"}],"kind":"captured","product":"openldap",)"
          R"("schema_root":)" +
          empty + R"(,"site":"lab","source":"ldap://localhost","taken":"2026-03-02T10:14:07Z","tool":"0.1.0",)" +
          R"("trait_root":)" + empty + R"(,"vendor":"","version":"","volatile_root":)" + empty + "}");
}

TEST(ManifestFormat, ReadsBack) {
  const std::string json = sample().toJson();
  const Manifest read = Manifest::parse(json);
  EXPECT_EQ(read.info.id, sha256(json).hex());
  EXPECT_EQ(read.toJson(), json);
  Manifest without = sample();
  without.traits.reset();
  EXPECT_EQ(Manifest::parse(without.toJson()).traits, std::nullopt);
}

TEST(ManifestFormat, StatesTheCoverage) {
  Manifest manifest = sample();
  CoverageStatement& coverage = manifest.info.coverage;
  coverage.origin = CoverageStatement::Origin::Captured;
  coverage.isWholeServer = coverage.isDatabaseExport = true;
  coverage.parts = {{"dc=x", Scope::Subtree, "", {}, false},
                    {"ou=a,dc=x", Scope::OneLevel, "(cn=a)", {"cn", "mail"}, true}};
  coverage.hidden = {{"dc=x", "userPassword", "olcAccess"}};
  manifest.info.gaps = {{"a.ldif:3", "not base64", "", "cn=a,dc=x"}};
  const std::string json = manifest.toJson();
  EXPECT_NE(json.find(R"("coverage":{"database_export":true,)"
                      R"("hidden":[{"attribute":"userPassword","base":"dc=x","reason":"olcAccess"}],)"
                      R"("origin":"captured","parts":[{"base":"dc=x","scope":"sub"},)"
                      R"x({"attributes":["cn","mail"],"base":"ou=a,dc=x","filter":"(cn=a)","scope":"one",)x"
                      R"("selection":true}],"whole_server":true})"),
            std::string::npos)
      << json;
  EXPECT_NE(json.find(R"("gaps":[{"entry":"cn=a,dc=x","reason":"not base64","remedy":"","where":"a.ldif:3"}])"),
            std::string::npos)
      << json;
  const SnapshotInfo read = Manifest::parse(json).info;
  EXPECT_EQ(read.coverage, coverage);
  EXPECT_EQ(read.gaps, manifest.info.gaps);
}

TEST(ManifestFormat, CoverageOfOlderManifestsIsUnknown) {
  EXPECT_EQ(Manifest::parse(sample().toJson()).info.coverage, CoverageStatement());
}

TEST(ManifestFormat, KindIsReadBack) {
  using Kind = SnapshotInfo::Kind;
  Manifest manifest = sample();
  for (const Kind kind : {Kind::Captured, Kind::Imported, Kind::Predicted}) {
    manifest.info.kind = kind;
    EXPECT_EQ(Manifest::parse(manifest.toJson()).info.kind, kind);
  }
  manifest.info.kind = Kind::Imported;
  manifest.info.source = "prediction: a.ldif";
  EXPECT_EQ(Manifest::parse(manifest.toJson()).info.kind, Kind::Imported) << "the name of a file does not matter";
}

/// The manifest of a snapshot as version 0.1.0 wrote it, which does not state the kind.
std::string manifestOfVersion010(const std::string& site, const std::string& source) {
  Manifest manifest = sample();
  manifest.info.site = site;
  manifest.info.source = source;
  std::string json = manifest.toJson();
  const std::string kind = R"("kind":"captured",)";
  json.erase(json.find(kind), kind.size());
  return json;
}

TEST(ManifestFormat, KindIsDerivedWhereVersion010DidNotStateIt) {
  using Kind = SnapshotInfo::Kind;
  const auto kindOf = [](const std::string& site, const std::string& source) {
    return Manifest::parse(manifestOfVersion010(site, source)).info.kind;
  };
  EXPECT_EQ(kindOf("lab", "ldap://localhost"), Kind::Captured);
  EXPECT_EQ(kindOf("lab", "ldaps://localhost"), Kind::Captured);
  EXPECT_EQ(kindOf("lab", "ldapi://%2frun%2fldapi"), Kind::Captured);
  EXPECT_EQ(kindOf("lab", "lab.ldif"), Kind::Imported);
  EXPECT_EQ(kindOf("lab.predicted", "prediction: a.ldif on lab"), Kind::Predicted);
  EXPECT_EQ(kindOf("lab", "prediction: a.ldif"), Kind::Imported);
  EXPECT_EQ(kindOf("lab.predicted", "lab.ldif"), Kind::Imported);
  const std::string json = manifestOfVersion010("lab", "lab.ldif");
  EXPECT_EQ(Manifest::parse(json).info.id, sha256(json).hex());
}

TEST(ManifestFormat, UnknownKindIsRefused) {
  std::string json = sample().toJson();
  json.replace(json.find("captured"), std::string("captured").size(), "dreamt");
  try {
    Manifest::parse(json);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Unreachable);
    EXPECT_STREQ(error.what(), "a snapshot of kind \"dreamt\", which this version cannot read; use a newer ldapsnap");
  }
}

TEST(ManifestFormat, IncludedSecretsAreStated) {
  Manifest manifest = sample();
  EXPECT_EQ(Manifest::parse(manifest.toJson()).info.secrets, Secrets::Redacted);
  manifest.info.secrets = Secrets::Included;
  EXPECT_NE(manifest.toJson().find(R"("secrets":"included")"), std::string::npos);
  EXPECT_EQ(Manifest::parse(manifest.toJson()).info.secrets, Secrets::Included);
}

TEST(ManifestFormat, DamageAndLaterFormatsAreRefused) {
  for (const char* text : {"", "{}", "[]", R"({"format":"ldapsnap-snapshot/1"})"})
    EXPECT_THROW(Manifest::parse(text), Error);
  try {
    Manifest::parse(R"({"format":"ldapsnap-snapshot/2"})");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Unreachable);
  }
}

}  // namespace
}  // namespace ldapsnap
