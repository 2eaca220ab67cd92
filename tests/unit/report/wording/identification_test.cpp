#include "report/wording/identification.h"

#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

TEST(Identification, IsATableOfFindingsAndPlaces) {
  EXPECT_EQ(identificationText({{"Server", "", "Acme", ""},
                                {"Exchange schema", "CN=Schema", "15137", "Exchange 2013 RTM"},
                                {"OpenLDAP", "cn=config", "", ""}}),
            "Server           Acme                       root DSE\n"
            "Exchange schema  Exchange 2013 RTM (15137)  CN=Schema\n"
            "OpenLDAP                                    cn=config\n");
}

TEST(Identification, StatesThatNothingWasIdentified) {
  EXPECT_EQ(identificationText({}), "No known product or version was identified.\n");
}

TEST(Identification, HeaderNamesEachVersionOnce) {
  EXPECT_EQ(identificationLine({{"Active Directory schema", "CN=Schema", "87", "Windows Server 2016"},
                                {"Exchange server", "CN=A", "15.1.1", ""},
                                {"Exchange server", "CN=B", "15.1.1", ""},
                                {"Exchange server", "CN=C", "15.2.1", ""},
                                {"OpenLDAP", "cn=config", "", ""}}),
            "Active Directory schema: Windows Server 2016; Exchange server: 15.1.1, 15.2.1; OpenLDAP");
  EXPECT_EQ(identificationLine({}), "");
}

TEST(Identification, DirectoryContentIsMadeVisible) {
  EXPECT_EQ(identificationText({{"Server", "", "\x1b[2J", ""}}), "Server  \\u{001b}[2J  root DSE\n");
}

TEST(Identification, NamesTheNearestBaselineAndWhoseTheRestIs) {
  KnownSchema schema;
  EXPECT_EQ(knownSchemaText(schema), "");
  schema.nearest = NearestBaseline{"openldap-2.5", "OpenLDAP 2.5", 1437, 0, 0};
  EXPECT_EQ(knownSchemaText(schema),
            "Nearest baseline: openldap-2.5 (OpenLDAP 2.5)\n"
            "  The directory has all of its 1,437 schema elements and no others.\n");
  schema.nearest->missing = 2;
  schema.nearest->additional = 15;
  schema.attributed = {{"Samba schema", "schema-samba", 12}};
  schema.unknown = {{"acme-", 2, {"acme-One", "acme-\x1b"}}, {"", 1, {"odd"}}};
  EXPECT_EQ(knownSchemaText(schema),
            "Nearest baseline: openldap-2.5 (OpenLDAP 2.5)\n"
            "  The directory lacks 2 of its 1,437 schema elements, and has 15 more:\n"
            "  Samba schema: 12 elements\n"
            "  unknown: 2 elements, prefix acme- (acme-One, acme-\\u{001b})\n"
            "  unknown: 1 element (odd)\n");
}

}  // namespace
}  // namespace ldapsnap
