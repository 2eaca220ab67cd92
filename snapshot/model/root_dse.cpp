#include "snapshot/model/root_dse.h"

#include <algorithm>
#include <array>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

bool hasClass(const Entry& entry, std::string_view objectClass) {
  const Attribute* classes = entry.find("objectClass");
  if (classes == nullptr) return false;
  for (const std::string& value : classes->values) {
    if (equalsIgnoreAsciiCase(value, objectClass)) return true;
  }
  return false;
}

/// The entry of that name if it is there and of that class.
std::optional<Entry> findOfClass(const Snapshot& snapshot, const std::string& dn, std::string_view objectClass) {
  auto entry = snapshot.find(Dn::parse(dn));
  if (entry && !hasClass(*entry, objectClass)) entry.reset();
  return entry;
}

const std::array<const char*, 4> kActiveDirectoryContexts{"defaultNamingContext", "rootDomainNamingContext",
                                                          "configurationNamingContext", "schemaNamingContext"};

Entry firstEntryOf(const Snapshot& snapshot) {
  Entry first;
  snapshot.scan(Dn(), Scope::Subtree, [&first](const Entry& entry) {
    first = entry;
    return Snapshot::Visit::Stop;
  });
  return first;
}

/// The parts of `dn` from the first "cn=Configuration" on below which there are domain components alone; empty: none.
Dn configurationAbove(const Dn& dn) {
  const auto isOf = [](const Rdn& rdn, std::string_view type) {
    return rdn.size() == 1 && equalsIgnoreAsciiCase(rdn.front().type, type);
  };
  Dn above = dn;
  while (!above.empty() &&
         !(isOf(above.rdn(), "cn") && equalsIgnoreAsciiCase(above.rdn().front().value, "Configuration")))
    above = above.parent();
  if (above.size() < 2) return {};
  const bool isOfDomain =
      std::all_of(above.rdns().begin() + 1, above.rdns().end(), [&isOf](const Rdn& rdn) { return isOf(rdn, "dc"); });
  return isOfDomain ? above : Dn();
}

/// What was exported lies below a naming context whose head is not in the file: its name tells where the context begins
/// ([MS-ADTS] 3.1.1.1.2: the configuration is directly below the root domain, the schema below the configuration).
void addContextsAbove(const Entry& first, Entry& root) {
  const std::optional<Dn> dn = Dn::tryParse(first.dn);
  const Dn configuration = dn ? configurationAbove(*dn) : Dn();
  if (configuration.empty()) return;
  root.add("configurationNamingContext", configuration.toString());
  root.add("rootDomainNamingContext", configuration.parent().toString());
  const Dn schema = configuration.child({{"CN", "Schema", false}});
  if (isAtOrBelow(*dn, schema, Schema::builtin())) root.add("schemaNamingContext", schema.toString());
}

/// Top entries come before everything below them, so the first entry shows what was exported: a domain, or only the
/// configuration, or only the schema. Whatever the file holds is a naming context for rules, hence the empty one.
Entry composeRootDse(const Snapshot& snapshot) {
  Entry root;
  root.add("namingContexts", "");
  const Entry first = firstEntryOf(snapshot);
  std::optional<Entry> configuration, schema;
  if (hasClass(first, "olcGlobal")) root.add("configContext", first.dn);
  if (hasClass(first, "domainDNS")) {
    root.add("defaultNamingContext", first.dn);
    root.add("rootDomainNamingContext", first.dn);
    configuration = findOfClass(snapshot, "CN=Configuration," + first.dn, "configuration");
  }
  if (hasClass(first, "configuration")) configuration = first;
  if (configuration) {
    root.add("configurationNamingContext", configuration->dn);
    schema = findOfClass(snapshot, "CN=Schema," + configuration->dn, "dMD");
  }
  if (hasClass(first, "dMD")) schema = first;
  if (schema) root.add("schemaNamingContext", schema->dn);
  if (!configuration && !hasClass(first, "domainDNS")) addContextsAbove(first, root);
  return root;
}

/// Of a root DSE that was put together: what it should have too, once it has shown that it is of Active Directory.
std::vector<std::string> missingContexts(const Entry& root) {
  std::vector<std::string> missing;
  for (const char* attribute : kActiveDirectoryContexts) {
    if (root.find(attribute) == nullptr) missing.emplace_back(attribute);
  }
  return missing.size() == kActiveDirectoryContexts.size() ? std::vector<std::string>{} : missing;
}

}  // namespace

RootDse rootDseOf(const Snapshot& snapshot) {
  if (auto entry = snapshot.find(Dn())) return {std::move(*entry), {}};
  Entry composed = composeRootDse(snapshot);
  std::vector<std::string> missing = missingContexts(composed);
  return {std::move(composed), std::move(missing)};
}

}  // namespace ldapsnap
