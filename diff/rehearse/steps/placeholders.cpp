#include "diff/rehearse/steps/placeholders.h"

#include <algorithm>
#include <fmt/format.h>

#include "snapshot/base/error.h"
#include "snapshot/base/text.h"
#include "snapshot/model/root_dse.h"

namespace ldapsnap {
namespace {

/// DNs; empty: not known.
struct Contexts {
  std::string domain, configuration, schema, rootDomain;
};

std::string textOf(const std::string* text) { return text == nullptr ? std::string() : *text; }

std::string parentOf(const std::string& name) {
  const std::optional<Dn> dn = Dn::tryParse(name);
  return dn && !dn->empty() ? dn->parent().toString() : std::string();
}

/// What the root DSE does not name, follows from what it does: the schema is below the configuration, and that is below
/// the root domain, except in AD LDS ([MS-ADTS] 6.1.1.2).
Contexts contextsOf(const Snapshot& target) {
  const Entry root = rootDseOf(target).entry;
  Contexts contexts;
  contexts.domain = textOf(root.first("defaultNamingContext"));
  contexts.configuration = textOf(root.first("configurationNamingContext"));
  contexts.schema = textOf(root.first("schemaNamingContext"));
  contexts.rootDomain = textOf(root.first("rootDomainNamingContext"));
  if (contexts.configuration.empty()) contexts.configuration = parentOf(contexts.schema);
  if (contexts.schema.empty() && !contexts.configuration.empty())
    contexts.schema = "CN=Schema," + contexts.configuration;
  const std::string above = parentOf(contexts.configuration);
  if (contexts.rootDomain.empty())
    contexts.rootDomain = startsWithIgnoreAsciiCase(above, "DC=") ? above : contexts.domain;
  if (contexts.domain.empty()) contexts.domain = contexts.rootDomain;
  return contexts;
}

void replaceAll(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

void replaceAllInAnyCase(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; at + from.size() <= text.size();) {
    if (!startsWithIgnoreAsciiCase(std::string_view(text).substr(at), from)) {
      ++at;
      continue;
    }
    text.replace(at, from.size(), to);
    at += to.size();
  }
}

/// Whether `text` ends with `from`, alone or after a comma.
bool endsWithName(std::string_view text, std::string_view from) {
  if (text.size() < from.size() || !equalsIgnoreAsciiCase(text.substr(text.size() - from.size()), from)) return false;
  const std::string_view head = text.substr(0, text.size() - from.size());
  return head.empty() || head.ends_with(',');
}

}  // namespace

Placeholders::Placeholders(const Snapshot& target, std::vector<Replacement> replacements)
    : replacements_(std::move(replacements)) {
  const Contexts contexts = contextsOf(target);
  add("#defaultNamingContext", contexts.domain, false);
  add("#configurationNamingContext", contexts.configuration, false);
  add("#schemaNamingContext", contexts.schema, false);
  add("<SchemaContainerDN>", contexts.schema, true);
  add("<ConfigurationContainerDN>", contexts.configuration, true);
  add("<RootDomainDN>", contexts.rootDomain, true);
  add("<DomainDN>", contexts.domain, true);
  add("<DomainContainerDN>", contexts.domain, true);
  // AD LDS: its configuration is not below a domain.
  for (const char* root : {"DC=X", "CN=X"}) {
    add(("CN=Schema,CN=Configuration," + std::string(root)).c_str(), contexts.schema, false);
    add(("CN=Configuration," + std::string(root)).c_str(), contexts.configuration, false);
  }
  add("DC=X", contexts.rootDomain, false);
  for (Replacement& replacement : replacements_) {
    if (replacement.from.empty()) throw Error(ErrorKind::BadInput, "-c: nothing to replace").fix("-c FROM TO");
    if (!replacement.to.starts_with('#')) continue;
    const auto known = std::find_if(known_.begin(), known_.end(), [&replacement](const Known& each) {
      return equalsIgnoreAsciiCase(each.from, replacement.to);
    });
    if (known == known_.end())
      throw Error(ErrorKind::BadInput, fmt::format("-c {} {}: the target does not say what {} is", replacement.from,
                                                   replacement.to, replacement.to))
          .fix("write the name out");
    replacement.to = known->to;
  }
}

void Placeholders::add(const char* from, const std::string& to, bool isAnywhere) {
  if (!to.empty()) known_.push_back({from, to, isAnywhere});
}

std::string Placeholders::fill(const std::string& dn) const {
  std::string filled = dn;
  for (const Replacement& replacement : replacements_) replaceAll(filled, replacement.from, replacement.to);
  for (const Known& known : known_) {
    if (known.isAnywhere && filled.find('<') != std::string::npos)
      replaceAllInAnyCase(filled, known.from, known.to);
    else if (!known.isAnywhere && endsWithName(filled, known.from))
      filled.replace(filled.size() - known.from.size(), known.from.size(), known.to);
  }
  return filled;
}

void Placeholders::fillValues(Attribute& attribute) const {
  for (std::string& value : attribute.values) value = fill(value);
}

void Placeholders::fill(LdifRecord& record) const {
  if (known_.empty() && replacements_.empty()) return;
  record.entry.dn = fill(record.entry.dn);
  for (std::string* name : {&record.newRdn, &record.newSuperior}) *name = fill(*name);
  for (Attribute& attribute : record.entry.attributes) fillValues(attribute);
  for (Modification& modification : record.modifications) fillValues(modification.attribute);
}

}  // namespace ldapsnap
