// A made-up directory of any size for measurements: the same number and seed give the same entries on any machine.
//
// The model is a company: a suffix, regions, sites with users, groups and services. 72 % persons, 12 % groups with 3 to
// 16 members (one in 200 with 200), 16 % devices with several values; UTF-8 names, escaped commas in RDNs, binary
// photographs, password hashes, operational attributes.
#pragma once

#include <cstdint>
#include <string>

#include "snapshot/ldap/entry/entry.h"

namespace ldapsnap::bench {

/// splitmix64: small, fast, the same everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  /// 0 <= result < limit.
  std::uint64_t below(std::uint64_t limit) { return next() % limit; }

 private:
  std::uint64_t state_;
};

class DirectoryModel {
 public:
  DirectoryModel(std::uint64_t entries, std::uint64_t seed);

  enum class Kind { Structure, Person, Group, Device };
  Kind kindOf(std::uint64_t index) const;
  /// Entry `index`; parents have lower indexes than their children. Indexes at and beyond size() are further entries of
  /// the same company.
  Entry entry(std::uint64_t index) const;
  /// A stream of random numbers that belongs to this entry and purpose.
  Random randomFor(std::uint64_t index, std::uint64_t purpose) const;

  std::uint64_t size() const { return entries_; }
  /// How many of the first entries are containers.
  std::uint64_t structureSize() const { return structure_; }

 private:
  std::string regionDn(std::uint64_t region) const;
  std::string siteDn(std::uint64_t site) const;
  std::string personDn(std::uint64_t index) const;
  std::string anyPersonDn(Random& random) const;
  std::string structureDn(std::uint64_t index) const;
  Entry structure(std::uint64_t index, Random& random) const;
  Entry person(std::uint64_t index, Random& random) const;
  Entry group(std::uint64_t index, Random& random) const;
  Entry device(std::uint64_t index, Random& random) const;
  void addOperational(Entry& entry, std::uint64_t index) const;

  std::uint64_t entries_, seed_, sites_, regions_, structure_;
};

}  // namespace ldapsnap::bench
