#include "report/identification.h"

#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

TEST(Identification, IsATableOfWhatWasFoundAndWhere) {
  EXPECT_EQ(identificationText({{"Server", "", "Acme", ""},
                                {"Exchange schema", "CN=Schema", "15137", "Exchange 2013 RTM"},
                                {"OpenLDAP", "cn=config", "", ""}}),
            "Server           Acme                       root DSE\n"
            "Exchange schema  Exchange 2013 RTM (15137)  CN=Schema\n"
            "OpenLDAP                                    cn=config\n");
}

TEST(Identification, SaysSoWhereNothingIsKnown) {
  EXPECT_EQ(identificationText({}), "Nothing here shows a product or version that is known.\n");
}

TEST(Identification, DirectoryContentIsMadeVisible) {
  EXPECT_EQ(identificationText({{"Server", "", "\x1b[2J", ""}}), "Server  \\u{001b}[2J  root DSE\n");
}

}  // namespace
}  // namespace ldapsnap
