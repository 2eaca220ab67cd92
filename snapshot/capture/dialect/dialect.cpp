#include "snapshot/capture/dialect/dialect.h"

#include <algorithm>
#include <map>

#include "snapshot/base/text.h"
#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/schema/schema.h"

namespace ldapsnap {

std::vector<std::string> valuesOf(const Entry& rootDse, std::string_view description) {
  const Attribute* attribute = rootDse.find(description);
  return attribute == nullptr ? std::vector<std::string>() : attribute->values;
}

std::string firstOf(const Entry& rootDse, std::string_view description) {
  const std::string* value = rootDse.first(description);
  return value == nullptr ? std::string() : *value;
}

bool hasValue(const Entry& rootDse, std::string_view description, std::string_view value) {
  const std::vector<std::string> values = valuesOf(rootDse, description);
  return std::any_of(values.begin(), values.end(),
                     [&](const std::string& present) { return equalsIgnoreAsciiCase(present, value); });
}

bool sameName(std::string_view a, std::string_view b) { return equalsIgnoreAsciiCase(a, b); }

CapturePart subschemaPart(const Entry& rootDse) {
  CapturePart part;
  part.kind = CapturePart::Kind::Schema;
  part.request.base = firstOf(rootDse, "subschemaSubentry");
  part.request.scope = Scope::Base;
  part.request.attributes = {"*",
                             "+",
                             "attributeTypes",
                             "objectClasses",
                             "ldapSyntaxes",
                             "matchingRules",
                             "matchingRuleUse",
                             "dITContentRules",
                             "dITStructureRules",
                             "nameForms"};
  part.request.pageSize = 0;
  return part;
}

CapturePart subtreePart(const std::string& base, const CapturePart& pattern) {
  CapturePart part = pattern;
  part.request.base = base;
  part.request.scope = Scope::Subtree;
  return part;
}

CapturePart configurationPart(const std::string& base, const CapturePart& pattern) {
  CapturePart part = subtreePart(base, pattern);
  part.kind = CapturePart::Kind::Configuration;
  return part;
}

bool isActivityLog(const std::string& context, const ServerBehaviour& behaviour) {
  return std::any_of(behaviour.contextsNotRead.begin(), behaviour.contextsNotRead.end(),
                     [&context](const std::string& log) { return sameName(context, log); });
}

ServerProfile recognise(const Entry& rootDse) {
  const Product product =
      productOfRootDse([&rootDse](const std::string& attribute) { return valuesOf(rootDse, attribute); });
  ServerProfile profile;
  profile.product = product;
  profile.vendor = firstOf(rootDse, "vendorName");
  profile.version = firstOf(rootDse, "vendorVersion");
  // Those whose parts cannot be told by facts alone; every other server is read as its row says.
  using Dialect = void (*)(const Entry&, ServerProfile&);
  static const std::map<Product, Dialect> kDialects = {{Product::OpenLdap, completeOpenLdapProfile},
                                                       {Product::ActiveDirectory, completeActiveDirectoryProfile},
                                                       {Product::Samba, completeActiveDirectoryProfile},
                                                       {Product::Exchange55, completeExchange55Profile}};
  const Dialect* const dialect = findFor(kDialects, product);
  (dialect == nullptr ? completeProfile : *dialect)(rootDse, profile);
  return profile;
}

std::vector<CapturePart> partsAt(const std::string& base, const ServerProfile& profile) {
  // A base that is not a DN lies in no part; it is passed on, and the server refuses it in its own words.
  const Dn wanted = Dn::tryParse(base).value_or(Dn());
  std::size_t depth = 0;  // of the nearest part above `wanted`: contexts can lie within one another
  std::vector<CapturePart> result;
  for (const CapturePart& part : profile.parts) {
    const Dn context = Dn::tryParse(part.request.base).value_or(Dn());
    if (context.empty() || context.size() < depth || !isAtOrBelow(wanted, context, Schema::builtin())) continue;
    if (context.size() > depth) result.clear();
    depth = context.size();
    result.push_back(subtreePart(base, part));
  }
  if (result.empty()) result.push_back(subtreePart(base, profile.pattern));
  result.front().presence = Presence::Expected;
  return result;
}

}  // namespace ldapsnap
