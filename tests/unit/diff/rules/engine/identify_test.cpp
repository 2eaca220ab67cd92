#include "diff/rules/engine/identify.h"

#include <algorithm>
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
            "SYSVOL replication: 48 = DFS Replication\n"
            "Exchange organization: 16763 = Exchange 2019 CU15 or SE\n"
            "Exchange system objects: 13243 = Exchange 2016 CU23, 2019 CU12 or later, or SE\n"
            "Exchange server: Version 15.2 (Build 30922.7) = Exchange 2019 CU10\n"
            "Exchange server: Version 15.2 (Build 32562.17) = Exchange Server SE\n");
}

TEST(Identify, TreatsAnAbsentFunctionalLevelAsWindows2000) {
  EXPECT_EQ(shownOfFixture("exchange/fixtures/forest-level-below-2003/fires-2000.ldif"),
            "Active Directory schema: 30 = Windows Server 2003\n"
            "Forest functional level: 0 = Windows 2000\n"
            "Domain functional level: 0 = Windows 2000\n"
            "SYSVOL replication: 48 = DFS Replication\n");
}

TEST(Identify, NamesTheServicePackOfAnExchange55Server) {
  EXPECT_EQ(shownOfFixture("exchange-5.5/fixtures/newer-schema-stops-4.0-setup/fires-5.0-server.ldif"),
            "Exchange server (4.0 to 5.5): Version 4.0 (Build 993.4) = Exchange 4.0 SP2\n"
            "Exchange server (4.0 to 5.5): Version 5.0 (Build 1458.50) = Exchange 5.0 SP1\n");
}

