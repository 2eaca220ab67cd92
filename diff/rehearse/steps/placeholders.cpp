#include "diff/rehearse/steps/placeholders.h"

#include <string_view>

#include "snapshot/base/text.h"

namespace ldapsnap {

Placeholders::Placeholders(const Entry& rootDse) {
  add("#defaultNamingContext", rootDse.first("defaultNamingContext"));
  add("#configurationNamingContext", rootDse.first("configurationNamingContext"));
  add("#schemaNamingContext", rootDse.first("schemaNamingContext"));
  const std::string* root = rootDse.first("rootDomainNamingContext");
  if (root == nullptr) root = rootDse.first("defaultNamingContext");
  add("DC=X", root);
  // Exchange's Setup runs ldifde with these.
  add("<SchemaContainerDN>", rootDse.first("schemaNamingContext"));
  add("<ConfigurationContainerDN>", rootDse.first("configurationNamingContext"));
  add("<RootDomainDN>", root);
  add("<DomainDN>", rootDse.first("defaultNamingContext"));
}

void Placeholders::add(const char* from, const std::string* to) {
  if (to != nullptr) pairs_.emplace_back(from, *to);
}

std::string Placeholders::fill(const std::string& dn) const {
  for (const auto& [from, to] : pairs_) {
    if (dn.size() < from.size() || !equalsIgnoreAsciiCase(std::string_view(dn).substr(dn.size() - from.size()), from))
      continue;
    const std::string head = dn.substr(0, dn.size() - from.size());
    if (head.empty() || head.ends_with(',')) return head + to;
  }
  return dn;
}

void Placeholders::fillValues(Attribute& attribute) const {
  for (std::string& value : attribute.values) value = fill(value);
}

void Placeholders::fill(LdifRecord& record) const {
  if (pairs_.empty()) return;
  record.entry.dn = fill(record.entry.dn);
  if (record.hasNewSuperior) record.newSuperior = fill(record.newSuperior);
  for (Attribute& attribute : record.entry.attributes) fillValues(attribute);
  for (Modification& modification : record.modifications) fillValues(modification.attribute);
}

}  // namespace ldapsnap
