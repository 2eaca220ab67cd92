#include "snapshot/redact/redaction.h"

#include <gtest/gtest.h>

#include "snapshot/base/error.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/redact/slow_digest.h"

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
  // slapd takes quotes anywhere in a word; what was replaced stays.
  const std::string inHead = "credentials\"=" + redactor.digest("hunter 2") + "\" starttls=no";
  EXPECT_EQ(redacted("olcDbACLBind", R"(credentials"=hunter 2" starttls=no)"), inHead);
  EXPECT_EQ(redacted("olcDbACLBind", inHead), inHead);
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

/// `definition` as the only attribute type of a schema.
Schema schemaOf(const std::string& definition) {
  Schema schema;
  schema.add(parseAttributeType(definition));
  return schema;
}

TEST(Redaction, SubtypesOfSecretTypesAreRedacted) {
  Schema schema = schemaOf("( 1.2.3.1 NAME 'acmeDoor' SUP userPassword )");
  schema.add(parseAttributeType("( 1.2.3.2 NAME 'acmeGate' SUP acmeDoor )"));
  schema.add(parseAttributeType("( 1.2.3.3 NAME 'acmeSign' SUP name )"));
  Entry entry{"cn=x", {{"acmeDoor", {"s"}}, {"acmeGate", {"s"}}, {"1.2.3.2", {"s"}}, {"acmeSign", {"s"}}}};
  Redactor(kKey, Product::OpenLdap, schema).redact(entry);
  EXPECT_TRUE(isRedacted(entry.attributes[0].values[0]));
  EXPECT_TRUE(isRedacted(entry.attributes[1].values[0]));
  EXPECT_TRUE(isRedacted(entry.attributes[2].values[0]));
  EXPECT_EQ(entry.attributes[3].values[0], "s");
}

TEST(Redaction, CircleOfSuperiorTypesEnds) {
  Schema schema = schemaOf("( 1.2.3.1 NAME 'acmeA' SUP acmeB )");
  schema.add(parseAttributeType("( 1.2.3.2 NAME 'acmeB' SUP acmeA )"));
  Entry entry{"cn=x", {{"acmeA", {"s"}}}};
  Redactor(kKey, Product::OpenLdap, schema).redact(entry);
  EXPECT_EQ(entry.attributes[0].values[0], "s");
}

TEST(SecretPatterns, NamesThatLookLikeSecretsAreRedacted) {
  for (const char* name : {"acmePassword",
                           "acmePasswordHash",
                           "portalPassword2",
                           "adminPasswd",
                           "ACMEPASSWORD",
                           "wifiPassphrase",
                           "gatePin",
                           "gate-pin",
                           "cardPIN",
                           "acmePrivateKey",
                           "acme-private-key",
                           "signingPrivateKeyPem",
                           "oauthClientSecret",
                           "bindPwd",
                           "acmePW",
                           "smtpCredentials",
                           "scramVerifier",
                           "radiusSharedSecret",
                           "userPasswords",
                           "acmePasswordHistory"})
    EXPECT_TRUE(isRedacted(redacted(name, "hunter2"))) << name;
}

TEST(SecretPatterns, SettingsAboutPasswordsAreKept) {
  for (const char* name : {"passwordMinLength",
                           "pwdMaxAge",
                           "pwdInHistory",
                           "passwordStorageScheme",
                           "pwdPolicySubentry",
                           "pwdAttribute",
                           "pwdCheckModule",
                           "badPwdCount",
                           "badPasswordTime",
                           "pwdLastSet",
                           "sambaPwdMustChange",
                           "krbPasswordExpiration",
                           "krbPwdPolicyReference",
                           "msDS-PasswordHistoryLength",
                           "msDS-MinimumPasswordAge",
                           "msDS-PasswordSettingsPrecedence",
                           "msDS-UserPasswordExpiryTimeComputed",
                           "ds-cfg-password-attribute",
                           "ds-cfg-default-password-storage-scheme",
                           "ds-cfg-password-expiration-warning-interval",
                           "ds-cfg-allow-pre-encoded-passwords",
                           "ds-cfg-key-store-pin-file",
                           "olcPasswordHash",
                           "olcPasswordCryptSaltFormat",
                           "nsslapd-allow-hashed-passwords",
                           "zimbraPasswordMinLength",
                           "zimbraPasswordModifiedTime",
                           "zimbraGalLdapBindDn",
                           "nspmPasswordPolicyDN",
                           "passwordUniqueRequired",
                           "secretary",
                           "mapping",
                           "shoppin",
                           "msPKI-Private-Key-Flag",
                           "msPKI-PrivateKeyRecoveryAgent",
                           "msDS-KeyCredentialLink",
                           "olcTLSCertificateKeyFile",
                           "nsSshPublicKey",
                           "krbExtraData",
                           "serviceCredentialLevel",
                           "gatePinLength"})
    EXPECT_EQ(redacted(name, "hunter2"), "hunter2") << name;
}

