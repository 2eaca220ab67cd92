// Names of one directory put in place of another's: what is one object in the lab and in production compares as one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "snapshot/ldap/ldif/ldif.h"
#include "snapshot/model/memory_snapshot.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

/// What a name is, which decides where it is looked for.
enum class MappedKind {
  Suffix,               ///< a naming context: the end of DNs
  DnsDomain,            ///< in SPNs, UNC paths, mail addresses, host names
  NetBios,              ///< of a domain
  Sid,                  ///< of a domain: at the start of SIDs, within security descriptors
  Site,                 ///< the RDN below CN=Sites
  Host,                 ///< RDNs, SPNs, host names, accounts (HOST$)
  Guid,                 ///< of a server's NTDS Settings: in SPNs, DNS names and RDNs
  Organization,         ///< of Exchange: /o= in X.500 addresses, the RDN below CN=Microsoft Exchange
  AdministrativeGroup,  ///< of Exchange 2000 and later, a site of 5.5: the first /ou=, the RDN below it in DNs
};
std::string_view nameOf(MappedKind kind);  ///< "suffix", "dns-domain", ..., as in the file

struct MappedName {
  MappedKind kind = MappedKind::Suffix;
  std::string from, to;
  std::uint64_t count = 0;  ///< values and names that it changed
};

/// "suffix  DC=lab,DC=test -> DC=acme,DC=com (once)".
std::string lineOf(const MappedName& name);

class Mapping {
 public:
  /// What the two directories themselves say: their root DSEs, domains, sites and servers. `asked` goes before what is
  /// guessed. Throws Error(Usage) that names both candidates where two are as good: the user decides, in a file.
  static Mapping guess(const Snapshot& from, const Snapshot& to, std::vector<MappedName> asked = {});
  /// A TOML file with a table for each kind: [suffix] "DC=lab,DC=test" = "DC=acme,DC=com". Throws Error(BadInput) at
  /// file:line.
  static std::vector<MappedName> read(const std::filesystem::path& file);

  /// As a user asks for it: "auto" guesses, "none" is empty, anything else is a file that goes before what is guessed.
  static Mapping asked(const std::string& how, const Snapshot& from, const Snapshot& to);

  explicit Mapping(std::vector<MappedName> names);

  /// Identical names are not in it.
  const std::vector<MappedName>& names() const { return names_; }

  /// lineOf() each name.
  std::vector<std::string> lines() const;

  std::string mapDn(const std::string& dn);
  /// Values by syntax: DNs, DNs with binary or string, SIDs, security descriptors; in all other text DNS domains, hosts
  /// and accounts where they occur as complete words. `schema` is that of the directory the values come from.
  void map(Attribute& attribute, const Schema& schema);
  void map(Entry& entry, const Schema& schema);
  void map(LdifRecord& record, const Schema& schema);

  /// The whole snapshot, in memory, under the names of `other`, the directory that it is compared with. What identifies
  /// an entry (objectGUID, entryUUID) is left out: no two directories share it. A host's or a domain's name within a
  /// sentence is taken for one only where the other directory says the same sentence with its own.
  std::unique_ptr<MemorySnapshot> map(const Snapshot& snapshot, const Snapshot& other);

 private:
  std::string mapText(std::string text);
  void mapSentences(Entry& entry, const Snapshot& other);
  std::string mapBinary(std::string bytes);
  bool mapRdn(Ava& ava, const Rdn* parent);
  bool isBelowMappedSuffix(const std::string& text) const;
  std::string mapDnWithData(const std::string& value);

  std::vector<MappedName> names_;
};

}  // namespace ldapsnap
