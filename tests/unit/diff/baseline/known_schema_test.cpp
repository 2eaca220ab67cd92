#include "diff/baseline/known_schema.h"

#include <gtest/gtest.h>

#include "snapshot/baseline/baseline.h"
#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap::test {
namespace {

/// "schema-samba 12; unknown acme- 2 (acme-a, acme-b)".
std::string textOf(const KnownSchema& schema) {
  std::string text;
  if (schema.nearest)
    text = schema.nearest->name + " " + std::to_string(schema.nearest->missing) + "/" +
           std::to_string(schema.nearest->additional);
  for (const AttributedElements& group : schema.attributed)
    text += "; " + (group.baseline.empty() ? group.title : group.baseline) + " " + std::to_string(group.elements);
  for (const UnknownElements& group : schema.unknown) {
    text += "; unknown " + group.prefix + " " + std::to_string(group.elements);
    for (const std::string& example : group.examples) text += " " + example;
  }
  return text;
}

MemorySnapshot withMore(const std::string& baseline, const std::string& definitions) {
  const std::unique_ptr<MemorySnapshot> fresh = openBaseline(baseline);
  SnapshotInfo info = fresh->info();
  info.site = "prod";
  MemorySnapshot snapshot(info);
  fresh->scan(Dn(), Scope::Subtree, [&snapshot](const Entry& entry) {
    snapshot.add(entry);
    return Snapshot::Visit::Continue;
  });
  snapshot.add({"cn=more,cn=schema,cn=config", {}});
  Entry more{"cn={9}more,cn=schema,cn=config", {}};
  more.add("objectClass", "olcSchemaConfig");
  for (std::size_t at = 0; at < definitions.size();) {
    const std::size_t end = definitions.find('\n', at);
    more.add("olcAttributeTypes", definitions.substr(at, end - at));
    at = end + 1;
  }
  snapshot.add(std::move(more));
  snapshot.finish();
  return snapshot;
}

TEST(KnownSchema, AFreshInstallationIsItsOwnBaseline) {
  for (const Baseline& baseline : shippedBaselines().baselines) {
    if (baseline.kind != Baseline::Kind::Installation) continue;
    const KnownSchema schema = knownSchemaOf(*openBaseline(baseline.name));
    ASSERT_TRUE(schema.nearest) << baseline.name;
    EXPECT_EQ(schema.nearest->distance(), 0U) << baseline.name << ": " << textOf(schema);
  }
}

TEST(KnownSchema, AdditionalElementsAreAttributed) {
  EXPECT_EQ(textOf(knownSchemaOf(withMore("openldap-2.5",
                                          "( 1.3.6.1.4.1.7165.2.1.20 NAME 'sambaSID' )\n"
                                          "( 1.3.6.1.4.1.32473.1.1 NAME 'acme-One' )\n"
                                          "( 1.3.6.1.4.1.32473.1.2 NAME 'acme-Two' )\n"
                                          "( 1.3.6.1.4.1.32473.1.3 NAME 'odd' )\n"
                                          "( 2.16.840.1.113730.3.8.11.99 NAME 'ipaSomething' )\n"))),
            "openldap-2.5 0/5; FreeIPA schema 1; schema-samba 1; unknown acme- 2 acme-One acme-Two; unknown  1 odd");
}

// What is compiled into the server is in no export of its databases.
TEST(KnownSchema, AnExportOfDatabasesLacksNothing) {
  const std::unique_ptr<MemorySnapshot> fresh = openBaseline("openldap-2.5");
  SnapshotInfo info = fresh->info();
  info.coverage.isDatabaseExport = true;
  MemorySnapshot exported(info);
  fresh->scan(Dn(), Scope::Subtree, [&exported](const Entry& entry) {
    if (entry.dn.find(",cn=schema,cn=config") != std::string::npos) exported.add(entry);
    return Snapshot::Visit::Continue;
  });
  exported.finish();
  const KnownSchema schema = knownSchemaOf(exported);
  ASSERT_TRUE(schema.nearest);
  EXPECT_EQ(schema.nearest->name, "openldap-2.5");
  EXPECT_EQ(schema.nearest->distance(), 0U) << textOf(schema);
}

TEST(KnownSchema, ASnapshotWithoutSchemaHasNone) {
  const MemorySnapshot snapshot = snapshotOf("dn: dc=acme\nobjectClass: domain\ndc: acme\n\n", SnapshotInfo());
  EXPECT_EQ(textOf(knownSchemaOf(snapshot)), "");
}

}  // namespace
}  // namespace ldapsnap::test
