#include "snapshot/redact/redaction.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {
namespace {

const std::string kKey(32, 'k');

Redactor redactorFor(Product product) {
  static const Schema kNoSchema;
  return Redactor(kKey, product, kNoSchema);
}

std::string redacted(const std::string& description, const std::string& value, Product product = Product::OpenLdap) {
  Entry entry{"cn=x", {{description, {value}}}};
  redactorFor(product).redact(entry);
  return entry.attributes.front().values.front();
}

TEST(RedactionKeys, AreThirtyTwoRandomBytes) {
  EXPECT_EQ(newRedactionKey().size(), 32U);
  EXPECT_NE(newRedactionKey(), newRedactionKey());
}

TEST(Redaction, EmptyKeyIsRefused) {
  const Schema none;
  EXPECT_THROW(Redactor("", Product::Generic, none), Error);
}

// printf secret | openssl dgst -sha256 -mac HMAC -macopt hexkey:6b...(32 bytes) | cut -c1-32
TEST(Redaction, IsHmacSha256UnderTheStoresKey) {
  EXPECT_EQ(redactorFor(Product::Generic).digest("secret"), "{ldapsnap-redacted}ead256ccb47a97d5f4efd6f4da905f03");
}

TEST(Redaction, EqualSecretsHaveEqualDigests) {
  const Redactor redactor = redactorFor(Product::Generic);
  EXPECT_EQ(redactor.digest("secret"), redactor.digest("secret"));
  EXPECT_NE(redactor.digest("secret"), redactor.digest("Secret"));
}

TEST(Redaction, OtherKeyGivesOtherDigest) {
  const Schema none;
  EXPECT_NE(Redactor(std::string(32, 'a'), Product::Generic, none).digest("x"),
            Redactor(std::string(32, 'b'), Product::Generic, none).digest("x"));
}

TEST(Redaction, RedactedValueIsUnchanged) {
  const Redactor redactor = redactorFor(Product::Generic);
  EXPECT_EQ(redactor.digest(redactor.digest("secret")), redactor.digest("secret"));
}

TEST(Redaction, PasswordThatBeginsWithTheMarkIsRedacted) {
  const std::string password = std::string(kRedactedMark) + "hunter2";
  EXPECT_EQ(redactorFor(Product::Generic).digest(password).find("hunter2"), std::string::npos);
}

TEST(Redaction, BinaryAndEmptyValuesAreRedacted) {
  const Redactor redactor = redactorFor(Product::Generic);
  EXPECT_TRUE(isRedacted(redactor.digest(std::string("\0\xff", 2))));
  EXPECT_TRUE(isRedacted(redactor.digest("")));
}

// Pitfall 18 of the LDAP semantics: passwords never reach the store, and that they changed is still visible.
TEST(Pitfall18, SecretAttributesOfEachProductAreRedacted) {
  for (const auto& [description, product] :
       std::vector<std::pair<std::string, Product>>{{"userPassword", Product::OpenLdap},
                                                    {"olcRootPW", Product::OpenLdap},
                                                    {"krbPrincipalKey", Product::OpenLdap},
                                                    {"nsslapd-rootpw", Product::Ds389},
                                                    {"unicodePwd", Product::ActiveDirectory},
                                                    {"supplementalCredentials", Product::Samba},
                                                    {"userPassword", Product::Generic}}) {
    const std::string result = redacted(description, "hunter2", product);
    EXPECT_TRUE(isRedacted(result)) << description << ": " << result;
  }
}

TEST(Redaction, SecretsOfOtherProductsAreRedacted) {
  EXPECT_TRUE(isRedacted(redacted("unicodePwd", "hunter2", Product::OpenLdap)));
  EXPECT_TRUE(isRedacted(redacted("MTA-Local-Cred", "hunter2", Product::OpenLdap)));
  EXPECT_TRUE(isRedacted(redacted("olcRootPW", "hunter2", Product::Ds389)));
}

TEST(Redaction, CaseAndOptionsOfTheDescriptionDoNotMatter) {
  EXPECT_TRUE(isRedacted(redacted("USERPASSWORD", "hunter2")));
  EXPECT_TRUE(isRedacted(redacted("userPassword;x-old", "hunter2")));
}

TEST(Redaction, OtherAttributesAreUnchanged) { EXPECT_EQ(redacted("description", "hunter2"), "hunter2"); }

TEST(Redaction, AttributesConfidentialBySchemaAreRedacted) {
  Schema schema;
  for (const auto& [name, flags] : std::vector<std::pair<std::string, unsigned>>{
           {"acmeToken", 128}, {"acmePartitionSecret", 4096}, {"acmePublic", 1}}) {
    AttributeType type;
    type.oid = "1.3.6.1.4.1.99999." + std::to_string(flags);
    type.names = {name};
    type.searchFlags = flags;
    schema.add(type);
  }
  Entry entry{"cn=x", {{"acmeToken", {"s"}}, {"acmePartitionSecret", {"s"}}, {"acmePublic", {"s"}}}};
  Redactor(kKey, Product::ActiveDirectory, schema).redact(entry);
  EXPECT_TRUE(isRedacted(entry.attributes[0].values[0]));
  EXPECT_TRUE(isRedacted(entry.attributes[1].values[0]));
  EXPECT_EQ(entry.attributes[2].values[0], "s");
}

TEST(EmbeddedSecrets, OnlyCredentialsOfSyncreplAreReplaced) {
  const std::string digest = redactorFor(Product::OpenLdap).digest("hunter2");
  EXPECT_EQ(
      redacted("olcSyncrepl",
               R"({0}rid=001 provider=ldap://a.example binddn="cn=repl,o=Acme" credentials=hunter2 type=refreshOnly)"),
      R"({0}rid=001 provider=ldap://a.example binddn="cn=repl,o=Acme" credentials=)" + digest + " type=refreshOnly");
}

TEST(EmbeddedSecrets, QuotesAreNotPartOfThePassword) {
  const Redactor redactor = redactorFor(Product::OpenLdap);
  EXPECT_EQ(redacted("olcDbACLBind", R"(bindmethod=simple credentials="hunter 2" starttls=no)"),
            "bindmethod=simple credentials=\"" + redactor.digest("hunter 2") + "\" starttls=no");
  EXPECT_EQ(redacted("olcDbIDAssertBind", R"(credentials="hunter2")"),
            "credentials=\"" + redactor.digest("hunter2") + "\"");
}

TEST(EmbeddedSecrets, PasswordWithQuotesInsideIsReplacedInFull) {
  EXPECT_EQ(redacted("olcSyncrepl", R"(rid=1 credentials=hun"ter 2"x\ y end)"),
            "rid=1 credentials=" + redactorFor(Product::OpenLdap).digest(R"(hun"ter 2"x\ y)") + " end");
}

TEST(EmbeddedSecrets, UnclosedQuoteHidesTheRest) {
  EXPECT_EQ(redacted("olcSyncrepl", R"(credentials="hunter2 rid=1)").find("hunter2"), std::string::npos);
}

TEST(EmbeddedSecrets, KeywordsMatchInAnyCaseAndAfterAnOrderPrefix) {
  EXPECT_EQ(redacted("olcSyncRepl", "{12}BindPW=hunter2"),
            "{12}BindPW=" + redactorFor(Product::OpenLdap).digest("hunter2"));
}

TEST(EmbeddedSecrets, SimilarTextIsUnchanged) {
  const std::string access = "{0}to attrs=userPassword by self write by anonymous auth";
  EXPECT_EQ(redacted("olcAccess", access), access);
}

TEST(EmbeddedSecrets, RedactionIsIdempotent) {
  const std::string once = redacted("olcSyncrepl", R"(rid=1 credentials="hunter2" type=x)");
  EXPECT_EQ(redacted("olcSyncrepl", once), once);
}

TEST(EmbeddedSecrets, AccesslogModificationsAreRedacted) {
  const std::string digest = redactorFor(Product::OpenLdap).digest("{SSHA}abc");
  EXPECT_EQ(redacted("reqMod", "userPassword:= {SSHA}abc"), "userPassword:= " + digest);
  EXPECT_EQ(redacted("reqOld", "userPassword: {SSHA}abc"), "userPassword: " + digest);
  EXPECT_EQ(redacted("reqMod", "description:+ {SSHA}abc"), "description:+ {SSHA}abc");
  EXPECT_EQ(redacted("reqMod", "userPassword:-"), "userPassword:-");
}

TEST(EmbeddedSecrets, ChangelogLdifIsRedacted) {
  const std::string digest = redactorFor(Product::Ds389).digest("hunter2");
  EXPECT_EQ(
      redacted("changes", "replace: userPassword\nuserPassword: hun\n ter2\n-\nreplace: cn\ncn: x\n", Product::Ds389),
      "replace: userPassword\nuserPassword: " + digest + "\n-\nreplace: cn\ncn: x\n");
  EXPECT_EQ(redacted("changes", "userPassword:: aHVudGVyMg==\n", Product::Ds389), "userPassword: " + digest + "\n");
}

TEST(EmbeddedSecrets, CnConfigChangeInALogIsRedacted) {
  const std::string digest = redactorFor(Product::OpenLdap).digest("hunter2");
  EXPECT_EQ(redacted("reqMod", "olcSyncrepl:+ {0}rid=1 credentials=hunter2 type=x"),
            "olcSyncrepl:+ {0}rid=1 credentials=" + digest + " type=x");
  EXPECT_EQ(redacted("changes", "add: olcSyncrepl\nolcSyncrepl: rid=1 creden\n tials=hunter2\n-\n"),
            "add: olcSyncrepl\nolcSyncrepl: rid=1 credentials=" + digest + "\n-\n");
}

TEST(EmbeddedSecrets, BindPasswordIsFoundInAnyAttribute) {
  const std::string digest = redactorFor(Product::OpenLdap).digest("hunter2");
  EXPECT_EQ(redacted("description", "uri=ldap://a;binddn=cn=r;bindpw=hunter2;base=o=a"),
            "uri=ldap://a;binddn=cn=r;bindpw=" + digest + ";base=o=a");
  EXPECT_EQ(redacted("description", "BindPW='hunter2' x-bindpw=hunter2"), "BindPW='" + digest + "' x-bindpw=" + digest);
  EXPECT_EQ(redacted("description", "rebindpw=hunter2 bindpw hunter2"), "rebindpw=hunter2 bindpw hunter2");
  EXPECT_EQ(redacted("description", "bindpw="), "bindpw=" + redactorFor(Product::OpenLdap).digest(""));
}

// The names come from each product's own schema; one or two of each list.
TEST(Redaction, SecretsOfEveryProductAreRedactedOnAnyServer) {
  for (const char* name : {"userPKCS12",
                           "pKCS8PrivateKey;binary",
                           "dnaRemoteBindCred",
                           "netscapeReversiblePassword",
                           "unhashed#user#password",
                           "krb5Key",
                           "lmPassword",
                           "ntPassword",
                           "krbPwdHistory",
                           "radiusTunnelPassword",
                           "nisSecretKey",
                           "olcDbACLPasswd",
                           "olcDbIDAssertPasswd",
                           "olcDbCryptKey",
                           "ipaWrappingKey",
                           "AstMD5secret",
                           "goFonPIN",
                           "gosaUnixMirrorPassword",
                           "ds-cfg-key-store-pin",
                           "ds-cfg-bind-password",
                           "ds-pwp-password-history",
                           "coreTokenString07",
                           "nspmPassword",
                           "sASLoginSecret",
                           "nDSPKIPrivateKey",
                           "passwordsUsed",
                           "ibm-slapdAdminPW",
                           "ibm-slapdDbUserPW",
                           "orclPassword",
                           "zimbraPreAuthKey",
                           "zimbraSSLPrivateKey",
                           "zimbraAuthTokenKey",
                           "zimbraTwoFactorAuthSecret",
                           "ads-certificatePassword",
                           "pwhistory",
                           "univentionSAMLHash",
                           "kolabEncryptedPassword",
                           "HTTPPassword",
                           "Gateway-Local-Cred"})
    for (const Product product : allProducts())
      EXPECT_TRUE(isRedacted(redacted(name, "hunter2", product))) << name << " on " << nameOf(product);
}

TEST(EmbeddedSecrets, StateOfAnEntryAsStoredIsReplaced) {
  EXPECT_EQ(redacted("nscpEntryWSI", "userPassword;vucsn-6b0ccfe5000000070000: hunter2"),
            "userPassword;vucsn-6b0ccfe5000000070000: " + redactorFor(Product::Ds389).digest("hunter2"));
  EXPECT_EQ(redacted("nscpEntryWSI", "uid: ann"), "uid: ann");
}

}  // namespace
}  // namespace ldapsnap
