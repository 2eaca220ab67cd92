// What a burst of changes looks like, by the marks that setups leave (data/burst-marks.json); and what is no change
// that anybody made.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "diff/history/metadata/bookkeeping.h"
#include "diff/history/past.h"
#include "snapshot/base/name_index.h"
#include "snapshot/ldap/product/product.h"

namespace ldapsnap {

/// Something that has to be found among the entries of a burst.
struct BurstEvidence {
  enum class Change { Created, Modified, Written };
  std::string name;
  Change change = Change::Created;
  std::string objectClass;
  std::string attribute;           ///< of Written
  std::string rdn;                 ///< how the first value of the RDN begins; empty: anything
  std::vector<std::string> below;  ///< RDNs that follow one another somewhere above the entry, leaf first
  std::uint64_t atLeast = 1;
  std::string singular, plural;  ///< what is counted: "class", "classes"; empty: the number alone is shown
};

struct BurstMark {
  std::string setup;
  std::vector<std::string> products, unless;
  std::vector<BurstEvidence> evidence;
  std::string why;  ///< with ${mentions}
};

struct BurstMarks {
  std::vector<BurstMark> marks;
  NameSet ownAttributes;              ///< written by the server itself
  std::vector<std::string> ownPaths;  ///< subtrees that are the server's own (pathOf(), dn.h)
  std::vector<std::string> ownRdns;   ///< beginnings of RDNs, lower case
  struct Place {
    std::size_t mark, evidence;
  };
  NameIndex<std::vector<Place>> byClass;  ///< which evidence asks for an object class

  /// Whether what happened to the entry at `path` (dn.h) is nothing that anybody did.
  bool isOwnEntry(std::string_view dn, std::string_view path) const;
};

/// The marks that ship. Throws Error(BadInput) at file, line and column for a damaged file.
const BurstMarks& shippedBurstMarks();

/// What was found so far of the evidence of all marks, for one burst.
class MarkTally {
 public:
  /// `marks` outlives it.
  MarkTally(const BurstMarks& marks, Product product) : marks_(&marks), product_(product) {}

  /// An entry of the burst. `written`: the attributes that were written, where they are known.
  void add(const BookkeepingOf& entry, bool isCreated, const std::vector<std::string_view>& written);
  /// The marks of which all evidence was found.
  std::vector<Burst::Mark> found() const;

 private:
  struct Count {
    std::uint64_t entries = 0;
    std::vector<std::string> names;  ///< the first three
    std::vector<std::pair<std::string, std::uint64_t>> prefixes;

    void add(std::string name);
    /// What a mention of `evidence` shows: how many; "names"; "prefix".
    std::string text(const BurstEvidence& evidence, const std::string& part) const;
  };

  const Count& countOf(std::size_t mark, std::size_t evidence) const;

  const BurstMarks* marks_;
  Product product_;
  std::map<std::pair<std::size_t, std::size_t>, Count> counts_;  ///< by mark and evidence; most bursts have none
};

}  // namespace ldapsnap
