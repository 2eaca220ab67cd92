// Our matching rules beside those of real servers: asked of the same values, they give the same answer.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <memory>

#include "snapshot/capture/connection.h"
#include "snapshot/directory/filter.h"
#include "snapshot/directory/ldif.h"
#include "snapshot/directory/schema.h"
#include "snapshot/directory/text.h"
#include "tests/support/slapd.h"
#include "tests/system/differential_pairs.h"

namespace ldapsnap::test {
namespace {

/// What `server` holds and says.
class Asker {
 public:
  Asker(const std::string& uri, const std::string& bindDn, const std::string& password) {
    ConnectionSettings settings;
    settings.uri = uri;
    settings.bindDn = bindDn;
    settings.password = password;
    directory_ = connect(settings);
  }

  /// Whether the entry `dn` answers an equality filter. What the server calls Undefined is no match.
  Verdict ask(const std::string& dn, const Filter& filter) {
    SearchRequest request;
    request.base = dn;
    request.scope = Scope::Base;
    request.filter = filter.toString();
    request.attributes = {"1.1"};
    std::size_t found = 0;
    const SearchResult result = directory_->search(request, [&found](Entry) { ++found; });
    EXPECT_TRUE(result.ok()) << result.name << ": " << result.diagnostic << " for " << request.filter;
    return found == 1 ? Verdict::Match : Verdict::Differ;
  }

  Entry read(const std::string& dn) {
    Entry found;
    SearchRequest request;
    request.base = dn;
    request.scope = Scope::Base;
    EXPECT_TRUE(directory_->search(request, [&found](Entry entry) { found = std::move(entry); }).ok()) << dn;
    return found;
  }

  Schema schema(const std::string& dn) {
    Schema schema;
    EXPECT_GT(schema.addFrom(read(dn)), 0U) << dn;
    return schema;
  }

 private:
  std::unique_ptr<Directory> directory_;
};

Filter equality(std::string attribute, std::string value) {
  Filter filter;
  filter.kind = Filter::Kind::Equality;
  filter.attribute = std::move(attribute);
  filter.value = std::move(value);
  return filter;
}

Verdict verdictOf(bool matches) { return matches ? Verdict::Match : Verdict::Differ; }

Verdict opposite(Verdict verdict) { return verdict == Verdict::Match ? Verdict::Differ : Verdict::Match; }

Verdict byRule(const MatchingRule& rule, const Pair& pair, const Schema& schema) {
  const std::optional<std::string> stored = rule.normalise(pair.stored, schema);
  return verdictOf(stored && stored == rule.normalise(pair.asked, schema));
}

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

/// Every pair, answered by our rule, by our filter, and by slapd.
void askEveryPair(Asker& slapd, const Schema& schema) {
  for (const RulePairs& rule : slapdPairs()) {
    const std::string probe = probeOf(rule);
    const MatchingRule* ours = schema.equality(probe);
    ASSERT_NE(ours, nullptr) << probe;
    EXPECT_EQ(ours->name, rule.rule);
    for (std::size_t i = 0; i < rule.pairs.size(); ++i) {
      const Pair& pair = rule.pairs[i];
      SCOPED_TRACE(fmt::format("{}: \"{}\" and \"{}\"", rule.rule, visible(pair.stored), visible(pair.asked)));
      const Filter filter = equality(probe, pair.asked);
      const Entry entry{nameOf(rule, i), {{probe, {pair.stored}}}};
      EXPECT_EQ(byRule(*ours, pair, schema), pair.ours) << "our rule";
      EXPECT_EQ(verdictOf(filter.matches(entry, schema) == Truth::True), pair.ours) << "our filter";
      EXPECT_EQ(slapd.ask(entry.dn, filter), pair.deviation.empty() ? pair.ours : opposite(pair.ours))
          << "slapd" << (pair.deviation.empty() ? "" : ", which should deviate: ") << pair.deviation;
    }
  }
}

/// Filters that no pair of values can tell: on a class and what it inherits, on definitions by their OID.
void askFilters(Asker& slapd, const Schema& schema) {
  const auto expectSame = [&](const std::string& dn, const char* text, Verdict expected) {
    const Filter filter = Filter::parse(text);
    EXPECT_EQ(slapd.ask(dn, filter), expected) << "slapd: " << dn << " " << text;
    EXPECT_EQ(verdictOf(filter.matches(slapd.read(dn), schema) == Truth::True), expected) << "ours: " << dn << text;
  };
  expectSame("o=Acme", "(objectClass=ORGANIZATION)", Verdict::Match);
  expectSame("o=Acme", "(objectClass=2.5.6.4)", Verdict::Match);
  expectSame("o=Acme", "(objectClass=top)", Verdict::Match);
  expectSame("o=Acme", "(objectClass=person)", Verdict::Differ);
  expectSame("o=Acme", "(2.5.4.10=acme)", Verdict::Match);
  expectSame("o=Acme", "(organizationName=acme)", Verdict::Match);
  expectSame("o=Acme", "(name=acme)", Verdict::Match);
  expectSame("cn=Subschema", "(attributeTypes=2.5.4.3)", Verdict::Match);
  expectSame("cn=Subschema", "(attributeTypes=commonName)", Verdict::Match);
  expectSame("cn=Subschema", "(objectClasses=2.5.6.6)", Verdict::Match);
  expectSame("cn=Subschema", "(objectClasses=1.2.3.4)", Verdict::Differ);
}

TEST(Differential, SlapdAndWeSayTheSame) {
  const TempFolder folder;
  SlapdOptions options;
  options.schemaFiles.push_back(folder.write("probes.ldif", probeSchema()).string());
  options.data = entries();
  const SlapdServer server(options);
  Asker slapd(server.uri(), server.rootDn(), SlapdServer::password());
  const Schema schema = slapd.schema("cn=Subschema");
  askEveryPair(slapd, schema);
  askFilters(slapd, schema);
}

}  // namespace
}  // namespace ldapsnap::test