// RFC 4517: a type of these syntaxes cannot hold a password; a PIN can be a number.
TEST(SecretPatterns, SyntaxOfTheSchemaSaysThatAnAttributeIsASetting) {
  for (const auto& [syntax, isSecret] : std::vector<std::pair<std::string, bool>>{
           {"7", false}, {"12", false}, {"24", false}, {"27", false}, {"15", true}, {"40", true}}) {
    const Schema schema = schemaOf("( 1.2.3.1 NAME 'acmePassword' SYNTAX 1.3.6.1.4.1.1466.115.121.1." + syntax + " )");
    Entry entry{"cn=x", {{"acmePassword", {"7"}}}};
    Redactor(kKey, Product::OpenLdap, schema).redact(entry);
    EXPECT_EQ(isRedacted(entry.attributes[0].values[0]), isSecret) << syntax;
  }
  const Schema schema = schemaOf("( 1.2.3.1 NAME 'gatePin' SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )");
  Entry entry{"cn=x", {{"gatepin", {"4711"}}}};
  Redactor(kKey, Product::OpenLdap, schema).redact(entry);
  EXPECT_TRUE(isRedacted(entry.attributes[0].values[0]));
}

TEST(SecretPatterns, TruthValuesAndTimesStayReadable) {
  for (const char* value : {"TRUE", "off", "20260301120000Z", "20260301120000.5+0100"})
    EXPECT_EQ(redacted("acmePassword", value), value);
  for (const char* value : {"20260301", "truely", "4711"})
    EXPECT_TRUE(isRedacted(redacted("acmePassword", value))) << value;
}

// 389 Directory Server uses one name for a user's old hashes and for a switch of the policy.
TEST(Redaction, SwitchOfThePasswordHistoryIsKept) {
  EXPECT_EQ(redacted("passwordHistory", "off", Product::Ds389), "off");
  EXPECT_TRUE(isRedacted(redacted("passwordHistory", "20260301120000Z{PBKDF2}x", Product::Ds389)));
  EXPECT_TRUE(isRedacted(redacted("userPassword", "off", Product::Ds389)));
}

TEST(SecretPatterns, HashesAndPrivateKeysAreReplacedWhereverTheyAre) {
  const Redactor redactor = redactorFor(Product::Generic);
  const std::string hash = "{SSHA}Zm9vYmFyYmF6cXV4", crypt = "$6$saltsalt$Tq0mCwJ1p2vO3xY4z5A6b7",
                    key = "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----";
  EXPECT_EQ(redacted("description", hash), redactor.digest(hash));
  EXPECT_EQ(redacted("description", "{CRYPT}$1$abcdefgh$0123456789"), redactor.digest("{CRYPT}$1$abcdefgh$0123456789"));
  EXPECT_EQ(redacted("description", "{PBKDF2_SHA256}AAAgAabc"), redactor.digest("{PBKDF2_SHA256}AAAgAabc"));
  EXPECT_EQ(redacted("info", "ann:" + crypt + ":19000"), "ann:" + redactor.digest(crypt) + ":19000");
  EXPECT_EQ(redacted("info", "was " + hash + " once"), "was " + redactor.digest(hash) + " once");
  EXPECT_EQ(redacted("notes", "the key:\n" + key + "\nend"), "the key:\n" + redactor.digest(key) + "\nend");
  EXPECT_EQ(redacted("notes", "-----BEGIN PRIVATE KEY-----\nMIIB"),
            redactor.digest("-----BEGIN PRIVATE KEY-----\nMIIB"));
  EXPECT_EQ(redacted("olcDbURI", "ldap://cn=x:hunter2@host/"), "ldap://cn=x:" + redactor.digest("hunter2") + "@host/");
}

