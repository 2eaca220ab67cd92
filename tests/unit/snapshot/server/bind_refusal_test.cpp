// What to do when a server refuses a bind, by the words of real servers.
#include "snapshot/server/bind_refusal.h"

#include <gtest/gtest.h>

namespace ldapsnap {
namespace {

bool advises(int result, const std::string& diagnostic, const std::string& words, bool isOverTls = false) {
  return adviceOnRefusedBind(result, diagnostic, isOverTls).find(words) != std::string_view::npos;
}

/// As a domain controller says why it does not accept a password.
std::string logonFailure(const std::string& code) {
  return "80090308: LdapErr: DSID-0C090449, comment: AcceptSecurityContext error, data " + code + ", v4563";
}

TEST(RefusedBind, CodesOfADomainControllerAreExplained) {
  EXPECT_TRUE(advises(49, logonFailure("52e"), "the account or the password is wrong"));
  EXPECT_TRUE(advises(49, logonFailure("525"), "there is no such account"));
  EXPECT_TRUE(advises(49, logonFailure("532"), "password has expired"));
  EXPECT_TRUE(advises(49, logonFailure("533"), "is disabled"));
  EXPECT_TRUE(advises(49, logonFailure("701"), "account has expired"));
  EXPECT_TRUE(advises(49, logonFailure("773"), "must be changed"));
  EXPECT_TRUE(advises(49, logonFailure("775"), "is locked"));
  EXPECT_TRUE(advises(49, logonFailure("57"), "does not accept the credentials")) << "a code that is not listed";
}

TEST(RefusedBind, MissingChannelBindingIsNamed) {
  EXPECT_TRUE(advises(49,
                      "80090346: LdapErr: DSID-0C090597, comment: AcceptSecurityContext error, data 80090346, v4563",
                      "requires channel binding"));
}

TEST(RefusedBind, RequiredSigningIsNamed) {
  EXPECT_TRUE(advises(8,
                      "00002028: LdapErr: DSID-0C090254, comment: The server requires binds to turn on integrity "
                      "checking if SSL\\TLS are not already active on the connection, data 0, v4563",
                      "-Y GSSAPI (Kerberos), which signs"));
  EXPECT_TRUE(advises(8, "BindSimple: Transport encryption required.", "-Y GSSAPI (Kerberos), which signs"));
  EXPECT_TRUE(advises(8, "SASL:[GSSAPI]: Sign or Seal are required.", "remove maxssf=0"));
  EXPECT_TRUE(advises(8, "SASL:[GSSAPI]: Sign or Seal are required.", "connect with ldap:// and -Y GSSAPI", true));
  EXPECT_TRUE(advises(13, "confidentiality required", "-ZZ"));
}

TEST(RefusedBind, OtherServersGetNoAdviceFromHere) {
  EXPECT_EQ(adviceOnRefusedBind(49, "", true), "");
  EXPECT_EQ(adviceOnRefusedBind(53, "unauthenticated bind (DN with no password) disallowed", false), "");
}

}  // namespace
}  // namespace ldapsnap
