// Options of TLS in files of the current folder (ldap.conf(5)).
#include "snapshot/server/client_files.h"

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "tests/support/temp_folder.h"

namespace ldapsnap {
namespace {

/// Goes into a folder of its own, and back.
class ClientFiles : public testing::Test {
 protected:
  ClientFiles() : before_(std::filesystem::current_path()) {
    ::unsetenv("LDAPNOINIT");
    std::filesystem::current_path(folder_.path());
  }
  ~ClientFiles() override {
    std::filesystem::current_path(before_);
    ::unsetenv("LDAPRC");
  }

  std::string refusal() const {
    try {
      refuseTlsOptionsOfCurrentFolder();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::BadInput);
      return error.what();
    }
    return "";
  }

  test::TempFolder folder_;

 private:
  std::filesystem::path before_;
};

TEST_F(ClientFiles, CheckOfCertificatesIsNotLeftToTheFolder) {
  EXPECT_EQ(refusal(), "");
  folder_.write("ldaprc", "# notes\nBASE dc=x\n  tls_reqcert never\n");
  EXPECT_EQ(refusal(),
            (std::filesystem::current_path() / "ldaprc").string() +
                ":3: a file in the current folder decides how certificates are checked (tls_reqcert never);"
                " run ldapsnap in another folder; what you mean yourself belongs in ~/.ldaprc, in tls-ca-file "
                "of the profile or in --tls-ca");
}

TEST_F(ClientFiles, AuthorityOfTheFolderIsNotTrusted) {
  folder_.write("ldaprc", "TLS_CACERT evil.pem\n");
  EXPECT_NE(refusal().find("ldaprc:1:"), std::string::npos);
}

TEST_F(ClientFiles, FileThatTheEnvironmentNamesIsLookedAtToo) {
  folder_.write("mine", "TLS_REQCERT allow\n");
  EXPECT_EQ(refusal(), "");
  ::setenv("LDAPRC", "mine", 1);
  EXPECT_NE(refusal().find("mine:1:"), std::string::npos);
}

TEST_F(ClientFiles, OtherOptionsAreLeftAlone) {
  folder_.write("ldaprc", "URI ldap://x\nTLS_CERT me.pem\nTLS_KEY me.key\n#TLS_REQCERT never\n");
  EXPECT_EQ(refusal(), "");
}

}  // namespace
}  // namespace ldapsnap