TEST(SecretPatterns, TextThatOnlyLooksSimilarIsUnchanged) {
  for (const char* value :
       {"{SSHA}", "{SSHA} {CRYPT}", "{0}{1}", "{acme}0123456789", "costs $6$ a piece", "$6$short",
        "ldap://host:389/o=Acme", "http://host/a:b@c", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----", "ldapi://%2Frun%2Fslapd/", "ann@acme.test"})
    EXPECT_EQ(redacted("description", value), value);
}

TEST(SecretPatterns, WhatTheyHideIsCountedByAttribute) {
  const Redactor redactor = redactorFor(Product::Generic);
  Entry entry{"cn=x",
              {{"gatePin", {"1", "2"}},
               {"gatePin;x-old", {"3"}},
               {"description", {"{SSHA}Zm9vYmFyYmF6cXV4", "plain"}},
               {"userPassword", {"hunter2"}}}};
  redactor.redact(entry);
  redactor.redact(entry);  // digests are not counted again
  EXPECT_EQ(redactor.hiddenByPattern(), (HiddenByPattern{{"description", 1}, {"gatePin", 3}}));
}

TEST(SiteSecrets, NameAttributesOfTheSite) {
  const Schema schema = schemaOf("( 1.2.3.1 NAME ( 'acmeBadge' 'acmeCard' ) )");
  const Redactor redactor(kKey, Product::Generic, schema, {{"ACMECARD"}, {"gatePin", "notes", "userPassword"}});
  Entry entry{
      "cn=x",
      {{"acmeBadge", {"s"}}, {"gatePin", {"1"}}, {"notes", {"{SSHA}Zm9vYmFyYmF6cXV4"}}, {"userPassword", {"hunter2"}}}};
  redactor.redact(entry);
  EXPECT_TRUE(isRedacted(entry.attributes[0].values[0]));
  EXPECT_EQ(entry.attributes[1].values[0], "1");
  EXPECT_EQ(entry.attributes[2].values[0], "{SSHA}Zm9vYmFyYmF6cXV4");
  // What a product's list names stays secret: --include-secrets is for that.
  EXPECT_TRUE(isRedacted(entry.attributes[3].values[0]));
  EXPECT_TRUE(redactor.hiddenByPattern().empty());
}

TEST(EmbeddedSecrets, StateOfAnEntryAsStoredIsReplaced) {
  const Redactor redactor = redactorFor(Product::Ds389);
  EXPECT_EQ(redacted("nscpEntryWSI", "userPassword;vucsn-6b0ccfe5000000070000: hunter2"),
            "userPassword;vucsn-6b0ccfe5000000070000: " + redactor.digest("hunter2"));
  EXPECT_EQ(redacted("nscpEntryWSI", "uid: ann"), "uid: ann");
  EXPECT_EQ(redacted("ds-sync-hist", "userPassword:0000019ad28f:repl:a:b"),
            "userPassword:0000019ad28f:repl:" + redactor.digest("a:b"));
  EXPECT_EQ(redacted("ds-sync-hist", "cn:0000019ad28f:repl:ann"), "cn:0000019ad28f:repl:ann");
}

TEST(EmbeddedSecrets, AssertionsOfSearchesAndComparesAreReplaced) {
  const Redactor redactor = redactorFor(Product::OpenLdap);
  EXPECT_EQ(redacted("reqAssertion", "userPassword=hunter2"), "userPassword=" + redactor.digest("hunter2"));
  EXPECT_EQ(redacted("reqFilter", "(&(uid=ann)(userPassword=hunter2)(cn=a))"),
            "(&(uid=ann)(userPassword=" + redactor.digest("hunter2") + ")(cn=a))");
}

TEST(AssignedSecrets, PasswordsInTextAreReplaced) {
  const std::string digest = redactorFor(Product::Generic).digest("hunter2");
  const auto hides = [&digest](const std::string& before, const std::string& after = "") {
    EXPECT_EQ(redacted("description", before + "hunter2" + after), before + digest + after);
  };
  hides("password=");
  hides("the login is bob, password: ");
  hides("Password: ", ", ask Ann");
  hides("user: bob password: ", " host: a");
  hides("userPassword: ");
  hides("Server=db;Uid=x;Pwd=", ";Database=y");
  hides("spring.datasource.password=");
  hides("ldapBindPassword := ");
  hides("db_passwd = ");
  hides("$config['password'] => '", "';");
  hides("{\"user\": \"bob\", \"password\": \"", "\"}");
  hides("<ns:password>", "</ns:password>");
  hides("<add key=\"x\" password=\"", "\"/>");
  hides("https://example.test/token?client_secret=", "&x=1");
  hides("ldap:///o=Acme????bindname=cn=x,X-BINDPW=");
  hides("ldap:///o=Acme????bindname=cn%3Dx%2CX-BINDPW%3D");
  hides("redirect=%3Fuser%3Dbob%26password%3D", "%26x%3D1");
  hides("ldap%3A%2F%2Fcn%3Dadmin%3A", "%40host%2Fo%3DAcme");
  hides("tool --bind-password ", " --host a");
  hides("AccountKey=", ";EndpointSuffix=x");
  hides("syncrepl rid=1 credentials=\"", "\" type=refreshOnly");
  EXPECT_EQ(redacted("info", "Authorization: Basic Ym9iOmh1bnRlcjI="),
            "Authorization: Basic " + redactorFor(Product::Generic).digest("Ym9iOmh1bnRlcjI="));
  EXPECT_EQ(redacted("info", "userPassword:: aHVudGVyMg=="),
            "userPassword:: " + redactorFor(Product::Generic).digest("aHVudGVyMg=="));
}

TEST(AssignedSecrets, TextThatOnlyLooksSimilarIsUnchanged) {
  for (const char* value : {"password: see the vault",
                            "Password: must be changed at next logon",
                            "password=*",
                            "(&(uid=a)(userPassword=*))",
                            "passwordMinAge=3",
                            "password_policy: strict",
                            "targetattr = \"userPassword\"",
                            "no password here",
                            "pass the salt",
                            "pin: on",
                            "password:",
                            "ldap:///o=Acme?userPassword?sub?(uid=a)",
                            "to attrs=userPassword by self write",
                            "tool --password-file /etc/secret",
                            "shopping: milk",
                            "compass=north",
                            "ldap%3A%2F%2Fhost%2Fo%3DAcme",
                            "Authorization: required",
                            "<password/>",
                            "<password></password>"})
    EXPECT_EQ(redacted("description", value), value);
}

TEST(AssignedSecrets, AreCountedOnceAndNotForAttributesOfTheSite) {
  const Redactor redactor(kKey, Product::Generic, Schema::builtin(), {{}, {"notes"}});
  Entry entry{"cn=x", {{"description", {"password=hunter2", "pwd: hunter2"}}, {"notes", {"password=hunter2"}}}};
  redactor.redact(entry);
  redactor.redact(entry);
  EXPECT_EQ(redactor.hiddenByPattern(), (HiddenByPattern{{"description", 2}}));
  EXPECT_EQ(entry.attributes[1].values[0], "password=hunter2");
}

TEST(SecretPatterns, Base64OfASecretIsASecret) {
  const Redactor redactor = redactorFor(Product::Generic);
  const std::string hash = "e1NTSEF9Wm05dlltRnlZbUY2Y1hWNA==";  // {SSHA}Zm9vYmFyYmF6cXV4
  EXPECT_EQ(redacted("description", hash), redactor.digest(hash));
  EXPECT_EQ(redacted("description", "eW91IGFyZSB3ZWxjb21l"), "eW91IGFyZSB3ZWxjb21l");
}

// nslcd.conf(5), sudoers.ldap(5): a keyword at the start of a line, blanks, the value.
TEST(EmbeddedSecrets, SettingsSeparatedByBlanksAreReplaced) {
  const std::string digest = redactorFor(Product::Generic).digest("hunter2");
  EXPECT_EQ(redacted("description", "bindpw hunter2"), "bindpw " + digest);
  EXPECT_EQ(redacted("description", "uri ldap://a\n  bindpw\thunter2\nbase o=Acme"),
            "uri ldap://a\n  bindpw\t" + digest + "\nbase o=Acme");
  EXPECT_EQ(redacted("description", "bindpw = hunter2"), "bindpw = " + digest);
  EXPECT_EQ(redacted("description", R"(bindpw="a\"x" y)"),
            "bindpw=\"" + redactorFor(Product::Generic).digest(R"(a\"x)") + "\" y");
  EXPECT_EQ(redacted("description", "bindpw is in the vault"), "bindpw is in the vault");
  EXPECT_EQ(redacted("olcSyncrepl", R"(rid=1 cred"entials=hunter2")"),
            R"(rid=1 cred"entials=)" + redactorFor(Product::Generic).digest("hunter2") + '"');
}

TEST(Redaction, SecretInANameIsReplacedWhereverTheNameIs) {
  const Redactor redactor = redactorFor(Product::OpenLdap);
  const std::string digest = redactor.digest("hunter2");
  const std::string name = "userPassword=" + digest + "+cn=a,ou=b,o=x";
  Entry entry{"userPassword=hunter2+cn=a,ou=b,o=x",
              {{"userPassword", {"hunter2"}},
               {"member", {"userPassword=hunter2+cn=a,ou=b,o=x", "cn=other,o=x"}},
               {"seeAlso", {"cn=below, UserPassword = hunter2,o=x"}}}};
  redactor.redact(entry);
  EXPECT_EQ(entry.dn, name);
  EXPECT_EQ(entry.attributes[0].values, std::vector<std::string>{digest});
  EXPECT_EQ(entry.attributes[1].values, (std::vector<std::string>{name, "cn=other,o=x"}));
  EXPECT_EQ(entry.attributes[2].values.front(), "cn=below,UserPassword=" + digest + ",o=x");
  EXPECT_EQ(redactor.redactedNames(), 1U);
  EXPECT_EQ(redactor.withoutSecrets("cn=c,userPassword=hunter2+cn=a,ou=b,o=x"), "cn=c," + name);
  Entry again{name, {}};
  redactor.redact(again);
  EXPECT_EQ(again.dn, name);
}

TEST(Redaction, HashInANameIsReplacedAsInTheAttribute) {
  const Redactor redactor = redactorFor(Product::OpenLdap);
  Entry entry{"cn={SSHA}abcdefgh\\+1,o=x", {{"cn", {"{SSHA}abcdefgh+1"}}, {"seeAlso", {"cn={SSHA}abcdefgh\\+1,o=x"}}}};
  redactor.redact(entry);
  const std::string digest = redactor.digest("{SSHA}abcdefgh+1");
  EXPECT_EQ(entry.dn, "cn=" + digest + ",o=x");
  EXPECT_EQ(entry.attributes[0].values.front(), digest);
  EXPECT_EQ(entry.attributes[1].values.front(), "cn=" + digest + ",o=x");
}

TEST(Redaction, NameWithoutASecretKeepsItsSpelling) {
  const Redactor redactor = redactorFor(Product::OpenLdap);
  for (const char* name :
       {"", "CN = a ; O=\"x\"", "cn={0}core,cn=schema,cn=config", "no name", "pwdPolicySubentry=x,o=y",
        "CN={6AC1786C-016F-11D2-945F-00C04fB984F9},CN=Policies,DC=x", "gatePin=TRUE,o=x"}) {
    EXPECT_EQ(redactor.withoutSecrets(name), name);
    EXPECT_FALSE(redactor.holdsSecret(name)) << name;
  }
  EXPECT_TRUE(redactor.holdsSecret("nspmPassword=x,o=y"));
}

TEST(Redaction, SecretOfTheSiteIsReplacedInNames) {
  const Schema none;
  SiteSecrets site;
  site.secret.insert("employeeNumber");
  const Redactor redactor(kKey, Product::OpenLdap, none, site);
  EXPECT_EQ(redactor.withoutSecrets("employeeNumber=123456,o=x"),
            "employeeNumber=" + redactor.digest("123456") + ",o=x");
}

TEST(SlowDigests, EqualSecretsHaveEqualDigestsUnderOneKey) {
  const Schema schema;
  const RedactionKey fast(32, 'k'), slow = fast + kSlowDigests, other = RedactionKey(32, 'l') + kSlowDigests;
  const Redactor redactor(slow, Product::Generic, schema), same(slow, Product::Generic, schema);
  EXPECT_EQ(redactor.digest("secret"), same.digest("secret"));
  EXPECT_EQ(redactor.digest(redactor.digest("secret")), redactor.digest("secret"));
  EXPECT_EQ(redactor.digest("secret").size(), Redactor(fast, Product::Generic, schema).digest("secret").size());
  EXPECT_NE(redactor.digest("secret"), redactor.digest("Secret"));
  EXPECT_NE(redactor.digest("secret"), Redactor(fast, Product::Generic, schema).digest("secret"));
  EXPECT_NE(redactor.digest("secret"), Redactor(other, Product::Generic, schema).digest("secret"));
  EXPECT_NE(redactor.digest(""), redactor.digest(std::string(1, '\0')));
}

TEST(SlowDigests, AreForWhatCanBeGuessed) {
  EXPECT_TRUE(isWorthSlowDigest("secret"));
  EXPECT_TRUE(isWorthSlowDigest("{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="));
  EXPECT_TRUE(isWorthSlowDigest("{CLEAR}secret"));
  EXPECT_FALSE(isWorthSlowDigest("{SSHA}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3"));
  EXPECT_FALSE(isWorthSlowDigest("{ssha512}x"));
  EXPECT_FALSE(isWorthSlowDigest(std::string(65, 'x')));
}

}  // namespace
}  // namespace ldapsnap
