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

}  // namespace
}  // namespace ldapsnap
