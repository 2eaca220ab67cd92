#include "tests/bench/directory_model.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <initializer_list>
#include <string_view>
#include <unordered_set>

namespace ldapsnap::bench {

namespace {

constexpr std::string_view kSuffix = "dc=example,dc=com";
constexpr std::array<const char*, 13> kGivenNames = {"Anna",  "Boris", "Carla", "Dmitri", "Elena", "Farid", "Greta",
                                                     "Kenji", "Laura", "Milan", "Rosa",   "Yusuf", "Zoë"};
constexpr std::array<const char*, 12> kSurnames = {"Adler",  "Castillo", "Dvořák",  "García", "Ivanov", "Kowalski",
                                                   "Müller", "O'Brien",  "Schmidt", "Tanaka", "Vargas", "Yilmaz"};
constexpr std::array<const char*, 5> kTitles = {"Engineer", "Manager", "Administrator", "Analyst", "Auditor"};
constexpr std::array<const char*, 6> kCities = {"Berlin", "Austin", "Osaka", "Kraków", "Oslo", "Zürich"};
constexpr std::array<const char*, 12> kWords = {"routing", "connector", "policy",  "retention", "journal", "mailbox",
                                                "offline", "address",   "cluster", "replica",   "quota",   "relay"};

template <std::size_t N>
const char* oneOf(const std::array<const char*, N>& list, Random& random) {
  return list[random.below(N)];
}

std::string words(Random& random, std::uint64_t count) {
  std::string text;
  for (std::uint64_t i = 0; i < count; ++i) text += (i == 0 ? "" : " ") + std::string(oneOf(kWords, random));
  return text;
}

std::string timestamp(Random& random, unsigned year) {
  const auto month = 1 + random.below(12), day = 1 + random.below(28);
  const auto hour = random.below(24), minute = random.below(60), second = random.below(60);
  return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}Z", year, month, day, hour, minute, second);
}

std::string photograph(Random& random) {
  std::string bytes = "\xff\xd8\xff\xe0";
  for (std::uint64_t left = 300 + random.below(500); left > 0; --left) bytes += static_cast<char>(random.below(256));
  return bytes;
}

void addAll(Entry& entry, std::string_view description, std::initializer_list<const char*> values) {
  for (const char* value : values) entry.add(description, value);
}

}  // namespace

