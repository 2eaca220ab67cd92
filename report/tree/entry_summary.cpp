#include "report/tree/entry_summary.h"

#include <algorithm>
#include <fmt/format.h>

#include "report/wording/dn_text.h"
#include "report/wording/wording.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

/// Of an added or removed entry.
const std::vector<std::string>& valuesOf(const AttributeChange& attribute) {
  return attribute.change == Change::Removed ? attribute.removed : attribute.added;
}

std::string wholeEntry(const EntryChange& change) {
  const std::string classes = classesOf(change);
  return fmt::format("{}{}{}", classes, classes.empty() ? "" : ", ", counted(change.attributes.size(), "attribute"));
}

std::string alongWith(const EntryChange& change) {
  return change.entries > 1 ? fmt::format(", with {} below", counted(change.entries - 1, "entry", "entries")) : "";
}

std::string rename(const EntryChange& change, std::string_view base) {
  const std::vector<std::string_view> from = rdnsForPeople(change.fromDn), to = rdnsForPeople(change.dn);
  const bool isMove = !from.empty() && !to.empty() && equalsIgnoreAsciiCase(from.front(), to.front());
  return fmt::format("{} from {} (same {}){}", isMove ? "moved" : "renamed", relativeName(change.fromDn, base),
                     change.renamedBy, alongWith(change));
}

/// The attribute says no more than the RDN: "cn: Encryption" of cn=Encryption.
bool isOnlyName(const AttributeChange& attribute, std::string_view rdn) {
  const std::vector<std::string>& values = valuesOf(attribute);
  return values.size() == 1 && equalsIgnoreAsciiCase(attribute.description + '=' + values.front(), rdn);
}

}  // namespace

std::string classesOf(const EntryChange& change) {
  std::vector<std::string> classes;
  for (const AttributeChange& attribute : change.attributes) {
    if (!equalsIgnoreAsciiCase(attribute.description, "objectClass")) continue;
    for (const std::string& value : valuesOf(attribute)) {
      if (!equalsIgnoreAsciiCase(value, "top")) classes.push_back(value);
    }
  }
  return fmt::format("{}", fmt::join(classes, " "));
}

std::string entryDetail(const EntryChange& change, std::string_view base) {
  switch (change.change) {
    case Change::Added:
    case Change::Removed:
      return wholeEntry(change);
    case Change::Renamed:
      return rename(change, base);
    case Change::Modified:
      break;
  }
  if (change.replaced) return "deleted and re-created: same name, different entry" + alongWith(change);
  return change.fromDn.empty() ? "" : fmt::format("formerly {}", relativeName(change.fromDn, base));
}

std::string changedAttributes(const EntryChange& change, std::size_t most) {
  std::vector<std::string> names;
  for (const AttributeChange& attribute : change.attributes) {
    if (names.size() == most) break;
    names.push_back(visible(attribute.description));
  }
  const std::size_t more = change.attributes.size() - names.size();
  const std::string named = fmt::format("{}", fmt::join(names, ", "));
  return more == 0 ? named : fmt::format("{} and {} more", named, counted(more, "attribute"));
}

std::vector<const AttributeChange*> tellingAttributes(const EntryChange& change) {
  const std::vector<std::string_view> rdns = rdnsForPeople(change.dn);
  const std::string_view rdn = rdns.empty() ? std::string_view() : rdns.front();
  std::vector<const AttributeChange*> informative;
  for (const AttributeChange& attribute : change.attributes) {
    if (equalsIgnoreAsciiCase(attribute.description, "objectClass") || isOnlyName(attribute, rdn)) continue;
    informative.push_back(&attribute);
  }
  return informative;
}

}  // namespace ldapsnap
