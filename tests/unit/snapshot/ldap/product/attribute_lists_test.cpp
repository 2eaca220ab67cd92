#include "snapshot/ldap/product/attribute_lists.h"

#include <gtest/gtest.h>

#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {
namespace {

const Schema& builtin() { return Schema::builtin(); }

bool isVolatile(Product product, std::string_view name) {
  return volatileAttributes(product).contains(name, builtin());
}
bool isSecret(Product product, std::string_view name) { return secretAttributes(product).contains(name, builtin()); }

Schema withType(AttributeType type) {
  Schema schema;
  schema.add(std::move(type));
  return schema;
}

TEST(VolatileAttributes, IncludeBookkeepingOfEachProduct) {
  for (const char* name : {"entryCSN", "contextCSN", "modifyTimestamp", "modifiersName", "pwdFailureTime"})
    EXPECT_TRUE(isVolatile(Product::OpenLdap, name)) << name;
  for (const char* name : {"entryusn", "nsds50ruv", "nsds5replicaLastUpdateStatusJSON", "passwordRetryCount"})
    EXPECT_TRUE(isVolatile(Product::Ds389, name)) << name;
  for (const char* name : {"uSNChanged", "whenChanged", "lastLogon", "replPropertyMetaData", "msExchServer1HighestUSN"})
    EXPECT_TRUE(isVolatile(Product::ActiveDirectory, name)) << name;
  for (const char* name : {"USN-Changed", "Reps-To-Ext", "Home-MDB-BL", "Some-Other-BL", "Is-Member-Of-DL"})
    EXPECT_TRUE(isVolatile(Product::Exchange55, name)) << name;
}

// Pitfall 15: non-replicated and constructed attributes of Active Directory are not content, and back-links are
// derived.
TEST(VolatileAttributes, Pitfall15IncludeNonReplicatedAndConstructedAttributes) {
  for (const char* name : {"badPwdCount", "tokenGroups", "memberOf", "msDS-ReplAttributeMetaData", "serverReferenceBL"})
    for (const Product product : {Product::ActiveDirectory, Product::Samba})
      EXPECT_TRUE(isVolatile(product, name)) << name;
}

TEST(VolatileAttributes, IncludeWhatSearchesCount) {
  for (const char* name : {"abortROtxn", "lifetimerwtxn", "dbenvlasttxnid", "opsCompleted"})
    EXPECT_TRUE(isVolatile(Product::Ds389, name)) << name;
  for (const char* name : {"readOps", "inBytes", "wholeSubtreeSearchOps", "repUpdatesIn"})
    EXPECT_TRUE(isVolatile(Product::Generic, name)) << name;
  for (const char* name : {"connection", "threads", "vendorVersion", "supportedControl"})
    EXPECT_FALSE(isVolatile(Product::Generic, name)) << name;
}

TEST(VolatileAttributes, ExcludeIdentities) {
  for (const Product product : allProducts())
    for (const char* name : {"entryUUID", "nsUniqueId", "objectGUID", "objectSid"})
      EXPECT_FALSE(isVolatile(product, name)) << nameOf(product) << " " << name;
}

TEST(VolatileAttributes, ExcludeAttributesThatSetupsRead) {
  for (const Product product : allProducts())
    for (const char* name : {"otherWellKnownObjects", "fSMORoleOwner", "isDefunct", "objectVersion", "rangeUpper",
                             "msDS-Behavior-Version", "nTSecurityDescriptor", "Is-Deleted", "member", "cn"})
      EXPECT_FALSE(isVolatile(product, name)) << nameOf(product) << " " << name;
}

TEST(VolatileAttributes, UnknownProductHasThoseOfAllProducts) {
  for (const char* name : {"entryCSN", "entryusn", "uSNChanged", "USN-Changed"})
    EXPECT_TRUE(isVolatile(Product::Generic, name)) << name;
}

TEST(VolatileAttributes, UnknownProductKeepsAttributesThatSomeProductsStore) {
  EXPECT_FALSE(isVolatile(Product::Generic, "memberOf"));
  EXPECT_FALSE(isVolatile(Product::Generic, "attributeTypes"));
}

TEST(VolatileAttributes, DifferByProduct) {
  EXPECT_FALSE(isVolatile(Product::OpenLdap, "uSNChanged"));
  EXPECT_FALSE(isVolatile(Product::ActiveDirectory, "entryCSN"));
}

TEST(VolatileAttributes, MatchAnyCaseOidAndOption) {
  EXPECT_TRUE(isVolatile(Product::OpenLdap, "MODIFYTIMESTAMP"));
  EXPECT_TRUE(isVolatile(Product::OpenLdap, "2.5.18.2"));
  EXPECT_TRUE(isVolatile(Product::OpenLdap, "modifyTimestamp;x-part"));
}

TEST(VolatileAttributes, IncludeTypesBySystemFlags) {
  AttributeType counter = parseAttributeType("( 1.2.3 NAME 'acmeCounter' )");
  EXPECT_FALSE(volatileAttributes(Product::Samba).contains("acmeCounter", withType(counter)));
  for (const unsigned flags : {1U, 4U}) {
    counter.systemFlags = flags;
    EXPECT_TRUE(volatileAttributes(Product::Samba).contains("acmeCounter", withType(counter))) << flags;
  }
  counter.systemFlags = 2 | 8 | 16;
  EXPECT_FALSE(volatileAttributes(Product::Samba).contains("acmeCounter", withType(counter)));
}

TEST(VolatileAttributes, IncludeBackLinksByOddLinkId) {
  AttributeType link = parseAttributeType("( 1.2.3 NAME 'acmeLink' )");
  link.linkId = 4242;
  EXPECT_FALSE(volatileAttributes(Product::ActiveDirectory).contains("acmeLink", withType(link)));
  link.linkId = 4243;
  EXPECT_TRUE(volatileAttributes(Product::ActiveDirectory).contains("acmeLink", withType(link)));
}

TEST(VolatileAttributes, SystemFlagsDoNotIncludeIdentities) {
  AttributeType guid = parseAttributeType("( 1.2.840.113556.1.4.2 NAME 'objectGUID' )");
  guid.systemFlags = 1;
  EXPECT_FALSE(volatileAttributes(Product::ActiveDirectory).contains("objectGUID", withType(guid)));
}

TEST(VolatileAttributes, OperationalUsageAloneIsNotVolatile) {
  const Schema schema = withType(parseAttributeType("( 1.2.3 NAME 'acmePolicy' USAGE directoryOperation )"));
  for (const Product product : allProducts()) EXPECT_FALSE(volatileAttributes(product).contains("acmePolicy", schema));
}

// Pitfall 18: userPassword, unicodePwd, krbPrincipalKey, olcRootPW must be redacted at capture.
TEST(SecretAttributes, Pitfall18IncludePasswordsKeysAndHashes) {
  for (const Product product : allProducts()) EXPECT_TRUE(isSecret(product, "userPassword")) << nameOf(product);
  for (const char* name : {"olcRootPW", "krbPrincipalKey", "pwdHistory", "sambaNTPassword", "oathSecret"})
    EXPECT_TRUE(isSecret(Product::OpenLdap, name)) << name;
  for (const char* name : {"nsslapd-rootpw", "nsds5replicacredentials", "nsSymmetricKey", "ipaNTHash", "krbMKey"})
    EXPECT_TRUE(isSecret(Product::Ds389, name)) << name;
  for (const char* name : {"unicodePwd", "supplementalCredentials", "msLAPS-Password", "msFVE-RecoveryPassword",
                           "trustAuthOutgoing", "msExchEdgeSyncCredential"})
    EXPECT_TRUE(isSecret(Product::ActiveDirectory, name)) << name;
  for (const char* name : {"MTA-Local-Cred", "RAS-Password", "Incoming-Password"})
    EXPECT_TRUE(isSecret(Product::Exchange55, name)) << name;
}

TEST(SecretAttributes, UnknownProductHasThoseOfAllProducts) {
  for (const char* name : {"olcRootPW", "nsslapd-rootpw", "unicodePwd", "MTA-Local-Cred", "2.5.4.35"}) {
    EXPECT_TRUE(isSecret(Product::Generic, name)) << name;
    EXPECT_TRUE(secretAttributesOfAnyProduct().contains(name, builtin())) << name;
  }
}

TEST(SecretAttributes, ExcludePathsAndPublicKeys) {
  for (const Product product : allProducts())
    for (const char* name : {"olcTLSCertificateKeyFile", "ipaSshPubKey", "userCertificate", "msDS-KeyCredentialLink"})
      EXPECT_FALSE(isSecret(product, name)) << nameOf(product) << " " << name;
}

// A capture of cn=config changes them itself, so two reads would never be equal. The number of a file depends on the
// order in which files were opened.
TEST(VolatileAttributes, IncludeMonitorCountersOfDs389) {
  const AttributeList& list = volatileAttributes(Product::Ds389);
  for (const char* name :
       {"normalizeddncachehits", "dbfilecachehit-0", "dbfilecachehit-99", "dbfilename-0", "nssearchbasecount"}) {
    EXPECT_TRUE(list.contains(name, Schema())) << name;
  }
  EXPECT_FALSE(list.contains("dbfilecachehit-", Schema()));
  EXPECT_FALSE(list.contains("maxentrycachesize", Schema()));
}

TEST(SecretAttributes, IncludeTypesByConfidentialSearchFlags) {
  AttributeType secret = parseAttributeType("( 1.2.3 NAME 'acmeCode' )");
  EXPECT_FALSE(secretAttributes(Product::ActiveDirectory).contains("acmeCode", withType(secret)));
  for (const unsigned flags : {128U, 4096U, 904U}) {
    secret.searchFlags = flags;
    EXPECT_TRUE(secretAttributes(Product::ActiveDirectory).contains("acmeCode", withType(secret))) << flags;
  }
}

}  // namespace
}  // namespace ldapsnap
