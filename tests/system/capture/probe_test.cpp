// `ldapsnap sites probe` on real servers: what it prints, literally, and its exit code.
#include <gtest/gtest.h>
#include <regex>

#include "tests/support/servers/expectations.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

SlapdOptions smallSite() {
  SlapdOptions options;
  options.data =
      "dn: o=Acme\nobjectClass: organization\no: Acme\n\n"
      "dn: cn=ann,o=Acme\nobjectClass: person\nsn: Lee\nuserPassword: password-of-ann\n\n";
  options.databaseLines = {"olcAccess: to * by users read by anonymous auth"};
  return options;
}

/// With what depends on slapd's build replaced.
std::string plain(const std::string& text, const Workplace& place) {
  return withoutAccidents(std::regex_replace(text, std::regex(R"(\d+ (attribute|object|in all))"), "<n> $1"), place);
}

TEST(Probe, DescribesSlapdAndWhatACaptureWouldRead) {
  const SlapdServer server(smallSite());
  const Workplace place;
  const ProcessResult result =
      place.ldapsnap({"sites", "probe", server.uri(), "-D", server.rootDn(), "-w", SlapdServer::password()});
  EXPECT_EQ(result.exitCode, 0) << result.err;
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(plain(result.out, place),
            forInstalledSlapd("server    ldap://127.0.0.1:<port>\n"
                              "product   openldap\n"
                              "vendor    OpenLDAP\n"
                              "version   not stated\n"
                              "shows     OpenLDAP; OpenLDAP version: 2.5\n"
                              "context   o=Acme\n"
                              "controls  <n> in all: paged results, subentries, content synchronization, ManageDsaIT\n"
                              "schema    <n> attribute types, <n> object classes\n"
                              "\n"
                              "A capture would read 12 entries besides the schema:\n"
                              "        10  cn=config  (no change counter)\n"
                              "         2  o=Acme\n"));
  EXPECT_FALSE(std::filesystem::exists(place.storeFolder())) << "nothing is stored";
}

TEST(Probe, NamesWhatThisBindCannotRead) {
  const SlapdServer server(smallSite());
  const Workplace place;
  const ProcessResult result =
      place.ldapsnap({"sites", "probe", server.uri(), "-D", "cn=ann,o=Acme", "-w", "password-of-ann"});
  EXPECT_EQ(result.exitCode, 3) << result.err;
  EXPECT_EQ(result.out.substr(result.out.find("\nIt could not read:\n")),
            "\nIt could not read:\n"
            "  cn=config: noSuchObject (32); the context is empty, or the bind identity may not see it: bind as an "
            "identity that "
            "may read it (the root DN, or over ldapi:// with -Y EXTERNAL)\n");
}

}  // namespace
}  // namespace ldapsnap::test