std::uint64_t Random::next() {
  std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

DirectoryModel::DirectoryModel(std::uint64_t entries, std::uint64_t seed)
    : entries_(entries),
      seed_(seed),
      sites_(std::max<std::uint64_t>(4, entries / 2000)),
      regions_(std::clamp<std::uint64_t>(sites_ / 10, 2, 99)),
      structure_(1 + 3 + regions_ + 4 * sites_) {}

Random DirectoryModel::randomFor(std::uint64_t index, std::uint64_t purpose) const {
  Random random((seed_ * 0x100000001b3ULL) ^ (index * 0x9e3779b97f4a7c15ULL) ^ (purpose << 56U));
  random.next();
  return random;
}

DirectoryModel::Kind DirectoryModel::kindOf(std::uint64_t index) const {
  if (index < structure_) return Kind::Structure;
  const std::uint64_t share = randomFor(index, 1).below(100);
  if (share < 72) return Kind::Person;
  return share < 84 ? Kind::Group : Kind::Device;
}

std::string DirectoryModel::regionDn(std::uint64_t region) const {
  return fmt::format("ou=Region-{:02},ou=Sites,{}", region, kSuffix);
}

std::string DirectoryModel::siteDn(std::uint64_t site) const {
  return fmt::format("ou=site-{:04},{}", site, regionDn(site % regions_));
}

std::string DirectoryModel::personDn(std::uint64_t index) const {
  Random random = randomFor(index, 2);
  if (random.below(100) < 20) return fmt::format("uid=user{:07},ou=People,{}", index, kSuffix);
  return fmt::format("uid=user{:07},ou=Users,{}", index, siteDn(random.below(sites_)));
}

std::string DirectoryModel::anyPersonDn(Random& random) const {
  for (;;) {
    const std::uint64_t index = structure_ + random.below(entries_ - structure_);
    if (kindOf(index) == Kind::Person) return personDn(index);
  }
}

std::string DirectoryModel::structureDn(std::uint64_t index) const {
  static constexpr std::array<const char*, 3> kTop = {"People", "Groups", "Sites"};
  static constexpr std::array<const char*, 3> kBelowSite = {"Users", "Groups", "Services"};
  std::uint64_t rest = index - 1;
  if (rest < 3) return fmt::format("ou={},{}", kTop[rest], kSuffix);
  rest -= 3;
  if (rest < regions_) return regionDn(rest);
  rest -= regions_;
  if (rest < sites_) return siteDn(rest);
  rest -= sites_;
  return fmt::format("ou={},{}", kBelowSite[rest % 3], siteDn(rest / 3));
}

Entry DirectoryModel::structure(std::uint64_t index, Random& random) const {
  Entry entry;
  if (index == 0) {
    entry.dn = kSuffix;
    addAll(entry, "objectClass", {"top", "dcObject", "organization"});
    entry.add("dc", "example");
    entry.add("o", "Example Corporation");
    return entry;
  }
  entry.dn = structureDn(index);
  addAll(entry, "objectClass", {"top", "organizationalUnit"});
  entry.add("ou", entry.dn.substr(3, entry.dn.find(',') - 3));
  entry.add("description", words(random, 6));
  entry.add("l", oneOf(kCities, random));
  return entry;
}

Entry DirectoryModel::person(std::uint64_t index, Random& random) const {
  const std::string uid = fmt::format("user{:07}", index);
  const std::string given = oneOf(kGivenNames, random), surname = oneOf(kSurnames, random);
  Entry entry;
  entry.dn = personDn(index);
  addAll(entry, "objectClass", {"top", "person", "organizationalPerson", "inetOrgPerson"});
  entry.add("uid", uid);
  entry.add("cn", fmt::format("{} {} {}", given, surname, index));
  entry.add("sn", surname);
  entry.add("givenName", given);
  entry.add("displayName", given + " " + surname);
  entry.add("mail", uid + "@example.com");
  if (random.below(3) == 0) entry.add("mail", fmt::format("alias{:07}@mail.example.net", index));
  entry.add("telephoneNumber", fmt::format("+49 30 {:07}", random.below(10000000)));
  entry.add("title", oneOf(kTitles, random));
  entry.add("departmentNumber", std::to_string(100 + random.below(900)));
  entry.add("employeeNumber", std::to_string(1000000 + index));
  entry.add("manager", anyPersonDn(random));
  entry.add("l", oneOf(kCities, random));
  if (random.below(4) != 0) entry.add("description", words(random, 4 + random.below(10)));
  if (random.below(2) != 0)
    entry.add("userPassword", fmt::format("{{SSHA}}{:016x}{:022x}", random.next(), random.next()));
  if (random.below(50) == 0) entry.add("jpegPhoto", photograph(random));
  return entry;
}

Entry DirectoryModel::group(std::uint64_t index, Random& random) const {
  const std::string name = fmt::format("grp-{}-{:07}", oneOf(kWords, random), index);
  const std::string parent = random.below(100) < 40 ? std::string(kSuffix) : siteDn(random.below(sites_));
  Entry entry;
  entry.dn = fmt::format("cn={},ou=Groups,{}", name, parent);
  addAll(entry, "objectClass", {"top", "groupOfNames"});
  entry.add("cn", name);
  entry.add("description", words(random, 8));
  const std::uint64_t members = random.below(200) == 0 ? 200 : 3 + random.below(14);
  std::unordered_set<std::string> seen;
  for (std::uint64_t i = 0; i < members; ++i) {
    const std::string member = anyPersonDn(random);
    if (seen.insert(member).second) entry.add("member", member);
  }
  entry.add("owner", anyPersonDn(random));
  return entry;
}

Entry DirectoryModel::device(std::uint64_t index, Random& random) const {
  const std::string word = oneOf(kWords, random);
  const bool comma = random.below(20) == 0;  // one RDN in twenty needs an escape
  const std::string name = fmt::format(fmt::runtime(comma ? "svc {}, node {:07}" : "svc-{}-{:07}"), word, index);
  const std::string rdn = fmt::format(fmt::runtime(comma ? "svc {}\\, node {:07}" : "svc-{}-{:07}"), word, index);
  Entry entry;
  entry.dn = fmt::format("cn={},ou=Services,{}", rdn, siteDn(random.below(sites_)));
  addAll(entry, "objectClass", {"top", "device", "labeledURIObject"});
  entry.add("cn", name);
  entry.add("serialNumber", fmt::format("{:010}-{:05}", random.below(1000000000), random.below(100000)));
  for (std::uint64_t i = 0, settings = 2 + random.below(5); i < settings; ++i) {
    entry.add("description", fmt::format("{}.{}={}", oneOf(kWords, random), i, random.below(65536)));
  }
  for (std::uint64_t i = 0, links = 1 + random.below(3); i < links; ++i) {
    entry.add("labeledURI", fmt::format("https://{}{:05}.example.com:{}/{}", word, random.below(100000),
                                        1024 + random.below(60000), i));
  }
  entry.add("owner", anyPersonDn(random));
  entry.add("seeAlso", siteDn(random.below(sites_)));
  entry.add("seeAlso", fmt::format("ou=Groups,{}", kSuffix));
  entry.add("o", "Example Corporation");
  entry.add("ou", oneOf(kWords, random));
  entry.add("l", oneOf(kCities, random));
  return entry;
}

void DirectoryModel::addOperational(Entry& entry, std::uint64_t index) const {
  Random random = randomFor(index, 5);
  const std::uint64_t high = random.next(), low = random.next();
  entry.add("entryUUID", fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", high >> 32U, (high >> 16U) & 0xffffU,
                                     high & 0xfffU, 0x8000U | ((low >> 48U) & 0x3fffU), low & 0xffffffffffffULL));
  entry.add("createTimestamp", timestamp(random, 2019 + static_cast<unsigned>(random.below(4))));
  entry.add("modifyTimestamp", timestamp(random, 2024));
}

Entry DirectoryModel::entry(std::uint64_t index) const {
  Random random = randomFor(index, 3);
  Entry made;
  switch (kindOf(index)) {
    case Kind::Structure:
      made = structure(index, random);
      break;
    case Kind::Person:
      made = person(index, random);
      break;
    case Kind::Group:
      made = group(index, random);
      break;
    case Kind::Device:
      made = device(index, random);
      break;
  }
  addOperational(made, index);
  return made;
}

}  // namespace ldapsnap::bench
