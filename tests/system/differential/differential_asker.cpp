#include "tests/system/differential/differential_asker.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "snapshot/base/text.h"
#include "snapshot/server/connection.h"

namespace ldapsnap::test {
namespace {

Filter equality(std::string_view attribute, const std::string& value) {
  Filter filter;
  filter.kind = Filter::Kind::Equality;
  filter.attribute = attribute;
  filter.value = value;
  return filter;
}

Verdict verdictOf(bool matches) { return matches ? Verdict::Match : Verdict::Differ; }

Verdict opposite(Verdict verdict) { return verdict == Verdict::Match ? Verdict::Differ : Verdict::Match; }

Verdict byRule(const MatchingRule& rule, const Pair& pair, const Schema& schema) {
  const std::optional<std::string> stored = rule.normalise(pair.stored, schema);
  return verdictOf(stored && stored == rule.normalise(pair.asked, schema));
}

Verdict byFilter(const Filter& filter, const Entry& entry, const Schema& schema) {
  return verdictOf(filter.matches(entry, schema) == Truth::True);
}

}  // namespace

Asker::Asker(std::string name, const std::string& uri, const std::string& bindDn, const std::string& password)
    : name_(std::move(name)) {
  ConnectionSettings settings;
  settings.uri = uri;
  settings.bindDn = bindDn;
  settings.password = password;
  directory_ = connect(settings);
}

void Asker::expectVerdict(const std::string& dn, std::string_view attribute, const Pair& pair, const Schema& schema) {
  SCOPED_TRACE(fmt::format("{}: \"{}\" and \"{}\"", attribute, visible(pair.stored), visible(pair.asked)));
  const MatchingRule* rule = schema.equality(attribute);
  ASSERT_NE(rule, nullptr);
  const Filter filter = equality(attribute, pair.asked);
  const Entry entry{dn, {{std::string(attribute), {pair.stored}}}};
  EXPECT_EQ(byRule(*rule, pair, schema), pair.ours) << "our " << rule->name;
  EXPECT_EQ(byFilter(filter, entry, schema), pair.ours) << "our filter";
  EXPECT_EQ(ask(dn, filter), pair.deviation.empty() ? pair.ours : opposite(pair.ours))
      << name_ << (pair.deviation.empty() ? "" : ", which should deviate: ") << pair.deviation;
}

void Asker::expectVerdict(const std::string& dn, std::string_view filter, Verdict expected, const Schema& schema) {
  SCOPED_TRACE(fmt::format("{}: {}", dn, filter));
  const Filter parsed = Filter::parse(filter);
  EXPECT_EQ(byFilter(parsed, read(dn), schema), expected) << "our filter";
  EXPECT_EQ(ask(dn, parsed), expected) << name_;
}

Schema Asker::schema(const std::string& dn, Scope scope) {
  SearchRequest request;
  request.base = dn;
  request.scope = scope;
  Schema schema;
  EXPECT_TRUE(directory_->search(request, [&schema](const Entry& entry) { schema.addFrom(entry); }).ok()) << dn;
  EXPECT_FALSE(schema.empty()) << dn;
  return schema;
}

/// Whether the entry answers the filter. What the server calls Undefined is no match.
Verdict Asker::ask(const std::string& dn, const Filter& filter) {
  SearchRequest request;
  request.base = dn;
  request.scope = Scope::Base;
  request.filter = filter.toString();
  request.attributes = {"1.1"};
  std::size_t found = 0;
  const SearchResult result = directory_->search(request, [&found](const Entry&) { ++found; });
  EXPECT_TRUE(result.ok()) << describe(result.code, result.diagnostic) << " for " << request.filter;
  return verdictOf(found == 1);
}

Entry Asker::read(const std::string& dn) {
  SearchRequest request;
  request.base = dn;
  request.scope = Scope::Base;
  Entry found;
  EXPECT_TRUE(directory_->search(request, [&found](Entry entry) { found = std::move(entry); }).ok()) << dn;
  return found;
}

}  // namespace ldapsnap::test
