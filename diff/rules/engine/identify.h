// Which products and versions a directory shows: the marks that setups leave, read by tables (data/products.json).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "diff/rules/pack/pack.h"
#include "snapshot/ldap/value/version.h"
#include "snapshot/model/snapshot.h"

namespace ldapsnap {

using BuildNumber = VersionNumber;

/// What an entry that bears a mark shows by what it holds: "it defines olcMultiProvider: OpenLDAP 2.5".
struct MarkCase {
  Filter filter;
  std::string meaning;
};

/// Where a product leaves its mark, and what the values mean.
struct ProductMark {
  std::string title;             ///< "Active Directory schema"
  std::vector<Condition> where;  ///< leaves: the entries that bear the mark, of the first that finds some
  /// Whose first values, joined by ".", are the version; empty: the existence of the entry is all.
  std::vector<std::string> attributes;
  bool isListedOnce = false;  ///< many entries bear the mark with the same value: only the first is listed
  bool isDetail = false;      ///< what `identify` lists, and no report in its head
  bool showsRdn = false;  ///< of values that are DNs the RDN's value is the version; without attributes: of the entry
  std::string ofRootDse;  ///< attribute of the root DSE that repeats the value; may be empty
  std::string absent;     ///< the value that an absent attribute stands for; may be empty
  std::string meaning;    ///< of a mark without attributes; may be empty
  /// What it means that no entry bears the mark although the place is there and was read; may be empty.
  std::string missing;
  std::optional<Condition> none;                            ///< with `missing`: the first of `where`, with count "=0"
  std::vector<std::pair<std::string, std::string>> values;  ///< value, meaning
  std::vector<std::pair<BuildNumber, std::string>> builds;  ///< first build, meaning; ascending
  std::vector<MarkCase> cases;                              ///< the last that holds counts; where none does, no mark
};

struct Identified {
  std::string title;    ///< of the mark
  std::string dn;       ///< of the entry that bears it; "" is the root DSE
  std::string value;    ///< as the directory has it; empty: the mark has no attribute
  std::string meaning;  ///< "Windows Server 2016"; empty: no table has the value, or the mark has no table

  bool operator==(const Identified&) const = default;
};

/// Throws Error(BadInput) at file, line and column for whatever is not such a table.
std::vector<ProductMark> readProductMarks(const std::filesystem::path& file);
/// The marks that ship.
std::vector<ProductMark> shippedProductMarks();
/// Without the details: what a report says of a directory in one line.
std::vector<ProductMark> headProductMarks();

/// What the snapshot shows, in the order of the marks, then of the DIT. What it does not hold is not in the list.
std::vector<Identified> identify(const Snapshot& snapshot, const std::vector<ProductMark>& marks);

/// Reads "Version 15.1 (Build 31531.3)", or "15.1.1531.3". Exchange 2007 and later add 30000 to the build in
/// serialNumber; it is subtracted. Empty if there is no version.
BuildNumber parseBuild(std::string_view text);

}  // namespace ldapsnap
