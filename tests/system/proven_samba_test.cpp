// A schema object whose OID somebody took on a Samba domain controller: predicted, then refused.
#include <gtest/gtest.h>

#include "tests/support/samba.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

std::string attribute(const std::string& name, const std::string& oid, const std::string& schema) {
  return "dn: CN=" + name + "," + schema + "\nchangetype: add\nobjectClass: attributeSchema\ncn: " + name +
         "\nlDAPDisplayName: " + name + "\nattributeID: " + oid +
         "\nattributeSyntax: 2.5.5.12\noMSyntax: 64\nisSingleValued: TRUE\n\n";
}

TEST(ProvenSamba, ATakenCnAndATakenOidArePredictedAndRefused) {
  if (const std::string why = SambaServer::whyNot(); !why.empty()) GTEST_SKIP() << why;
  const SambaServer server;
  const std::string oid = "1.3.6.1.4.1.99999.1.1";
  server.apply(attribute("squatter", oid, SambaServer::schemaDn()));
  const Workplace workplace;
  const std::string sameOid = workplace.write("oid.ldf", attribute("acmeHost", oid, "CN=Schema,CN=Configuration,DC=X"));
  const std::string sameName =
      workplace.write("cn.ldf", attribute("squatter", "1.3.6.1.4.1.99999.1.2", "CN=Schema,CN=Configuration,DC=X"));
  const auto predicted = [&](const std::string& plan) {
    return workplace.ldapsnap({"check", server.uri(), "-x", "-D", SambaServer::rootDn(), "-w", SambaServer::password(),
                               "-b", SambaServer::schemaDn(), "--plan", plan, "--format", "json"});
  };
  const ProcessResult oidTaken = predicted(sameOid);
  EXPECT_EQ(oidTaken.exitCode, 1) << oidTaken.err;
  EXPECT_NE(oidTaken.out.find("the OID of acmeHost (" + oid + ") belongs to squatter (" + oid + ")"), std::string::npos)
      << oidTaken.out;
  const ProcessResult nameTaken = predicted(sameName);
  EXPECT_NE(nameTaken.out.find("\"entry-exists\""), std::string::npos) << nameTaken.out;
  EXPECT_THROW(server.apply(attribute("acmeHost", oid, SambaServer::schemaDn())), std::runtime_error);
  EXPECT_THROW(server.apply(attribute("squatter", "1.3.6.1.4.1.99999.1.2", SambaServer::schemaDn())),
               std::runtime_error);
}

}  // namespace
}  // namespace ldapsnap::test
