#include "snapshot/import/import_names.h"

#include <algorithm>
#include <functional>
#include <string>
#include <unordered_map>

#include "snapshot/ldap/dn/dn.h"
#include "snapshot/ldap/ldif/ldif.h"

namespace ldapsnap {
namespace {

std::uint64_t hashOf(std::string_view dn) { return std::hash<std::string_view>{}(keyOf(dn).path()); }

std::string formAt(std::string_view text, std::size_t offset, const Schema& schema) {
  LdifScanner scanner(text.substr(offset));
  const std::optional<RawLdifRecord> raw = scanner.next();
  return normalForm(raw ? ldifDnOf(*raw).value_or("") : "", schema);
}

}  // namespace

void ImportNames::add(std::string_view dn, std::size_t offset) { names_.push_back({hashOf(dn), offset}); }

void ImportNames::finish() { std::sort(names_.begin(), names_.end()); }

bool ImportNames::holds(std::string_view dn) const {
  const std::uint64_t hash = hashOf(dn);
  const auto found = std::lower_bound(names_.begin(), names_.end(), Name{hash, 0});
  return found != names_.end() && found->hash == hash;
}

std::vector<ImportNames::Repeated> ImportNames::repeated(std::string_view text, const Schema& schema) const {
  std::vector<Repeated> result;
  for (auto group = names_.begin(); group != names_.end();) {
    auto end = group + 1;
    while (end != names_.end() && end->hash == group->hash) ++end;
    std::unordered_map<std::string, std::size_t> firsts;
    for (auto name = group; end - group > 1 && name != end; ++name) {
      const auto [first, isNew] = firsts.try_emplace(formAt(text, name->offset, schema), name->offset);
      if (!isNew) result.push_back({first->second, name->offset});
    }
    group = end;
  }
  std::sort(result.begin(), result.end(), [](const Repeated& a, const Repeated& b) { return a.second < b.second; });
  return result;
}

}  // namespace ldapsnap
