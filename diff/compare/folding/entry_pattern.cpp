#include "diff/compare/folding/entry_pattern.h"

#include <algorithm>

#include "diff/compare/folding/order.h"

namespace ldapsnap {

bool matchesPattern(const std::string& dn, std::string_view pattern, Scope scope, const Schema& schema) {
  constexpr std::string_view kAnywhere = ",*,";
  const std::size_t star = pattern.find(kAnywhere);
  if (star == std::string_view::npos)
    return dn.empty() ? pattern.empty()
                      : !pattern.empty() && inScope(placeOf(dn, schema), placeOf(std::string(pattern), schema), scope);
  const std::string rdn = placeOf(std::string(pattern.substr(0, star)), schema);
  const std::string root(pattern.substr(star + kAnywhere.size()));
  const std::optional<Dn> name = Dn::tryParse(dn);
  if (!name || !inScope(placeOf(dn, schema), placeOf(root, schema), Scope::Subtree)) return false;
  const bool isExact = scope == Scope::Base;
  const auto last = isExact && !name->empty() ? name->rdns().begin() + 1 : name->rdns().end();
  return std::any_of(name->rdns().begin(), last,
                     [&](const Rdn& each) { return placeOf(toString(each), schema) == rdn; });
}

}  // namespace ldapsnap
