#include "tests/unit/diff/compare/random_directory.h"

#include <algorithm>
#include <fmt/format.h>

#include "snapshot/base/text.h"

namespace ldapsnap {
namespace {

const char* const kSubschema = "( 1.1.1 NAME 'exact' EQUALITY caseExactMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )";
const char* const kOrderedType =
    "( 1.1.2 NAME 'steps' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 X-ORDERED 'VALUES' )";

bool isAtOrBelow(const std::string& dn, const Dn& top) {
  return ldapsnap::isAtOrBelow(Dn::parse(dn), top, Schema::builtin());
}

void replaceValues(Entry& entry, const std::string& description, std::vector<std::string> values) {
  std::erase_if(entry.attributes,
                [&](const Attribute& attribute) { return equalsIgnoreAsciiCase(attribute.description, description); });
  if (!values.empty()) entry.attributes.push_back({description, std::move(values)});
}

}  // namespace

RandomDirectory::RandomDirectory(unsigned seed, Names names) : names_(names), random_(seed), hasUuids_(seed % 2 == 0) {
  entries_.push_back({"dc=x", {{"dc", {"x"}}, {"objectClass", {"domain"}}}});
  for (std::size_t i = upTo(20) + 1; i > 0; --i) add();
}

bool RandomDirectory::isTaken(const Dn& dn) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return normalForm(entry.dn, Schema::builtin()) == normalForm(dn, Schema::builtin());
  });
}

void RandomDirectory::add() {
  const Dn parent = Dn::parse(entries_[upTo(entries_.size())].dn);
  const Ava ava{oneOf({"cn", "ou", "uid"}), oneOf({"a", "b", "c", "d e", "f,g"})};
  const Dn dn = parent.child({ava});
  if (isTaken(dn)) return;
  Entry entry{dn.toString(), {{"objectClass", {oneOf({"device", "person"})}}, {ava.type, {ava.value}}}};
  if (hasUuids_) entry.add("entryUUID", fmt::format("597ae2f6-16a6-1027-98f4-{:012}", ++lastUuid_));
  for (std::size_t i = upTo(5); i > 0; --i) modify(entry);
  entries_.push_back(std::move(entry));
}

void RandomDirectory::remove() {
  if (entries_.size() < 2) return;
  const Dn top = Dn::parse(entries_[anyBelowRoot()].dn);
  std::erase_if(entries_, [&](const Entry& entry) { return isAtOrBelow(entry.dn, top); });
}

void RandomDirectory::rename() {
  if (entries_.size() < 2) return;
  Entry& top = entries_[anyBelowRoot()];
  const Dn from = Dn::parse(top.dn), newParent = Dn::parse(entries_[upTo(entries_.size())].dn);
  if (isAtOrBelow(newParent.toString(), from)) return;
  const Ava old = from.rdn().front(), ava{old.type, oneOf({"a", "b", "c", "new", old.value})};
  const Dn to = newParent.child({ava});
  if (isTaken(to)) return;
  replaceValues(top, old.type, {ava.value});
  for (Entry& entry : entries_)
    if (isAtOrBelow(entry.dn, from)) entry.dn = rebase(Dn::parse(entry.dn), from, to).toString();
}

void RandomDirectory::modify(Entry& entry) {
  const std::vector<std::string> words = {"one", "ONE", "two", "t  wo", "t wo", "three"};
  const std::string description = oneOf({"sn", "description", "l", "exact", "odd", "steps", "title", "telephoneNumber",
                                         "title;lang-de", "entryCSN", "member"});
  std::vector<std::string> values;
  for (std::size_t i = upTo(4); i > 0; --i) {
    if (description == "member")
      values.push_back(oneOf({"cn=a", "CN=A", "2.5.4.3=a", "cn=b,dc=x"}));
    else if (description == "description" && values.empty() && upTo(2) == 0)
      values.push_back(fmt::format("{}\n{}\n{}", oneOf(words), oneOf(words), oneOf(words)));
    else
      values.push_back(oneOf(words));
  }
  if (description == "steps")
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = fmt::format("{{{}}}{}", i, values[i]);
  replaceValues(entry, description, std::move(values));
}

void RandomDirectory::respell(Entry& entry) {
  const Dn name = Dn::parse(entry.dn);
  std::string dn;
  for (const Rdn& rdn : name.rdns()) {
    const std::string type = rdn.front().type == "cn" ? oneOf({"cn", "CN", "2.5.4.3", "commonName"}) : rdn.front().type;
    dn += (dn.empty() ? "" : " , ") + toString({{type, rdn.front().value}});
  }
  if (names_ == Names::SpelledAnyWay) entry.dn = dn;
  for (Attribute& attribute : entry.attributes)
    if (attribute.description == "cn") attribute.description = oneOf({"cn", "2.5.4.3", "commonName"});
}

void RandomDirectory::change() {
  Entry& any = entries_[upTo(entries_.size())];
  switch (upTo(7)) {
    case 0:
      return add();
    case 1:
      return remove();
    case 2:
    case 3:
      return rename();
    case 4:
      if (hasUuids_) replaceValues(any, "entryUUID", {fmt::format("597ae2f6-16a6-1027-98f4-{:012}", ++lastUuid_)});
      return;
    case 5:
      return respell(any);
    default:
      return modify(any);
  }
}

MemorySnapshot RandomDirectory::snapshot() const {
  MemorySnapshot snapshot;
  snapshot.add({"cn=Subschema", {{"objectClass", {"subschema"}}, {"attributeTypes", {kSubschema, kOrderedType}}}});
  for (const Entry& entry : entries_) snapshot.add(entry);
  snapshot.finish();
  return snapshot;
}

}  // namespace ldapsnap
