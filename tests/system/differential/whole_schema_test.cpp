// Whole schemas of running servers, loaded without one element that cannot be read.
#include <gtest/gtest.h>
#include <memory>

#include "snapshot/ldap/schema/schema.h"
#include "snapshot/server/connection.h"
#include "tests/support/servers/ds389.h"
#include "tests/support/servers/samba.h"
#include "tests/support/servers/slapd.h"

namespace ldapsnap {
namespace {

std::unique_ptr<ServerConnection> connectTo(const std::string& uri, const std::string& bindDn,
                                            const std::string& password) {
  ConnectionSettings settings;
  settings.uri = uri;
  settings.bindDn = bindDn;
  settings.password = password;
  return connect(settings);
}

struct Loaded {
  Schema schema;
  std::size_t elements = 0;  ///< how many the server showed
  std::size_t taken = 0;     ///< how many of them addFrom() took for elements
};

constexpr const char* kDefinitions[] = {
    "attributeTypes",  "objectClasses",      "ldapSyntaxes",       "matchingRules",     "matchingRuleUse",
    "dITContentRules", "dITStructureRules",  "nameForms",          "olcAttributeTypes", "olcObjectClasses",
    "olcLdapSyntaxes", "olcDitContentRules", "olcObjectIdentifier"};

/// How many schema elements `entry` holds: definitions, or itself.
std::size_t elementsOf(const Entry& entry) {
  std::size_t count = 0;
  for (const char* name : kDefinitions) {
    if (const Attribute* definitions = entry.find(name)) count += definitions->values.size();
  }
  const Attribute* classes = entry.find("objectClass");
  for (const std::string& name : classes ? classes->values : std::vector<std::string>()) {
    count += name == "attributeSchema" || name == "classSchema" ? 1 : 0;
  }
  return count;
}

Loaded load(ServerConnection& directory, const std::string& base, Scope scope,
            std::vector<std::string> attributes = {"*", "+"}) {
  SearchRequest request;
  request.base = base;
  request.scope = scope;
  request.attributes = std::move(attributes);
  Loaded loaded;
  const SearchResult result = directory.search(request, [&loaded](const Entry& entry) {
    loaded.elements += elementsOf(entry);
    loaded.taken += loaded.schema.addFrom(entry);
  });
  EXPECT_TRUE(result.ok()) << base << ": " << describe(result.code, result.diagnostic);
  return loaded;
}

/// Nothing is passed over, nothing is unreadable, and what elements name is there.
void expectWhole(const Loaded& loaded, std::size_t atLeast) {
  const Schema& schema = loaded.schema;
  EXPECT_EQ(loaded.taken, loaded.elements);
  EXPECT_GE(loaded.elements, atLeast);
  for (const UnreadableElement& element : schema.unreadable()) {
    ADD_FAILURE() << element.kind << " " << element.text << ": " << element.reason;
  }
  for (const AttributeType& type : schema.attributeTypes()) {
    EXPECT_TRUE(type.superior.empty() || schema.attributeType(type.superior) != nullptr) << print(type);
    EXPECT_NE(schema.syntax(type.oid), "") << print(type);
  }
  for (const ObjectClass& objectClass : schema.objectClasses()) {
    for (const std::string& superior : objectClass.superiors) {
      EXPECT_NE(schema.objectClass(superior), nullptr) << superior << " of " << objectClass.displayName();
    }
  }
}

/// Every type that `one` holds is in `other`, with the same names and syntax, but for the syntax of `exception`.
void expectSameTypes(const Schema& one, const Schema& other, std::string_view exception = {}) {
  for (const AttributeType& type : one.attributeTypes()) {
    const AttributeType* found = other.attributeType(type.oid);
    ASSERT_NE(found, nullptr) << print(type);
    EXPECT_EQ(found->names, type.names);
    EXPECT_EQ(other.syntax(type.oid) == one.syntax(type.oid), type.displayName() != exception) << print(type);
  }
}

test::SlapdOptions everySchemaAndOverlay() {
  test::SlapdOptions options;
  options.schemaFiles.clear();
  for (const char* name : {"core", "cosine", "inetorgperson", "nis", "collective", "corba", "duaconf", "dyngroup",
                           "java", "misc", "namedobject", "openldap", "pmi"}) {
    options.schemaFiles.push_back(std::string("/etc/ldap/schema/") + name + ".ldif");
  }
  options.modules = {"accesslog", "auditlog", "collect", "constraint", "dds",      "deref",      "dynlist",
                     "memberof",  "otp",      "pcache",  "ppolicy",    "refint",   "retcode",    "rwm",
                     "seqmod",    "sssvlv",   "unique",  "valsort",    "lastbind", "translucent"};
  return options;
}

TEST(WholeSchema, OfSlapdWithAllItsOverlays) {
  const test::SlapdServer server(everySchemaAndOverlay());
  const auto directory = connectTo(server.uri(), test::SlapdServer::configRootDn(), test::SlapdServer::password());
  const Loaded subschema = load(*directory, "cn=Subschema", Scope::Base);
  const Loaded config = load(*directory, "cn=schema,cn=config", Scope::Subtree);
  expectWhole(subschema, 600);
  expectWhole(config, 600);
  expectSameTypes(subschema.schema, config.schema);
}

TEST(WholeSchema, Of389) {
  if (const std::string reason = test::Ds389Server::whyNot(); !reason.empty()) GTEST_SKIP() << reason;
  const test::Ds389Server server;
  const auto directory = connectTo(server.uri(), test::Ds389Server::rootDn(), test::Ds389Server::password());
  const Loaded loaded = load(*directory, "cn=schema", Scope::Base);
  expectWhole(loaded, 1200);
  EXPECT_GE(loaded.schema.attributeTypes().size(), 1015U);
}

TEST(WholeSchema, OfSambaInTheAggregateAndInTheObjects) {
  if (const std::string reason = test::SambaServer::whyNot(); !reason.empty()) GTEST_SKIP() << reason;
  const test::SambaServer server;
  const auto directory = connectTo(server.uri(), test::SambaServer::rootDn(), test::SambaServer::password());
  const Loaded objects = load(*directory, test::SambaServer::schemaDn(), Scope::Subtree, {"*"});
  const Loaded aggregate = load(*directory, "CN=Aggregate," + test::SambaServer::schemaDn(), Scope::Base,
                                {"objectClass", "attributeTypes", "objectClasses"});
  expectWhole(objects, 1540);
  expectWhole(aggregate, 1540);
  // A Unicode string by its object; Samba shows it as octets, because terminal services write what is no Unicode.
  expectSameTypes(aggregate.schema, objects.schema, "userParameters");
}

}  // namespace
}  // namespace ldapsnap
