#include "diff/rules/engine/identify.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/diff/rules/pack_support.h"

namespace ldapsnap {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = LDAPSNAP_SOURCE_DIR;

/// "title: value = meaning" for each mark found.
std::string shown(const Snapshot& snapshot) {
  std::string lines;
  for (const Identified& mark : identify(snapshot, readProductMarks(kSource / "diff/rules/data/products.json"))) {
    lines += mark.title + ": " + mark.value + " = " + mark.meaning + "\n";
  }
  return lines;
}

std::string shownOfFixture(const std::string& name) { return shown(test::snapshotOfFile(kSource / "rules" / name)); }

std::string errorOf(const std::string& marks) {
  test::TempFolder folder;
  const fs::path file = folder.write("products.json", R"({"format": "ldapsnap-products/1", "marks": [)" + marks + "]}");
  try {
    readProductMarks(file);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(ParseBuild, SubtractsExchangesOffset) {
  EXPECT_EQ(parseBuild("Version 15.1 (Build 31531.3)"), (BuildNumber{15, 1, 1531, 3}));
  EXPECT_EQ(parseBuild("Version 15.2 (Build 32562.17)"), (BuildNumber{15, 2, 2562, 17}));
}

TEST(ParseBuild, ReadsOlderForms) {
  EXPECT_EQ(parseBuild("Version 5.5 (Build 2653.23)"), (BuildNumber{5, 5, 2653, 23}));
  EXPECT_EQ(parseBuild("Version 6.5 (Build 7638.2: Service Pack 2)"), (BuildNumber{6, 5, 7638, 2}));
  EXPECT_EQ(parseBuild("5.5.1960"), (BuildNumber{5, 5, 1960}));
}

TEST(ParseBuild, IsEmptyWithoutAVersion) {
  EXPECT_TRUE(parseBuild("").empty());
  EXPECT_TRUE(parseBuild("Service Pack 2").empty());
  EXPECT_TRUE(parseBuild("Version 99999999999999.1").empty());
}

TEST(Identify, NamesExchange2019AndSubscriptionEdition) {
  EXPECT_EQ(shownOfFixture("exchange/fixtures/older-servers-stop-se-cu2/fires-2019.ldif"),
            "Active Directory schema: 88 = Windows Server 2019 or 2022\n"
            "Forest functional level: 7 = Windows Server 2016, 2019 or 2022\n"
            "Domain functional level: 7 = Windows Server 2016, 2019 or 2022\n"
            "Exchange organization: 16763 = Exchange 2019 CU15 or SE\n"
            "Exchange server: Version 15.2 (Build 30922.7) = Exchange 2019\n"
            "Exchange server: Version 15.2 (Build 32562.17) = Exchange Server SE\n");
}

TEST(Identify, TreatsAnAbsentFunctionalLevelAsWindows2000) {
  EXPECT_EQ(shownOfFixture("exchange/fixtures/forest-level-below-2003/fires-2000.ldif"),
            "Active Directory schema: 30 = Windows Server 2003\n"
            "Forest functional level: 0 = Windows 2000\n"
            "Domain functional level: 0 = Windows 2000\n");
}

TEST(Identify, NamesTheServicePackOfAnExchange55Server) {
  EXPECT_EQ(shownOfFixture("exchange-5.5/fixtures/newer-schema-stops-4.0-setup/fires-5.0-server.ldif"),
            "Exchange server (4.0 to 5.5): Version 4.0 (Build 993.4) = Exchange 4.0 SP2\n"
            "Exchange server (4.0 to 5.5): Version 5.0 (Build 1458.50) = Exchange 5.0 SP1\n");
}

TEST(Identify, DistinguishesTheDirectoryServers) {
  EXPECT_EQ(shownOfFixture("openldap/fixtures/silent-monitor-alone.ldif"), "OpenLDAP configuration:  = \n");
  EXPECT_EQ(shownOfFixture("389ds/fixtures/silent-2.3.ldif"), "389 Directory Server configuration:  = \n");
  EXPECT_EQ(shownOfFixture("freeipa/fixtures/silent-domain-level-1.ldif"),
            "389 Directory Server configuration:  = \nFreeIPA domain level: 1 = \n");
}

TEST(Identify, ReadsTheVersionOf389FromItsOwnPluginsOnce) {
  const auto plugin = [](const std::string& name, const std::string& version, const std::string& vendor) {
    return "dn: cn=" + name + ",cn=plugins,cn=config\nobjectClass: nsSlapdPlugin\ncn: " + name +
           "\nnsslapd-pluginVersion: " + version + "\nnsslapd-pluginVendor: " + vendor + "\n\n";
  };
  EXPECT_EQ(shown(test::snapshotOf("dn: cn=config\nobjectClass: nsslapdConfig\ncn: config\n\n" +
                                   plugin("a", "2.3.1", "389 Project") + plugin("b", "2.3.1", "389 Project") +
                                   plugin("c", "1.0", "Red Hat, Inc."))),
            "389 Directory Server configuration:  = \n389 Directory Server: 2.3.1 = \n");
}

TEST(Identify, NamesTheDomainUpdatesOfWindowsServer2016) {
  const auto domain = [](const std::string& revision) {
    return shown(
        test::snapshotOf("dn:\ndefaultNamingContext: DC=acme,DC=com\n\n"
                         "dn: CN=ActiveDirectoryUpdate,CN=DomainUpdates,CN=System,DC=acme,DC=com\n"
                         "objectClass: container\nrevision: " +
                         revision + "\n"));
  };
  EXPECT_EQ(domain("10"), "Domain updates: 10 = Windows Server 2012 R2\n");
  EXPECT_EQ(domain("15"), "Domain updates: 15 = Windows Server 2016\n");
  EXPECT_EQ(domain("16"), "Domain updates: 16 = Windows Server 2016, 2019 or 2022\n");
}

TEST(Identify, ShowsUnknownValuesWithoutAMeaning) {
  EXPECT_EQ(shown(test::snapshotOf("dn: CN=Schema\nobjectClass: dMD\nobjectVersion: 4711\n")),
            "Active Directory schema: 4711 = \n");
}

TEST(Identify, ReportsNothingForADirectoryWithoutMarks) {
  EXPECT_EQ(shown(test::snapshotOf("dn: dc=example,dc=com\nobjectClass: dcObject\ndc: example\n")), "");
}

TEST(ProductMarks, AreReadStrictly) {
  const std::string where = R"("where": {"base": "cn=x", "scope": "base"})";
  EXPECT_EQ(errorOf(R"({"title": "T", )" + where + "}"), "");
  EXPECT_NE(errorOf(R"({"title": "T", "wher": {"base": "cn=x"}})").find("did you mean"), std::string::npos);
  EXPECT_NE(
      errorOf(R"({"title": "T", "where": {"all": [{"base": "cn=x"}]}})").find("expected a base, a scope and a filter"),
      std::string::npos);
  EXPECT_NE(errorOf(R"({"title": "T", )" + where +
                    R"(, "builds": [{"from": "2.0", "means": "b"}, {"from": "1.0", "means": "a"}]})")
                .find("ascending"),
            std::string::npos);
}

}  // namespace
}  // namespace ldapsnap
