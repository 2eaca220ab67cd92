// Random edit scripts on a real slapd: whatever the tree became, the records bring the server there.
#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <random>
#include <unistd.h>

#include "tests/support/servers/slapd.h"
#include "tests/support/workplace.h"
#include "tests/system/apply/apply_changes.h"

namespace ldapsnap::test {
namespace {

const char* const kSchema =
    "dn: cn=acme,cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: acme\n"
    "olcObjectClasses: ( 1.3.6.1.4.1.32473.2.1 NAME 'thing' SUP top STRUCTURAL )\n";

const char* const kTop = "ou=Random,o=Acme";

/// A tree below kTop to which things happen by chance.
class RandomTree {
 public:
  explicit RandomTree(unsigned seed) : random_(seed) {}

  void change() {
    switch (upTo(6)) {
      case 0:
      case 1:
        return add();
      case 2:
        return remove();
      case 3:
        return move();
      case 4:
        return swap();
      default:
        if (!entries_.empty()) modify(entries_[upTo(entries_.size())]);
    }
  }

  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::size_t upTo(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }
  std::string oneOf(const std::vector<std::string>& choices) { return choices[upTo(choices.size())]; }
  std::string anyDn() { return entries_.empty() || upTo(4) == 0 ? kTop : entries_[upTo(entries_.size())].dn; }
  bool isTaken(const std::string& dn) const {
    return std::any_of(entries_.begin(), entries_.end(), [&dn](const Entry& entry) { return entry.dn == dn; });
  }
  static bool isAtOrBelow(const std::string& dn, const std::string& top) {
    return dn == top || dn.ends_with("," + top);
  }

  std::string anyName() { return oneOf({"a", "b", "c", "d", "e\\,f", "g h", "\xc3\xa4"}); }

  void add() {
    const std::string type = oneOf({"cn", "ou", "uid"}), name = anyName(), dn = type + "=" + name + "," + anyDn();
    if (isTaken(dn)) return;
    Entry entry{dn, {{"objectClass", {"thing", "extensibleObject"}}}};
    entry.add(type, Dn::parse(dn).rdn().front().value);
    modify(entry);
    entries_.push_back(std::move(entry));
  }

  void remove() {
    if (entries_.empty()) return;
    const std::string top = entries_[upTo(entries_.size())].dn;
    std::erase_if(entries_, [&](const Entry& entry) { return isAtOrBelow(entry.dn, top); });
  }

  void rename(const std::string& from, const std::string& to) {
    for (Entry& entry : entries_) {
      if (!isAtOrBelow(entry.dn, from)) continue;
      if (entry.dn == from) {
        const Ava old = Dn::parse(from).rdn().front(), now = Dn::parse(to).rdn().front();
        for (Attribute& attribute : entry.attributes)
          if (attribute.description == old.type)
            std::replace(attribute.values.begin(), attribute.values.end(), old.value, now.value);
      }
      entry.dn = entry.dn.substr(0, entry.dn.size() - from.size()) + to;
    }
  }

  void move() {
    if (entries_.empty()) return;
    const std::string from = entries_[upTo(entries_.size())].dn, parent = anyDn();
    if (isAtOrBelow(parent, from)) return;
    const std::string type = from.substr(0, from.find('='));
    const std::string to = type + "=" + anyName() + "," + parent;
    if (!isTaken(to)) rename(from, to);
  }

  /// Two entries take each other's names, with what is below them.
  void swap() {
    if (entries_.size() < 2) return;
    const std::string a = entries_[upTo(entries_.size())].dn, b = entries_[upTo(entries_.size())].dn;
    if (isAtOrBelow(a, b) || isAtOrBelow(b, a) || a.substr(0, a.find('=')) != b.substr(0, b.find('='))) return;
    const std::string aside = a.substr(0, a.find('=')) + "=aside," + kTop;
    rename(a, aside);
    rename(b, a);
    rename(aside, b);
  }

  void modify(Entry& entry) {
    const std::string description = oneOf({"description", "jpegPhoto", "title;lang-de", "member", "telephoneNumber"});
    std::vector<std::string> values;
    for (std::size_t i = upTo(4); i > 0; --i) {
      std::string value = description == "member"            ? anyDn()
                          : description == "telephoneNumber" ? oneOf({"1 2", "34", "+5-6"})
                                                             : oneOf({"one", "two", "\xc3\xb6 three", "x y", " s"});
      if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(std::move(value));
    }
    std::erase_if(entry.attributes, [&](const Attribute& attribute) { return attribute.description == description; });
    if (!values.empty()) entry.attributes.push_back({description, std::move(values)});
  }

  std::mt19937 random_;
  std::vector<Entry> entries_;
};

/// What `server` holds, with the tree in place of its own.
MemorySnapshot withTree(const Snapshot& server, const RandomTree& tree) {
  MemorySnapshot target(server.info());
  server.scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
    if (!entry.dn.ends_with(std::string(",") + kTop)) target.add(entry);
    return Snapshot::Visit::Continue;
  });
  for (const Entry& entry : tree.entries()) target.add(entry);
  target.finish();
  return target;
}

TEST(RandomChangesOnSlapd, ReproduceTheTree) {
  const Workplace workplace;
  SlapdOptions options;
  options.schemaFiles.push_back(workplace.write("acme.ldif", kSchema));
  options.databaseLines = {fmt::format(
      "olcAccess: {{0}}to * by dn.exact=\"gidNumber={}+uidNumber={},cn=peercred,cn=external,cn=auth\" manage by * read",
      getegid(), geteuid())};
  const SlapdServer server(options);
  server.apply(fmt::format("dn: {}\nobjectClass: organizationalUnit\nou: Random\n\n", kTop));
  ConnectionSettings connection;
  connection.uri = server.ldapi();
  connection.saslMechanism = "EXTERNAL";
  const LiveDirectory live(connection, {server.suffix()});

  RandomTree tree(20261123);
  MemorySnapshot now = live.capture();
  for (int script = 0; script < 40; ++script) {
    for (int i = 0; i < 8; ++i) tree.change();
    const MemorySnapshot target = withTree(now, tree);
    const std::string ldif = changesAsLdif(now, target);
    ASSERT_NO_THROW(live.apply(ldif)) << ldif;
    now = live.capture();
    ASSERT_EQ(differenceOf(target, now), "") << ldif;
  }
}

}  // namespace
}  // namespace ldapsnap::test
