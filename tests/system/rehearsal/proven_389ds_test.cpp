// A schema file of 389 Directory Server with an OID and a name that another file holds: predicted, then seen.
#include <filesystem>
#include <gtest/gtest.h>

#include "tests/support/servers/ds389.h"
#include "tests/support/workplace.h"

namespace ldapsnap::test {
namespace {

const char* const kBis = "/usr/share/dirsrv/data/10rfc2307bis.ldif";

TEST(Proven389, SecondRfc2307FileStopsTheServerAsPredicted) {
  if (const std::string why = Ds389Server::whyNot(); !why.empty()) GTEST_SKIP() << why;
  Ds389Server server;
  const Workplace workplace;
  const ProcessResult predicted = workplace.ldapsnap({"check", server.uri(), "-x", "-D", Ds389Server::rootDn(), "-w",
                                                      Ds389Server::password(), "--plan", kBis, "--format", "json"});
  EXPECT_EQ(predicted.exitCode, 1) << predicted.err;
  EXPECT_NE(predicted.out.find("the name of nisMap (1.3.6.1.1.1.2.9) belongs to nisMap (1.3.6.1.1.1.2.13)"),
            std::string::npos)
      << predicted.out;

  std::filesystem::copy_file(kBis, server.schemaFolder() + "/98rfc2307bis.ldif");
  std::string seen;
  try {
    server.restart();
  } catch (const std::runtime_error& error) {
    seen = error.what();
  }
  EXPECT_NE(seen.find("nisMap"), std::string::npos) << seen;
  EXPECT_NE(seen.find("The name does not match the OID \"1.3.6.1.1.1.2.9\""), std::string::npos) << seen;
}

}  // namespace
}  // namespace ldapsnap::test
