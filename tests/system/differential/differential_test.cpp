// Our matching rules beside those of real servers: asked of the same values, they give the same answer.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/ldap/schema/schema.h"
#include "snapshot/ldap/value/guid.h"
#include "tests/support/servers/samba.h"
#include "tests/support/servers/slapd.h"
#include "tests/system/differential/differential_asker.h"
#include "tests/system/differential/differential_pairs.h"
#include "tests/system/differential/differential_pairs_samba.h"

namespace ldapsnap::test {
namespace {

std::string probeOf(const RulePairs& rule) { return std::string(rule.rule) + "Probe"; }

/// One attribute a rule.
std::string probeSchema() {
  std::string ldif = "dn: cn=probes,cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: probes\n";
  int number = 0;
  for (const RulePairs& rule : slapdPairs()) {
    ldif += ldifLine("olcAttributeTypes", fmt::format("( 1.3.6.1.4.1.32473.1.{} NAME '{}' EQUALITY {} SYNTAX {} )",
                                                      ++number, probeOf(rule), rule.rule, rule.syntax));
  }
  return ldif;
}

/// One entry a pair.
std::string nameOf(const RulePairs& rule, std::size_t index) {
  return fmt::format("cn={} {},o=Acme", rule.rule, index);
}

std::string entries() {
  std::string ldif = "dn: o=Acme\nobjectClass: organization\no: Acme\n\n";
  for (const RulePairs& rule : slapdPairs()) {
    for (std::size_t i = 0; i < rule.pairs.size(); ++i) {
      const Entry entry{nameOf(rule, i),
                        {{"objectClass", {"device", "extensibleObject"}}, {probeOf(rule), {rule.pairs[i].stored}}}};
      ldif += toLdif(entry);
    }
  }
  return ldif;
}

/// One attribute a syntax, all allowed in the class "probe".
std::string sambaProbeSchema() {
  const std::string below = "," + SambaServer::schemaDn();
  const std::string takeEffect = "dn:\nchangetype: modify\nadd: schemaUpdateNow\nschemaUpdateNow: 1\n-\n\n";
  std::string ldif, mayContain;
  int number = 0;
  for (const SyntaxPairs& syntax : sambaPairs()) {
    ldif += fmt::format(
        "dn: CN={0}{1}\nobjectClass: attributeSchema\ncn: {0}\nlDAPDisplayName: {0}\nattributeID: "
        "1.3.6.1.4.1.32473.2.{2}\nattributeSyntax: {3}\noMSyntax: {4}\nisSingleValued: TRUE\n",
        syntax.attribute, below, ++number, syntax.attributeSyntax, syntax.omSyntax);
    if (!syntax.omObjectClass.empty()) ldif += fmt::format("oMObjectClass:: {}\n", syntax.omObjectClass);
    ldif += "\n";
    mayContain += fmt::format("mayContain: {}\n", syntax.attribute);
  }
  return ldif + takeEffect +
         fmt::format(
             "dn: CN=probe{0}\nobjectClass: classSchema\ncn: probe\nlDAPDisplayName: probe\nsubClassOf: top\n"
             "governsID: 1.3.6.1.4.1.32473.3.1\nobjectClassCategory: 1\npossSuperiors: domainDNS\n"
             "rDNAttID: cn\ndefaultObjectCategory: CN=probe{0}\n{1}\n",
             below, mayContain) +
         takeEffect;
}

std::string nameOf(const SyntaxPairs& syntax, std::size_t index) {
  return fmt::format("CN={} {},{}", syntax.attribute, index, SambaServer::suffix());
}

std::string sambaEntries() {
  std::string ldif;
  for (const SyntaxPairs& syntax : sambaPairs()) {
    for (std::size_t i = 0; i < syntax.pairs.size(); ++i) {
      ldif += toLdif(Entry{nameOf(syntax, i),
                           {{"objectClass", {"probe"}}, {std::string(syntax.attribute), {syntax.pairs[i].stored}}}});
    }
  }
  return ldif;
}

TEST(Differential, AgreesWithSlapd) {
  const TempFolder folder;
  SlapdOptions options;
  options.schemaFiles.push_back(folder.write("probes.ldif", probeSchema()).string());
  options.data = entries();
  const SlapdServer server(options);
  Asker slapd("slapd", server.uri(), server.rootDn(), SlapdServer::password());
  const Schema schema = slapd.schema("cn=Subschema", Scope::Base);
  for (const RulePairs& rule : slapdPairs()) {
    ASSERT_EQ(schema.equality(probeOf(rule)), findMatchingRule(rule.rule));
    for (std::size_t i = 0; i < rule.pairs.size(); ++i) {
      slapd.expectVerdict(nameOf(rule, i), probeOf(rule), rule.pairs[i], schema);
    }
  }
  // What no pair of values can tell: a class and what it inherits, types by their names, definitions by their OID.
  slapd.expectVerdict("o=Acme", "(objectClass=ORGANIZATION)", Verdict::Match, schema);
  slapd.expectVerdict("o=Acme", "(objectClass=2.5.6.4)", Verdict::Match, schema);
  slapd.expectVerdict("o=Acme", "(objectClass=top)", Verdict::Match, schema);
  slapd.expectVerdict("o=Acme", "(objectClass=person)", Verdict::Differ, schema);
  slapd.expectVerdict("o=Acme", "(2.5.4.10=acme)", Verdict::Match, schema);
  slapd.expectVerdict("o=Acme", "(organizationName=acme)", Verdict::Match, schema);
  slapd.expectVerdict("o=Acme", "(name=acme)", Verdict::Match, schema);
  slapd.expectVerdict("cn=Subschema", "(attributeTypes=2.5.4.3)", Verdict::Match, schema);
  slapd.expectVerdict("cn=Subschema", "(attributeTypes=commonName)", Verdict::Match, schema);
  slapd.expectVerdict("cn=Subschema", "(objectClasses=2.5.6.6)", Verdict::Match, schema);
  slapd.expectVerdict("cn=Subschema", "(objectClasses=1.2.3.4)", Verdict::Differ, schema);
}

TEST(Differential, AgreesWithSamba) {
  if (const std::string reason = SambaServer::whyNot(); !reason.empty()) GTEST_SKIP() << reason;
  const SambaServer server;
  server.apply(sambaProbeSchema());
  server.apply(sambaEntries());
  Asker samba("Samba", server.uri(), SambaServer::rootDn(), SambaServer::password());
  const Schema schema = samba.schema(SambaServer::schemaDn(), Scope::Subtree);
  for (const SyntaxPairs& syntax : sambaPairs()) {
    for (std::size_t i = 0; i < syntax.pairs.size(); ++i) {
      samba.expectVerdict(nameOf(syntax, i), syntax.attribute, syntax.pairs[i], schema);
    }
  }
  const std::string users = "CN=Users," + SambaServer::suffix();
  const std::string guid = *samba.read(users).first("objectGUID");
  samba.expectVerdict(users, "objectGUID", {guid, guid, Verdict::Match}, schema);
  samba.expectVerdict(users, "objectGUID", {guid, std::string(16, 'x'), Verdict::Differ}, schema);
  samba.expectVerdict(users, "objectGUID",
                      {guid, guidToText(guid).value_or(""), Verdict::Differ,
                       "Samba takes the text of a GUID for its octets; a rule of octets knows octets alone"},
                      schema);
}

}  // namespace
}  // namespace ldapsnap::test