TEST(Identify, DistinguishesTheDirectoryServers) {
  EXPECT_EQ(shownOfFixture("openldap/fixtures/silent-monitor-alone.ldif"), "OpenLDAP configuration:  = \n");
  EXPECT_EQ(shownOfFixture("389ds/fixtures/silent-2.3.ldif"),
            "389 Directory Server configuration:  = \n389 Directory Server database: mdb = LMDB\n");
  EXPECT_EQ(shownOfFixture("freeipa/fixtures/silent-domain-level-1.ldif"),
            "389 Directory Server configuration:  = \nFreeIPA domain level: 1 = \nFreeIPA server, highest domain "
            "level: 1 = \nFreeIPA service: CA = \nFreeIPA service: KDC = \nFreeIPA service: KRA = \n");
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

const std::string kForest =
    "dn:\ndefaultNamingContext: DC=acme,DC=com\nconfigurationNamingContext: CN=Configuration,DC=acme,DC=com\n"
    "schemaNamingContext: CN=Schema,CN=Configuration,DC=acme,DC=com\nnamingContexts: DC=acme,DC=com\n\n";

std::string below(const std::string& dn, const std::string& rest) { return "dn: " + dn + "\n" + rest + "\n"; }

TEST(Identify, NamesTheVersionOfOpenLdapByWhatItsSchemaDefines) {
  const auto version = [](const std::string& dn, const std::string& attribute, const std::vector<std::string>& names) {
    std::string entry = "dn: " + dn + "\nobjectClass: top\n";
    for (std::size_t i = 0; i < names.size(); ++i)
      entry += attribute + ": ( 1.2." + std::to_string(i + 1) + " NAME '" + names[i] + "' )\n";
    return shown(test::snapshotOf(entry));
  };
  EXPECT_EQ(version("cn=Subschema", "attributeTypes", {"olcMirrorMode"}), "OpenLDAP version:  = 2.4\n");
  EXPECT_EQ(version("cn=Subschema", "attributeTypes", {"olcMultiProvider", "olcMirrorMode"}),
            "OpenLDAP version:  = 2.5\n");
  EXPECT_EQ(
      version("cn=schema,cn=config", "olcAttributeTypes", {"olcMirrorMode", "olcMultiProvider", "olcLogFileOnly"}),
      "OpenLDAP version:  = 2.6\n");
  EXPECT_EQ(version("cn=Subschema", "attributeTypes",
                    {"olcMirrorMode", "olcMultiProvider", "olcLogFileOnly", "olcLastBindSendAssert"}),
            "OpenLDAP version:  = 2.7 or later\n");
  EXPECT_EQ(version("cn=Subschema", "attributeTypes", {"olcLogFileOnly"}), "");
}

TEST(Identify, ReadsTheVersionOfSlapdFromItsMonitor) {
  EXPECT_EQ(shown(test::snapshotOf("dn: cn=Monitor\nobjectClass: monitorServer\n"
                                   "monitoredInfo: OpenLDAP: slapd 2.5.13 (Jul 27 2022)\n")),
            "OpenLDAP server: OpenLDAP: slapd 2.5.13 (Jul 27 2022) = \n");
}

TEST(Identify, ListsDomainControllersWithTheirSystems) {
  const std::string sites = "CN=Sites,CN=Configuration,DC=acme,DC=com";
  EXPECT_EQ(
      shown(test::snapshotOf(
          kForest + below("CN=NTDS Settings,CN=DC1," + sites, "objectClass: nTDSDSA\nmsDS-Behavior-Version: 7\n") +
          below("CN=NTDS Settings,CN=DC2," + sites, "objectClass: nTDSDSA\n") +
          below("CN=DC1,OU=Domain Controllers,DC=acme,DC=com",
                "objectClass: computer\noperatingSystem: Windows Server 2019 Standard\n"))),
      "Domain controller: 7 = Windows Server 2016, 2019 or 2022\n"
      "Domain controller: 0 = Windows 2000\n"
      "Domain controller's system: Windows Server 2019 Standard = \n");
}

TEST(Identify, NamesTheStateOfSysvol) {
  const auto state = [](const std::string& object) {
    return shown(
        test::snapshotOf(kForest + below("CN=System,DC=acme,DC=com", "objectClass: container\n") +
                         (object.empty() ? ""
                                         : below("CN=DFSR-GlobalSettings,CN=System,DC=acme,DC=com",
                                                 "objectClass: msDFSR-GlobalSettings\n" +
                                                     (object == "-" ? "" : "msDFSR-Flags: " + object + "\n")))));
  };
  EXPECT_EQ(state("48"), "SYSVOL replication: 48 = DFS Replication\n");
  EXPECT_EQ(state("32"), "SYSVOL replication: 32 = DFS Replication, migration redirected\n");
  EXPECT_EQ(state("16"), "SYSVOL replication: 16 = File Replication Service, migration prepared\n");
  EXPECT_EQ(state("-"), "SYSVOL replication: 0 = File Replication Service\n");
  EXPECT_EQ(state(""), "SYSVOL replication:  = File Replication Service\n");
  EXPECT_EQ(shown(test::snapshotOf(kForest)), "") << "the place is not in the snapshot";
}

TEST(Identify, SaysWhatIsMissingWhereThePlaceIsThere) {
  const std::string updates = "CN=ForestUpdates,CN=Configuration,DC=acme,DC=com";
  const std::string keys =
      "CN=Master Root Keys,CN=Group Key Distribution Service,CN=Services,CN=Configuration,DC=acme,DC=com";
  EXPECT_EQ(shown(test::snapshotOf(kForest + below(updates, "objectClass: container\n") +
                                   below(keys, "objectClass: container\n"))),
            "RODC preparation:  = not done\nKDS root key:  = none\n");
  EXPECT_EQ(shown(test::snapshotOf(
                kForest + below("CN=ActiveDirectoryRodcUpdate," + updates, "objectClass: container\nrevision: 2\n") +
                below("CN=1," + keys, "objectClass: msKds-ProvRootKey\n") +
                below("CN=2," + keys, "objectClass: msKds-ProvRootKey\n"))),
            "RODC preparation: 2 = done\nKDS root key:  = present\n");
}

TEST(Identify, ListsOptionalFeaturesAndTheModeOfTheDomain) {
  EXPECT_EQ(
      shown(test::snapshotOf(
          kForest + below("DC=acme,DC=com", "objectClass: domainDNS\nmsDS-Behavior-Version: 2\nnTMixedDomain: 1\n") +
          below("CN=Partitions,CN=Configuration,DC=acme,DC=com",
                "objectClass: crossRefContainer\nmsDS-Behavior-Version: 10\n"
                "msDS-EnabledFeature: CN=Recycle Bin Feature,CN=Optional Features,CN=Directory Service\n"))),
      "Forest functional level: 10 = Windows Server 2025\n"
      "Domain functional level: 2 = Windows Server 2003\n"
      "Domain mode: 1 = mixed\n"
      "Optional feature: Recycle Bin Feature = \n");
}

TEST(Identify, NamesExchangeBuildsOrganizationsAndSystemObjects) {
  const std::string exchange = "CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=acme,DC=com";
  const auto server = [&exchange](const std::string& version) {
    return shown(test::snapshotOf(
        kForest + below("CN=EX1," + exchange, "objectClass: msExchExchangeServer\nserialNumber: " + version + "\n")));
  };
  EXPECT_EQ(server("Version 15.0 (Build 31130.7)"),
            "Exchange server: Version 15.0 (Build 31130.7) = Exchange 2013 CU10\n");
  EXPECT_EQ(server("Version 15.0 (Build 31104.5)"),
            "Exchange server: Version 15.0 (Build 31104.5) = Exchange 2013 CU9\n");
  EXPECT_EQ(server("Version 15.1 (Build 32507.6)"),
            "Exchange server: Version 15.1 (Build 32507.6) = Exchange 2016 CU23\n");
  EXPECT_EQ(server("Version 14.3 (Build 30123.4)"),
            "Exchange server: Version 14.3 (Build 30123.4) = Exchange 2010 SP3\n");
  EXPECT_EQ(server("Version 6.5 (Build 7638.2: Service Pack 2)"),
            "Exchange server: Version 6.5 (Build 7638.2: Service Pack 2) = Exchange 2003 SP2\n");
  EXPECT_EQ(
      shown(test::snapshotOf(
          kForest + below("CN=Acme," + exchange, "objectClass: msExchOrganizationContainer\nobjectVersion: 16130\n") +
          below("CN=Microsoft Exchange System Objects,DC=acme,DC=com",
                "objectClass: msExchSystemObjectsContainer\nobjectVersion: 13237\n"))),
      "Exchange organization: 16130 = Exchange 2013 CU10 to CU21\n"
      "Exchange system objects: 13237 = Exchange 2013 CU23, 2016 CU13 to CU17, or 2019 CU2 to CU6\n");
}

TEST(Identify, NamesServersByWhatTheirRootDseSays) {
  const auto root = [](const std::string& vendor, const std::string& version) {
    const std::string all =
        shown(test::snapshotOf("dn:\nobjectClass: top\nvendorName: " + vendor + "\nvendorVersion: " + version + "\n"));
    const std::string head = "Server: " + vendor + " = \nServer version: " + version + " = \n";
    return all.starts_with(head) ? all.substr(head.size()) : "not as expected: " + all;
  };
  EXPECT_EQ(root("Open Identity Platform Community", "OpenDJ Server 4.5.0"), "OpenDJ: OpenDJ Server 4.5.0 = \n");
  EXPECT_EQ(root("ForgeRock AS.", "ForgeRock Directory Services 7.2.0"),
            "PingDS: ForgeRock Directory Services 7.2.0 = \n");
  EXPECT_EQ(root("Oracle Corporation", "Oracle Unified Directory 12.2.1.4.0"),
            "Oracle Unified Directory: Oracle Unified Directory 12.2.1.4.0 = \n");
  EXPECT_EQ(root("International Business Machines (IBM)", "6.4"), "IBM Directory Server: 6.4 = \n");
  EXPECT_EQ(root("NetIQ Corporation", "LDAP Agent for NetIQ eDirectory 9.2.4"),
            "eDirectory: LDAP Agent for NetIQ eDirectory 9.2.4 = \n");
  EXPECT_EQ(shown(test::snapshotOf("dn:\nobjectClass: top\nvendorName: Samba Team (https://www.samba.org)\n")),
            "Server: Samba Team (https://www.samba.org) = \nSamba:  = its version is not in the directory\n");
}

TEST(Identify, NamesFreeIpaUniventionZimbraAndKerberos) {
  const std::string root = "dn:\nnamingContexts: dc=acme\nsubschemaSubentry: cn=schema\n\n";
  EXPECT_EQ(shown(test::snapshotOf(root +
                                   below("cn=ipa1,cn=masters,dc=acme",
                                         "objectClass: ipaSupportedDomainLevelConfig\nipaMaxDomainLevel: 1\n") +
                                   below("cn=KRA,cn=ipa1,cn=masters,dc=acme",
                                         "objectClass: ipaConfigObject\nipaConfigString: enabledService\n") +
                                   below("cn=NTP,cn=ipa1,cn=masters,dc=acme",
                                         "objectClass: ipaConfigObject\nipaConfigString: hiddenService\n"))),
            "FreeIPA server, highest domain level: 1 = \nFreeIPA service: KRA = \n");
  EXPECT_EQ(shown(test::snapshotOf(
                root +
                below("cn=a,dc=acme",
                      "objectClass: univentionHost\nuniventionOperatingSystemVersion: 5.0-7\n"
                      "univentionServerRole: master\n") +
                below("cn=b,dc=acme", "objectClass: univentionHost\nuniventionOperatingSystemVersion: 5.0-7\n"))),
            "Univention Corporate Server: 5.0-7 = \nUnivention server role: master = \n");
  EXPECT_EQ(shown(test::snapshotOf(below("cn=mail1,cn=servers,cn=zimbra",
                                         "objectClass: zimbraServer\nzimbraServerVersionMajor: 8\n"
                                         "zimbraServerVersionMinor: 8\nzimbraServerVersionMicro: 15\n"))),
            "Zimbra: 8.8.15 = \n");
  EXPECT_EQ(shown(test::snapshotOf(root + below("cn=schema",
                                                "objectClass: subschema\n"
                                                "attributeTypes: ( 1.2.1 NAME 'krbPrincipalName' )\n"
                                                "attributeTypes: ( 1.2.2 NAME 'krbPwdMaxLife' )\n"))),
            "MIT Kerberos schema:  = 1.11 to 1.14\n");
  EXPECT_EQ(shown(test::snapshotOf(
                root + below("sambaDomainName=ACME,dc=acme", "objectClass: sambaDomain\nsambaDomainName: ACME\n"))),
            "NT4 style domain: ACME = samba-tool domain classicupgrade applies\n");
}

TEST(Identify, NamesWhatOtherProductsLeaveInTheForest) {
  const std::string schema = "CN=Schema,CN=Configuration,DC=acme,DC=com",
                    services = "CN=Services,CN=Configuration,DC=acme,DC=com";
  EXPECT_EQ(
      shown(test::snapshotOf(
          kForest + below("CN=ms-RTC-SIP-SchemaVersion," + schema, "objectClass: attributeSchema\nrangeUpper: 1150\n") +
          below("CN=MS-SMS-Version," + schema, "objectClass: attributeSchema\n") +
          below("CN=MS-SMS-Site," + schema, "objectClass: classSchema\n") +
          below("CN=Device Registration Configuration," + services, "objectClass: container\n") +
          below("CN=MSOL_1f2e3d4c,CN=Users,DC=acme,DC=com", "objectClass: user\ncn: MSOL_1f2e3d4c\n"))),
      "Device registration:  = \nEntra Connect account: MSOL_1f2e3d4c = \n"
      "Configuration Manager schema:  = 2007 or later\nSMS schema:  = \n"
      "Lync and Skype for Business schema: 1150 = Lync Server 2013, Skype for Business Server 2015 or 2019\n");
}

TEST(ProductMarks, DetailsAreNotInTheHeadOfReports) {
  const auto hasTitle = [](const std::vector<ProductMark>& marks, const std::string& title) {
    return std::any_of(marks.begin(), marks.end(), [&title](const ProductMark& mark) { return mark.title == title; });
  };
  EXPECT_TRUE(hasTitle(shippedProductMarks(), "SYSVOL replication"));
  EXPECT_FALSE(hasTitle(headProductMarks(), "SYSVOL replication"));
  EXPECT_TRUE(hasTitle(headProductMarks(), "OpenLDAP version"));
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
