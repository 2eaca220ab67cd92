#include "snapshot/baseline/baseline.h"

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"

namespace ldapsnap::test {
namespace {

TEST(Baselines, EveryOneThatShipsCanBeRead) {
  for (const Baseline& baseline : shippedBaselines().baselines) {
    SCOPED_TRACE(baseline.name);
    const std::unique_ptr<MemorySnapshot> snapshot = openBaseline(baseline.name);
    EXPECT_TRUE(isBaseline(snapshot->info()));
    EXPECT_EQ(snapshot->info().product, baseline.product);
    EXPECT_FALSE(snapshot->schema().empty());
    EXPECT_TRUE(snapshot->schema().unreadable().empty());
    const std::uint64_t fewest = baseline.kind == Baseline::Kind::Installation ? 9 : 1;
    EXPECT_GE(snapshot->info().entries, fewest);
  }
}

TEST(Baselines, AreCompact) {
  std::uintmax_t all = 0;
  for (const Baseline& baseline : shippedBaselines().baselines) {
    const auto size = std::filesystem::file_size(dataFile("baselines/" + baseline.name + ".ldif.zst"));
    EXPECT_LT(size, 250'000U) << baseline.name;
    all += size;
  }
  EXPECT_LT(all, 600'000U);
}

// The names are neutral, and what each installation has of its own is not there.
TEST(Baselines, HoldNothingOfTheMachineThatMadeThem) {
  for (const Baseline& baseline : shippedBaselines().baselines) {
    SCOPED_TRACE(baseline.name);
    openBaseline(baseline.name)->scan(Dn(), Scope::Subtree, [](const Entry& entry) {
      for (const Attribute& attribute : entry.attributes) {
        for (const std::string& value : attribute.values) {
          EXPECT_EQ(value.find("/tmp/"), std::string::npos) << entry.dn << " " << attribute.description;
          EXPECT_EQ(value.find("{ldapsnap-redacted}"), std::string::npos) << entry.dn << " " << attribute.description;
        }
        for (const char* own : {"olcRootPW", "nsslapd-rootpw", "nsslapd-localhost", "invocationId", "objectGUID"}) {
          const bool isNamed = attribute.description == own && entry.find("objectClass") != nullptr;
          const bool isMapped =
              std::string(own) == "objectGUID";  // of a server and a domain, by which others name them
          EXPECT_FALSE(isNamed && !isMapped) << entry.dn << " " << attribute.description;
        }
      }
      return Snapshot::Visit::Continue;
    });
  }
}

TEST(Baselines, AnUnknownNameIsRefusedWithThoseThereAre) {
  try {
    openBaseline("openldap-2.6x");
    FAIL() << "not refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    EXPECT_NE(std::string(error.what()).find("did you mean \"baseline:openldap-2."), std::string::npos) << error.what();
  }
}

TEST(Baselines, KnowWhichElementsAreInWhich) {
  const BaselineCatalog& catalog = shippedBaselines();
  const std::vector<KnownElement> elements = readKnownElements();
  std::size_t found = 0;
  for (const KnownElement& element : elements) {
    ASSERT_FALSE(element.baselines.empty());
    if (element.oid != "1.3.6.1.4.1.7165.2.1.20") continue;  // sambaSID
    ++found;
    EXPECT_EQ(element.name, "sambaSID");
    EXPECT_TRUE(std::any_of(element.baselines.begin(), element.baselines.end(),
                            [&catalog](std::size_t place) { return catalog.baselines[place].name == "schema-samba"; }));
  }
  EXPECT_GE(found, 1U);
}

}  // namespace
}  // namespace ldapsnap::test
