// generate_pair ENTRIES SEED FOLDER [same-order]: two LDIF files of the model's directory, and the truth about what
// differs between them.
//
//   a.ldif     parents first
//   b.ldif     entries, attributes and values shuffled (or not); 0.1 % of the entries added, 0.1 % removed, 0.5 %
//              modified, 0.01 % renamed (same entryUUID, new RDN), and nothing else
//   truth.tsv  a line a change: add DN | delete DN | modify DN WHAT | rename OLD NEW
#include <algorithm>
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fstream>
#include <iostream>
#include <unordered_map>
#include <vector>

#include "snapshot/ldap/ldif/ldif.h"
#include "tests/bench/directory_model.h"

namespace ldapsnap::bench {
namespace {

using Kind = DirectoryModel::Kind;
enum class Fate { Remove, Rename, Modify };
using Fates = std::unordered_map<std::uint64_t, Fate>;

Fates chooseFates(const DirectoryModel& model, std::uint64_t seed) {
  Fates fates;
  Random random(seed * 77 + 5);
  const auto choose = [&](Fate fate, std::uint64_t count) {
    while (count > 0) {
      const std::uint64_t index = model.structureSize() + random.below(model.size() - model.structureSize());
      if (fate == Fate::Rename && model.kindOf(index) != Kind::Person) continue;
      if (fates.emplace(index, fate).second) --count;
    }
  };
  choose(Fate::Remove, model.size() / 1000);
  choose(Fate::Rename, std::max<std::uint64_t>(1, model.size() / 10000));
  choose(Fate::Modify, model.size() / 200);
  return fates;
}

std::vector<std::string>* valuesOf(Entry& entry, std::string_view description) {
  const auto found = std::find_if(entry.attributes.begin(), entry.attributes.end(),
                                  [&](const Attribute& attribute) { return attribute.description == description; });
  return found == entry.attributes.end() ? nullptr : &found->values;
}

void rename(Entry& entry, std::uint64_t index) {
  const std::string uid = fmt::format("user{:07}x", index);
  valuesOf(entry, "uid")->front() = uid;
  entry.dn = "uid=" + uid + entry.dn.substr(entry.dn.find(','));
}

std::string changeDescription(Entry& entry) {
  if (auto* description = valuesOf(entry, "description")) {
    description->front() += " v2";
    return "replace-value description";
  }
  entry.add("description", "added by upgrade v2");
  return "add-attribute description";
}

std::string addValue(Entry& entry, Kind kind, std::uint64_t index) {
  switch (kind) {
    case Kind::Person:
      entry.add("mail", fmt::format("new{:07}@example.org", index));
      return "add-value mail";
    case Kind::Group:
      entry.add("member", fmt::format("uid=new{:07},ou=People,dc=example,dc=com", index));
      return "add-value member";
    default:
      entry.add("labeledURI", fmt::format("ldap://new{:07}.example.com/", index));
      return "add-value labeledURI";
  }
}

std::string removeSomething(Entry& entry, Kind kind) {
  if (kind == Kind::Group) {
    valuesOf(entry, "member")->pop_back();
    return "delete-value member";
  }
  std::erase_if(entry.attributes, [](const Attribute& attribute) { return attribute.description == "l"; });
  return "delete-attribute l";
}

std::string replaceValue(Entry& entry, Kind kind) {
  if (kind == Kind::Person) {
    valuesOf(entry, "telephoneNumber")->front() = "+1 512 5550199";
    return "replace-value telephoneNumber";
  }
  valuesOf(entry, "owner")->front() = "uid=newowner,ou=People,dc=example,dc=com";
  return "replace-value owner";
}

/// One effect out of four; says which.
std::string modify(Entry& entry, Kind kind, std::uint64_t index, std::uint64_t effect) {
  switch (effect) {
    case 0:
      return changeDescription(entry);
    case 1:
      return addValue(entry, kind, index);
    case 2:
      return removeSomething(entry, kind);
    default:
      return replaceValue(entry, kind);
  }
}

template <typename Sequence>
void shuffle(Sequence& sequence, Random random) {
  for (std::size_t i = sequence.size(); i > 1; --i) std::swap(sequence[i - 1], sequence[random.below(i)]);
}

/// Gives `entry` its fate, and writes it down.
void meetFate(Entry& entry, Fate fate, Kind kind, std::uint64_t index, Random& random, std::ostream& truth) {
  valuesOf(entry, "modifyTimestamp")->front() = "20250301120000Z";
  const std::string dnBefore = entry.dn;
  if (fate == Fate::Rename) {
    rename(entry, index);
    fmt::print(truth, "rename\t{}\t{}\n", dnBefore, entry.dn);
  } else {
    const std::string what = modify(entry, kind, index, random.below(4));
    fmt::print(truth, "modify\t{}\t{}\n", entry.dn, what);
  }
}

/// The indexes of the entries of b.ldif in the model's order; writes down those that are gone and those that are new.
std::vector<std::uint32_t> entriesAfter(const DirectoryModel& model, const Fates& fates, std::ostream& truth) {
  std::vector<std::uint32_t> order;
  for (std::uint64_t i = 0; i < model.size() + model.size() / 1000; ++i) {
    const auto fate = fates.find(i);
    if (fate != fates.end() && fate->second == Fate::Remove) {
      fmt::print(truth, "delete\t{}\n", model.entry(i).dn);
      continue;
    }
    if (i >= model.size()) fmt::print(truth, "add\t{}\n", model.entry(i).dn);
    order.push_back(static_cast<std::uint32_t>(i));
  }
  return order;
}

enum class Order { Same, Shuffled };

void writeAfter(const DirectoryModel& model, const Fates& fates, Order how, std::uint64_t seed,
                const std::string& folder) {
  std::ofstream out(folder + "/b.ldif", std::ios::binary), truth(folder + "/truth.tsv", std::ios::binary);
  std::vector<std::uint32_t> order = entriesAfter(model, fates, truth);
  if (how == Order::Shuffled) shuffle(order, Random(seed * 31 + 9));
  out << "version: 1\n\n";
  for (const std::uint32_t index : order) {
    Entry entry = model.entry(index);
    Random random = model.randomFor(index, 9);
    const auto fate = fates.find(index);
    if (fate != fates.end()) meetFate(entry, fate->second, model.kindOf(index), index, random, truth);
    if (how == Order::Shuffled) {
      for (Attribute& attribute : entry.attributes) shuffle(attribute.values, Random(random.next()));
      shuffle(entry.attributes, Random(random.next()));
    }
    out << toLdif(entry);
  }
}

int run(int argc, char** argv) {
  if (argc < 4) {
    std::cerr << "usage: generate_pair ENTRIES SEED FOLDER [same-order]\n";
    return 2;
  }
  const std::uint64_t entries = std::stoull(argv[1]), seed = std::stoull(argv[2]);
  const std::string folder = argv[3];
  const Order order = argc > 4 && std::string_view(argv[4]) == "same-order" ? Order::Same : Order::Shuffled;
  const DirectoryModel model(entries, seed);
  std::ofstream before(folder + "/a.ldif", std::ios::binary);
  before << "version: 1\n\n";
  for (std::uint64_t i = 0; i < entries; ++i) before << toLdif(model.entry(i));
  writeAfter(model, chooseFates(model, seed), order, seed, folder);
  return before.flush() ? 0 : 1;
}

}  // namespace
}  // namespace ldapsnap::bench

int main(int argc, char** argv) { return ldapsnap::bench::run(argc, argv); }
